package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// TestReplaceWaits: a request that was begun is answered by the Server that it began with, and Replace returns
// only then; meanwhile others are answered by the next.
func TestReplaceWaits(t *testing.T) {
	t.Parallel()
	first, second := newSite(t), newSite(t)
	started, finish := make(chan bool), make(chan bool)
	var begun atomic.Bool
	first.echo.GET("/who", func(c echo.Context) error {
		if begun.CompareAndSwap(false, true) {
			close(started)
			<-finish
		}
		return c.String(http.StatusOK, "first")
	})
	second.echo.GET("/who", func(c echo.Context) error { return c.String(http.StatusOK, "second") })
	live := NewLive(first.Server)
	slow, replaced := make(chan string, 1), make(chan bool)
	go func() { slow <- who(t.Context(), live) }()
	<-started
	go func() { live.Replace(second.Server); close(replaced) }()
	for end := time.Now().Add(time.Minute); who(t.Context(), live) != "second"; {
		if time.Now().After(end) {
			t.Fatal("a request after the switch is not answered by the second")
		}
	}
	select {
	case <-replaced:
		t.Error("Replace returned while the first was still answering")
	default:
	}
	close(finish)
	<-replaced
	if got := <-slow; got != "first" {
		t.Errorf("the request that was under way is answered %q", got)
	}
}

// TestLeave: who is told to go is still answered, once more on each connection.
func TestLeave(t *testing.T) {
	t.Parallel()
	live := NewLive(newSite(t).Server)
	listening := httptest.NewServer(live)
	t.Cleanup(listening.Close)
	check := func(path string, want int, last bool) {
		t.Helper()
		response, err := listening.Client().Get(listening.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if response.StatusCode != want || response.Close != last {
			t.Errorf("%s: status %d, the last on its connection: %v, want %d, %v", path, response.StatusCode, response.Close, want, last)
		}
	}
	check("/readyz", http.StatusOK, false)
	check("/errors/overloaded", http.StatusOK, false)
	live.Leave()
	check("/readyz", http.StatusServiceUnavailable, true)
	check("/livez", http.StatusOK, true)
	check("/errors/overloaded", http.StatusOK, true)
	live.Replace(newSite(t).Server) // a reload changes nothing about it
	check("/readyz", http.StatusServiceUnavailable, true)
}

func who(ctx context.Context, handler http.Handler) string {
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/who", nil))
	return answer.Body.String()
}
