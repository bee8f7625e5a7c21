package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// A test that needs another process starts this test binary again with childMode set to one of children.
const (
	childMode = "ERRDEX_STORE_CHILD"
	childPath = "ERRDEX_STORE_PATH"
)

var children = map[string]func(path string) error{
	"import once":    importOnce,
	"import forever": importForever,
}

func TestMain(m *testing.M) {
	child, ok := children[os.Getenv(childMode)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := child(os.Getenv(childPath)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func childCommand(t *testing.T, mode, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childMode+"="+mode, childPath+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "errdex.db")
}

func TestOpenCreates(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "state", "errdex.db")
	s := open(t, path)
	if err := s.Replace(t.Context(), "h", sampleArticles()); err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{
		filepath.Dir(path): 0o700 | fs.ModeDir,
		path:               0o600,
		path + "-wal":      0o600,
		path + "-shm":      0o600,
	}
	for name, mode := range want {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != mode {
			t.Errorf("%s has mode %v, want %v", filepath.Base(name), info.Mode(), mode)
		}
	}
}

// TestOpenTemporary: two of them share nothing, many readers share one, and after Close it is gone.
func TestOpenTemporary(t *testing.T) {
	t.Parallel()
	var stores []*Store
	for i := range 2 {
		s, err := OpenTemporary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Library(t.Context()); !errors.Is(err, ErrNotFound) {
			t.Fatalf("a new temporary database holds a library: %v", err)
		}
		if err := s.Replace(t.Context(), fmt.Sprint(i), sampleArticles()[i:]); err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	for i, s := range stores {
		checkStored(t, s, fmt.Sprint(i), sampleArticles()[i:])
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
			t.Error("a closed temporary database still answers")
		}
	}
}

func TestOpenAgain(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	first, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Replace(t.Context(), "h", sampleArticles()); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Close the WAL is still there: %v", err)
	}
	checkStored(t, open(t, path), "h", sampleArticles())
}

func TestOpenPaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"two words.db", "what?.db", "what?mode=memory&x=y.db", "a%20b.db", "100%.db", "a#b.db", "a&b=c;d+e.db",
		"fehlerbücher-错误.db", "'quoted\".db", "_pragma=x", ":memory:", "file:x.db",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "in "+name, name)
			s := open(t, path)
			if err := s.Replace(t.Context(), "h", sampleArticles()); err != nil {
				t.Fatal(err)
			}
			checkStored(t, s, "h", sampleArticles())
			files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				if !strings.HasPrefix(file, path) {
					t.Errorf("Open(%q) made %q", path, file)
				}
			}
			if len(files) == 0 {
				t.Errorf("Open(%q) made no file", path)
			}
		})
	}
}

func TestOpenRelativePath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	open(t, "errdex.db")
	if _, err := os.Stat(filepath.Join(dir, "errdex.db")); err != nil {
		t.Error(err)
	}
}

func TestOpenNewerSchema(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	_, err := s.writer.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path)
	if !errors.Is(err, ErrNewerSchema) {
		t.Fatalf("Open of a newer database = %v, want ErrNewerSchema", err)
	}
	want := "database was written by a newer errdex: schema 99, this program knows 1 (update errdex or remove the file)"
	if !strings.HasSuffix(err.Error(), want) {
		t.Errorf("Open of a newer database says %q, want it to end in %q", err, want)
	}
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		path string // below the test's folder
		make func(dir string) error
		want string
	}{
		{"no database", "text", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "text"), []byte("no database, but a file"), 0o600)
		}, "not a database"},
		{"a folder", "folder", func(dir string) error { return os.Mkdir(filepath.Join(dir, "folder"), 0o700) }, "unable to open database file"},
		{"below a file", "text/errdex.db", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "text"), nil, 0o600)
		}, "not a directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := test.make(dir); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), filepath.Join(dir, test.path))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("Open = %v, want the path and %q", err, test.want)
			}
		})
	}
}

// Several processes start on a database that does not exist yet; every one has to come up.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	var started []*exec.Cmd
	for range 6 {
		cmd := childCommand(t, "import once", path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started = append(started, cmd)
	}
	for i, cmd := range started {
		if err := cmd.Wait(); err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
	checkStored(t, open(t, path), "h", sampleArticles())
}

func TestCheckEngine(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"3.54.1": true, "3.51.3": true, "3.100.0": true, "4.0.0": true,
		"3.51.2": false, "3.9.9": false, "2.99.99": false, "": false, "newest": false,
	}
	for version, want := range tests {
		if err := checkEngine(version); (err == nil) != want {
			t.Errorf("checkEngine(%q) = %v, want fine: %v", version, err, want)
		}
	}
}

// Every connection of a pool needs its pragmas, not only the first.
func TestPragmas(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	want := map[string]string{"busy_timeout": "5000", "journal_mode": "wal"}
	for range 3 { // held together, so that they are three connections
		conn, err := s.readers.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for pragma, value := range want {
			var got string
			if err := conn.QueryRowContext(t.Context(), `PRAGMA `+pragma).Scan(&got); err != nil || got != value {
				t.Errorf("reader's %s = %q, %v, want %q", pragma, got, err, value)
			}
		}
		if _, err := conn.ExecContext(t.Context(), `DELETE FROM library`); err == nil {
			t.Error("a reader could write")
		}
	}
	want["foreign_keys"], want["synchronous"], want["journal_size_limit"] = "1", "2", "67108864"
	for pragma, value := range want {
		var got string
		if err := s.writer.QueryRowContext(t.Context(), `PRAGMA `+pragma).Scan(&got); err != nil || got != value {
			t.Errorf("writer's %s = %q, %v, want %q", pragma, got, err, value)
		}
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("Ping of a closed store = nil, want an error")
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
