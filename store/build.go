package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"errdex/content"
	"errdex/migrations"
)

// rowVersion goes into the names of files, so that a program which writes other rows than another does not read that
// one's. Raise it whenever build writes something else from the same articles; TestRowVersion tells when that is due.
const rowVersion = "1"

// OpenTemporary opens a library in memory, which no other process and no later start needs. It is gone after Close.
func OpenTemporary(ctx context.Context, articles []content.Article) (*Store, error) {
	database, err := build(ctx, articles)
	if err != nil {
		return nil, err
	}
	image, err := inMemory(database)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return newStore(image)
}

// build makes the bytes of a library's database. They are the same each time, so that processes which build one
// library at once write one file.
func build(ctx context.Context, articles []content.Article) (database []byte, err error) {
	// What SQLite needs for itself stays in memory too: the disk may be full, which is when this must work.
	db, err := sql.Open("sqlite", "file::memory:?_pragma=temp_store(2)&_pragma=foreign_keys(1)&_error_rc=1")
	if err != nil {
		return nil, fmt.Errorf("build library: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // each would have a database of its own
	if err := migrate(ctx, db); err != nil {
		return nil, fmt.Errorf("build library: migrate: %w", err)
	}
	if err := fill(ctx, db, articles); err != nil {
		return nil, fmt.Errorf("build library: %w", err)
	}
	if database, err = bytesOf(ctx, db); err != nil {
		return nil, fmt.Errorf("build library: %w", err)
	}
	return database, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	// What goose notes, with the time, is for databases that are migrated again.
	_, err = db.ExecContext(ctx, `DROP TABLE goose_db_version`)
	return err
}

// fill writes all rows in one transaction.
func fill(ctx context.Context, db *sql.DB, articles []content.Article) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // does nothing after Commit
	var list []content.Article
	for i, article := range articles {
		if err := insert(ctx, tx, i+1, article); err != nil {
			return fmt.Errorf("article %s: %w", article.Slug, err)
		}
		list = append(list, listed(article))
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO search (search) VALUES ('rebuild')`); err != nil {
		return fmt.Errorf("rebuild search: %w", err)
	}
	all, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO library (id, list) VALUES (1, ?)`, string(all)); err != nil {
		return fmt.Errorf("list: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// bytesOf returns the bytes that the database would have as a file, without gaps.
func bytesOf(ctx context.Context, db *sql.DB) (database []byte, err error) {
	if _, err := db.ExecContext(ctx, `VACUUM`); err != nil {
		return nil, fmt.Errorf("vacuum: %w", err)
	}
	connection, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	err = connection.Raw(func(driver any) error {
		database, err = driver.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	return database, err
}

func insert(ctx context.Context, tx *sql.Tx, position int, a content.Article) error {
	// Holes without a value would put {{name|words}} into snippets.
	text, html, markdown := content.FillText(a.Text, nil), a.HTML, a.Markdown
	a.Text, a.HTML, a.Markdown = "", "", ""
	rest, err := json.Marshal(a)
	if err != nil {
		return err
	}
	words := strings.Join(slices.Concat(a.Aliases, codes(a)), " ")
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO articles (position, slug, kind, layer, title, summary, names, article, text, html, markdown)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		position, a.Slug, a.Kind, a.Layer, a.Title, a.Summary, words, string(rest), text, html, markdown); err != nil {
		return err
	}
	for _, name := range shortNames(a) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO names (name, slug) VALUES (?, ?)`, name, a.Slug); err != nil {
			return fmt.Errorf("name %s: %w", name, err)
		}
	}
	return nil
}

// listed is what lists need of an article.
func listed(a content.Article) content.Article {
	return content.Article{
		Slug: a.Slug, Title: a.Title, Summary: a.Summary, Kind: a.Kind, Parent: a.Parent, Layer: a.Layer, Retry: a.Retry, Resend: a.Resend,
		Status: a.Status, Types: a.Types, Surfaces: a.Surfaces, Aliases: a.Aliases, Related: a.Related, Minutes: a.Minutes,
		Reviewed: a.Reviewed, Withdrawn: a.Withdrawn, Origin: a.Origin,
	}
}

// codes are an article's error types and statuses.
func codes(a content.Article) []string {
	all := slices.Clone(a.Types)
	for _, status := range a.Status {
		all = append(all, strconv.Itoa(status))
	}
	return all
}

// shortNames are what Resolve knows an article by. A cause carries the status and type of its code too, but
// 429 should lead to the code.
func shortNames(a content.Article) []string {
	names := slices.Clone(a.Aliases)
	if a.Kind == content.KindCode {
		names = append(names, codes(a)...)
	}
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
