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

// get reads a page and returns its status and body.
func (s service) get(t *testing.T, path string) (int, string) {
	t.Helper()
	response, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
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
