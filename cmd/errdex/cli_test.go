package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"errdex/server"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "err.txt")
	if err := os.WriteFile(file, []byte("529 Overloaded"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := brokenLibrary(t)
	corpus := filepath.Join(t.TempDir(), "cases.jsonl")
	if err := os.WriteFile(corpus, []byte(`{"id":"1","form":"bare-code","text":"529 Overloaded","primary":"overloaded"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		args   []string
		stdin  string
		code   int
		stdout string // is contained
		stderr string // is contained; empty: stderr is empty
	}{
		{"a match exits 0", []string{"diagnose"}, "529 Overloaded", exitDone, "errdex explain overloaded", ""},
		{"a file", []string{"diagnose", file}, "", exitDone, "errdex explain overloaded", ""},
		{"JSON", []string{"diagnose", "--json"}, "529 Overloaded", exitDone, `"schema_version": 1`, ""},
		{"no match exits 1 and says so", []string{"diagnose"}, "make: *** [all] Error 2", exitNothing, "No match", ""},
		{"empty input", []string{"diagnose"}, "", exitUsage, "", "errdex: there is nothing to diagnose"},
		{"blanks", []string{"diagnose"}, " \n\t\n", exitUsage, "", "errdex: there is nothing to diagnose"},
		{"missing file", []string{"diagnose", file + ".none"}, "", exitUsage, "", "no such file"},
		{"too large", []string{"diagnose"}, strings.Repeat("x", server.MaxPaste+1), exitTooLarge, "", "larger than 256 KiB"},
		{"explain a status", []string{"explain", "429"}, "", exitDone, "## Fix", ""},
		{"explain a type", []string{"explain", "overloaded_error"}, "", exitDone, "# ", ""},
		{"explain a status of two articles", []string{"explain", "504"}, "", exitDone, "Still stuck", ""},
		{"explain nothing", []string{"explain", "no-such-name"}, "", exitNothing, "", `no article is called "no-such-name"`},
		{"lint the built-in library", []string{"lint"}, "", exitDone, "no problems", ""},
		{"lint a broken library", []string{"lint", broken}, "", exitNothing, "articles/half.md: title: is missing", "problems"},
		{"lint nothing", []string{"lint", file}, "", exitUsage, "", "is not a directory"},
		{"eval", []string{"eval", corpus}, "", exitDone, "pos_top1   1.0000", ""},
		{"eval a missing corpus", []string{"eval", corpus + ".none"}, "", exitUsage, "", "no such file"},
		{"version", []string{"version"}, "", exitDone, "library ", ""},
		{"healthcheck of nobody", []string{"healthcheck", "--addr", "127.0.0.1:1"}, "", exitNothing, "", "not ready"},
		{"help", []string{"--help"}, "", exitDone, "Usage: errdex", ""},
		{"unknown flag", []string{"serve", "--no-such-flag"}, "", exitUsage, "", "unknown flag"},
		{"bad network", []string{"serve", "--trusted-proxy", "ten"}, "", exitUsage, "", "not a network"},
		{"bad rate", []string{"serve", "--rate", "0"}, "", exitUsage, "", "--rate must be a number above 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := shell(t, test.stdin, test.args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if !strings.Contains(stdout, test.stdout) {
				t.Errorf("stdout is %q, want it to hold %q", stdout, test.stdout)
			}
			if !strings.Contains(stderr, test.stderr) || test.stderr == "" && stderr != "" {
				t.Errorf("stderr is %q, want %q", stderr, test.stderr)
			}
		})
	}
}

func brokenLibrary(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	if err := os.Mkdir(filepath.Join(directory, "articles"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, "articles", "half.md"), []byte("---\nkind: cause\n---\nNothing.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return directory
}

// TestHealthcheck asks a real service.
func TestHealthcheck(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	if code, stdout, _ := shell(t, "", "healthcheck", "--addr", strings.TrimPrefix(site.url, "http://")); code != exitDone || stdout != "ready\n" {
		t.Errorf("exit code %d, stdout %q", code, stdout)
	}
}

// TestVariables: a variable sets its flag, one that no flag reads is refused since it is most likely a typing
// error, and those which Kubernetes sets are let pass.
func TestVariables(t *testing.T) {
	tests := []struct {
		name, value string
		args        []string
		code        int
		stderr      string
	}{
		{"ERRDEX_ADRR", ":80", []string{"version"}, exitUsage, "ERRDEX_ADRR is known to no command"},
		{"ERRDEX_ADRR", ":80", []string{"--help"}, exitDone, ""},
		{"ERRDEX_SERVICE_HOST", "10.0.0.7", []string{"version"}, exitDone, ""},
		{"ERRDEX_PORT", "tcp://10.0.0.7:8080", []string{"version"}, exitDone, ""},
		{"ERRDEX_PORT", "9000", []string{"version"}, exitUsage, "ERRDEX_PORT is known to no command"},
		{"ERRDEX_PORT_8080_TCP", "tcp://10.0.0.7:8080", []string{"version"}, exitDone, ""},
		{"ERRDEX_ADDR", "127.0.0.1:1", []string{"healthcheck"}, exitNothing, "127.0.0.1:1"},
		{"ERRDEX_RATE", "NaN", []string{"serve"}, exitUsage, "--rate must be a number above 0"},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.args[0], func(t *testing.T) {
			t.Setenv(test.name, test.value)
			code, _, stderr := shell(t, "", test.args...)
			if code != test.code || !strings.Contains(stderr, test.stderr) {
				t.Errorf("exit code %d, want %d; stderr %q", code, test.code, stderr)
			}
		})
	}
}

// full refuses every write, like a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestFailedWrites(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"diagnose"}, {"diagnose", "--json"}, {"explain", "429"}, {"explain", "429", "--json"}, {"search", "overloaded"},
		{"search", "overloaded", "--json"}, {"list"}, {"list", "--json"}, {"completion", "bash"}, {"lint"}, {"version"}, {"version", "--json"}} {
		var stderr strings.Builder
		if code := run(t.Context(), args, strings.NewReader("529 Overloaded"), full{}, &stderr); code != exitInternal {
			t.Errorf("errdex %v on a full disk = %d, want %d; stderr %q", args, code, exitInternal, stderr.String())
		}
	}
}
