package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"errdex/content"
	"errdex/store"
)

// serveVariable turns the test binary into `errdex serve` with its data in the directory that it names, and
// mcpVariable turns it into `errdex mcp`.
const (
	serveVariable = "TEST_SERVE_DATA"
	mcpVariable   = "TEST_MCP"
)

func TestMain(m *testing.M) {
	if directory := os.Getenv(serveVariable); directory != "" {
		os.Exit(run(context.Background(), []string{"serve", "--addr", "127.0.0.1:0", "--data", directory}, nil, os.Stdout, os.Stderr))
	}
	if os.Getenv(mcpVariable) != "" {
		os.Exit(run(context.Background(), []string{"mcp"}, os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(browsing{m}, map[string]func(){"errdex": main}) // the scripts run this binary as errdex
}

// TestKilledDuringImport kills the service at many moments of its first start, and then starts it whole.
func TestKilledDuringImport(t *testing.T) {
	t.Parallel()
	articles, _, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for delay := time.Duration(0); delay <= 120*time.Millisecond; delay += 8 * time.Millisecond {
		directory := t.TempDir()
		killAfter(t, directory, delay)
		t.Run(delay.String(), func(t *testing.T) {
			site := startService(t, directory)
			if status, _ := site.get(t, "/readyz"); status != http.StatusOK {
				t.Errorf("not ready: status %d", status)
			}
			if got := countArticles(t, directory); got != len(articles) {
				t.Errorf("the library has %d articles, want %d", got, len(articles))
			}
		})
	}
}

func killAfter(t *testing.T, directory string, delay time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), serveVariable+"="+directory)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(delay) // the moment of the kill is the input of this test
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the service ended by itself")
	}
}

func countArticles(t *testing.T, directory string) int {
	t.Helper()
	db, err := store.Open(t.Context(), directory+"/library.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	articles, err := db.Articles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(articles)
}

// browsing are the tests, and the end of the browser that they share.
type browsing struct{ *testing.M }

func (b browsing) Run() int {
	defer stopChromium()
	return b.M.Run()
}
