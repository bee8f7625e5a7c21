package server

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// reads stands for an MCP server that reads what comes, and counts how often it is reached.
func reads(reached *int) func(*Config) {
	return func(c *Config) {
		c.MCP = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			*reached++
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				http.Error(w, "too large", http.StatusRequestEntityTooLarge)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{}") // the test reads it
		})
	}
}

// TestMCPMounted: what holds for a paste holds for /mcp.
func TestMCPMounted(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", MaxBody+1)
	tests := []struct {
		name, method, body string
		header             string
		want               int
		reached            bool
	}{
		{"a call", "POST", "{}", "Accept: application/json, text/event-stream", 200, true},
		{"another site", "POST", "{}", "Origin: https://evil.example", 403, false},
		{"compressed", "POST", "{}", "Content-Encoding: gzip", 415, false},
		{"too large", "POST", large, "Accept: */*", 413, false},
		{"GET", "GET", "", "Accept: text/event-stream", 405, false},
		{"HEAD", "HEAD", "", "Accept: */*", 405, false},
		{"DELETE", "DELETE", "", "Accept: */*", 405, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reached := 0
			got := newSite(t, reads(&reached)).send(t, test.method, "/mcp", test.body, test.header) // checks the security headers
			if got.status != test.want || (reached > 0) != test.reached || got.status == 405 && !strings.Contains(got.header.Get("Allow"), "POST") {
				t.Errorf("%s /mcp = %d, Allow %q, reached %d times, want %d", test.method, got.status, got.header.Get("Allow"), reached, test.want)
			}
		})
	}
	t.Run("too large, length not told", func(t *testing.T) {
		t.Parallel()
		reached := 0
		if got := newSite(t, reads(&reached)).stream(t, "POST", "/mcp", io.MultiReader(strings.NewReader(large))); got.status != 413 {
			t.Errorf("POST /mcp = %d, want 413", got.status)
		}
	})
	t.Run("too many", func(t *testing.T) {
		t.Parallel()
		reached := 0
		s := newSite(t, reads(&reached), onlyOnce)
		s.send(t, "POST", "/mcp", "{}")
		if got := s.send(t, "POST", "/mcp", "{}"); got.status != 429 || reached != 1 {
			t.Errorf("the second POST /mcp = %d, reached %d times, want 429 and 1", got.status, reached)
		}
	})
	t.Run("without it", func(t *testing.T) {
		t.Parallel()
		if got := newSite(t).send(t, "POST", "/mcp", "{}"); got.status != 405 {
			t.Errorf("POST /mcp of a site without MCP = %d, want 405, as of any short link", got.status)
		}
	})
}
