package service

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain makes the test's own program the service that is started: one that answers only the third time, works
// for each answer, and has a child as nginx has.
func TestMain(m *testing.M) {
	address := os.Getenv("SERVICE_ADDRESS")
	if address == "" {
		os.Exit(m.Run())
	}
	child := exec.Command("sleep", "600")
	if err := child.Start(); err != nil {
		panic(err)
	}
	asked := 0
	panic(http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked < 3 {
			http.Error(w, "not yet", http.StatusServiceUnavailable)
			return
		}
		for worked() < work {
		}
		fmt.Fprint(w, child.Process.Pid)
	})))
}

// work is how much processor time the service uses, in the units of /proc some ten.
const work = 100 * time.Millisecond

func worked() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func TestService(t *testing.T) {
	t.Parallel()
	address, err := FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	command := Command{Name: "itself", Args: []string{os.Args[0]}, Env: []string{"SERVICE_ADDRESS=" + address}, Address: address}
	s, _, err := Start(t.Context(), command, "/")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop() // once more does no harm
	processes := s.processes()
	if len(processes) != 2 {
		t.Errorf("processes = %v, want the service and its child", processes)
	}
	if used, err := s.CPU(); err != nil || used < work/2 {
		t.Errorf("CPU = %v, %v", used, err)
	}
	if held, err := s.Memory(); err != nil || held < 1 {
		t.Errorf("Memory = %v MiB, %v", held, err)
	}
	s.Stop()
	if connection, err := net.Dial("tcp", address); err == nil {
		connection.Close()
		t.Error("the service answers after Stop")
	}
	// The child is nobody's after its parent: it may stay as a process that has ended.
	deadline := time.Now().Add(time.Minute)
	for running(processes[len(processes)-1]) {
		if time.Now().After(deadline) {
			t.Fatal("the child runs after Stop")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"not installed": {[]string{"no-such-peer"}, "executable file not found"},
		"ends":          {[]string{"sh", "-c", "echo wrong flag >&2; exit 2"}, "peer ended: wrong flag"},
	} {
		address, err := FreeAddress()
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = Start(t.Context(), Command{Name: "peer", Args: test.args, Address: address}, "/")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}
