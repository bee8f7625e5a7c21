package redact

import (
	"testing"

	"errdex/redact/canary"
)

// TestCleanCanaries cuts every kind of secret in every context: nothing that was hidden there is left, in no
// encoding and not in part.
func TestCleanCanaries(t *testing.T) {
	t.Parallel()
	texts := canary.Texts()
	for i, text := range texts {
		clean := Clean([]byte(text.Text)).String()
		if leaks := canary.NewFinder(texts[i : i+1]).Find(clean); len(leaks) > 0 {
			t.Errorf("left: %q\n   in %q\nout of %q", leaks, clean, text.Text)
		}
	}
}
