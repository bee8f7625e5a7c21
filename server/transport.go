package server

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// strictTransport has browsers come by https only, for two years.
const strictTransport = "max-age=63072000; includeSubDomains"

// setStrictTransport sends it with every answer that goes out by https, which only a trusted proxy can tell: this
// program speaks plain HTTP, where the header must not stand (RFC 6797, 7.2). A site below a path shares its host with
// others, for which it can't speak; their server sends what it wants.
func setStrictTransport(publicURL string, trusted []*net.IPNet) echo.MiddlewareFunc {
	public, err := url.Parse(publicURL)
	if len(trusted) == 0 || err != nil || strings.Trim(public.Path, "/") != "" {
		return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if told := r.Header[echo.HeaderXForwardedProto]; len(told) == 1 && strings.EqualFold(told[0], "https") && isTrusted(trusted, r.RemoteAddr) {
				c.Response().Header().Set(echo.HeaderStrictTransportSecurity, strictTransport)
			}
			return next(c)
		}
	}
}

// isTrusted tells whether a connection comes from one of the networks.
func isTrusted(trusted []*net.IPNet, remote string) bool {
	from, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	ip := net.IP(from.Addr().Unmap().AsSlice())
	for _, network := range trusted {
		if network.Contains(ip) {
			return true
		}
	}
	return false
}
