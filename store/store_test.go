package store

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"errdex/content"
)

// sampleHash stands for that of the sample articles.
const sampleHash = "0123456789abcdef"

// temporary is a library in memory, until the test ends.
func temporary(t testing.TB, articles []content.Article) *Store {
	t.Helper()
	s, err := OpenTemporary(t.Context(), articles)
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, s)
	return s
}

func closeAtEnd(t testing.TB, s *Store) {
	t.Helper()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestOpenTemporary: two of them share nothing, many readers share one, and after Close it is gone.
func TestOpenTemporary(t *testing.T) {
	t.Parallel()
	var stores []*Store
	for i := range 2 {
		s, err := OpenTemporary(t.Context(), sampleArticles()[i:])
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	for i, s := range stores {
		checkHolds(t, s, sampleArticles()[i:])
		var readers sync.WaitGroup
		for range 32 {
			readers.Go(func() {
				if articles, err := s.Articles(t.Context()); err != nil || len(articles) != len(sampleArticles())-i {
					t.Errorf("Articles = %d, error %v", len(articles), err)
				}
			})
		}
		readers.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Ping(t.Context()); err == nil {
			t.Error("a closed temporary library still answers")
		}
	}
}

// TestReadOnly: nothing that a query could do changes the library.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := temporary(t, sampleArticles())
	for _, statement := range []string{`DELETE FROM library`, `DROP TABLE articles`, `INSERT INTO search (search) VALUES ('delete-all')`, `VACUUM`, `PRAGMA journal_mode = wal`} {
		if _, err := s.db.ExecContext(context.Background(), statement); err == nil && !strings.HasPrefix(statement, "PRAGMA") {
			t.Errorf("%s: no error", statement)
		}
	}
	checkHolds(t, s, sampleArticles())
}

func TestPing(t *testing.T) {
	t.Parallel()
	s, err := Create(t.Context(), t.TempDir(), sampleHash, sampleArticles())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("Ping of a closed store = %v, want an error that blames no file", err)
	}
}

// modernc.org/sqlite works with the one version of modernc.org/libc that its own go.mod names, but any
// other dependency can lift that version in ours.
func TestLibcPin(t *testing.T) {
	t.Parallel()
	ours := readFile(t, filepath.Join("..", "go.mod"))
	cache, err := exec.CommandContext(t.Context(), "go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	driver := moduleVersion(t, ours, "modernc.org/sqlite")
	theirs := readFile(t, filepath.Join(strings.TrimSpace(string(cache)), "modernc.org", "sqlite@"+driver, "go.mod"))
	got, want := moduleVersion(t, ours, "modernc.org/libc"), moduleVersion(t, theirs, "modernc.org/libc")
	if got != want {
		t.Errorf("go.mod has modernc.org/libc %s, but modernc.org/sqlite %s needs exactly %s", got, driver, want)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func moduleVersion(t *testing.T, gomod, module string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^\s*(?:require )?` + regexp.QuoteMeta(module) + ` (v\S+)`).FindStringSubmatch(gomod)
	if found == nil {
		t.Fatalf("no version of %s in go.mod", module)
	}
	return found[1]
}
