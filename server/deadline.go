package server

import (
	"errors"
	"os"
	"sync"
	"time"
)

// lookAgain is how long a deadline that was put off may stay unarmed. Below the shortest that net/http sets, so that
// none of a request's has to be armed at all.
const lookAgain = readHeaderTimeout / 2

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
