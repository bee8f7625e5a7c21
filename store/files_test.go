package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// created makes a directory with the file of the sample library, and returns the file's path.
func created(t *testing.T) (directory, path string) {
	t.Helper()
	directory = filepath.Join(t.TempDir(), "new", "state")
	s, err := Create(t.Context(), directory, sampleHash, sampleArticles())
	if err != nil {
		t.Fatal(err)
	}
	checkHolds(t, s, sampleArticles())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	names := list(t, directory)
	if len(names) != 1 || !fileName.MatchString(names[0]) {
		t.Fatalf("Create made %v, want one library", names)
	}
	return directory, filepath.Join(directory, names[0])
}

func list(t *testing.T, directory string) []string {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestCreate(t *testing.T) {
	t.Parallel()
	directory, path := created(t)
	want := map[string]fs.FileMode{directory: 0o700 | fs.ModeDir, path: 0o600}
	for name, mode := range want {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != mode {
			t.Errorf("%s has mode %v, want %v", filepath.Base(name), info.Mode(), mode)
		}
	}
	s, err := Open(directory, sampleHash)
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, s)
	checkHolds(t, s, sampleArticles())
	if names := list(t, directory); len(names) != 1 {
		t.Errorf("reading has made files: %v", names)
	}
	// The file may go: who has it open reads on.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	checkHolds(t, s, sampleArticles())
}

func TestOpenMissing(t *testing.T) {
	t.Parallel()
	directory, _ := created(t)
	for _, place := range []struct{ directory, hash string }{
		{directory, "fedcba9876543210"}, {t.TempDir(), sampleHash}, {filepath.Join(directory, "none"), sampleHash},
	} {
		if _, err := Open(place.directory, place.hash); !errors.Is(err, ErrNotFound) {
			t.Errorf("Open(%v) = %v, want ErrNotFound", place, err)
		}
	}
	if names := list(t, directory); len(names) != 1 {
		t.Errorf("a look for another library has left %v", names)
	}
}

// TestOpenOdd: names of directories mean nothing, least of all to SQLite.
func TestOpenOdd(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"two words", "what?mode=memory&x=y", "100%20", "a#b", "[*]", "fehler-错误", "'quoted\"", ":memory:", "file:x"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory := filepath.Join(t.TempDir(), name)
			s, err := Create(t.Context(), directory, sampleHash, sampleArticles())
			if err != nil {
				t.Fatal(err)
			}
			closeAtEnd(t, s)
			again, err := Open(directory, sampleHash)
			if err != nil {
				t.Fatal(err)
			}
			closeAtEnd(t, again)
			checkHolds(t, again, sampleArticles())
		})
	}
}

// damages are what can happen to a file.
var damages = map[string]func(path string, data []byte) error{
	"one bit": func(path string, data []byte) error {
		data[rand.IntN(len(data))] ^= 1 << rand.IntN(8)
		return os.WriteFile(path, data, 0o600)
	},
	"last byte":  func(path string, data []byte) error { data[len(data)-1]++; return os.WriteFile(path, data, 0o600) },
	"cut":        func(path string, data []byte) error { return os.Truncate(path, rand.Int64N(int64(len(data)))) },
	"a page off": func(path string, data []byte) error { return os.Truncate(path, int64(len(data)-blockSize)) },
	"empty":      func(path string, _ []byte) error { return os.Truncate(path, 0) },
	"longer":     func(path string, data []byte) error { return os.WriteFile(path, append(data, 0), 0o600) },
	"pages swapped": func(path string, data []byte) error {
		page := slices.Clone(data[blockSize : 2*blockSize])
		copy(data[blockSize:], data[2*blockSize:3*blockSize])
		copy(data[2*blockSize:], page)
		return os.WriteFile(path, data, 0o600)
	},
	"garbage":     func(path string, _ []byte) error { return os.WriteFile(path, []byte("no database"), 0o600) },
	"a directory": func(path string, _ []byte) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
	"a dead link": func(path string, _ []byte) error { return errors.Join(os.Remove(path), os.Symlink("nowhere", path)) },
}

// TestOpenDamaged: a damaged file is never opened, and goes, so that it can be built again.
func TestOpenDamaged(t *testing.T) {
	t.Parallel()
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory, path := created(t)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(path, data); err != nil {
				t.Fatal(err)
			}
			if s, err := Open(directory, sampleHash); err == nil || errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), path) {
				t.Fatalf("Open = %v, %v, want an error that names the file", s, err)
			}
			if names := list(t, directory); len(names) != 0 {
				t.Errorf("Open left %v", names)
			}
			s, err := Create(t.Context(), directory, sampleHash, sampleArticles())
			if err != nil {
				t.Fatal(err)
			}
			closeAtEnd(t, s)
			checkHolds(t, s, sampleArticles())
		})
	}
}

// TestOpenRenamed: a sound file under the name of another library is not that library.
func TestOpenRenamed(t *testing.T) {
	t.Parallel()
	directory, path := created(t)
	const other = "fedcba9876543210"
	renamed := strings.Replace(path, sampleHash[:hashLength], other[:hashLength], 1)
	if err := os.Rename(path, renamed); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(directory, other); !errors.Is(err, ErrDamaged) {
		t.Errorf("Open = %v, want ErrDamaged", err)
	}
}

// TestDamagedInUse damages the file block by block beneath a store that reads: what is read is right or an error. Where
// a file ends early is no end of what is read either: SQLite takes that for zeros.
func TestDamagedInUse(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(path string, sound []byte, at int) error{
		"one bit": func(path string, sound []byte, at int) error {
			damaged := slices.Clone(sound)
			damaged[at] ^= 1 << rand.IntN(8)
			return os.WriteFile(path, damaged, 0o600)
		},
		"cut": func(path string, _ []byte, at int) error { return os.Truncate(path, int64(at)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory, path := created(t)
			sound, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			refused := 0
			for block := range len(sound) / blockSize {
				s, err := Open(directory, sampleHash)
				if err != nil {
					t.Fatal(err)
				}
				if err := damage(path, sound, block*blockSize+rand.IntN(blockSize)); err != nil {
					t.Fatal(err)
				}
				if checkRightOrDamaged(t, s) {
					refused++
					select {
					case <-s.Damaged():
					default:
						t.Errorf("block %d: ErrDamaged, but Damaged is open", block)
					}
				}
				if err := errors.Join(s.Close(), os.WriteFile(path, sound, 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			if refused < len(sound)/blockSize/2 {
				t.Errorf("%d of %d damaged blocks were noticed, too few to tell anything", refused, len(sound)/blockSize)
			}
		})
	}
}

// checkRightOrDamaged reads all that can be read and says whether the damage was met.
func checkRightOrDamaged(t *testing.T, s *Store) (met bool) {
	t.Helper()
	check := func(what string, want, got any, err error) {
		t.Helper()
		if errors.Is(err, ErrDamaged) {
			met = true
		} else if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v (-want +got):\n%s", what, err, diff)
		}
	}
	listing, err := s.List(t.Context())
	for i, whole := range sampleArticles() {
		got, err := s.Article(t.Context(), whole.Slug)
		check("Article", withoutText(whole), got, err)
		if listing != nil {
			check("List", listed(whole), listing[i], nil)
		}
	}
	if listing == nil {
		check("List", "", listing, err)
	}
	articles, err := s.Articles(t.Context())
	check("Articles", len(sampleArticles()), len(articles), err)
	for i, article := range articles {
		check("Articles", sampleArticles()[i].Described, article.Described, nil)
	}
	slugs, err := s.Resolve(t.Context(), "403")
	check("Resolve", []string{"permission-error", "blocked-by-proxy"}, slugs, err)
	hits, err := s.Search(t.Context(), "proxy", 5)
	for i, slug := range []string{"blocked-by-proxy", "connection-refused"} {
		if err == nil {
			check("Search", slug, hits[i].Slug, nil)
		} else {
			check("Search", slug, "", err)
		}
	}
	return met
}

// TestCreateAtOnce: whoever comes second puts the same file in place of the first's.
func TestCreateAtOnce(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	var creators sync.WaitGroup
	for range 8 {
		creators.Go(func() {
			s, err := Create(t.Context(), directory, sampleHash, sampleArticles())
			if err != nil {
				t.Error(err)
				return
			}
			if articles, err := s.Articles(t.Context()); len(articles) != len(sampleArticles()) || err != nil {
				t.Errorf("%d articles, error %v", len(articles), err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	creators.Wait()
	if names := list(t, directory); len(names) != 1 {
		t.Errorf("8 builds of one library left %v, want one file", names)
	}
}

func TestCreateFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(t.Context(), file, sampleHash, sampleArticles()); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("Create below a file = %v, want an error with its name", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	directory := t.TempDir()
	if _, err := Create(cancelled, directory, sampleHash, sampleArticles()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled Create = %v, want context.Canceled", err)
	}
	if names := list(t, directory); len(names) != 0 {
		t.Errorf("cancelled Create left %v", names)
	}
}

// TestClean: nothing goes that this start, another that builds at the moment, or a way back may need.
func TestClean(t *testing.T) {
	t.Parallel()
	directory, path := created(t)
	own := strings.TrimSuffix(filepath.Base(path), fileSuffix)
	kept := []string{filepath.Base(path), own[:30] + "1.tmp", "notes.db", "library.db.bak", "library-x.db"}
	gone := []string{"library.db", "library.db-wal", "library.db-shm", own[:30] + "2.tmp", "library-0123456789ab-00000000-1.tmp"}
	for i, name := range append(slices.Clone(kept[1:]), gone...) {
		age := 10 * time.Minute
		if i == 0 {
			age = 0
		}
		touch(t, filepath.Join(directory, name), age)
	}
	for i := range 6 {
		name := fmt.Sprintf("library-%012d-00000000-0123456789abcdef.db", i)
		touch(t, filepath.Join(directory, name), time.Duration(10-i)*time.Hour)
		if i < 3 {
			gone = append(gone, name)
		} else {
			kept = append(kept, name)
		}
	}
	removed, err := Clean(directory, sampleHash)
	if err != nil {
		t.Fatal(err)
	}
	for _, names := range [][]string{kept, gone, removed} {
		slices.Sort(names)
	}
	if diff := cmp.Diff(gone, removed); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(kept, list(t, directory)); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

func touch(t *testing.T, path string, age time.Duration) {
	t.Helper()
	then := time.Now().Add(-age)
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, then, then)); err != nil {
		t.Fatal(err)
	}
}
