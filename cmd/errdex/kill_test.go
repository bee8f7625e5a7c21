package main

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// commandVariable turns the test binary into errdex with its arguments, and mcpVariable turns it into `errdex mcp`.
const (
	commandVariable = "TEST_COMMAND"
	mcpVariable     = "TEST_MCP"
)

func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	if os.Getenv(mcpVariable) != "" {
		os.Exit(run(context.Background(), []string{"mcp"}, os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(browsing{m}, map[string]func(){"errdex": main}) // the scripts run this binary as errdex
}

// child is `errdex serve` in a process of its own.
type child struct {
	service
	*exec.Cmd
	out io.ReadCloser
}

// newChild prepares a service on a free port with its data in directory and more flags; change may change how it runs.
// It is killed when the test ends.
func newChild(t *testing.T, directory string, change func(*exec.Cmd), flags ...string) *child {
	t.Helper()
	c := &child{service: service{log: &lockedBuffer{}}, Cmd: exec.Command(os.Args[0])}
	c.Args = append(c.Args, append([]string{"serve", "--addr", "127.0.0.1:0", "--public-url", "https://example.com", "--data", directory}, flags...)...)
	c.Env = append(os.Environ(), commandVariable+"=1")
	c.Stderr = c.log
	if change != nil {
		change(c.Cmd)
	}
	var err error
	if c.out, err = c.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if c.ProcessState == nil {
			c.kill(t)
		}
	})
	return c
}

// listens waits for the service to say where it listens.
func (c *child) listens(t *testing.T) *child {
	t.Helper()
	line, err := bufio.NewReader(c.out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve printed no address: %v, log:\n%s", err, c.log)
	}
	c.url = strings.TrimSpace(line[strings.Index(line, "http"):])
	return c
}

func (c *child) kill(t *testing.T) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the service ended by itself")
	}
}

// TestKilled kills services at random moments of a first start, of one after another was killed, and while they take
// changes of a team's content. Each time the next start serves every page right.
func TestKilled(t *testing.T) {
	t.Parallel()
	want := sound(t)
	data, content := t.TempDir(), newTeam(t)
	begin := time.Now()
	newChild(t, t.TempDir(), nil).listens(t).kill(t)
	start := time.Since(begin) // the moments of the kills are the input of this test
	for round := range rounds(8, 500) {
		switch round % 8 {
		case 0, 3: // an import
			empty(t, data)
			c := newChild(t, data, nil)
			time.Sleep(rand.N(start))
			c.kill(t)
		case 1, 4: // the moment in which the file is written
			empty(t, data)
			killWhileWriting(t, newChild(t, data, nil), data)
		case 2, 5, 6: // a start on whatever that has left
			c := newChild(t, data, nil)
			time.Sleep(rand.N(start))
			c.kill(t)
		case 7: // a reload
			c := newChild(t, data, nil, "--content", string(content)).listens(t)
			content.write(t, "notes/overloaded.md", "Ask us. "+time.Now().String())
			time.Sleep(rand.N(time.Second))
			c.kill(t)
		}
		next := newChild(t, data, nil).listens(t)
		next.check(t, want)
		if status, body := next.get(t, "/readyz"); status != http.StatusOK || strings.Contains(body, "warnings") {
			t.Errorf("round %d: /readyz: status %d: %s", round, status, body)
		}
		next.kill(t)
		if t.Failed() {
			t.Fatalf("round %d, log:\n%s", round, next.log)
		}
		if (round+1)%50 == 0 {
			t.Logf("%d kills", round+1)
		}
	}
}

// killWhileWriting kills a service within the first milliseconds of a file's being there.
func killWhileWriting(t *testing.T, c *child, directory string) {
	t.Helper()
	count := func() int {
		entries, err := os.ReadDir(directory)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	before := count() // which may hold what was half written earlier
	for end := time.Now().Add(5 * time.Minute); count() == before && len(libraryFiles(t, directory)) == 0 && time.Now().Before(end); {
	}
	time.Sleep(rand.N(5 * time.Millisecond))
	c.kill(t)
}

// empty removes the library's file from a directory.
func empty(t *testing.T, directory string) {
	t.Helper()
	for _, path := range libraryFiles(t, directory) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func libraryFiles(t *testing.T, directory string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(directory, "library-*.db"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// browsing are the tests, and the end of the browser that they share.
type browsing struct{ *testing.M }

func (b browsing) Run() int {
	defer stopChromium()
	return b.M.Run()
}
