package server

import (
	"net"
	"net/http"
	"sync"
)

// crowd watches how many connections are open. Where few are left, each serves one request and idle ones are closed, so
// that those who keep them open for later give way to those who want something now.
type crowd struct {
	server *http.Server
	mu     sync.Mutex
	open   int
	full   bool
}

// watch is the server's ConnState.
func (c *crowd) watch(_ net.Conn, state http.ConnState) {
	change := 0
	switch state {
	case http.StateNew:
		change = 1
	case http.StateClosed, http.StateHijacked:
		change = -1
	default: // with every request
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open += change
	if full := c.open >= crowded; full != c.full {
		c.full = full
		c.server.SetKeepAlivesEnabled(!full)
	}
}
