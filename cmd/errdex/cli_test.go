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
	leaveToWholeRun(t)
	file := filepath.Join(t.TempDir(), "err.txt")
	if err := os.WriteFile(file, []byte("529 Overloaded"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := brokenLibrary(t)
	corpus := filepath.Join(t.TempDir(), "cases.jsonl")
	if err := os.WriteFile(corpus, []byte(`{"id":"1","form":"bare-code","text":"529 Overloaded","primary":"overloaded"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	team := newTeam(t)
	team.write(t, "articles/house-budget.md", houseArticle(1))
	team.write(t, "notes/overloaded.md", "Ask in #models.")
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
		{"lint an empty directory", []string{"lint", t.TempDir()}, "", exitNothing, "there is nothing to read", "1 problems"},
		{"lint a team's library", []string{"lint", string(team)}, "", exitDone, "no problems", ""},
		{"lint a team's library by flag", []string{"lint", "--content", string(team), broken}, "", exitNothing, "articles/half.md: title: is missing", "problems"},
		{"diagnose from a team's library", []string{"diagnose", "--content", string(team)}, houseBudget, exitDone, "errdex explain house-budget --content " + string(team), ""},
		{"diagnose from several", []string{"diagnose", "--content", string(team), "--content", t.TempDir()}, houseBudget, exitDone, "errdex explain house-budget --content ", ""},
		{"diagnose without the team's library", []string{"diagnose", "--json"}, houseBudget, exitDone, `"slug": "rate-limit"`, ""},
		{"diagnose from a broken library", []string{"diagnose", "--content", broken}, "529", exitUsage, "", "problems (errdex lint names all): articles/half.md: "},
		{"diagnose from nothing", []string{"diagnose", "--content", broken + ".none"}, "529", exitUsage, "", "cannot be read: no such file"},
		{"explain a team's article", []string{"explain", "--content", string(team), "house-budget"}, "", exitDone, "generation 1", ""},
		{"explain with a team's note", []string{"explain", "--content", string(team), "529"}, "", exitDone, "Ask in #models.", ""},
		{"a picture", []string{"diagnose"}, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff", exitUsage, "", "this is a picture: copy the text"},
		{"UTF-16", []string{"diagnose"}, "\xff\xfe5\x002\x009\x00 \x00O\x00v\x00e\x00r\x00l\x00o\x00a\x00d\x00e\x00d\x00", exitDone, "errdex explain overloaded", ""},
		{"eval", []string{"eval", corpus}, "", exitDone, "pos_top1   1.0000", ""},
		{"eval a missing corpus", []string{"eval", corpus + ".none"}, "", exitUsage, "", "no such file"},
		{"mcp for a client that leaves at once", []string{"mcp"}, "", exitDone, "", ""},
		{"mcp for what is no client", []string{"mcp"}, "529 Overloaded", exitInternal, "", "no message of the protocol"},
		{"version", []string{"version"}, "", exitDone, "library ", ""},
		{"healthcheck of nobody", []string{"healthcheck", "--addr", "127.0.0.1:1"}, "", exitNothing, "", "not ready"},
		{"help", []string{"--help"}, "", exitDone, "Usage: errdex", ""},
		{"unknown flag", []string{"serve", "--no-such-flag"}, "", exitUsage, "", "unknown flag"},
		{"bad network", []string{"serve", "--trusted-proxy", "ten"}, "", exitUsage, "", "not a network"},
		{"bad edit address", []string{"serve", "--edit-url", "git@example.com:x"}, "", exitUsage, "", "is not an address that a file's path can follow"},
		{"edit address with a query", []string{"serve", "--edit-url", "https://git.example/?f="}, "", exitUsage, "", "is not an address that a file's path can follow"},
		{"bad report address", []string{"serve", "--report-to", "mailto:nobody"}, "", exitUsage, "", "is neither a mailto: address nor an https: one"},
		{"report by plain HTTP", []string{"serve", "--report-to", "http://tracker.example/new"}, "", exitUsage, "", "is neither a mailto: address"},
		{"bad admin address", []string{"serve", "--admin-addr", "9090"}, "", exitUsage, "", "is not an address such as 127.0.0.1:9090"},
		{"bad log level", []string{"serve", "--log-level", "loud"}, "", exitUsage, "", "--log-level"},
		{"bad public URL", []string{"serve", "--public-url", "errdex.example"}, "", exitUsage, "", `--public-url: "errdex.example" is not a public URL`},
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
		{"ERRDEX_PUBLIC_URL", "errdex.example", []string{"serve"}, exitUsage, "is not a public URL such as https://errdex.example"},
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
	leaveToWholeRun(t)
	t.Parallel()
	for _, args := range [][]string{{"diagnose"}, {"diagnose", "--json"}, {"explain", "429"}, {"explain", "429", "--json"}, {"search", "overloaded"},
		{"search", "overloaded", "--json"}, {"list"}, {"list", "--json"}, {"completion", "bash"}, {"lint"}, {"version"}, {"version", "--json"}} {
		var stderr strings.Builder
		if code := run(t.Context(), args, strings.NewReader("529 Overloaded"), full{}, &stderr); code != exitInternal {
			t.Errorf("errdex %v on a full disk = %d, want %d; stderr %q", args, code, exitInternal, stderr.String())
		}
	}
}
