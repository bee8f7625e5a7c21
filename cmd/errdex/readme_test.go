package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateReadme = flag.Bool("update-readme", false, "write the output of the README's first command")

// someCommand is what some-command in the README prints before it fails.
const someCommand = `#!/bin/sh
echo "worker-3 sends the report"
echo 'anthropic.OverloadedError: Error code: 529 - {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011CExampleExampleExampl1"}' >&2
exit 1
`

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n\\$ ([^\n]+)\n(.*?)```")
	shellBlock   = regexp.MustCompile("(?s)```sh\n(.*?)```")
	someProgram  = regexp.MustCompile(`\berrdex (?:diagnose|run|explain|search|list|completion)\b`)
)

// TestReadmeOutput runs the command of the README's first screen and compares all that it prints.
func TestReadmeOutput(t *testing.T) {
	t.Parallel()
	name := filepath.Join("..", "..", "README.md")
	readme, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	block := consoleBlock.FindStringSubmatchIndex(string(readme))
	if block == nil {
		t.Fatal("the README has no command with its output")
	}
	got, code := readmeShell(t, string(readme[block[2]:block[3]]))
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	if *updateReadme {
		if err := os.WriteFile(name, []byte(string(readme[:block[4]])+got+string(readme[block[5]:])), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(readme[block[4]:block[5]]), got); diff != "" {
		t.Errorf("output (-README +errdex):\n%s", diff)
	}
}

// TestReadmeCommands runs every line of the README's shell blocks that calls errdex in the terminal.
func TestReadmeCommands(t *testing.T) {
	leaveToWholeRun(t)
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range shellBlock.FindAllStringSubmatch(string(readme), -1) {
		for line := range strings.Lines(block[1]) {
			if !someProgram.MatchString(line) {
				continue
			}
			ran++
			want := 0
			if strings.HasPrefix(line, "errdex run -- some-command") {
				want = 1 // its own exit code
			}
			if output, code := readmeShell(t, line); code != want {
				t.Errorf("%s ended with %d, want %d:\n%s", line, code, want, output)
			}
		}
	}
	if ran == 0 {
		t.Error("the README has no command line with errdex")
	}
}

// readmeShell runs a line in bash, with errdex and some-command on its path.
func readmeShell(t *testing.T, line string) (output string, code int) {
	t.Helper()
	directory := t.TempDir()
	if err := os.WriteFile(filepath.Join(directory, "some-command"), []byte(someCommand), 0o700); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("bash", "-c", line)
	command.Env = append(os.Environ(), "PATH="+directory+string(filepath.ListSeparator)+os.Getenv("PATH"))
	printed, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return string(printed), command.ProcessState.ExitCode()
}
