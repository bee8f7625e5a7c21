//go:build unix

package main

import (
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// fromKeyboard says whether a signal has most likely come from the terminal, which sends Ctrl-C and Ctrl-\ to
// every process in the foreground: the command has it already, and some take a second one for "at once".
func fromKeyboard(received os.Signal) bool {
	if received != syscall.SIGINT && received != syscall.SIGQUIT {
		return false
	}
	console, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer console.Close() // opened to ask one question
	group, err := unix.IoctlGetInt(int(console.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// endBySignal makes a shell of this process, which then ends itself by a signal. Go can't: its runtime keeps
// handlers of its own, which print a stack dump or do nothing. It returns only where there is no shell.
func endBySignal(by syscall.Signal) {
	const script = `ulimit -c 0; kill "-$1" $$; exit "$2"` // the core of a shell is of no use to anybody
	number := strconv.Itoa(int(by))
	_ = syscall.Exec("/bin/sh", []string{"sh", "-c", script, "sh", number, strconv.Itoa(exitSignal + int(by))}, os.Environ())
}
