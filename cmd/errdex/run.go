package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"errdex/desk"
	"errdex/diagnose"
	"errdex/redact"
)

type runCommand struct {
	Command []string `arg:"" passthrough:"" help:"Command and its arguments, behind --."`
	answerFlags
}

// Help is what errdex run --help says beside the flags.
func (runCommand) Help() string {
	return `The command's input and output pass through as they are, and its exit code becomes that of errdex run; where a signal ended it, errdex run ends by the same signal. Only when it fails is its output explained, on standard error.

The command writes into a pipe, not to a terminal. Many programs leave their colours out then: ask for them (FORCE_COLOR=1, --color=always).`
}

// The exit codes of a command that could not be started are those of a shell.
const (
	exitNotExecutable = 126
	exitNotFound      = 127
	exitSignal        = 128 // plus the signal's number
)

// stopSignals are passed on to the command, so that it decides how to end.
var stopSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// Run runs the command, passes everything through, and explains what it printed when it fails.
func (cmd *runCommand) Run(ctx context.Context, s streams) error {
	args := cmd.Command
	if args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return exitError{exitUsage, errors.New("there is no command to run (errdex run -- CMD ...)")}
	}
	printed := &tail{limit: desk.MaxPaste}
	child := exec.Command(args[0], args[1:]...)
	child.Stdin = s.in
	child.Stdout = io.MultiWriter(s.out, printed)
	child.Stderr = io.MultiWriter(s.err, printed)
	told, err := runToEnd(child)
	if child.ProcessState == nil {
		return notStarted(err)
	}
	if err != nil { // the output could not be passed on: what there was to say has nobody to read it
		return err
	}
	if !child.ProcessState.Success() {
		cmd.explain(ctx, s.err, filepath.Base(args[0])+" "+ending(child.ProcessState), printed.text(), told)
	}
	return sameEnd(child.ProcessState)
}

// runToEnd runs a command until it has ended and all its output is read, and says whether somebody told it to
// stop meanwhile. The error is none of the command's own.
func runToEnd(child *exec.Cmd) (told bool, err error) {
	signals := make(chan os.Signal, len(stopSignals))
	// What was ignored from the start (nohup) stays so, for the command too.
	signal.Notify(signals, slices.DeleteFunc(slices.Clone(stopSignals), signal.Ignored)...)
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		return false, err
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case received := <-signals:
			told = true
			if !fromKeyboard(received) {
				_ = child.Process.Signal(received) // fails only when the command has ended by itself
			}
		case err := <-ended:
			var failed *exec.ExitError
			if errors.As(err, &failed) {
				err = nil
			}
			return told, err
		}
	}
}

func notStarted(err error) error {
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitError{exitNotFound, err}
	case errors.Is(err, fs.ErrPermission):
		return exitError{exitNotExecutable, err}
	}
	return fmt.Errorf("start the command: %w", err)
}

// ending says how a command ended.
func ending(state *os.ProcessState) string {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return fmt.Sprintf("was ended by a signal (%s)", status.Signal())
	}
	return fmt.Sprintf("ended with exit code %d", state.ExitCode())
}

// sameEnd ends errdex as the command ended.
func sameEnd(state *os.ProcessState) error {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		endBySignal(status.Signal())
		return exitError{code: exitSignal + int(status.Signal())}
	}
	if state.Success() {
		return nil
	}
	return exitError{code: state.ExitCode()}
}

// explain writes what the command's output means. Where it means nothing to us, one line says so, and none
// when the command was told to stop: that is no failure. A fault of ours is a line too and changes no exit code.
func (cmd *runCommand) explain(ctx context.Context, w io.Writer, ended string, printed []byte, told bool) {
	var answer diagnose.Diagnosis
	var err error
	if len(bytes.TrimSpace(printed)) > 0 {
		answer, err = cmd.diagnose(ctx, redact.Clean(printed))
	}
	switch {
	case err != nil:
		fmt.Fprintf(w, "errdex: %s; no explanation: %v\n", ended, err)
	case len(answer.Matches) > 0:
		fmt.Fprintf(w, "\nerrdex: %s\n\n%s", ended, answer.Show(cmd.look(w)))
	case !told:
		fmt.Fprintf(w, "errdex: %s; nothing it printed is an error of Claude that we know\n", ended)
	}
}

// tail keeps the last bytes of a command's output, both streams in the order in which they come, as somebody
// sees and pastes them.
type tail struct {
	limit int

	mu   sync.Mutex
	kept []byte
	cut  bool // something before kept is gone
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if len(t.kept) > 2*t.limit { // moved seldom, not with every line
		t.trim()
	}
	return len(p), nil
}

func (t *tail) trim() {
	if over := len(t.kept) - t.limit; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
		t.cut = true
	}
}

// text is what was kept. A first line that lost its beginning goes: half a secret has no shape to be known by.
func (t *tail) text() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trim()
	if !t.cut {
		return t.kept
	}
	_, whole, _ := bytes.Cut(t.kept, []byte("\n"))
	return whole
}
