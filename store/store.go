// Package store keeps the articles in a SQLite file: it migrates the file, replaces the whole library in
// one transaction, and reads and searches it. The articles are Markdown files first; the SQLite file is
// derived from them, so it can be removed at any time and is filled again at the next start. The package
// parses no Markdown, matches no paste and knows no HTTP.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver named "sqlite"

	"errdex/migrations"
)

// ErrNotFound is returned for a library, an article or a name that the database does not hold.
var ErrNotFound = errors.New("not found")

// ErrNewerSchema is returned by Open for a database that this program is too old to read.
var ErrNewerSchema = errors.New("database was written by a newer errdex")

// Pragmas stand in the connection string because every pooled connection must get them; busy_timeout comes
// first, so that the others already wait for a lock.
const (
	writerOptions = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=journal_size_limit(67108864)&_txlock=immediate&_error_rc=1"
	readerOptions = "mode=ro&_pragma=busy_timeout(5000)&_error_rc=1"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	writer  *sql.DB // one connection: SQLite allows one writer, and waiting in Go is fairer than its busy handler
	readers *sql.DB
}

// Open opens the database at path, creates it (0600) and its directory (0700) where they are missing, and
// brings its schema up to date. A database with a newer schema is refused with ErrNewerSchema and left alone.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := createFile(path); err != nil {
		return nil, fmt.Errorf("create database: %w", err)
	}
	return openAs(ctx, path, "")
}

// OpenTemporary opens an empty database in memory, for a library that no other process and no later start needs.
// It is gone after Close.
func OpenTemporary(ctx context.Context) (*Store, error) {
	// By this name all connections of the pools find the same database, and no other Store of the process does.
	return openAs(ctx, "/temporary-"+rand.Text(), "vfs=memdb&")
}

func openAs(ctx context.Context, path, kind string) (*Store, error) {
	s, err := connect(path, kind)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), s.Close())
	}
	return s, nil
}

// createFile exists because SQLite itself would create the file readable for everybody.
func createFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	// O_EXCL keeps an existing file from being opened: closing it again would drop every POSIX lock that
	// another Store of this process holds on it.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// connect opens both pools; kind are the options that say what kind of database it is.
func connect(path, kind string) (*Store, error) {
	writer, err := sql.Open("sqlite", dataSource(path, kind+writerOptions))
	if err != nil {
		return nil, err
	}
	readers, err := sql.Open("sqlite", dataSource(path, kind+readerOptions))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	writer.SetMaxOpenConns(1)
	pool := max(4, runtime.GOMAXPROCS(0))
	readers.SetMaxOpenConns(pool)
	readers.SetMaxIdleConns(pool)
	return &Store{writer: writer, readers: readers}, nil
}

// dataSource makes a file: URL, the only form in which SQLite sees its own option mode=ro. The slash in
// front is for paths that start with a drive letter.
func dataSource(path, options string) string {
	path = "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")
	return (&url.URL{Scheme: "file", Path: path, RawQuery: options}).String()
}

func (s *Store) prepare(ctx context.Context) error {
	var engine string
	if err := s.writer.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&engine); err != nil {
		return fmt.Errorf("read SQLite version: %w", err)
	}
	if err := checkEngine(engine); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	return s.Ping(ctx)
}

// checkEngine refuses SQLite below 3.51.3: from 3.7.0 on those can lose commits of a database in WAL mode
// that two connections use (the WAL-reset bug).
func checkEngine(version string) error {
	var v [3]int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2]); err != nil {
		return fmt.Errorf("SQLite version %q: %w", version, err)
	}
	if slices.Compare(v[:], []int{3, 51, 3}) < 0 {
		return fmt.Errorf("SQLite %s can corrupt the database: errdex needs 3.51.3 or newer", version)
	}
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.writer, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("load migrations: %w", err)
	}
	for {
		found, known, err := provider.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
		if found > known {
			return fmt.Errorf("%w: schema %d, this program knows %d (update errdex or remove the file)",
				ErrNewerSchema, found, known)
		}
		if found == known {
			return nil
		}
		_, err = provider.Up(ctx)
		if err == nil {
			return nil
		}
		// Goose looks which migrations are due outside their transactions, so another process may run one in
		// between and ours fails on it. That is an error only where the schema stayed as it was.
		if now, _, versionErr := provider.GetVersions(ctx); versionErr != nil || now == found {
			return fmt.Errorf("migrate schema %d to %d: %w", found, known, err)
		}
	}
}

// Ping reads from the database file; it works before the first import too.
func (s *Store) Ping(ctx context.Context) error {
	var rows int
	if err := s.readers.QueryRowContext(ctx, `SELECT count(*) FROM library`).Scan(&rows); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// Close closes the readers first: the last connection to leave merges the WAL into the database file, and a
// read-only one can't.
func (s *Store) Close() error {
	if err := errors.Join(s.readers.Close(), s.writer.Close()); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}
