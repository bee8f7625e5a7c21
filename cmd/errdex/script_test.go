//go:build unix

package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var updateScripts = flag.Bool("update-scripts", false, "write the golden parts of testdata/script")

// TestScripts runs testdata/script/*.txtar: what a person types, what comes back and with which exit code. errdex is
// a process there. Beside testscript's own commands, `ends CODE COMMAND...` runs one that must end so; CODE may be
// a signal's name.
func TestScripts(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"fish", "less", "setsid", "zsh"} { // a desk may lack them
		if _, err := exec.LookPath(program); err != nil && os.Getenv("CI") != "" {
			t.Errorf("parts of the scripts need it: %v", err)
		}
	}
	site := startService(t, t.TempDir())
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved/api/v1/diagnose":
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusMovedPermanently)
		case "/page/api/v1/diagnose":
			_, _ = io.WriteString(w, "<html>Welcome</html>")
		case "/newer/api/v1/diagnose":
			_, _ = io.WriteString(w, `{"schema_version": 2}`)
		default:
			http.Error(w, "no such page", http.StatusNotFound)
		}
	}))
	t.Cleanup(stranger.Close)
	names := []string{"pipes", "run", "server", "signals"} // in which a program does several things at once
	if !testing.Short() {
		names = []string{"*"}
	}
	var files []string
	for _, name := range names {
		found, err := filepath.Glob(filepath.Join("testdata", "script", name+".txtar"))
		if err != nil || len(found) == 0 {
			t.Fatalf("scripts %s: %v, %v", name, found, err)
		}
		files = append(files, found...)
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		RequireExplicitExec: true,
		UpdateScripts:       *updateScripts,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"ends": ends},
		Setup: func(env *testscript.Env) error {
			env.Setenv("SERVER", site.url)
			env.Setenv("STRANGER", stranger.URL)
			env.Setenv("CLOSED", "http://127.0.0.1:1")
			env.Setenv("COLUMNS", "80") // of --help
			return nil
		},
	})
}

// signals are those that scripts name.
var signals = map[string]syscall.Signal{"SIGINT": syscall.SIGINT, "SIGKILL": syscall.SIGKILL, "SIGPIPE": syscall.SIGPIPE,
	"SIGSEGV": syscall.SIGSEGV, "SIGTERM": syscall.SIGTERM, "SIGUSR1": syscall.SIGUSR1}

func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ends CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		ts.Fatalf("%v", err)
	}
	got := "0"
	if failed != nil {
		got = strings.TrimPrefix(failed.String(), "exit status ")
		for name, signal := range signals {
			if failed.Sys().(syscall.WaitStatus).Signal() == signal {
				got = name
			}
		}
	}
	if got != args[0] {
		ts.Fatalf("%s ended with %s, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// TestEveryFlagHasAScript keeps the scripts whole: each command's --help is compared there, and each flag is used,
// in its own form and as a variable.
func TestEveryFlagHasAScript(t *testing.T) {
	t.Parallel()
	written := allScripts(t)
	parser, err := newParser(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Leaves(true) {
		if !strings.Contains(written, "errdex "+command.Name+" --help\n") {
			t.Errorf("no script compares errdex %s --help", command.Name)
		}
		for _, flag := range command.Flags {
			used := regexp.MustCompile(`errdex ` + command.Name + ` .*--` + flag.Name + `\b`)
			if !used.MatchString(written) {
				t.Errorf("no script has errdex %s --%s", command.Name, flag.Name)
			}
			if len(flag.Envs) != 1 || !strings.Contains(written, " "+flag.Envs[0]+"=") {
				t.Errorf("no script sets %v, the variable of errdex %s --%s", flag.Envs, command.Name, flag.Name)
			}
		}
	}
}

func allScripts(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("scripts: %v, %v", files, err)
	}
	var all bytes.Buffer
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
