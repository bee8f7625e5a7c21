package server

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"
)

// connectionPair is both ends of a connection, of which ours is the server's.
func connectionPair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	listener := newListener(listen(t))
	theirs = dial(t, listener.Addr().String())
	ours, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ours.Close() })
	return ours, theirs
}

// TestDeadlines sets deadlines one after the other: the last one counts, whichever the timer was armed for.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	const soon, later, never = 50 * time.Millisecond, 300 * time.Millisecond, 0
	passed := -time.Hour
	tests := map[string][]time.Duration{
		"one":                             {soon},
		"put off":                         {soon, later},
		"put off twice":                   {soon, later, 2 * later},
		"brought forward":                 {time.Hour, soon},
		"put off, then brought forward":   {later, time.Hour, soon},
		"none, then one":                  {never, soon},
		"one, then none, then one":        {soon, never, later},
		"passed":                          {soon, passed},
		"passed, then one":                {passed, later},
		"passed, then none, then one":     {passed, never, later},
		"passed, then one beyond a look":  {passed, lookAgain + later},
		"put off beyond more than a look": {soon, 2*lookAgain + later},
	}
	for name, deadlines := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours, _ := connectionPair(t)
			begin := time.Now()
			for _, after := range deadlines {
				var due time.Time
				if after != never {
					due = begin.Add(after)
				}
				if err := ours.SetReadDeadline(due); err != nil {
					t.Fatal(err)
				}
			}
			_, err := ours.Read(make([]byte, 1))
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("Read = %v, want the deadline's error", err)
			}
			if took, want := time.Since(begin), deadlines[len(deadlines)-1]; took < want {
				t.Errorf("Read ends after %v, want at least %v", took, want)
			}
		})
	}
}

// TestNoDeadline: where the last deadline is none, nothing ends what waits.
func TestNoDeadline(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]time.Duration{"after one": 50 * time.Millisecond, "after one that has passed": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours, theirs := connectionPair(t)
			if err := errors.Join(ours.SetDeadline(time.Now().Add(before)), ours.SetDeadline(time.Time{})); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(200*time.Millisecond, func() { theirs.Write([]byte("x")) })
			if n, err := ours.Read(make([]byte, 9)); n != 1 || err != nil {
				t.Errorf("Read = %d, %v, want one byte", n, err)
			}
			if n, err := ours.Write([]byte("x")); n != 1 || err != nil {
				t.Errorf("Write = %d, %v, want one byte", n, err)
			}
		})
	}
}

// TestInterruptedRead ends a reading under way, and reads on, as net/http does with each request.
func TestInterruptedRead(t *testing.T) {
	t.Parallel()
	ours, theirs := connectionPair(t)
	for round := range 100 {
		ended := make(chan error)
		go func() {
			_, err := ours.Read(make([]byte, 1))
			ended <- err
		}()
		if err := ours.SetReadDeadline(time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("round %d: Read = %v, want the deadline's error", round, err)
		}
		if err := errors.Join(ours.SetReadDeadline(time.Time{}), ours.SetReadDeadline(time.Now().Add(time.Minute))); err != nil {
			t.Fatal(err)
		}
		if _, err := theirs.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if n, err := ours.Read(make([]byte, 9)); n != 1 || err != nil {
			t.Fatalf("round %d: Read = %d, %v, want one byte", round, n, err)
		}
	}
}

// TestPutOffWrite writes more than a connection takes, in two parts of which the first is held, to a client that reads
// late: nothing is lost or sent twice.
func TestPutOffWrite(t *testing.T) {
	t.Parallel()
	ours, theirs := connectionPair(t)
	sent := make([]byte, 32<<20)
	for i := range sent {
		sent[i] = byte(i * 7 >> 3)
	}
	if err := errors.Join(ours.SetWriteDeadline(time.Now().Add(50*time.Millisecond)), ours.SetWriteDeadline(time.Now().Add(time.Minute))); err != nil {
		t.Fatal(err)
	}
	const first = 4096
	written := make(chan error, 1)
	go func() {
		ours.(*connection).atLeast = len(sent)
		begun, err := ours.Write(sent[:first])
		n, rest := ours.Write(sent[first:])
		if begun+n != len(sent) && rest == nil {
			err = io.ErrShortWrite
		}
		written <- errors.Join(err, rest, ours.Close())
	}()
	time.Sleep(200 * time.Millisecond)
	got, err := io.ReadAll(theirs)
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d of %d bytes arrived, or others; error %v", len(got), len(sent), err)
	}
	if err := <-written; err != nil {
		t.Errorf("Write: %v", err)
	}
}

// TestHeldPart announces an answer: its first part goes out with the next, and what follows at once.
func TestHeldPart(t *testing.T) {
	t.Parallel()
	ours, theirs := connectionPair(t)
	announce(withConnection(t.Context(), ours), 10)
	if n, err := ours.Write([]byte("HTTP")); n != 4 || err != nil {
		t.Errorf("Write = %d, %v, want 4 bytes", n, err)
	}
	if err := theirs.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 99)
	if n, err := theirs.Read(got); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Read = %q, %v, want nothing yet", got[:n], err)
	}
	if err := theirs.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ part, arrives string }{{"/1.1 200", "HTTP/1.1 200"}, {"OK", "OK"}} {
		if n, err := ours.Write([]byte(test.part)); n != len(test.part) || err != nil {
			t.Errorf("Write = %d, %v, want %d bytes", n, err, len(test.part))
		}
		if n, err := io.ReadFull(theirs, got[:len(test.arrives)]); string(got[:n]) != test.arrives || err != nil {
			t.Errorf("Read = %q, %v, want %q", got[:n], err, test.arrives)
		}
	}
}

// TestAnswersOfAnySize asks for announced answers over one connection: none waits for more than there is, whichever
// part of it net/http writes first.
func TestAnswersOfAnySize(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789abcde\n"), 1<<16)
	server := newHTTPServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.URL.Query().Get("size"))
		if err != nil {
			t.Error(err)
		}
		announce(r.Context(), size)
		w.Header().Set("Content-Length", strconv.Itoa(size))
		_, _ = w.Write(body[:size]) // whether it arrives, the client says
	}), slog.New(slog.DiscardHandler))
	listener := newListener(listen(t))
	go server.Serve(listener)
	defer server.Close()
	connection := dial(t, listener.Addr().String())
	in := bufio.NewReader(connection)
	for size := 0; size <= len(body); size += 1 + size/300 + size/9000*999 {
		fmt.Fprintf(connection, "GET /?size=%d HTTP/1.1\r\nHost: x\r\n\r\n", size)
		got, err := readReply(in, "GET")
		if err != nil || got.body != string(body[:size]) {
			t.Fatalf("of %d bytes %d arrive, or others; error %v", size, len(got.body), err)
		}
	}
}

// TestCloseWrite: who has heard all may still speak.
func TestCloseWrite(t *testing.T) {
	t.Parallel()
	ours, theirs := connectionPair(t)
	if err := ours.(*connection).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(theirs); len(got) != 0 || err != nil {
		t.Errorf("ReadAll = %q, %v, want the end", got, err)
	}
	if _, err := theirs.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := ours.Read(make([]byte, 9)); n != 1 || err != nil {
		t.Errorf("Read = %d, %v, want one byte", n, err)
	}
}
