package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cespare/xxhash/v2"

	"errdex/content"
	"errdex/migrations"
)

// A library's file is called library-HASH-FORMAT-SUM.db: the library that it was built from, the schema and rows that
// this program writes, and the checksum of its bytes. Whatever differs in one of them is another file, so versions of
// the program share a directory, and no file is ever written a second time.
const (
	filePrefix = "library-"
	fileSuffix = ".db"

	// unfinished ends the name under which a file is written before it gets its own.
	unfinished = ".tmp"

	// abandonedAfter is when an unfinished file is taken for one whose writer was killed: writing it takes
	// hundredths of a second.
	abandonedAfter = time.Minute

	// keptFiles is how many files of other libraries and versions are left, for a way back.
	keptFiles = 3

	hashLength = 12 // how much of a library's hash stands in a name: as much as answers name it by
)

var (
	fileName       = regexp.MustCompile(`^library-[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{16}\.db$`)
	unfinishedName = regexp.MustCompile(`^library-[0-9a-f]{12}-[0-9a-f]{8}-.*\.tmp$`)

	// Before files had checksums there was one, which was written to, with what SQLite put beside it.
	formerNames = []string{"library.db", "library.db-wal", "library.db-shm", "library.db-journal"}
)

// key is the part of a file's name that says what is in it.
func key(hash string) (string, error) {
	format := xxhash.New()
	fmt.Fprintf(format, "rows %s\n", rowVersion)
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return "", fmt.Errorf("list migrations: %w", err)
	}
	for _, name := range names {
		source, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			return "", fmt.Errorf("read migration: %w", err)
		}
		format.Write(source)
	}
	return fmt.Sprintf("%s%s-%08x-", filePrefix, hash[:min(hashLength, len(hash))], uint32(format.Sum64())), nil
}

// Open opens the library of this hash in a directory. Without a file of it, that is ErrNotFound. One that is damaged
// or cannot be read is removed, and Open fails with an error that says why.
func Open(directory, hash string) (*Store, error) {
	key, err := key(hash)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(directory)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open library: %w", ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	var problems []error
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), key) || !fileName.MatchString(entry.Name()) {
			continue
		}
		path := filepath.Join(directory, entry.Name())
		image, err := openImage(path, key)
		if err == nil {
			return newStore(image)
		}
		problems = append(problems, err, os.Remove(path)) // a directory only when it is empty: what is in it is not ours
	}
	if len(problems) == 0 {
		return nil, fmt.Errorf("open library: %w", ErrNotFound)
	}
	return nil, fmt.Errorf("open library: %w", errors.Join(problems...))
}

// openImage opens a file and compares its checksum with its name.
func openImage(path, key string) (*image, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	image, err := imageOf(file)
	if err == nil && filepath.Base(path) != key+image.sum(key)+fileSuffix {
		err = fmt.Errorf("%w: %s has another checksum than its name says", ErrDamaged, path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return image, nil
}

func imageOf(file *os.File) (*image, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return newImage(file, info.Size(), sync.OnceValue(file.Close)) // a Store may be closed twice, like a sql.DB
}

// Create builds the library of this hash, writes its file into a directory, which it makes when it is missing, and
// opens it. A process that is killed meanwhile leaves no file under the library's name.
func Create(ctx context.Context, directory, hash string, articles []content.Article) (*Store, error) {
	key, err := key(hash)
	if err != nil {
		return nil, err
	}
	database, err := build(ctx, articles)
	if err != nil {
		return nil, err
	}
	image, err := inMemory(database)
	if err != nil {
		return nil, fmt.Errorf("create library: %w", err)
	}
	path := filepath.Join(directory, key+image.sum(key)+fileSuffix)
	if err := write(directory, key, path, database); err != nil {
		return nil, fmt.Errorf("create library: %w", err)
	}
	if image, err = openImage(path, key); err != nil { // from now on it is read from the file, and memory is free again
		return nil, fmt.Errorf("create library: %w", err)
	}
	return newStore(image)
}

// write puts a file at path, whole or not at all, and readable by its owner alone.
func write(directory, key, path string, data []byte) error {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(directory, key+"*"+unfinished)
	if err != nil {
		return err
	}
	_, err = bytes.NewReader(data).WriteTo(file)
	// On the disk before it has its name: otherwise a power failure can leave the name with nothing behind it.
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	syncDirectory(directory)
	return nil
}

// syncDirectory puts a new name on the disk. Where a system has no way to, a power failure costs a build.
func syncDirectory(directory string) {
	if opened, err := os.Open(directory); err == nil {
		_ = opened.Sync()
		_ = opened.Close()
	}
}

// Clean removes what no start needs from the directory of a library in use: what killed processes left unfinished,
// all but the newest few files of other libraries and versions, and the file of times before. It returns the names.
func Clean(directory, hash string) (removed []string, err error) {
	key, err := key(hash)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, fmt.Errorf("clean directory: %w", err)
	}
	var others []fs.FileInfo
	var problems []error
	remove := func(name string) {
		if err := os.Remove(filepath.Join(directory, name)); err != nil {
			problems = append(problems, err)
			return
		}
		removed = append(removed, name)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		switch {
		case err != nil: // another process has removed it
		case slices.Contains(formerNames, entry.Name()):
			remove(entry.Name())
		case unfinishedName.MatchString(entry.Name()) && time.Since(info.ModTime()) > abandonedAfter:
			remove(entry.Name())
		case fileName.MatchString(entry.Name()) && !strings.HasPrefix(entry.Name(), key):
			others = append(others, info)
		}
	}
	slices.SortFunc(others, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range others[min(keptFiles, len(others)):] {
		remove(info.Name())
	}
	return removed, errors.Join(problems...)
}
