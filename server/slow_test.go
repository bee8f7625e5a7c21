package server

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// slowClients keep connections busy without wanting anything; each is given its connection and writes until it is cut.
var slowClients = map[string]func(net.Conn){
	"silent": func(net.Conn) {},
	"header by header": func(c net.Conn) {
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n")
		drip(c, "X-Slow: y\r\n")
	},
	"byte by byte": func(c net.Conn) { drip(c, "G") },
	"a body that is promised": func(c net.Conn) {
		io.WriteString(c, head("POST /api/v1/diagnose HTTP/1.1", "Content-Type: text/plain", "Content-Length: 100000"))
	},
	"a body byte by byte": func(c net.Conn) {
		io.WriteString(c, head("POST /diagnose HTTP/1.1", "Content-Type: text/plain", "Content-Length: 100000"))
		drip(c, "x")
	},
	"chunk by chunk": func(c net.Conn) {
		io.WriteString(c, head("POST /diagnose HTTP/1.1", "Content-Type: text/plain", "Transfer-Encoding: chunked"))
		drip(c, "1\r\nx\r\n")
	},
	"an answer that is not read": func(c net.Conn) {
		for range 200 { // more than the system keeps for who does not read
			io.WriteString(c, head("GET /llms-full.txt HTTP/1.1"))
		}
	},
}

// drip writes a little again and again.
func drip(c net.Conn, text string) {
	for {
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestSlowClients: whatever they do slowly they are cut, and others are answered all the while.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	const each = 30
	s := newSite(t, func(c *Config) { c.Rate = 1e9 }) // the good client asks as fast as it can
	var open, cut atomic.Int64
	address := s.wire(t, impatient, func(server *http.Server) {
		watch := server.ConnState
		server.ConnState = func(c net.Conn, state http.ConnState) {
			watch(c, state)
			switch state {
			case http.StateNew:
				open.Add(1)
			case http.StateClosed:
				open.Add(-1)
				cut.Add(1)
			}
		}
	})
	good := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: wireTime}
	for range each {
		for _, slow := range slowClients {
			go slow(dial(t, address))
		}
	}
	asked := int64(0)
	for end := time.Now().Add(wireTime); cut.Load() < asked+int64(each*len(slowClients)); {
		if time.Now().After(end) {
			t.Fatalf("%d connections of slow clients are still open", open.Load())
		}
		response, err := good.Get("http://" + address + "/livez")
		if err != nil {
			t.Fatalf("a good client among slow ones: %v", err)
		}
		response.Body.Close()
		if response.StatusCode != 200 {
			t.Fatalf("a good client among slow ones gets %d", response.StatusCode)
		}
		asked++
	}
	if asked < 10 {
		t.Errorf("only %d good clients were answered", asked)
	}
}

// TestTimesAreLimited: a server without one of these waits for ever.
func TestTimesAreLimited(t *testing.T) {
	t.Parallel()
	server := newHTTPServer(http.NotFoundHandler(), newSite(t).Server.log)
	got := fmt.Sprint(server.ReadHeaderTimeout, server.ReadTimeout, server.WriteTimeout, server.IdleTimeout)
	if want := "5s 15s 30s 1m0s"; got != want {
		t.Errorf("times for headers, request, answer and the next request = %s, want %s", got, want)
	}
}
