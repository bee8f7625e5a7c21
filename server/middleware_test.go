package server

import (
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
)

// TestEveryRouteAndMethod is about what site.send checks of every reply: the security headers.
func TestEveryRouteAndMethod(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	targets := []string{"/a/b/c", "/api/v1/none", "/static/"}
	for _, route := range s.echo.Routes() {
		target := strings.ReplaceAll(route.Path, "*", "0/app.css")
		targets = append(targets, target, strings.ReplaceAll(target, ":name", "rate-limit"), strings.ReplaceAll(target, ":name", "429"))
	}
	slices.Sort(targets)
	for _, target := range slices.Compact(targets) {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} {
			got := s.send(t, method, target, "")
			if got.status >= 500 || got.status == 200 && got.header.Get("Content-Type") == "" {
				t.Errorf("%s %s = %d, content type %q", method, target, got.status, got.header.Get("Content-Type"))
			}
			if got.status == 405 && got.header.Get("Allow") == "" {
				t.Errorf("%s %s = 405 without Allow", method, target)
			}
		}
	}
}

// TestHead compares HEAD with GET: the same answer without its body.
func TestHead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/", "/errors", "/errors/rate-limit?limit=5", "/errors/429", "/403", "/guides/lock-the-problem-down",
		"/search?q=429", "/privacy", "/problems/no-text", "/livez", "/readyz", "/card.png", "/errors/rate-limit.png", "/robots.txt", "/sitemap.xml", "/changes.atom", "/opensearch.xml", "/errors/none",
		"/errors/rate-limit.md", "/errors/rate-limit.json",
		"/api/v1/articles", "/api/v1/articles/rate-limit", "/api/v1/search?q=429", "/openapi.json", "/llms.txt", "/llms-full.txt", "/recipes", "/api/none", "/static/0/app.css"} {
		get, head := s.send(t, "GET", target, ""), s.send(t, "HEAD", target, "")
		for _, differs := range []string{"Date", "X-Request-Id", "Content-Length"} {
			get.header.Del(differs)
			head.header.Del(differs)
		}
		if diff := cmp.Diff(get.header, head.header); diff != "" || get.status != head.status || head.body != "" {
			t.Errorf("HEAD %s = %d with %d bytes, GET = %d; headers (-GET +HEAD):\n%s", target, head.status, len(head.body), get.status, diff)
		}
	}
}

func TestCrossSite(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tests := []struct {
		name    string
		headers []string
		want    int
	}{
		{"a tool", nil, 200},
		{"own page", []string{"Origin: " + s.base, "Sec-Fetch-Site: same-origin"}, 200},
		{"own page, old browser", []string{"Origin: " + s.base}, 200},
		{"typed by the user", []string{"Sec-Fetch-Site: none"}, 200},
		{"another site", []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, 403},
		{"another site that hides its origin", []string{"Sec-Fetch-Site: cross-site"}, 403},
		{"a sibling of ours", []string{"Origin: https://evil.example.org", "Sec-Fetch-Site: same-site"}, 403},
		{"another site, old browser", []string{"Origin: https://evil.example"}, 403},
		{"another port", []string{"Origin: http://127.0.0.1:1"}, 403},
		{"a sandboxed frame", []string{"Origin: null"}, 403},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, target := range []string{"/diagnose", "/api/v1/diagnose"} {
				got := s.send(t, "POST", target, overloaded, append(slices.Clone(test.headers), "Content-Type: text/plain")...)
				if got.status != test.want {
					t.Errorf("POST %s with %q = %d, want %d", target, test.headers, got.status, test.want)
				}
			}
			// Links to our pages may stand anywhere.
			if got := s.send(t, "GET", "/errors/rate-limit", "", test.headers...); got.status != 200 {
				t.Errorf("GET with %q = %d, want 200", test.headers, got.status)
			}
		})
	}
}

// onlyOnce is a rate that lets one request of a client through and no second one as long as a test can take.
func onlyOnce(c *Config) { c.Rate = 0.001 }

func TestRateLimit(t *testing.T) {
	t.Parallel()
	tests := []struct{ method, target, kind string }{
		{"GET", "/", "text/html; charset=UTF-8"},
		{"POST", "/diagnose", "text/plain; charset=UTF-8"},
		{"POST", "/api/v1/diagnose", "application/problem+json"},
	}
	for _, test := range tests {
		t.Run(test.target, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, onlyOnce)
			if got := s.send(t, "GET", "/livez", ""); got.status != 200 {
				t.Fatalf("first request = %d, want 200", got.status)
			}
			got := s.send(t, test.method, test.target, overloaded, "Content-Type: text/plain")
			if got.status != 429 || got.header.Get("Retry-After") != "1000" || got.header.Get("Content-Type") != test.kind {
				t.Errorf("second request = %d, Retry-After %q, content type %q, want 429, 1000, %s",
					got.status, got.header.Get("Retry-After"), got.header.Get("Content-Type"), test.kind)
			}
			checkHas(t, got.body, "oo many requests")
		})
	}
}

func TestProblemOfRateLimit(t *testing.T) {
	t.Parallel()
	limited, free := newSite(t, onlyOnce), newSite(t)
	limited.send(t, "GET", "/livez", "")
	checkProblem(t, free, limited.send(t, "POST", "/api/v1/diagnose", overloaded, "Content-Type: text/plain"))
}

// TestDefaultRate lets through what --rate promises without a flag.
func TestDefaultRate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 300 {
		if got := s.send(t, "GET", "/livez", ""); got.status != 200 {
			t.Fatalf("request %d = %d, want 200", i, got.status)
		}
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	const loopback = "127.0.0.0/8"
	tests := []struct {
		name    string
		trusted string
		first   string // X-Forwarded-For of two requests
		second  string
		want    int // status of the second
	}{
		{"no trusted proxy", "", "192.0.2.1", "192.0.2.2", 429},
		{"trusted proxy, two clients", loopback, "192.0.2.1", "192.0.2.2", 200},
		{"trusted proxy, one client", loopback, "192.0.2.1", "192.0.2.1", 429},
		{"trusted proxy, a client that forges hops", loopback, "198.51.100.1, 192.0.2.1", "198.51.100.2, 192.0.2.1", 429},
		{"trusted proxy, a client in a private network that forges hops", loopback, "198.51.100.1, 10.0.0.1", "198.51.100.2, 10.0.0.1", 429},
		{"another proxy is trusted", "203.0.113.0/24", "192.0.2.1", "192.0.2.2", 429},
		{"one IPv6 network", loopback, "2001:db8:1:2::1", "2001:db8:1:2:ffff::1", 429},
		{"two IPv6 networks", loopback, "2001:db8:1:2::1", "2001:db8:1:3::1", 200},
		{"IPv4 as IPv6", loopback, "::ffff:192.0.2.1", "::ffff:192.0.2.2", 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, onlyOnce, func(c *Config) {
				if _, network, err := net.ParseCIDR(test.trusted); err == nil {
					c.TrustedProxies = []*net.IPNet{network}
				}
			})
			if got := s.send(t, "GET", "/livez", "", "X-Forwarded-For: "+test.first); got.status != 200 {
				t.Fatalf("first request = %d, want 200", got.status)
			}
			if got := s.send(t, "GET", "/livez", "", "X-Forwarded-For: "+test.second); got.status != test.want {
				t.Errorf("second request = %d, want %d", got.status, test.want)
			}
		})
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.echo.GET("/panics", func(echo.Context) error { panic("planted paste") })
	s.echo.GET("/api/panics", func(echo.Context) error { panic(errors.New("planted paste")) })
	page := s.send(t, "GET", "/panics", "")
	if page.status != 500 || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("GET /panics = %d, Cache-Control %q, want 500, no-store", page.status, page.header.Get("Cache-Control"))
	}
	checkHas(t, page.body, "<h1>Something broke on our side</h1>", page.header.Get("X-Request-Id"))
	problem := s.send(t, "GET", "/api/panics", "")
	checkProblem(t, s, problem)
	log := s.log.String()
	checkHas(t, log, `"msg":"panic","kind":"string"`, `"kind":"*errors.errorString"`, "middleware_test.go", `"status":500`,
		`"id":"`+page.header.Get("X-Request-Id")+`"`)
	checkLacks(t, page.body+problem.body+log, "planted")
	if panics := strings.Count(log, `"level":"ERROR"`); panics != 2 {
		t.Errorf("log has %d errors for two panics:\n%s", panics, log)
	}
}

// TestAbort makes sure that a handler can still break off a response, as net/http has it.
func TestAbort(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.echo.GET("/aborts", func(echo.Context) error { panic(http.ErrAbortHandler) })
	if response, err := s.client.Get(s.base + "/aborts"); err == nil {
		response.Body.Close()
		t.Errorf("GET /aborts = %d, want a broken connection", response.StatusCode)
	}
	checkLacks(t, s.log.String(), `"msg":"panic"`)
}

// TestLogLine pins what a line of the log holds, because the privacy page promises it.
func TestLogLine(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	got := s.send(t, "POST", "/diagnose?planted=query", "planted paste", "Content-Type: text/plain", "User-Agent: planted agent",
		"Referer: https://planted.example/", "Cookie: planted=1", "X-Forwarded-For: 192.0.2.77", "Authorization: Bearer planted")
	var line map[string]any
	if err := json.Unmarshal([]byte(s.log.String()), &line); err != nil {
		t.Fatalf("log is not one line of JSON: %v\n%s", err, s.log)
	}
	for _, differs := range []string{"time", "milliseconds"} {
		if line[differs] == nil {
			t.Errorf("log line lacks %s: %s", differs, s.log)
		}
		delete(line, differs)
	}
	want := map[string]any{"level": "DEBUG", "msg": "request", "method": "POST", "route": "/diagnose", "status": 200.0,
		"bytes": float64(len(got.body)), "id": got.header.Get("X-Request-Id")}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("log line (-want +got):\n%s", diff)
	}
}

func TestLogOfErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/errors/planted-name?planted=1", "/planted-name", "/a/planted/name", "/api/planted", "/errors?layer=planted"} {
		s.send(t, "GET", target, "")
		s.send(t, "DELETE", target, "planted")
	}
	log := s.log.String()
	checkLacks(t, log, "planted", "127.0.0.1", `"level":"ERROR"`)
	if lines := strings.Count(log, "\n"); lines != 10 {
		t.Errorf("log has %d lines for 10 requests:\n%s", lines, log)
	}
	checkHas(t, log, `"status":404`, `"status":405`)
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	seen := map[string]bool{}
	for range 20 {
		seen[s.send(t, "GET", "/livez", "").header.Get("X-Request-Id")] = true
	}
	if len(seen) != 20 {
		t.Errorf("20 requests have %d ids: %q", len(seen), slices.Collect(maps.Keys(seen)))
	}
}
