package index

import (
	"context"
	"errors"
	"strings"

	"errdex/content"
	"errdex/store"
)

// Store is the product's own database.
type Store struct{ db *store.Store }

// NewStore fills the product's database under a hash.
func NewStore(ctx context.Context, directory, hash string, articles []content.Article) (*Store, error) {
	db, err := store.Create(ctx, directory, hash, articles)
	if err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// HasStored opens the product's database and says whether it holds the library of a hash already.
func HasStored(directory, hash string) (bool, error) {
	db, err := store.Open(directory, hash)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, db.Close()
}

// Ask searches as a reader does; the product itself decides whether all words are wanted.
func (s *Store) Ask(ctx context.Context, query Query) (int, error) {
	found, err := s.db.Search(ctx, strings.Join(query.Words, " ")+" ", hits)
	return len(found), err
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }
