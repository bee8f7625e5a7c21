package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"errdex/desk"
)

// TestBusy takes all slots: pastes are turned away, with the time after which to come again, and pages are served.
func TestBusy(t *testing.T) {
	t.Parallel()
	slots := desk.NewSlots()
	s := newSite(t, func(c *Config) { c.Slots = slots })
	for range cap(slots) {
		if err := slots.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, target := range []string{"/diagnose", "/api/v1/diagnose"} {
		got := s.stream(t, "POST", target, strings.NewReader(overloaded), "Content-Type: text/plain")
		if got.status != 503 || got.header.Get("Retry-After") != "1" {
			t.Errorf("POST %s = %d, Retry-After %q, want 503 and 1", target, got.status, got.header.Get("Retry-After"))
		}
		if strings.HasPrefix(target, "/api/") {
			checkProblem(t, s, got)
		}
	}
	if got := s.send(t, "GET", "/errors/overloaded", ""); got.status != 200 {
		t.Errorf("GET of an article = %d, want 200", got.status)
	}
	checkLacks(t, s.log.String(), `"level":"ERROR"`)
	slots.Give()
	if got := s.stream(t, "POST", "/diagnose", strings.NewReader(overloaded), "Content-Type: text/plain"); got.status != 200 {
		t.Errorf("POST with a slot free = %d, want 200", got.status)
	}
	if len(slots) != cap(slots)-1 {
		t.Errorf("%d slots are taken after the answer, want %d", len(slots), cap(slots)-1)
	}
}

// TestSlotsComeBack: no answer and no failure keeps a slot.
func TestSlotsComeBack(t *testing.T) {
	t.Parallel()
	slots := desk.NewSlots()
	s := newSite(t, func(c *Config) { c.Slots = slots })
	for _, body := range []string{overloaded, noMatch, "", "\x89PNG\r\n\x1a\n\x00", strings.Repeat("x", desk.MaxPaste+1)} {
		for _, target := range []string{"/diagnose", "/api/v1/diagnose"} {
			s.send(t, "POST", target, body, "Content-Type: text/plain")
		}
	}
	if len(slots) != 0 {
		t.Errorf("%d slots are taken after all answers", len(slots))
	}
}

// TestBodiesInMemory has many clients send all of a large body but its end. Those for whom there is no room are turned
// away at once, ordinary pastes are answered meanwhile, and the room comes back.
func TestBodiesInMemory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	address := s.wire(t)
	const clients = maxBodies/(MaxBody-smallBody-1) + 8
	large := "paste=529&pad=" + strings.Repeat("x", MaxBody-1-len("paste=529&pad="))
	refused := make(chan reply, clients)
	var connections []net.Conn
	for range clients {
		connection := dial(t, address)
		connections = append(connections, connection)
		go fmt.Fprint(connection, head("POST /diagnose HTTP/1.1", "Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked"),
			fmt.Sprintf("%x\r\n%s\r\n", len(large), large)) // fails where the client is turned away
		go func() {
			if got, err := readReply(bufio.NewReader(connection), "POST"); err == nil && got.status != 400 {
				refused <- got // and not only cut, for the time that it took on a busy machine
			}
		}()
	}
	var got reply
	select {
	case got = <-refused: // somebody must be, and nobody else gets an answer
	case <-time.After(wireTime):
		t.Fatal("nobody is turned away")
	}
	if got.status != 503 || got.header.Get("Retry-After") != "1" {
		t.Errorf("a client for whose body there is no room gets %d, Retry-After %q, want 503 and 1", got.status, got.header.Get("Retry-After"))
	}
	if got := s.stream(t, "POST", "/api/v1/diagnose", strings.NewReader(longPaste(smallBody)), "Content-Type: text/plain"); got.status != 200 {
		t.Errorf("a small paste gets %d meanwhile, want 200", got.status)
	}
	for _, connection := range connections {
		connection.Close()
	}
	for end := time.Now().Add(wireTime); ; {
		got := s.stream(t, "POST", "/diagnose", strings.NewReader(large), "Content-Type: application/x-www-form-urlencoded")
		if got.status == 200 {
			break
		}
		if got.status != 503 || time.Now().After(end) {
			t.Fatalf("a large body after the flood gets %d, want 200", got.status)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestConnectionLimit opens more connections than are taken at once: the rest waits until some are cut, so that
// everybody is answered in the end.
func TestConnectionLimit(t *testing.T) {
	t.Parallel()
	var open, most atomic.Int64
	address := newSite(t).wire(t, func(server *http.Server) {
		server.ReadHeaderTimeout = 3 * time.Second // time to open all of them
		watch := server.ConnState
		server.ConnState = func(c net.Conn, state http.ConnState) {
			watch(c, state)
			switch state {
			case http.StateNew: // connections are taken one after the other
				most.Store(max(most.Load(), open.Add(1)))
			case http.StateClosed:
				open.Add(-1)
			}
		}
	})
	for range maxConnections + 50 {
		dial(t, address)
	}
	if got := fetch("http://" + address + "/livez"); got != "ok\n" {
		t.Errorf("GET /livez behind silent connections = %q, want ok", got)
	}
	if most.Load() > maxConnections {
		t.Errorf("%d connections were open at once, want at most %d", most.Load(), maxConnections)
	}
}

// TestCrowd opens connections, each with an answered request, until few are left: idle ones are closed for others.
func TestCrowd(t *testing.T) {
	t.Parallel()
	server := newHTTPServer(http.NotFoundHandler(), newSite(t).Server.log)
	watched := make(chan string, 2*maxConnections)
	watch := server.ConnState
	for range crowded - 1 {
		watch(nil, http.StateNew)
	}
	listener := listen(t)
	go server.Serve(listener)
	defer server.Close()
	ask := func() net.Conn {
		connection, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		return connection
	}
	last := ask()
	defer last.Close()
	go func() {
		answer, _ := io.ReadAll(last) // ends when the server closes
		watched <- string(answer)
	}()
	if got := <-watched; !strings.Contains(got, "Connection: close") {
		t.Errorf("the answer to the last but few keeps the connection:\n%s", got)
	}
	watch(nil, http.StateClosed)
	watch(nil, http.StateClosed) // in the place of the last, which the server may count as closed only later
	kept := ask()
	defer kept.Close()
	if err := kept.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 4096)
	n, err := kept.Read(buffer)
	if err != nil || strings.Contains(string(buffer[:n]), "Connection: close") {
		t.Errorf("with room again, the answer is %q, error %v", buffer[:n], err)
	}
}
