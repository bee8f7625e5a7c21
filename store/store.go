// Package store keeps a library in a SQLite file: it builds the file whole, never changes it, and reads and
// searches it. The articles are Markdown files first; the SQLite file is derived from them, so it can be removed
// at any time and is built again at the next start. What is read of it is compared with checksums, so that a
// damaged file is an error and never an answer. The package parses no Markdown, matches no paste and knows no HTTP.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	_ "modernc.org/sqlite" // the driver named "sqlite"
	"modernc.org/sqlite/vfs"
)

// ErrNotFound is returned for a library, an article or a name that is not there.
var ErrNotFound = errors.New("not found")

// ErrDamaged is returned where a library's file is not what was built.
var ErrDamaged = errors.New("the library's file is damaged")

// readerOptions: nobody writes, so SQLite needs neither locks nor a look for the journal of a writer. Its own
// temporary tables stay in memory, as it can make no files here. Each connection may keep half a megabyte of pages.
const readerOptions = "?mode=ro&immutable=1&_error_rc=1&_pragma=temp_store(2)&_pragma=cache_size(-512)&vfs="

// Store is an open library. It is safe for concurrent use.
type Store struct {
	db    *sql.DB
	files *vfs.FS
	image *image
}

// newStore opens the database whose bytes an image has. It connects when it is first asked.
func newStore(image *image) (*Store, error) {
	name, files, err := vfs.New(image)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db, err := sql.Open("sqlite", "file:"+imageName+readerOptions+name)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", errors.Join(err, files.Close()))
	}
	pool := max(4, runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(pool)
	db.SetMaxIdleConns(pool)
	return &Store{db: db, files: files, image: image}, nil
}

// Damaged is closed when a part of the library's file turns out to be damaged while it is in use. What needs this
// part fails with ErrDamaged from then on; everything else is still right.
func (s *Store) Damaged() <-chan struct{} { return s.image.damaged }

// fault marks an error of SQLite's that a damaged file has led to.
func (s *Store) fault(err error) error {
	select {
	case <-s.image.damaged:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	default:
		return err
	}
}

// Ping reads from the database.
func (s *Store) Ping(ctx context.Context) error {
	var id int
	if err := s.db.QueryRowContext(ctx, `SELECT id FROM library`).Scan(&id); err != nil {
		return fmt.Errorf("ping database: %w", s.fault(err))
	}
	return nil
}

// Close closes the database; what is read at the moment is read to its end.
func (s *Store) Close() error {
	if err := errors.Join(s.db.Close(), s.files.Close(), s.image.close()); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}
