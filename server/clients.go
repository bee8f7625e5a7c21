package server

import (
	"hash/maphash"
	"math"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// clients gives each client its share of requests. It remembers the maxClients that came last, so that no number of
// addresses fills the memory; a client that was forgotten begins with a whole share, as a new one does. Kept are hashes
// of addresses, in parts by their last bits, so that requests seldom wait for each other's lock.
type clients struct {
	trusted   []*net.IPNet // proxies, see clientAddress
	perSecond rate.Limit
	burst     int
	seed      maphash.Seed
	parts     [clientParts]*lru.Cache[uint64, *rate.Limiter]
}

const clientParts = 16

func newClients(perSecond float64, trusted []*net.IPNet) *clients {
	if perSecond == 0 {
		perSecond = DefaultRate
	}
	c := &clients{trusted: trusted, perSecond: rate.Limit(perSecond), burst: max(1, int(perSecond)), seed: maphash.MakeSeed()}
	for i := range c.parts {
		part, err := lru.New[uint64, *rate.Limiter](maxClients / clientParts)
		if err != nil {
			panic(err) // of a size below 1 only
		}
		c.parts[i] = part
	}
	return c
}

// allow takes a request from a client's share, if there is one left.
func (c *clients) allow(address netip.Addr) bool {
	key := maphash.Comparable(c.seed, clientKey(address))
	part := c.parts[key%clientParts]
	share, known := part.Get(key)
	if !known {
		share = rate.NewLimiter(c.perSecond, c.burst)
		if first, raced, _ := part.PeekOrAdd(key, share); raced {
			share = first
		}
	}
	return share.Allow()
}

// retryAfter is how many seconds it takes until a client without a share has a request again.
func (c *clients) retryAfter() string {
	return strconv.FormatFloat(math.Ceil(1/float64(c.perSecond)), 'f', 0, 64)
}

// limitRate answers 429 to a client that has used up its share.
func (c *clients) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		if !c.allow(clientAddress(c.trusted, ctx.Request())) {
			ctx.Response().Header().Set("Retry-After", c.retryAfter())
			return errTooMany
		}
		return next(ctx)
	}
}

// clientKey is the client that an address belongs to. Behind one IPv6 customer stands a whole /64, so that is one
// client; all whose address can't be read are one too.
func clientKey(ip netip.Addr) netip.Prefix {
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	client, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return client
}

// clientAddress is whom a request comes from. X-Forwarded-For counts as far as trusted proxies wrote it: from its end to
// the first address that is none of theirs. What stands before that anybody may have written.
func clientAddress(trusted []*net.IPNet, r *http.Request) netip.Addr {
	address := readAddress(r.RemoteAddr)
	if len(trusted) == 0 {
		return address
	}
	passed := strings.Split(strings.Join(r.Header[echo.HeaderXForwardedFor], ","), ",")
	for _, before := range slices.Backward(passed) {
		known := readAddress(before)
		if !known.IsValid() || !isTrusted(trusted, address) {
			break
		}
		address = known
	}
	return address
}

// readAddress reads an address as connections and proxies write it, with a port (as Azure's gateways do) or without.
// One that can't be read is the zero Addr.
func readAddress(text string) netip.Addr {
	text = strings.TrimSpace(text)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap()
	}
	alone, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return alone.Unmap()
}

func isTrusted(trusted []*net.IPNet, address netip.Addr) bool {
	ip := net.IP(address.AsSlice())
	return slices.ContainsFunc(trusted, func(network *net.IPNet) bool { return network.Contains(ip) })
}
