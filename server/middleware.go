package server

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"errdex/views"
)

// securityHeaders stand on every response. No page has an inline script or style, so the policy needs no
// exception and pages stay the same for everybody.
var securityHeaders = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}

// use installs what every request passes through, outermost first. All of it runs before routing, so that
// unknown paths are covered too.
func (s *Server) use(config Config) {
	s.echo.Pre(
		setSecurityHeaders,
		setStrictTransport(config.PublicURL, config.TrustedProxies),
		setRequestID,
		s.measure,
		allowReaders,
		s.logRequest,
		s.recoverPanic,
		limitRate(config.Rate),
		refuseCrossSite,
		refuseEncoded,
		limitBody,
		setAddress(config.PublicURL),
	)
}

func setSecurityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		for name, value := range securityHeaders {
			c.Response().Header().Set(name, value)
		}
		return next(c)
	}
}

// allowReaders lets the pages of other sites read what is for programs. They can't send a paste: that is POST, which
// refuseCrossSite turns away.
func allowReaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r := c.Request(); (r.Method == http.MethodGet || r.Method == http.MethodHead) && forPrograms(r.URL.Path) {
			c.Response().Header().Set(echo.HeaderAccessControlAllowOrigin, "*")
			c.Response().Header().Set(echo.HeaderAccessControlExposeHeaders, "ETag, Retry-After, X-Request-Id")
		}
		return next(c)
	}
}

// forPrograms says whether a path is of the API, its description or the twin of an article.
func forPrograms(path string) bool {
	article := strings.HasPrefix(path, "/errors/") || strings.HasPrefix(path, "/guides/")
	_, twin := splitTwin(path)
	return strings.HasPrefix(path, "/api/v1/") || path == "/openapi.json" || article && twin != ""
}

// setRequestID gives each request an id of our own making. A client's X-Request-Id is not taken over: it could
// hold anything, and the id stands in the log.
func setRequestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, rand.Text())
		return next(c)
	}
}

// logRequest writes one line for each request: what was asked for by its route, never an address, a query,
// a header or a body.
func (s *Server) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err) // here, so that the line below knows the status
		}
		s.log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
			slog.String("method", c.Request().Method),
			slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status),
			slog.Int64("bytes", c.Response().Size),
			slog.Float64("milliseconds", float64(time.Since(start).Microseconds())/1000),
			slog.String("id", requestID(c)))
		return nil
	}
}

// recoverPanic turns a panic into an error. The panic's value may hold what was pasted, so only its type and
// the stack are logged.
func (s *Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if value := recover(); value != nil {
				if value == http.ErrAbortHandler {
					panic(value)
				}
				s.log.Error("panic", "kind", fmt.Sprintf("%T", value), "stack", string(debug.Stack()), "id", requestID(c))
				err = errPanicked
			}
		}()
		return next(c)
	}
}

// limitRate gives each client its share. Behind one IPv6 customer stands a whole /64, so that is one client.
func limitRate(perSecond float64) echo.MiddlewareFunc {
	if perSecond == 0 {
		perSecond = DefaultRate
	}
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: rate.Limit(perSecond), Burst: max(1, int(perSecond)), ExpiresIn: rateMemory,
		}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return clientKey(c.RealIP()), nil },
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set("Retry-After", "1")
			return echo.ErrTooManyRequests
		},
	})
}

func clientKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// clientAddress trusts X-Forwarded-For only from the named proxies; echo would believe anybody by default.
func clientAddress(trusted []*net.IPNet) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, network := range trusted {
		options = append(options, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// refuseCrossSite answers 403 to a form that another site's page submits; tools that send no Origin pass.
func refuseCrossSite(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := protection.Check(c.Request()); err != nil {
			return errCrossSite
		}
		return next(c)
	}
}

// refuseEncoded answers 415 to a compressed body, which could swell beyond every limit.
func refuseEncoded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if encoding := c.Request().Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
			return errEncoded
		}
		return next(c)
	}
}

func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > MaxBody {
			return errTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, MaxBody)
		return next(c)
	}
}

// setAddress tells pages where they stand. The site's part comes from the configuration: a Host header can say
// anything, and what it says would be kept by caches and previews.
func setAddress(base string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			c.SetRequest(r.WithContext(views.WithAddress(r.Context(), views.Address{Base: base, Path: r.URL.Path})))
			return next(c)
		}
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }
