package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// watched is a child whose memory, files and goroutines are looked at.
type watched struct {
	*child
	admin string // the URL of its metrics
}

// startWatched starts the service with no more than 128 MiB for the Go heap, as in a small container, and more flags.
// When the test ends it is asked to stop, and must do so without a complaint.
func startWatched(t *testing.T, flags ...string) watched {
	t.Helper()
	limited := func(command *exec.Cmd) { command.Env = append(command.Env, "GOMEMLIMIT=128MiB") }
	c := newChild(t, t.TempDir(), limited, append([]string{"--admin-addr", "127.0.0.1:0"}, flags...)...)
	t.Cleanup(func() {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("the service ended with %v, log:\n%.4000s", err, c.log)
		}
	})
	c.listens(t)
	for end := time.Now().Add(conditionTime); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if admin := regexp.MustCompile(`"metrics and profiles","address":"([^"]+)"`).FindStringSubmatch(c.log.String()); admin != nil {
			// The engine, and what it makes for the first description, are there before anything is measured.
			c.get(t, "/readyz")
			c.post(t, "/api/v1/diagnose", "text/plain", "application/json", "our company proxy answers every request to Claude with 407")
			return watched{c, "http://" + admin[1]}
		}
	}
	t.Fatalf("no address of metrics in the log:\n%s", c.log)
	return watched{}
}

// usage is what a process holds.
type usage struct {
	goroutines, files int
	heap, resident    int64
}

func (u usage) String() string {
	return fmt.Sprintf("%d goroutines, %d files, heap %.1f MiB, resident %.1f MiB", u.goroutines, u.files, mebibytes(u.heap), mebibytes(u.resident))
}

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// usage reads the service's own metrics; collect has it collect its garbage before.
func (c watched) usage(t *testing.T, collect bool) usage {
	t.Helper()
	if collect {
		if _, err := readAll(c.admin + "/debug/pprof/heap?gc=1"); err != nil {
			t.Fatal(err)
		}
	}
	text, err := readAll(c.admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	value := func(name string) int64 {
		found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
		if found == nil {
			return 0 // not known of processes on this system
		}
		number, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return int64(number)
	}
	return usage{int(value("go_goroutines")), int(value("process_open_fds")), value("go_memstats_heap_alloc_bytes"), value("process_resident_memory_bytes")}
}

func readAll(address string) (string, error) {
	response, err := http.Get(address)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// peak is the most memory that the process has had so far, or 0 where the system does not tell.
func (c watched) peak(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid))
	if err != nil {
		return 0
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	kibibytes, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kibibytes << 10
}

// memoryLimit is what a small container has, and twice what startWatched lets the Go heap have.
const memoryLimit = 256 << 20

func (c watched) checkPeak(t *testing.T) {
	t.Helper()
	if peak := c.peak(t); peak > memoryLimit && !testing.Short() { // the race detector takes memory of its own
		t.Errorf("the service had %.1f MiB, want at most %.1f", mebibytes(peak), mebibytes(memoryLimit))
	}
}

// checkBack waits until the service holds no more than before a load, but for what is within the noise, and for
// connections to the database, which are opened when many ask at once and kept.
func (c watched) checkBack(t *testing.T, before usage) {
	t.Helper()
	var now usage
	for end := time.Now().Add(conditionTime); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if now = c.usage(t, true); now.goroutines <= before.goroutines+5 && now.files <= before.files+16 && now.heap <= before.heap+before.heap/10+4<<20 {
			return
		}
	}
	t.Errorf("the service holds %s after the load, and %s before", now, before)
}
