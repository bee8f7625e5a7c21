package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody owns no file that this test makes for others.
const nobody = 65534

// unprivileged has a process run as somebody who has no rights but those that files give him.
func unprivileged(cmd *exec.Cmd) {
	if os.Geteuid() == 0 {
		cmd.Path = "/proc/self/exe" // the binary is in a directory that only root can enter
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// give makes a file or directory that of whom unprivileged runs as.
func give(t *testing.T, mode os.FileMode, path string) {
	t.Helper()
	var err error
	if os.Geteuid() == 0 {
		err = os.Chown(path, nobody, nobody)
	}
	if err := errors.Join(err, os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
}

// directoryFor is a directory that belongs to whom unprivileged runs as.
func directoryFor(t *testing.T, mode os.FileMode) string {
	t.Helper()
	directory := t.TempDir()
	if err := os.Chmod(filepath.Dir(directory), 0o755); err != nil { // which the test owns, too
		t.Fatal(err)
	}
	give(t, mode, directory)
	t.Cleanup(func() { _ = os.Chmod(directory, 0o700) }) // so that it can be removed
	return directory
}

// TestReadOnlyDirectory: where nothing can be written, a file that is there is read, and memory serves otherwise.
func TestReadOnlyDirectory(t *testing.T) {
	t.Parallel()
	want := sound(t)
	_, path := newData(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		file     bool
		mode     os.FileMode // of the file
		inMemory bool
	}{
		{"empty", false, 0, true},
		{"with the file", true, 0o400, false},
		{"with a file that may not be read", true, 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			directory := directoryFor(t, 0o700)
			if test.file {
				own := filepath.Join(directory, filepath.Base(path))
				if err := os.WriteFile(own, file, 0o600); err != nil {
					t.Fatal(err)
				}
				give(t, test.mode, own)
			}
			give(t, 0o500, directory)
			site := newChild(t, directory, unprivileged).listens(t)
			if test.inMemory {
				site.checkInMemory(t, want)
				return
			}
			site.check(t, want)
			if warnings := site.state(t).Warnings; len(warnings) > 0 || strings.Contains(site.log.String(), `"level":"WARN"`) {
				t.Errorf("warnings: %v, log:\n%s", warnings, site.log)
			}
		})
	}
}

// TestUnreadableContent: a team's directory that may not be read takes nothing away from the built-in library.
func TestUnreadableContent(t *testing.T) {
	t.Parallel()
	site := newChild(t, directoryFor(t, 0o700), unprivileged, "--content", directoryFor(t, 0)).listens(t)
	site.check(t, sound(t))
	got := site.state(t)
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0].Text, "permission denied") {
		t.Errorf("warnings = %+v, want the directory's", got.Warnings)
	}
}

// TestDiskFull: a file that cannot be written to its end is not there, and memory serves.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	t.Run("limit", func(t *testing.T) {
		t.Parallel()
		directory := t.TempDir()
		site := newChild(t, directory, func(cmd *exec.Cmd) { // 512 or 1024 bytes each, by shell
			cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `ulimit -f 1000; exec "$0" "$@"`}, cmd.Args...)
		}).listens(t)
		site.checkInMemory(t, sound(t))
		if left, err := os.ReadDir(directory); len(left) != 0 || err != nil {
			t.Errorf("the service left %v, error %v", left, err)
		}
	})
	t.Run("full", func(t *testing.T) {
		t.Parallel()
		directory := t.TempDir()
		if err := syscall.Mount("tmpfs", directory, "tmpfs", 0, "size=1m"); err != nil {
			t.Skip("needs the right to mount a small disk: ", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(directory, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
		first := newChild(t, directory, nil).listens(t)
		first.checkInMemory(t, sound(t))
		if left, err := os.ReadDir(directory); len(left) != 0 || err != nil {
			t.Errorf("the service left %v, error %v", left, err)
		}
		if err := syscall.Mount("tmpfs", directory, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
			t.Fatal(err)
		}
		second := newChild(t, directory, nil).listens(t)
		second.check(t, sound(t))
		if warnings := second.state(t).Warnings; len(warnings) > 0 {
			t.Errorf("with space again: warnings %v, log:\n%s", warnings, second.log)
		}
	})
}
