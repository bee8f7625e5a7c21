package library

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// patience is how long a test waits for what must come: the lint takes half a second, and with the race detector
// on a busy machine a hundred times that.
const patience = 5 * time.Minute

var quietLog = slog.New(slog.DiscardHandler)

// follow runs a Keeper over a directory until the test ends; what it hands on comes through the channel.
func follow(t *testing.T, directory string, change func(*Keeper)) <-chan Library {
	t.Helper()
	used := make(chan Library, 16)
	k := NewKeeper([]string{directory}, quietLog, func(_ context.Context, l Library) error { used <- l; return nil })
	change(k)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); k.Watch(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return used
}

// next waits for the next library.
func next(t *testing.T, used <-chan Library) Library {
	t.Helper()
	select {
	case l := <-used:
		return l
	case <-time.After(patience):
		t.Fatal("no library came")
		return Library{}
	}
}

// TestNotices: with polling out of reach the system's notices tell of changes, also in directories that are new.
func TestNotices(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	used := follow(t, directory, func(k *Keeper) { k.poll = time.Hour })
	seen := map[string]bool{next(t, used).Hash: true}
	for _, text := range []string{"Ask us.", "Ask them.", "Ask nobody."} {
		write(t, filepath.Join(directory, "notes/overloaded.md"), text)
		l := next(t, used)
		if seen[l.Hash] {
			t.Errorf("%q: a library that was there before", text)
		}
		seen[l.Hash] = true
	}
}

// TestPolling: nobody tells of a directory that was not there.
func TestPolling(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "late")
	used := follow(t, directory, func(k *Keeper) { k.poll = 10 * time.Millisecond })
	ready := newDirectory(t, map[string]string{"notes/overloaded.md": "Ask us."})
	if err := os.Rename(ready, directory); err != nil {
		t.Fatal(err)
	}
	next(t, used)
}

// TestQuiet changes the files while they are looked at: what was there in between is never used.
func TestQuiet(t *testing.T) {
	t.Parallel()
	directory := newDirectory(t, map[string]string{"notes/overloaded.md": "half"})
	used := follow(t, directory, func(k *Keeper) { k.quiet, k.poll = 2*time.Second, 10*time.Millisecond })
	time.Sleep(200 * time.Millisecond) // within the quiet time, which is the input of this test
	write(t, filepath.Join(directory, "notes/overloaded.md"), "whole")
	want, problems := made(directory)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := next(t, used); got.Hash != want.Hash {
		t.Error("the half was used")
	}
}

// TestUseFails: what the service could not take is offered again although no file has changed.
func TestUseFails(t *testing.T) {
	t.Parallel()
	tries := 0
	directory := newDirectory(t, map[string]string{"notes/overloaded.md": "Ask us."})
	k := NewKeeper([]string{directory}, quietLog, func(context.Context, Library) error {
		if tries++; tries == 1 {
			return errors.New("no memory")
		}
		return nil
	})
	k.quiet = 0
	if got := k.Problems(); got != nil {
		t.Errorf("Problems before the first look = %v", got)
	}
	for i, want := range []int{1, 0, 0} {
		k.Check(t.Context())
		if got := k.Problems(); len(got) != want {
			t.Errorf("Problems after look %d = %v, want %d", i+1, got, want)
		}
	}
	if tries != 2 {
		t.Errorf("used %d times, want 2: the third look found nothing new", tries)
	}
}
