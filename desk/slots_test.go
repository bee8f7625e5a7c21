package desk

import (
	"context"
	"errors"
	"testing"
)

// fullSlots are all taken.
func fullSlots(t *testing.T) Slots {
	t.Helper()
	slots := NewSlots()
	for range cap(slots) {
		if err := slots.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return slots
}

func TestSlots(t *testing.T) {
	t.Parallel()
	slots := fullSlots(t)
	if err := slots.Take(t.Context()); !errors.Is(err, ErrBusy) {
		t.Errorf("Take of a slot too many = %v, want ErrBusy", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := slots.Take(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("Take for a client that has gone = %v, want its context's error", err)
	}
	slots.Give()
	if err := slots.Take(t.Context()); err != nil {
		t.Errorf("Take of a slot that was given back = %v", err)
	}
}

// TestSlotsWait gives a slot back while another is waited for.
func TestSlotsWait(t *testing.T) {
	t.Parallel()
	slots := fullSlots(t)
	waited := make(chan error)
	go func() { waited <- slots.Take(context.Background()) }()
	slots.Give()
	if err := <-waited; err != nil {
		t.Errorf("Take = %v, want the slot that was given back", err)
	}
}

func TestNoSlots(t *testing.T) {
	t.Parallel()
	var slots Slots
	for range 1000 {
		if err := slots.Take(t.Context()); err != nil {
			t.Fatalf("Take of nil = %v", err)
		}
	}
	slots.Give()
}
