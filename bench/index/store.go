package index

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"errdex/content"
	"errdex/store"
)

// databaseFile is what the product calls its database.
const databaseFile = "library.db"

// Store is the product's own database.
type Store struct{ db *store.Store }

// NewStore fills the product's database under a hash.
func NewStore(ctx context.Context, directory, hash string, articles []content.Article) (*Store, error) {
	db, err := store.Open(ctx, filepath.Join(directory, databaseFile))
	if err != nil {
		return nil, err
	}
	if err := db.Replace(ctx, hash, articles); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{db}, nil
}

// HasStored opens the product's database and says whether it holds the library of a hash already.
func HasStored(ctx context.Context, directory, hash string) (bool, error) {
	db, err := store.Open(ctx, filepath.Join(directory, databaseFile))
	if err != nil {
		return false, err
	}
	library, err := db.Library(ctx)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return library.Hash == hash, errors.Join(err, db.Close())
}

// Ask searches as a reader does; the product itself decides whether all words are wanted.
func (s *Store) Ask(ctx context.Context, query Query) (int, error) {
	found, err := s.db.Search(ctx, strings.Join(query.Words, " ")+" ", hits)
	return len(found), err
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }
