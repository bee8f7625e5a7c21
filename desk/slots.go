package desk

import (
	"context"
	"errors"
	"runtime"
	"time"
)

const (
	slotsPerCore = 2                      // pastes that are diagnosed at once for each core: one reads memory while the other computes
	slotTime     = 500 * time.Millisecond // how long a paste waits for a slot
)

// ErrBusy is what is wrong with a paste that came when too many others were there.
var ErrBusy = errors.New("too many pastes are being diagnosed: try again in a second")

// Slots bound how many pastes are diagnosed at once, whatever they come by: a flood would otherwise slow down everybody
// and fill the memory. Nil Slots bound nothing.
type Slots chan struct{}

// NewSlots makes as many Slots as the process has use for.
func NewSlots() Slots { return make(Slots, slotsPerCore*runtime.GOMAXPROCS(0)) }

// Take waits for a slot, which the caller gives back with Give. It fails with ErrBusy where none gets free in time, or
// with ctx's error.
func (s Slots) Take(ctx context.Context) error {
	if s == nil {
		return nil
	}
	select {
	case s <- struct{}{}:
		return nil
	default:
	}
	ctx, cancel := context.WithTimeoutCause(ctx, slotTime, ErrBusy)
	defer cancel()
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Give gives a slot back that Take has taken.
func (s Slots) Give() {
	if s != nil {
		<-s
	}
}
