package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() }) // Serve has closed it, or never took it
	return listener
}

// serve starts the site on listener; the channel gives what Serve returned.
func (s *site) serve(ctx context.Context, listener net.Listener) <-chan error {
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, listener, s, s.Server.log) }()
	return done
}

func TestServeStops(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	s, listener := newSite(t), listen(t)
	done := s.serve(ctx, listener)
	response, err := http.Get("http://" + listener.Addr().String() + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	stop()
	if err := <-done; err != nil {
		t.Errorf("Serve = %v, want nil after a stop", err)
	}
	if connection, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		connection.Close()
		t.Error("the address still answers after Serve returned")
	}
}

// TestServeDrains stops the site while a request is under way: it must get its whole answer.
func TestServeDrains(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	s, listener := newSite(t), listen(t)
	started, finish := make(chan bool), make(chan bool)
	s.echo.GET("/slow", func(c echo.Context) error {
		close(started)
		<-finish
		return c.String(200, "whole answer")
	})
	done := s.serve(ctx, listener)
	answer := make(chan string, 1)
	go func() { answer <- fetch("http://" + listener.Addr().String() + "/slow") }()
	<-started
	stop()
	waitUntilRefused(t, listener.Addr().String())
	select {
	case err := <-done:
		close(finish)
		t.Fatalf("Serve = %v while a request was under way", err)
	default:
	}
	close(finish)
	if got := <-answer; got != "whole answer" {
		t.Errorf("GET /slow = %q, want the whole answer", got)
	}
	if err := <-done; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

// fetch returns the body or the error: it runs where a test can't be failed.
func fetch(address string) string {
	response, err := http.Get(address)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return string(body)
}

// waitUntilRefused waits for the first thing that a stop does: nobody listens any more.
func waitUntilRefused(t *testing.T, address string) {
	t.Helper()
	for end := time.Now().Add(drainTimeout); time.Now().Before(end); {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		connection.Close()
	}
	t.Error("the address still takes connections after the stop")
}

// TestServeHeaderLimit sends four times the headers that are taken.
func TestServeHeaderLimit(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	s, listener := newSite(t), listen(t)
	done := s.serve(ctx, listener)
	for size, want := range map[int]int{maxHeaderBytes / 2: 200, maxHeaderBytes * 4: 431} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+listener.Addr().String()+"/livez", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Long", strings.Repeat("x", size))
		response, err := s.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("GET with a header of %d bytes = %d, want %d", size, response.StatusCode, want)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

func TestServeFails(t *testing.T) {
	t.Parallel()
	s, listener := newSite(t), listen(t)
	listener.Close()
	if err := Serve(t.Context(), listener, s, s.Server.log); err == nil || !strings.HasPrefix(err.Error(), "serve: ") {
		t.Errorf("Serve on a closed listener = %v, want an error", err)
	}
}
