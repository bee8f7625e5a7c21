//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// survive lets a write beyond the limit of a file's size fail like one to a full disk: otherwise it ends the process.
func survive() { signal.Ignore(syscall.SIGXFSZ) }
