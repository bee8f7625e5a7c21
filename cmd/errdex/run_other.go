//go:build !unix

package main

import (
	"os"
	"syscall"
)

// fromKeyboard is always so where there are no signals: the console sends Ctrl-C to every process in it.
func fromKeyboard(os.Signal) bool { return true }

// endBySignal does nothing where no process ends by a signal.
func endBySignal(syscall.Signal) {}
