package server

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// listener hands out connections, at most maxConnections at once; who comes then waits in the kernel's queue.
type listener struct {
	net.Listener
	places *semaphore.Weighted
	open   context.Context
	close  context.CancelFunc
}

func newListener(of net.Listener) *listener {
	l := &listener{Listener: of, places: semaphore.NewWeighted(maxConnections)}
	l.open, l.close = context.WithCancel(context.Background())
	return l
}

// Accept waits for a place, and for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	if l.places.Acquire(l.open, 1) != nil {
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		l.places.Release(1)
		return nil, err
	}
	return newConnection(conn, func() { l.places.Release(1) }), nil
}

// Close ends Accept, also where that waits for a place.
func (l *listener) Close() error {
	l.close()
	return l.Listener.Close()
}

// connection is one to a client. It spares the kernel what net/http asks for needlessly: timers, see deadline, and
// writing an answer in two pieces. Like any, it may be closed and given deadlines while another goroutine reads and a
// third one writes.
type connection struct {
	net.Conn
	read, write deadline
	atLeast     int     // bytes of the answer that is written next
	held        *[]byte // of an answer of which more is coming
	leave       func()
}

func newConnection(conn net.Conn, leave func()) *connection {
	return &connection{Conn: conn, read: deadline{arm: conn.SetReadDeadline}, write: deadline{arm: conn.SetWriteDeadline}, leave: sync.OnceFunc(leave)}
}

// Read goes on where the deadline that came was put off.
func (c *connection) Read(p []byte) (int, error) {
	for {
		n, err := c.Conn.Read(p)
		if n > 0 || !c.read.wasPutOff(err) {
			return n, err
		}
	}
}

// Write goes on where the deadline that came was put off. A first part of an answer whose size was announced is held
// and goes out with the next: net/http writes its buffer of 4 KiB, and then all the rest at once. Each write of a page
// costs the kernel more than all that is done here, and wakes the client.
func (c *connection) Write(p []byte) (int, error) {
	if len(p) < c.atLeast {
		c.atLeast = 0
		c.held = parts.Get().(*[]byte)
		*c.held = append((*c.held)[:0], p...)
		return len(p), nil
	}
	c.atLeast = 0
	if c.held == nil {
		return c.writeAll(p)
	}
	first := c.held
	c.held = nil
	defer parts.Put(first)
	return c.writeBoth(*first, p)
}

var parts = sync.Pool{New: func() any { return new([]byte) }}

func (c *connection) writeAll(p []byte) (int, error) {
	written := 0
	for {
		n, err := c.Conn.Write(p[written:])
		written += n
		if !c.write.wasPutOff(err) {
			return written, err
		}
	}
}

// writeBoth returns how many bytes of the rest were written.
func (c *connection) writeBoth(first, rest []byte) (int, error) {
	both := net.Buffers{first, rest}
	written := -len(first)
	for {
		n, err := both.WriteTo(c.Conn)
		written += int(n)
		if !c.write.wasPutOff(err) {
			return max(0, written), err
		}
	}
}

// CloseWrite tells the client that no more comes. net/http does so, and waits a moment, before it closes a connection
// whose request it has not read to its end.
func (c *connection) CloseWrite() error {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		return tcp.CloseWrite()
	}
	return nil
}

// Close closes the connection. The next one gets its place, once: net/http may close a connection twice.
func (c *connection) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

func (c *connection) SetReadDeadline(t time.Time) error  { return c.read.set(t) }
func (c *connection) SetWriteDeadline(t time.Time) error { return c.write.set(t) }
func (c *connection) SetDeadline(t time.Time) error {
	return errors.Join(c.read.set(t), c.write.set(t))
}

// announce tells the connection of a request that its answer has a body of the given size, all of which is written.
func announce(request context.Context, size int) {
	if c, ok := request.Value(connectionKey{}).(*connection); ok {
		c.atLeast = size
	}
}

type connectionKey struct{}

// withConnection is the server's ConnContext.
func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}
