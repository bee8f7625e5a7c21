package server

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// TestCrossSiteCombinations posts with every combination of what a browser tells of where a form stands. Sec-Fetch-Site
// decides, since no page can write it; browsers without it are told from their Origin, and tools send neither.
func TestCrossSiteCombinations(t *testing.T) {
	t.Parallel()
	reached := 0
	s := newSite(t, reads(&reached))
	host := strings.TrimPrefix(s.base, "http://")
	origins := map[string]bool{ // whether it is ours
		"": true, s.base: true, "https://" + host: true, "null": false, "NULL": false, "http://127.0.0.1": false, "http://127.0.0.1:1": false, "http://localhost:" + strings.Split(host, ":")[1]: false,
		"https://evil.example": false, "http://" + host + ".evil.example": false, "http://" + host + "@evil.example": false, "http://evil.example/" + host: false, "http://evil.example?" + host: false, "file://": false, "chrome-extension://abc": false,
		host: false, "http://" + host + " https://evil.example": false, "http://[::1]": false, "%": false, "http://" + strings.Repeat("x", 5000): false,
	}
	sites := map[string]bool{"same-origin": true, "none": true, "same-site": false, "cross-site": false, "Same-Origin": false, "same-origin, cross-site": false, "x": false}
	for origin, own := range origins {
		checkCrossSite(t, s, own, "Origin: "+origin)
		for site, allowed := range sites {
			checkCrossSite(t, s, allowed, "Origin: "+origin, "Sec-Fetch-Site: "+site)
		}
	}
}

func checkCrossSite(t *testing.T, s *site, allowed bool, headers ...string) {
	t.Helper()
	if headers[0] == "Origin: " {
		headers = headers[1:]
	}
	for _, kind := range []string{"text/plain", formType, partsType} {
		body := map[string]string{"text/plain": overloaded, formType: "paste=529", partsType: inParts(overloaded)}[kind]
		got := s.stream(t, "POST", "/diagnose", strings.NewReader(body), append(headers, "Content-Type: "+kind)...)
		if (got.status == 403) == allowed || !allowed && strings.Contains(got.body, "overloaded") {
			t.Errorf("POST /diagnose of %s with %.80q = %d, allowed: %v", kind, headers, got.status, allowed)
		}
	}
	for _, target := range []string{"/api/v1/diagnose", "/mcp"} {
		got := s.stream(t, "POST", target, strings.NewReader(`{"text":"529"}`), append(headers, "Content-Type: application/json")...)
		if (got.status == 403) == allowed {
			t.Errorf("POST %s with %.80q = %d, allowed: %v", target, headers, got.status, allowed)
		}
	}
}

// TestForgedAddresses: no header makes a second client of one, unless a trusted proxy has written it.
func TestForgedAddresses(t *testing.T) {
	t.Parallel()
	names := []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "Fastly-Client-Ip", "X-Cluster-Client-Ip", "X-Originating-Ip", "X-Remote-Addr", "Via", "Client-Ip"}
	addresses := []string{"198.51.100.7", "198.51.100.7:80", "2001:db8::7", "[2001:db8::7]:80", "127.0.0.1", "::1", "10.0.0.1", "0.0.0.0", "fe80::1%eth0"}
	nonsense := []string{"for=198.51.100.7;proto=https", "unknown", "", ",", " , ,", "198.51.100.256", "0x7f.1", "2130706433", "localhost",
		"198.51.100.7, unknown", "unknown, 198.51.100.7x", "\"198.51.100.7\"", "198.51.100.7%00", strings.Repeat("198.51.100.7, ", 500) + "x", "::ffff:198.51.100.300", "<script>", "' OR 1=1"}
	for _, trusted := range []string{"", "127.0.0.0/8"} {
		t.Run("trusted "+trusted, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, onlyOnce, func(c *Config) {
				if trusted != "" {
					c.TrustedProxies = networks(t, trusted)
				}
			})
			if got := s.send(t, "GET", "/livez", ""); got.status != 200 {
				t.Fatalf("first request = %d, want 200", got.status)
			}
			for _, name := range names {
				values := slices.Concat(addresses, nonsense)
				if trusted != "" && name == "X-Forwarded-For" {
					values = nonsense // the proxy names a client: that is its right
				}
				for _, value := range values {
					if got := s.send(t, "GET", "/livez", "", name+": "+value); got.status != 429 {
						t.Errorf("a request with %s: %.60q = %d, want 429", name, value, got.status)
					}
				}
			}
		})
	}
}

// TestForgedLines sends X-Forwarded-For in several lines: they are one list, whose end the proxy has written.
func TestForgedLines(t *testing.T) {
	t.Parallel()
	s := newSite(t, onlyOnce, func(c *Config) { c.TrustedProxies = networks(t, "127.0.0.0/8") })
	address := s.wire(t)
	ask := func(lines ...string) int {
		for i, line := range lines {
			lines[i] = "X-Forwarded-For: " + line
		}
		connection := dial(t, address)
		fmt.Fprint(connection, head("GET /livez HTTP/1.1", append(lines, "Connection: close")...))
		return answers(t, connection, "GET")[0].status
	}
	if got := ask("192.0.2.1", "198.51.100.7"); got != 200 {
		t.Fatalf("first request = %d, want 200", got)
	}
	for _, lines := range [][]string{{"192.0.2.2", "198.51.100.7"}, {"192.0.2.3", "192.0.2.4, 198.51.100.7"}, {"198.51.100.7"}, {"x", "198.51.100.7"}, {"", "198.51.100.7"}, {"192.0.2.5", "198.51.100.7", "127.0.0.1"}} {
		if got := ask(slices.Clone(lines)...); got != 429 {
			t.Errorf("a request with the lines %q = %d, want 429", lines, got)
		}
	}
	if got := ask("198.51.100.7", "192.0.2.1"); got != 200 {
		t.Errorf("a request of another client = %d, want 200", got)
	}
}

// TestLogIsJSON writes what would break or forge a line of the log wherever a request has room for it, and has handlers
// and net/http complain too: each line stays one JSON object, and none holds what was sent.
func TestLogIsJSON(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.echo.GET("/panics", func(echo.Context) error { panic("planted\n{\"level\":\"FORGED\"}") })
	address := s.wire(t, impatient)
	forged := []string{"\r\n", "\n", "\r", "%0a", "%0d%0a", `\n`, "\x1b[2J", "%1b%5b2J", `"}`, `","level":"FORGED","x":"`, "%22%7d%0a%7b%22level%22:%22FORGED%22%7d", "\u2028", "\x85", "\x00", "%00", "\x08\x08\x08", "{{.}}", "%s%n%d", "\xff"}
	for _, text := range forged {
		text = "planted" + text + `{"level":"FORGED","msg":"planted"}`
		for _, request := range []string{
			head("GET /" + url.PathEscape(text) + " HTTP/1.1"),
			head("GET /errors/" + text + " HTTP/1.1"),
			head("GET /search?q=" + text + " HTTP/1.1"),
			head("GET /panics?" + url.QueryEscape(text) + " HTTP/1.1"),
			head(text + " / HTTP/1.1"),
			head("PLANTED'|~!# /livez HTTP/1.1"),
			head("GET /livez "+text, "X: y"),
			head("GET /livez HTTP/1.1", "User-Agent: "+text, "Referer: "+text, "X-Request-Id: "+text, "X-Forwarded-For: "+text, "Accept: "+text, "Cookie: "+text, "Traceparent: "+text),
			"GET /livez HTTP/1.1\r\nHost: " + text + "\r\n\r\n",
			head("GET /livez HTTP/1.1", text+": y"),
			head("POST /diagnose HTTP/1.1", "Content-Type: text/plain", fmt.Sprintf("Content-Length: %d", len(text))) + text,
			head("POST /diagnose HTTP/1.1", "Content-Type: "+text, fmt.Sprintf("Content-Length: %d", len(text))) + text,
			head("POST /diagnose HTTP/1.1", "Content-Type: multipart/form-data; boundary=b", "Transfer-Encoding: chunked") + text,
		} {
			exchange(t, address, request)
		}
	}
	lines := strings.Split(strings.TrimSuffix(s.log.String(), "\n"), "\n")
	if len(lines) < 5*len(forged) {
		t.Fatalf("the log has %d lines", len(lines))
	}
	for _, line := range lines {
		var entry struct{ Level, Msg string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Msg == "" || entry.Level == "FORGED" {
			t.Errorf("a line of the log is no entry of ours: %v\n%.300q", err, line)
		}
		if strings.Contains(strings.ToLower(line), "planted") {
			t.Errorf("a line of the log holds what was sent: %.300q", line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 }) {
			t.Errorf("a line of the log holds a control character: %.300q", line)
		}
	}
}
