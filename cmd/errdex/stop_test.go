//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestTerminate ends services under load. Clients that look at /readyz, as a balancer does for them, see no failed
// request. Others, who ask on after nobody listens, fail on connections of which no request was ever taken.
func TestTerminate(t *testing.T) {
	t.Parallel()
	directory, _ := newData(t)
	for range rounds(1, 100) {
		c := newChild(t, directory, nil, "--log-level", "warn").listens(t)
		load := &load{site: c.service}
		var clients sync.WaitGroup
		for i := range 16 {
			clients.Go(func() { load.run(i, i%2 == 0) })
		}
		for load.answers.Load() < 500 && load.failures() == nil {
			time.Sleep(time.Millisecond)
		}
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		for load.ready() {
			time.Sleep(time.Millisecond)
		}
		load.left.Store(true)
		if err := c.Wait(); err != nil {
			t.Errorf("the service ended with %v", err)
		}
		clients.Wait()
		if err := load.failures(); err != nil {
			t.Fatalf("after %d answers: %v\nlog:\n%s", load.answers.Load(), err, c.log)
		}
	}
}

// load is clients that ask until the service is gone.
type load struct {
	site    service
	answers atomic.Int64
	left    atomic.Bool // the service has said that it is about to stop

	mu     sync.Mutex
	failed []error
}

func (l *load) failures() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.failed...)
}

// ready says whether the service wants requests.
func (l *load) ready() bool {
	response, err := http.Get(l.site.url + "/readyz")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// run is one client that keeps its connection; a careful one ends when the service is about to stop.
func (l *load) run(number int, careful bool) {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	paths := []string{"/errors/overloaded", "/search?q=limit", "/diagnose"}
	for i := number; !careful || !l.left.Load(); i++ {
		reused, err := l.ask(transport, paths[i%len(paths)])
		if err != nil && !reused && l.left.Load() && !careful {
			return // nobody listens any more, or nobody had taken the connection
		}
		if err != nil {
			l.mu.Lock()
			l.failed = append(l.failed, fmt.Errorf("client %d, careful %v, connection reused %v: %w", number, careful, reused, err))
			l.mu.Unlock()
			return
		}
		l.answers.Add(1)
		time.Sleep(time.Duration(number%4) * time.Millisecond) // some connections are idle at times
	}
}

// ask sends one request. Go's client sends some a second time when a connection was closed meanwhile; here that is an
// error, as it is for other clients.
func (l *load) ask(transport *http.Transport, path string) (reused bool, err error) {
	connections := 0
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		connections++
		reused = reused || info.Reused
	}})
	method, body := http.MethodGet, ""
	if path == "/diagnose" {
		method, body = http.MethodPost, "API Error: 529 Overloaded"
	}
	request, err := http.NewRequestWithContext(ctx, method, l.site.url+path, strings.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "text/plain")
	response, err := transport.RoundTrip(request)
	if err != nil {
		return reused, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return reused, err
	}
	// A busy machine says so to who searches or diagnoses, stopping or not; pages it always has.
	busy := response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "" && path != "/errors/overloaded"
	if response.StatusCode != http.StatusOK && !busy || connections != 1 {
		return reused, fmt.Errorf("%s: status %d after %d connections", path, response.StatusCode, connections)
	}
	return reused, nil
}

// TestSecondSignal: who asks twice does not wait for a request that is under way.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	c := newChild(t, t.TempDir(), nil).listens(t)
	slow, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := io.WriteString(slow, "POST /diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf"); err != nil {
		t.Fatal(err)
	}
	load := &load{site: c.service}
	for range 2 {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		for load.ready() {
			time.Sleep(time.Millisecond)
		}
	}
	var ended *exec.ExitError
	if err := c.Wait(); !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("the service ended with %v, want by the second signal", err)
	}
}
