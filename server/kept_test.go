package server

import (
	"errors"
	"sync"
	"testing"
)

// TestKeptOnce holds the making back until many have asked: all get the very same value.
func TestKeptOnce(t *testing.T) {
	t.Parallel()
	var making sync.Mutex
	value := keep(func() (*int, error) {
		making.Lock()
		defer making.Unlock()
		return new(int), nil
	})
	const readers = 50
	values := make(chan *int, readers)
	making.Lock()
	var started sync.WaitGroup
	for range readers {
		started.Add(1)
		go func() {
			started.Done()
			made, err := value.get()
			if err != nil {
				t.Error(err)
			}
			values <- made
		}()
	}
	started.Wait()
	making.Unlock()
	first := <-values
	for range readers - 1 {
		if got := <-values; got != first {
			t.Fatal("it was made twice")
		}
	}
}

// TestKeptAfterFailure: a failure is not kept.
func TestKeptAfterFailure(t *testing.T) {
	t.Parallel()
	tries := 0
	value := keep(func() (string, error) {
		if tries++; tries == 1 {
			return "", errors.New("not yet")
		}
		return "made", nil
	})
	for _, want := range []string{"", "made", "made"} {
		if got, err := value.get(); got != want || (err == nil) != (want != "") {
			t.Errorf("get = %q, %v, want %q", got, err, want)
		}
	}
	if tries != 2 {
		t.Errorf("it was made %d times, want 2", tries)
	}
}
