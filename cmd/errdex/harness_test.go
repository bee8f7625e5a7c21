package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// shell runs a command line as a shell would, and returns its exit code and what it printed.
func shell(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errOut)
	return code, out.String(), errOut.String()
}

// service is a running `errdex serve`.
type service struct {
	url string
	log *lockedBuffer
}

// lockedBuffer collects what a service logs while tests read it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// startService runs the real serve command on a free port with its data in directory and more flags, logging all
// that it can, and stops it when the test ends; a service that does not stop with exit code 0 fails the test.
func startService(t *testing.T, directory string, flags ...string) service {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, printed := io.Pipe()
	logged := &lockedBuffer{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", directory, "--log-level", "debug"}, flags...), nil, printed, logged)
		printed.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("serve ended with exit code %d, log:\n%s", code, logged)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve printed no address: %v, log:\n%s", err, logged)
	}
	go io.Copy(io.Discard, out)
	return service{url: line[strings.Index(line, "http") : len(line)-1], log: logged}
}

// leaveToWholeRun skips a test where the race detector looks on, for which -short is: all that happens at once in it
// happens in other tests, too, and the detector makes it last minutes.
func leaveToWholeRun(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short leaves out what has nothing at work at once that other tests have not")
	}
}

// get reads a page and returns its status and body.
func (s service) get(t *testing.T, path string) (int, string) {
	t.Helper()
	_, status, body := s.fetch(t, path)
	return status, body
}

// fetch reads a page. A search has a deadline, which it misses on a machine that is busy with other tests: it is asked
// again.
func (s service) fetch(t *testing.T, path string) (header http.Header, status int, body string) {
	t.Helper()
	for end := time.Now().Add(5 * time.Minute); ; {
		request, err := http.NewRequest(http.MethodGet, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", "identity") // to compress takes most of the time otherwise
		if status, body, header, err = exchange(request); err != nil {
			t.Fatal(err)
		}
		if status != http.StatusServiceUnavailable || !strings.Contains(path, "search") || time.Now().After(end) {
			return header, status, body
		}
	}
}

// post sends a body and returns the status and the answer.
func (s service) post(t *testing.T, path, contentType, accept, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Accept", accept)
	status, answer, err := send(request)
	if err != nil {
		t.Fatal(err)
	}
	return status, answer
}

// send sends a request and reads its answer to the end.
func send(request *http.Request) (int, string, error) {
	status, answer, _, err := exchange(request)
	return status, answer, err
}

// exchange is send with the answer's header.
func exchange(request *http.Request) (int, string, http.Header, error) {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, string(answer), response.Header, err
}
