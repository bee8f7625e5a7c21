package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// lookAgain is how long a deadline that was put off may stay unarmed. Below the shortest that net/http sets, so that
// none of a request's has to be armed at all.
const lookAgain = readHeaderTimeout / 2

// patientListener's connections put their deadlines off cheaply. net/http sets five to seven for each request, nearly
// all of which are replaced by a later one before they come, and to arm the timers of each takes a tenth of what a page
// does.
type patientListener struct{ net.Listener }

// Accept waits for the next connection.
func (l patientListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &patientConn{Conn: conn, read: deadline{arm: conn.SetReadDeadline}, write: deadline{arm: conn.SetWriteDeadline}}, nil
}

type patientConn struct {
	net.Conn
	read, write deadline
}

// Read goes on where the deadline that came was put off.
func (c *patientConn) Read(p []byte) (int, error) {
	for {
		n, err := c.Conn.Read(p)
		if n > 0 || !c.read.wasPutOff(err) {
			return n, err
		}
	}
}

// Write goes on where the deadline that came was put off.
func (c *patientConn) Write(p []byte) (int, error) {
	written := 0
	for {
		n, err := c.Conn.Write(p[written:])
		written += n
		if !c.write.wasPutOff(err) {
			return written, err
		}
	}
}

func (c *patientConn) SetReadDeadline(t time.Time) error  { return c.read.set(t) }
func (c *patientConn) SetWriteDeadline(t time.Time) error { return c.write.set(t) }
func (c *patientConn) SetDeadline(t time.Time) error {
	return errors.Join(c.read.set(t), c.write.set(t))
}

// deadline is when reading or writing ends. A zero time is never.
type deadline struct {
	arm    func(time.Time) error
	mu     sync.Mutex
	due    time.Time // as it was set
	armed  time.Time // when the connection's timer comes: at due, or before
	passed bool      // armed had passed when it was set, which is how net/http interrupts its own reading
}

// set arms the timer only where it would come too late, or has come.
func (d *deadline) set(due time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.due = due
	switch {
	case due.IsZero():
		return nil
	case d.passed:
		return d.armAgain(time.Now())
	case !d.armed.IsZero() && !due.Before(d.armed):
		return nil
	}
	d.armed, d.passed = due, due.Before(time.Now())
	return d.arm(due)
}

// armAgain arms the timer for what is due, or to look again before.
func (d *deadline) armAgain(now time.Time) error {
	d.armed, d.passed = d.due, false
	if next := now.Add(lookAgain); d.due.After(next) {
		d.armed = next
	}
	return d.arm(d.armed)
}

// wasPutOff says whether an error is that of a timer that came before its deadline was due, and arms it again.
func (d *deadline) wasPutOff(err error) bool {
	if err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	if !d.due.IsZero() && !d.due.After(now) {
		return false
	}
	return d.armAgain(now) == nil
}
