package index

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver of the product

	"errdex/content"
)

type fts5 struct {
	db  *sql.DB
	ask *sql.Stmt
}

// NewFTS5 fills an FTS5 table in a file: SQLite's full-text index with nothing around it.
func NewFTS5(ctx context.Context, directory string, articles []content.Article) (Index, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(directory, "fts5.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	index := &fts5{db: db}
	if err := index.fill(ctx, articles); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	index.ask, err = db.PrepareContext(ctx, "SELECT slug FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT ?")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return index, nil
}

func (f *fts5) fill(ctx context.Context, articles []content.Article) error {
	if _, err := f.db.ExecContext(ctx, "CREATE VIRTUAL TABLE peer USING fts5(slug UNINDEXED, text)"); err != nil {
		return err
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	for _, a := range articles {
		if _, err := tx.ExecContext(ctx, "INSERT INTO peer VALUES (?, ?)", a.Slug, whole(a)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (f *fts5) Ask(ctx context.Context, query Query) (int, error) {
	joint := `" OR "`
	if query.All {
		joint = `" AND "`
	}
	rows, err := f.ask.QueryContext(ctx, `"`+strings.Join(query.Words, joint)+`"`, hits)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		var slug string
		if err := rows.Scan(&slug); err != nil {
			return 0, err
		}
		found++
	}
	return found, rows.Err()
}

func (f *fts5) Close() error { return f.db.Close() }
