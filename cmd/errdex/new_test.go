package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"errdex/content"
)

// TestNew writes a skeleton and has lint name what its author must fill in, and nothing else.
func TestNew(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	if err := os.Mkdir(filepath.Join(directory, "articles"), 0o700); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := shell(t, "", "new", "my-error", "--dir", directory); code != exitDone {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	_, problems, err := content.LintFS(os.DirFS(directory))
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]bool{"title": true, "summary": true, "layer": true, "retry": true, "surfaces": true, "signatures": true,
		"examples": true, "near_misses": true, "sources": true, "fix": true}
	for _, problem := range problems {
		if !open[problem.Field] {
			t.Errorf("the skeleton itself has a problem: %s", problem)
		}
		delete(open, problem.Field)
	}
	if len(open) > 0 {
		t.Errorf("lint does not ask for %v", open)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	for want, args := range map[string][]string{
		"is not a slug":         {"new", "My_Error", "--dir", directory},
		"there is no directory": {"new", "my-error", "--dir", directory},
		"is there already":      {"new", "overloaded", "--dir", "../../content"},
	} {
		if code, _, stderr := shell(t, "", args...); code != exitUsage || !strings.Contains(stderr, want) {
			t.Errorf("errdex %v: exit code %d, stderr %q, want %q", args, code, stderr, want)
		}
	}
}
