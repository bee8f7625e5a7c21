// Package service starts the product and its peers as processes of their own, and asks the system what they cost.
package service

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// startTime is how long a service may take until it answers: the product lints and compiles a team's thousand
// articles first.
const startTime = 2 * time.Minute

// clockTick is the unit of processor time in /proc, the same on every Linux.
const clockTick = 10 * time.Millisecond

// Command is how a service is started; Address is where it will listen.
type Command struct {
	Name    string
	Args    []string
	Env     []string // beyond that of this process
	Address string
}

// Service is a running process with its children.
type Service struct {
	Name string
	URL  string
	cmd  *exec.Cmd
	out  *bytes.Buffer
	done chan struct{} // closed when the process has ended
}

// FreeAddress is an address that nobody listens on now.
func FreeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// Start starts a service and waits until it answers path with 200. It returns how long that took.
func Start(ctx context.Context, command Command, path string) (*Service, time.Duration, error) {
	s := &Service{Name: command.Name, URL: "http://" + command.Address, out: &bytes.Buffer{}, done: make(chan struct{})}
	s.cmd = exec.CommandContext(ctx, command.Args[0], command.Args[1:]...)
	s.cmd.Env = append(os.Environ(), command.Env...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	s.cmd.Cancel = s.kill
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, 0, err
	}
	go func() {
		_ = s.cmd.Wait() // ended by Stop, or its output says why
		close(s.done)
	}()
	for !answers(command.Address, path) {
		select {
		case <-s.done:
			return nil, 0, fmt.Errorf("%s ended: %s", s.Name, bytes.TrimSpace(s.out.Bytes()))
		case <-time.After(100 * time.Microsecond):
		}
		if time.Since(began) > startTime {
			s.Stop()
			return nil, 0, fmt.Errorf("%s does not answer: %s", s.Name, bytes.TrimSpace(s.out.Bytes()))
		}
	}
	return s, time.Since(began), nil
}

// answers asks once, without a client that would cost more than the answer.
func answers(address, path string) bool {
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return false
	}
	defer connection.Close() // only read from
	_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, address)
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		return false
	}
	var body bytes.Buffer
	_, err = body.ReadFrom(response.Body)
	return err == nil && response.StatusCode == http.StatusOK && body.Len() > 0
}

// Stop ends the process and its children, and waits for it.
func (s *Service) Stop() {
	_ = s.kill() // it may have ended
	<-s.done
}

// kill is for the whole group: nginx's workers are processes of their own.
func (s *Service) kill() error { return syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) }

// CPU is the processor time that the service has used.
func (s *Service) CPU() (time.Duration, error) {
	var ticks time.Duration
	for _, pid := range s.processes() {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0, err
		}
		// The name in front of the closing bracket may hold spaces; user and system time are the 12th and 13th behind it.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		for _, field := range fields[11:13] {
			n, err := strconv.Atoi(field)
			if err != nil {
				return 0, err
			}
			ticks += time.Duration(n)
		}
	}
	return ticks * clockTick, nil
}

// Memory is what the service holds in memory, in MiB.
func (s *Service) Memory() (float64, error) {
	var total float64
	for _, pid := range s.processes() {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			return 0, err
		}
		_, rest, found := strings.Cut(string(status), "VmRSS:")
		var kilobytes float64
		if _, err := fmt.Sscanf(rest, "%f kB", &kilobytes); !found || err != nil {
			return 0, errors.New("no VmRSS in /proc")
		}
		total += kilobytes / 1024
	}
	return total, nil
}

// processes are the service's own and its children.
func (s *Service) processes() []int {
	pids := []int{s.cmd.Process.Pid}
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pids[0])) // the pattern is sound
	for _, file := range files {
		children, _ := os.ReadFile(file) // a thread may have ended since
		for _, field := range strings.Fields(string(children)) {
			if pid, err := strconv.Atoi(field); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}
