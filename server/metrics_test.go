package server

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"errdex/content"
)

// scrape reads a page of the admin address.
func scrape(t *testing.T, m *Metrics, target string) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Admin().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("GET %s = %d", target, answer.Code)
	}
	return answer.Body.String()
}

// TestMetrics counts a day of a service, and plants words in every part of a request: none may become a label.
func TestMetrics(t *testing.T) {
	t.Parallel()
	broken := []content.Problem{{File: "articles/planted.md"}, {File: "notes/planted.md"}}
	metrics := NewMetrics(func() []content.Problem { return broken })
	s := newSite(t, func(c *Config) { c.Metrics = metrics })
	NewLive(s.Server)
	const secret = "\nx-api-key: sk-ant-api03-PlantedPlantedPlantedPlanted0123456789"
	s.send(t, "POST", "/api/v1/diagnose", overloaded+secret, "Content-Type: text/plain")
	s.send(t, "POST", "/diagnose", overloaded+secret, "Content-Type: text/plain")
	s.send(t, "POST", "/diagnose", noMatch, "Content-Type: text/plain")
	for _, target := range []string{"/errors/planted", "/planted/planted?planted=planted", "/search?q=planted", "/api/planted", "/problems/planted"} {
		s.send(t, "GET", target, "", "X-Planted: planted", "User-Agent: planted")
	}
	s.send(t, "PLANTED", "/errors", "")
	got := scrape(t, metrics, "/metrics")
	checkHas(t, got,
		`errdex_diagnoses_total{confidence="exact",layer="service"} 2`,
		`errdex_diagnoses_total{confidence="none",layer="unknown"} 1`,
		`errdex_redactions_total{kind="anthropic-api-key"} 2`,
		`errdex_request_duration_seconds_count{method="POST",route="/diagnose",status="200"} 2`,
		`errdex_request_duration_seconds_count{method="GET",route="/errors/:name",status="404"} 1`,
		`errdex_request_duration_seconds_count{method="other",route="/errors",status="405"} 1`,
		`errdex_requests_in_flight 0`, `errdex_library_info{version="test"} 1`, "errdex_library_in_use_since_seconds 1.",
		`errdex_content_problems 2`, "go_goroutines ", "process_resident_memory_bytes ", "promhttp_metric_handler_errors_total")
	checkLacks(t, strings.ToLower(got), "planted")
	checkHas(t, scrape(t, metrics, "/debug/pprof/"), "goroutine")
	if !bytes.HasPrefix([]byte(scrape(t, metrics, "/debug/pprof/heap")), []byte("\x1f\x8b")) {
		t.Error("the heap profile is not a profile")
	}
	checkLacks(t, s.send(t, "GET", "/metrics", "").body, "errdex_")
}

// TestReadyWarns: what keeps a team's content from being taken is said, and the service is ready all the same.
func TestReadyWarns(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) {
		c.Problems = func() []content.Problem {
			return []content.Problem{{File: "notes/x.md", Field: "note", Text: "is empty"}}
		}
	})
	got := s.send(t, "GET", "/readyz", "")
	if got.status != 200 {
		t.Errorf("status = %d, want 200", got.status)
	}
	checkHas(t, got.body, `"warnings":[{"file":"notes/x.md","field":"note","problem":"is empty"}]`)
}
