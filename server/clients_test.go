package server

import (
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"testing"
)

func TestClientKey(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"192.0.2.1":            "192.0.2.1/32",
		"::ffff:192.0.2.1":     "192.0.2.1/32",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:DB8:1:2::":       "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"::1":                  "::/64",
		"":                     "invalid Prefix",
		"192.0.2.1:443":        "192.0.2.1/32",
		" 192.0.2.1":           "192.0.2.1/32",
		"[2001:db8:1:2::3]:80": "2001:db8:1:2::/64",
		"[2001:db8:1:2::3]":    "2001:db8:1:2::/64",
		"192.0.2.1:65536":      "invalid Prefix",
		"192.0.2.256":          "invalid Prefix",
		"example.com":          "invalid Prefix",
		"192.0.2.1\r\nx":       "invalid Prefix",
	}
	for address, want := range tests {
		if got := clientKey(readAddress(address)).String(); got != want {
			t.Errorf("the client at %q = %s, want %s", address, got, want)
		}
	}
}

func TestPassedAddresses(t *testing.T) {
	t.Parallel()
	const proxy, other = "10.0.0.1:1234", "192.0.2.9:1234"
	tests := []struct {
		name, from, passed, want string
	}{
		{"nothing passed on", proxy, "", "10.0.0.1"},
		{"a client", proxy, "192.0.2.7", "192.0.2.7"},
		{"a client with its port", proxy, "192.0.2.7:4711", "192.0.2.7"},
		{"a client with its port, forged before", proxy, "1.2.3.4, 192.0.2.7:4711", "192.0.2.7"},
		{"a client of IPv6 with its port", proxy, "[2001:db8::7]:4711", "2001:db8::7"},
		{"two proxies", proxy, "1.2.3.4, 192.0.2.7, 10.9.9.9", "192.0.2.7"},
		{"proxies alone", proxy, "10.0.0.3, 10.0.0.2", "10.0.0.3"},
		{"nonsense behind a proxy", proxy, "192.0.2.7, unknown", "10.0.0.1"},
		{"nonsense behind two", proxy, "192.0.2.7, unknown, 10.0.0.2", "10.0.0.2"},
		{"no proxy", other, "192.0.2.7", "192.0.2.9"},
	}
	trusted := networks(t, "10.0.0.0/8")
	for _, test := range tests {
		r := &http.Request{RemoteAddr: test.from, Header: http.Header{"X-Forwarded-For": {test.passed}}}
		if got := clientAddress(trusted, r).String(); got != test.want {
			t.Errorf("%s: X-Forwarded-For %q from %s is %s, want %s", test.name, test.passed, test.from, got, test.want)
		}
	}
}

// TestClientsAreForgotten sends a request from each of a million networks, as who owns a /44 can.
func TestClientsAreForgotten(t *testing.T) {
	c := newClients(1, nil) // not in parallel: it measures the memory
	before := heap()
	network := netip.MustParseAddr("2001:db8::").As16()
	for i := range 1 << 20 {
		network[5], network[6], network[7] = byte(i>>16), byte(i>>8), byte(i)
		if !c.allow(netip.AddrFrom16(network)) {
			t.Fatalf("the first request of client %d is refused", i)
		}
	}
	if grown := heap() - before; grown > 16<<20 {
		t.Errorf("a million clients take %d bytes of memory, want at most 16 MiB", grown)
	}
	known := 0
	for _, part := range c.parts {
		known += part.Len()
	}
	if known != maxClients {
		t.Errorf("%d clients are remembered, want %d", known, maxClients)
	}
	if last := netip.AddrFrom16(network); c.allow(last) {
		t.Error("the last client has a second request, and a share of one")
	}
	runtime.KeepAlive(c)
}

func heap() int64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc)
}

// TestShareIsKept counts what of a hundred thousand requests gets through while the client claims other addresses.
func TestShareIsKept(t *testing.T) {
	t.Parallel()
	const share, requests = 1000, 100_000
	c := newClients(share, nil)
	c.perSecond = 1e-6 // nothing comes back during the test
	passed := 0
	for i := range requests {
		claimed := netip.AddrFrom4([4]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}).String()
		r := &http.Request{RemoteAddr: "192.0.2.1:1234", Header: http.Header{
			"X-Forwarded-For": {claimed}, "X-Real-Ip": {claimed}, "Forwarded": {"for=" + claimed}, "X-Client-Ip": {claimed}, "Cf-Connecting-Ip": {claimed},
		}}
		if c.allow(clientAddress(c.trusted, r)) {
			passed++
		}
	}
	if passed != share {
		t.Errorf("%d of %d requests passed, want %d", passed, requests, share)
	}
}

func TestRetryAfterOfRate(t *testing.T) {
	t.Parallel()
	for perSecond, want := range map[float64]string{DefaultRate: "1", 1: "1", 0.5: "2", 0.3: "4", 0.001: "1000"} {
		if got := newClients(perSecond, nil).retryAfter(); got != want {
			t.Errorf("retryAfter at %g requests a second = %s, want %s", perSecond, got, want)
		}
	}
}

// FuzzClientAddress gives headers of all kinds to the chain of a trusted proxy: the client is always some address, and
// never one that it wrote itself behind one that is not trusted.
func FuzzClientAddress(f *testing.F) {
	for _, seed := range []string{"", "192.0.2.7", "192.0.2.7, 10.0.0.1", "[2001:db8::1]", "2001:db8::1%eth0", "unknown", ",,,", "192.0.2.7:80", "::ffff:10.0.0.1", strings.Repeat("10.0.0.1,", 100)} {
		f.Add(seed, "198.51.100.1")
	}
	trusted := networks(f, "10.0.0.0/8")
	f.Fuzz(func(t *testing.T, forged, client string) {
		if ip, err := netip.ParseAddr(client); err != nil || ip.Zone() != "" || netip.MustParsePrefix("10.0.0.0/8").Contains(ip.Unmap()) {
			client = "198.51.100.1"
		}
		r := &http.Request{RemoteAddr: "10.0.0.1:1234", Header: http.Header{"X-Forwarded-For": {forged, client}}}
		if got, want := clientKey(clientAddress(trusted, r)), clientKey(readAddress(client)); got != want {
			t.Errorf("X-Forwarded-For %q, %q is client %s, want %s", forged, client, got, want)
		}
		r.Header["X-Forwarded-For"] = []string{forged}
		if got := clientAddress(trusted, r); !clientKey(got).IsValid() {
			t.Errorf("X-Forwarded-For %q is client %q, which is no address", forged, got)
		}
	})
}

func networks(t testing.TB, cidr string) []*net.IPNet {
	t.Helper()
	_, network, err := net.ParseCIDR(cidr)
	if err != nil {
		t.Fatal(err)
	}
	return []*net.IPNet{network}
}

func BenchmarkClients(b *testing.B) {
	c := newClients(1e9, nil)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			c.allow(netip.MustParseAddr("192.0.2.1"))
		}
	})
}
