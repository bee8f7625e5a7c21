package server

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// behindProxy makes a site that is reached through a proxy on the loopback, as https://errdex.example.
func behindProxy(c *Config) {
	_, loopback, err := net.ParseCIDR("127.0.0.0/8")
	if err != nil {
		panic(err) // it is a network
	}
	c.TrustedProxies, c.PublicURL = []*net.IPNet{loopback}, "https://errdex.example"
}

const overHTTPS = "X-Forwarded-Proto: https"

// TestHeadersOfEveryAnswer asks every route by every method over https; site.send checks all other headers of each
// answer. No answer lacks one, whatever its status.
func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t, behindProxy, func(c *Config) { c.Rate, c.MCP = 1e9, http.NotFoundHandler() })
	s.echo.GET("/panics", func(echo.Context) error { panic("planted") })
	s.echo.GET("/api/panics", func(echo.Context) error { panic("planted") })
	statuses := map[int]bool{}
	ask := func(method, target, body string, headers ...string) {
		t.Helper()
		got := s.stream(t, method, target, strings.NewReader(body), append(headers, overHTTPS)...)
		statuses[got.status] = true
		if hsts := got.header.Values("Strict-Transport-Security"); !slices.Equal(hsts, []string{strictTransport}) {
			t.Errorf("%s %s = %d with Strict-Transport-Security %q", method, target, got.status, hsts)
		}
		for _, h := range securityHeaders {
			if len(got.header.Values(h.name)) != 1 {
				t.Errorf("%s %s = %d with %s %q, want it once", method, target, got.status, h.name, got.header.Values(h.name))
			}
		}
		if powered := got.header.Get("Server") + got.header.Get("X-Powered-By") + got.header.Get("Set-Cookie"); powered != "" {
			t.Errorf("%s %s tells what it is made of, or sets a cookie: %q", method, target, powered)
		}
	}
	for _, route := range s.echo.Routes() {
		for _, name := range []string{"rate-limit", "429", "none", "rate-limit.md", "rate-limit.png"} {
			target := strings.NewReplacer(":name", name, ":answers", "1", "*", "app.css").Replace(route.Path)
			for _, method := range append(methods, "BREW") {
				ask(method, target, overloaded, "Content-Type: text/plain")
			}
			if !strings.Contains(route.Path, ":name") {
				break
			}
		}
	}
	tag := s.send(t, "GET", "/errors/rate-limit", "").header.Get("ETag")
	ask("GET", "/errors/rate-limit", "", "If-None-Match: "+tag)
	ask("GET", "/errors/rate-limit", "", "Range: bytes=0-9")
	ask("GET", "/errors/rate-limit", "", "Range: bytes=99999999-")
	ask("POST", "/diagnose", "", "Content-Type: text/plain")
	ask("POST", "/diagnose", overloaded, "Sec-Fetch-Site: cross-site")
	ask("POST", "/diagnose", overloaded, "Content-Encoding: gzip")
	ask("POST", "/diagnose", strings.Repeat("x", MaxBody+1), "Content-Type: text/plain")
	ask("GET", "/no/such/page", "")
	for _, want := range []int{200, 206, 304, 308, 400, 403, 404, 405, 413, 415, 416, 500} {
		if !statuses[want] {
			t.Errorf("no answer was a %d: the test does not cover it", want)
		}
	}
}

// TestHeadersOfRefusals: the answers of a service that is too busy or can't answer have all headers too.
func TestHeadersOfRefusals(t *testing.T) {
	t.Parallel()
	limited := newSite(t, onlyOnce, behindProxy)
	limited.send(t, "GET", "/livez", "")
	broken := newSite(t, behindProxy)
	if err := broken.store.Close(); err != nil {
		t.Fatal(err)
	}
	for s, want := range map[*site]int{limited: 429, broken: 503} {
		got := s.stream(t, "GET", "/readyz", strings.NewReader(""), overHTTPS)
		if got.status != want || got.header.Get("Strict-Transport-Security") != strictTransport || got.header.Get("Retry-After") == "" {
			t.Errorf("GET /readyz = %d, want %d; header %v", got.status, want, got.header)
		}
	}
}

// TestStrictTransport: only a trusted proxy can say that a request came by https.
func TestStrictTransport(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, trusted, public string
		headers               []string
		want                  string
	}{
		{"https through the proxy", "127.0.0.0/8", "https://errdex.example", []string{"X-Forwarded-Proto: https"}, strictTransport},
		{"in capitals", "127.0.0.0/8", "https://errdex.example", []string{"X-Forwarded-Proto: HTTPS"}, strictTransport},
		{"http through the proxy", "127.0.0.0/8", "https://errdex.example", []string{"X-Forwarded-Proto: http"}, ""},
		{"the proxy does not say", "127.0.0.0/8", "https://errdex.example", nil, ""},
		{"two hops disagree", "127.0.0.0/8", "https://errdex.example", []string{"X-Forwarded-Proto: https, http"}, ""},
		{"another header", "127.0.0.0/8", "https://errdex.example", []string{"X-Forwarded-Ssl: on", "Forwarded: proto=https"}, ""},
		{"no trusted proxy", "", "https://errdex.example", []string{"X-Forwarded-Proto: https"}, ""},
		{"another is trusted", "203.0.113.0/24", "https://errdex.example", []string{"X-Forwarded-Proto: https"}, ""},
		{"a host that is shared with others", "127.0.0.0/8", "https://example.com/errdex", []string{"X-Forwarded-Proto: https"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(c *Config) {
				c.PublicURL = test.public
				if _, network, err := net.ParseCIDR(test.trusted); err == nil {
					c.TrustedProxies = []*net.IPNet{network}
				}
			})
			if got := s.send(t, "GET", "/", "", test.headers...).header.Get("Strict-Transport-Security"); got != test.want {
				t.Errorf("Strict-Transport-Security = %q, want %q", got, test.want)
			}
		})
	}
}

// observatory is how the HTTP Observatory of MDN grades a site: 100, and for each of its tests what the result adds or
// takes. The figures are those of src/grader/charts.js of github.com/mdn/mdn-http-observatory as of August 2026; a
// result that is not named here costs more than any that is.
var observatory = []struct {
	test   string
	points func(h http.Header) int
}{
	{"content-security-policy", func(h http.Header) int {
		policy := h.Get("Content-Security-Policy")
		switch {
		case policy == "":
			return -25
		case strings.Contains(policy, "unsafe-") || strings.Contains(policy, "data:") || strings.Contains(policy, "http") || strings.Contains(policy, "*"):
			return -20
		case !strings.Contains(policy, "default-src 'none'"):
			return 5
		}
		return 10
	}},
	{"cookies", func(h http.Header) int {
		if len(h.Values("Set-Cookie")) > 0 {
			return -40
		}
		return 0
	}},
	{"cross-origin-resource-sharing", func(h http.Header) int {
		if h.Get("Access-Control-Allow-Credentials") != "" {
			return -50
		}
		return 0
	}},
	{"strict-transport-security", func(h http.Header) int {
		const sixMonths = 15768000
		var age int
		if _, err := fmt.Sscanf(h.Get("Strict-Transport-Security"), "max-age=%d", &age); err != nil {
			return -20
		}
		if age < sixMonths {
			return -10
		}
		return 0
	}},
	{"x-content-type-options", exactly("X-Content-Type-Options", 0, -5, "nosniff")},
	{"referrer-policy", exactly("Referrer-Policy", 5, -5, "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")},
	{"x-frame-options", func(h http.Header) int {
		if strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			return 5
		}
		return exactly("X-Frame-Options", 5, -20, "DENY", "SAMEORIGIN")(h)
	}},
	{"cross-origin-resource-policy", exactly("Cross-Origin-Resource-Policy", 10, 0, "same-origin", "same-site")},
	{"cross-origin-opener-policy", exactly("Cross-Origin-Opener-Policy", 10, 0, "same-origin")},
	{"cross-origin-embedder-policy", exactly("Cross-Origin-Embedder-Policy", 10, 0, "require-corp", "credentialless")},
}

func exactly(name string, points, otherwise int, values ...string) func(http.Header) int {
	return func(h http.Header) int {
		if slices.Contains(values, strings.ToLower(h.Get(name))) || slices.Contains(values, h.Get(name)) {
			return points
		}
		return otherwise
	}
}

// TestObservatory computes the grade of every kind of page behind https. Whether http is redirected is the proxy's
// part; all scripts are the site's own, which adds and takes nothing.
func TestObservatory(t *testing.T) {
	t.Parallel()
	const want = 120 // A+ begins at 100
	s := newSite(t, behindProxy)
	for _, target := range []string{"/", "/errors", "/errors/rate-limit", "/guides/lock-the-problem-down", "/search?q=429", "/privacy", "/no/such/page",
		"/api/v1/articles", "/openapi.json", "/llms.txt", "/robots.txt"} {
		got := s.send(t, "GET", target, "", overHTTPS)
		score := 100
		var parts []string
		for _, test := range observatory {
			points := test.points(got.header)
			score += points
			parts = append(parts, fmt.Sprintf("%s %+d", test.test, points))
		}
		for script := range strings.SplitSeq(got.body, "<script") {
			if _, source, found := strings.Cut(script, `src="`); found && !strings.HasPrefix(source, "/static/") {
				t.Errorf("%s loads a script from %.80s", target, source)
			}
		}
		if score < want {
			t.Errorf("%s scores %d, want %d: %s", target, score, want, strings.Join(parts, ", "))
		}
		t.Logf("%s scores %d", target, score)
	}
}
