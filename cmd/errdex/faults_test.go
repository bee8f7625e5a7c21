package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"errdex/content"
)

// faultsVariable set to "full" has the tests of faults go through as many of them as docs/faults.md says.
const faultsVariable = "TEST_FAULTS"

// rounds is how many faults a test goes through. Where the race detector looks on, for which -short is, two have
// everything at work that can be.
func rounds(few, full int) int {
	switch {
	case os.Getenv(faultsVariable) == "full":
		return full
	case testing.Short():
		return min(few, 2)
	}
	return few
}

// pages are what a sound service answers, by path.
type pages map[string]string

var soundService struct {
	once  sync.Once
	pages pages
}

// sound is what a service answers that nothing has happened to: every article, some searches and lists.
func sound(t *testing.T) pages {
	t.Helper()
	soundService.once.Do(func() {
		articles, err := embeddedArticles()
		if err != nil {
			t.Fatal(err)
		}
		paths := []string{"/", "/errors", "/429", "/errors/403", "/errors/overloaded.md", "/api/v1/articles", "/llms-full.txt", "/search?q=rate+limit",
			"/search?q=proxy", "/api/v1/search?q=ECONNREFUSED", "/api/v1/search?q=key+invalid+workspace"}
		for _, article := range articles {
			paths = append(paths, content.Path(article.Kind, article.Slug))
		}
		site, found := startService(t, t.TempDir(), "--public-url", "https://example.com"), pages{}
		for _, path := range paths {
			_, status, body := site.fetch(t, path)
			if status != http.StatusOK || body == "" {
				t.Fatalf("%s: status %d, %d bytes", path, status, len(body))
			}
			found[path] = body
		}
		soundService.pages = found
	})
	if soundService.pages == nil {
		t.Fatal("there is no sound service to compare with")
	}
	return soundService.pages
}

// compare asks for all pages. A page that is not what a sound service answers is an error; it returns how many were
// refused, which only a service that says when to ask again may do.
func (s service) compare(t *testing.T, want pages) (refused int) {
	t.Helper()
	for path, page := range want {
		header, status, body := s.fetch(t, path)
		switch {
		case status == http.StatusServiceUnavailable && header.Get("Retry-After") != "":
			refused++
		case status != http.StatusOK || body != page:
			t.Errorf("%s: status %d, %d bytes, want %d", path, status, len(body), len(page))
		}
	}
	return refused
}

// check makes sure that every page is what a sound service answers.
func (s service) check(t *testing.T, want pages) {
	t.Helper()
	if refused := s.compare(t, want); refused > 0 {
		t.Errorf("%d pages are refused", refused)
	}
}

// newData is a data directory with the library's file.
func newData(t *testing.T) (directory, path string) {
	t.Helper()
	directory = t.TempDir()
	t.Run("first start", func(t *testing.T) { startService(t, directory) })
	paths := libraryFiles(t, directory)
	if len(paths) != 1 {
		t.Fatalf("the first start made %v, want one library", paths)
	}
	return directory, paths[0]
}

// damage is something that can happen to a file, whose bytes are given. Where it is in use it is damaged in place.
type damage struct {
	name   string
	inUse  bool
	happen func(path string, data []byte) error
}

var damages = []damage{
	{"1 to 64 bytes", true, func(path string, data []byte) error {
		for range 1 + rand.IntN(64) {
			data[rand.IntN(len(data))] ^= byte(1 + rand.IntN(255))
		}
		return os.WriteFile(path, data, 0o600)
	}},
	{"one bit", true, func(path string, data []byte) error {
		data[rand.IntN(len(data))] ^= 1 << rand.IntN(8)
		return os.WriteFile(path, data, 0o600)
	}},
	{"cut", true, func(path string, data []byte) error { return os.Truncate(path, rand.Int64N(int64(len(data)))) }},
	{"empty", true, func(path string, _ []byte) error { return os.Truncate(path, 0) }},
	{"zeros", true, func(path string, data []byte) error { return os.WriteFile(path, make([]byte, len(data)), 0o600) }},
	{"garbage", true, func(path string, data []byte) error {
		for i := range data {
			data[i] = byte(rand.Uint32())
		}
		return os.WriteFile(path, data, 0o600)
	}},
	{"text", true, func(path string, _ []byte) error { return os.WriteFile(path, []byte("no database"), 0o600) }},
	{"a directory", false, func(path string, _ []byte) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }},
	{"a directory with a file", false, func(path string, _ []byte) error {
		return errors.Join(os.Remove(path), os.Mkdir(path, 0o700), os.WriteFile(filepath.Join(path, "x"), nil, 0o600))
	}},
	{"no permission", false, func(path string, _ []byte) error { return os.Chmod(path, 0) }},
}

// TestDamagedFile starts services on damaged files: each serves every page right, and says what it has found.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	want := sound(t)
	directory, path := newData(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for round := range rounds(len(damages), 300) {
		damage := damages[round%len(damages)]
		t.Run(fmt.Sprint(round, " ", damage.name), func(t *testing.T) {
			if err := errors.Join(os.RemoveAll(path), os.WriteFile(path, file, 0o600), damage.happen(path, slices.Clone(file))); err != nil {
				t.Fatal(err)
			}
			site := startService(t, directory, "--public-url", "https://example.com")
			site.check(t, want)
			warned := strings.Contains(site.log.String(), `"level":"WARN","msg":"library is `)
			if readable := damage.name == "no permission" && os.Geteuid() == 0; warned == readable { // root may read anything
				t.Errorf("the damage is in the log: %v:\n%s", warned, site.log)
			}
		})
	}
}

// TestDamagedInUse damages the file beneath services that use it: a page is right, or refused until the library is
// served from memory. Nothing is read again where it is in memory already, so not every damage is met.
func TestDamagedInUse(t *testing.T) {
	t.Parallel()
	want := sound(t)
	directory, path := newData(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kinds := slices.DeleteFunc(slices.Clone(damages), func(d damage) bool { return !d.inUse })
	met := 0
	for round := range rounds(len(kinds), 300) {
		damage := kinds[round%len(kinds)]
		t.Run(fmt.Sprint(round, " ", damage.name), func(t *testing.T) {
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			site := startService(t, directory, "--public-url", "https://example.com")
			if err := damage.happen(path, slices.Clone(file)); err != nil {
				t.Fatal(err)
			}
			if site.compare(t, want) == 0 {
				return
			}
			met++
			for end := time.Now().Add(5 * time.Minute); ; time.Sleep(10 * time.Millisecond) { // 503 where the engine's part is damaged
				if _, body := site.get(t, "/readyz"); strings.Contains(body, `"warnings"`) {
					break
				}
				if time.Now().After(end) {
					t.Fatalf("the library is not served from memory, log:\n%s", site.log)
				}
			}
			site.check(t, want)
			if !strings.Contains(site.log.String(), "its file was damaged while it was in use") {
				t.Errorf("the damage is not in the log:\n%s", site.log)
			}
		})
	}
	if met == 0 && !testing.Short() {
		t.Error("no damage was ever met: this test can't tell anything")
	}
}

// TestNoDirectory: a service without a place for its file serves from memory, and says so.
func TestNoDirectory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, directory := range map[string]string{"a file": file, "below a file": filepath.Join(file, "data")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			startService(t, directory, "--public-url", "https://example.com").checkInMemory(t, sound(t))
		})
	}
}

// checkInMemory makes sure that a service serves everything from memory, is ready, and says so in its log and state.
func (s service) checkInMemory(t *testing.T, want pages) {
	t.Helper()
	s.check(t, want)
	if got := s.state(t); len(got.Warnings) != 1 || got.Warnings[0].Field != "data directory" || strings.Contains(got.Warnings[0].Text, "/") {
		t.Errorf("warnings = %+v, want the data directory's without its path", got.Warnings)
	}
	if n := strings.Count(s.log.String(), `"msg":"library is served from memory`); n != 1 {
		t.Errorf("the log says it %d times, want once:\n%s", n, s.log)
	}
}

// TestTwoProcesses starts services at once on a directory that does not exist yet.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	want := sound(t)
	directory := filepath.Join(t.TempDir(), "new")
	var sites []*child
	for range 3 {
		sites = append(sites, newChild(t, directory, nil))
	}
	for _, site := range sites {
		site.listens(t).check(t, want)
		if warnings := site.state(t).Warnings; len(warnings) > 0 {
			t.Errorf("warnings: %v, log:\n%s", warnings, site.log)
		}
	}
	if entries, err := os.ReadDir(directory); len(entries) != 1 || err != nil {
		t.Errorf("%v, error %v, want one file", entries, err)
	}
}

// TestOtherVersions: what other versions have left stays as long as it may be of use.
func TestOtherVersions(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newer := []string{"library-ffffffffffff-00000000-0123456789abcdef.db", "library-ffffffffffff-00000000-12.tmp", "data.db"}
	former := []string{"library.db", "library.db-shm", "library.db-wal"}
	for _, name := range slices.Concat(newer, former) {
		write(name)
	}
	site := startService(t, directory, "--public-url", "https://example.com")
	site.check(t, sound(t))
	for end := time.Now().Add(5 * time.Minute); !strings.Contains(site.log.String(), `"names":["library.db","library.db-shm","library.db-wal"]`); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the log names no file that was removed:\n%s", site.log)
		}
	}
	for _, name := range newer {
		if got, err := os.ReadFile(filepath.Join(directory, name)); string(got) != name || err != nil {
			t.Errorf("%s: %q, error %v", name, got, err)
		}
	}
	for _, name := range former {
		if _, err := os.Stat(filepath.Join(directory, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
}
