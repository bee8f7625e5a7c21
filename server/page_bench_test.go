package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkPage is an article's page without the network: what this package adds to net/http.
func BenchmarkPage(b *testing.B) {
	s := newSite(b, func(c *Config) { c.Log, c.Rate = slog.New(slog.DiscardHandler), 1e9 })
	request := httptest.NewRequest("GET", "/errors/rate-limit", nil)
	answer := &discarding{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(answer.header)
		s.ServeHTTP(answer, request)
	}
	if answer.status != http.StatusOK {
		b.Fatalf("status %d", answer.status)
	}
}

// discarding is a response that nobody reads.
type discarding struct {
	header http.Header
	status int
}

func (d *discarding) Header() http.Header         { return d.header }
func (d *discarding) WriteHeader(status int)      { d.status = status }
func (d *discarding) Write(p []byte) (int, error) { return len(p), nil }
