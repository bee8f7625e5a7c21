package server

import (
	"net"
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
			if told := r.Header[echo.HeaderXForwardedProto]; len(told) == 1 && strings.EqualFold(told[0], "https") && isTrusted(trusted, readAddress(r.RemoteAddr)) {
				c.Response().Header().Set(echo.HeaderStrictTransportSecurity, strictTransport)
			}
			return next(c)
		}
	}
}
