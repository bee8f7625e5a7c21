package server

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// securityHeaders stand on every response. No page has an inline script or style, so the policy needs no
// exception and pages stay the same for everybody.
var securityHeaders = []header{
	newHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
		"manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "+
		"require-trusted-types-for 'script'; trusted-types 'none'"),
	newHeader("X-Content-Type-Options", "nosniff"),
	newHeader("Referrer-Policy", "no-referrer"),
	newHeader("Cross-Origin-Opener-Policy", "same-origin"),
	newHeader("Cross-Origin-Resource-Policy", "same-origin"),
	newHeader("Cross-Origin-Embedder-Policy", "require-corp"),
	newHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
}

// passing is what every request passes through on its way to route, outermost first. All of it runs before routing, so
// that unknown paths are covered too. It is put together once: echo's own Pre does so for each request.
func (s *Server) passing(config Config, route echo.HandlerFunc) echo.HandlerFunc {
	passed := []echo.MiddlewareFunc{
		setSecurityHeaders,
		setStrictTransport(config.PublicURL, config.TrustedProxies),
		setRequestID,
		allowReaders,
		s.observe,
		s.recoverPanic,
		closeChunked,
		newClients(config.Rate, config.TrustedProxies).limitRate,
		refuseCrossSite,
		refuseEncoded,
		new(bodies).limit,
	}
	for _, pass := range slices.Backward(passed) {
		route = pass(route)
	}
	return route
}

// route hands a request to the handler of its path.
func (s *Server) route(c echo.Context) error {
	s.echo.Router().Find(c.Request().Method, echo.GetPath(c.Request()), c)
	return c.Handler()(c)
}

func setSecurityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		answer := c.Response().Header()
		for _, h := range securityHeaders {
			answer[h.name] = h.values
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
// hold anything, and the id stands in the log. It need not be hard to guess: nothing can be had for it.
func setRequestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header()[echo.HeaderXRequestID] = []string{strconv.FormatUint(rand.Uint64(), 36)}
		return next(c)
	}
}

// observe counts every request, and takes its time.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		s.metrics.inFlight.Inc()
		defer s.metrics.inFlight.Dec()
		if err := next(c); err != nil {
			c.Error(err) // here, so that what follows knows the status
		}
		took := time.Since(start)
		s.metrics.answered(request{methodName(c.Request()), c.Path(), c.Response().Status}, took)
		s.logRequest(c, took)
		return nil
	}
}

// logRequest writes one line for a request that did not go well, and at level debug for any: what was asked for by its
// route, never an address, a query, a header, a body or a method that there is not. The metrics count all; a line for
// each costs a seventh of what a page does.
func (s *Server) logRequest(c echo.Context, took time.Duration) {
	ctx, level := c.Request().Context(), slog.LevelDebug
	if c.Response().Status >= http.StatusBadRequest {
		level = slog.LevelInfo
	}
	if !s.log.Enabled(ctx, level) {
		return
	}
	s.log.LogAttrs(ctx, level, "request",
		slog.String("method", methodName(c.Request())),
		slog.String("route", c.Path()),
		slog.Int("status", c.Response().Status),
		slog.Int64("bytes", c.Response().Size),
		slog.Float64("milliseconds", float64(took.Microseconds())/1000),
		slog.String("id", requestID(c)))
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
		for _, encoding := range c.Request().Header["Content-Encoding"] {
			if encoding != "" && !strings.EqualFold(encoding, "identity") {
				return errEncoded
			}
		}
		return next(c)
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }
