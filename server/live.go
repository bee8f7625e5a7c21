package server

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Live serves with the Server that it was given last. A request takes it once and keeps it to its end, so every
// answer comes whole from one library: its engine, its lists, its database and whatever was made of them.
type Live struct {
	current atomic.Pointer[shift]
	leaving atomic.Bool
}

// shift is a Server on duty. Its requests hold the lock for reading; who takes it for writing waits until they
// are done, and keeps new ones out.
type shift struct {
	*Server
	busy sync.RWMutex
}

// NewLive makes a Live that begins with first.
func NewLive(first *Server) *Live {
	l := &Live{}
	l.put(first)
	return l
}

// Replace has next answer from now on. When it returns, every request that its predecessor had begun is answered,
// so that what it used may be closed.
func (l *Live) Replace(next *Server) {
	before := l.put(next)
	before.busy.Lock() // and never unlocked: a request that has just taken it tries again
}

func (l *Live) put(next *Server) (before *shift) {
	next.metrics.library(next.desk.Library())
	next.leaving = &l.leaving
	return l.current.Swap(&shift{Server: next})
}

// Leave tells clients to go and returns when they had time for it: /readyz answers 503, so that a balancer sends nobody
// any more, and every answer is the last on its connection. A client that finds its connection closed while it sends
// cannot know whether its request was taken; after an answer that says so it asks elsewhere.
func (l *Live) Leave() {
	l.leaving.Store(true)
	time.Sleep(leaveTime)
}

// ServeHTTP makes a Live an http.Handler.
func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.leaving.Load() {
		w.Header().Set("Connection", "close")
	}
	for {
		now := l.current.Load()
		if !now.busy.TryRLock() {
			continue // it was replaced in this moment
		}
		defer now.busy.RUnlock()
		now.Server.ServeHTTP(w, r)
		return
	}
}
