package index

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"errdex/content"
	"errdex/store"
)

// Store is the product's own database.
type Store struct{ db *store.Store }

// NewStore fills the product's database under a hash.
func NewStore(ctx context.Context, directory, hash string, articles []content.Article) (*Store, error) {
	s, err := OpenStore(ctx, directory)
	if err != nil {
		return nil, err
	}
	if err := s.db.Replace(ctx, hash, articles); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenStore opens the product's database.
func OpenStore(ctx context.Context, directory string) (*Store, error) {
	db, err := store.Open(ctx, filepath.Join(directory, "library.db"))
	if err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Has says whether the database holds the library of a hash already.
func (s *Store) Has(ctx context.Context, hash string) (bool, error) {
	library, err := s.db.Library(ctx)
	return library.Hash == hash, err
}

// Ask searches as a reader does; the product itself decides whether all words are wanted.
func (s *Store) Ask(ctx context.Context, query Query) (int, error) {
	found, err := s.db.Search(ctx, strings.Join(query.Words, " ")+" ", hits)
	return len(found), err
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }
