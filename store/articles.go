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

	"errdex/content"
)

// Library says what the database holds.
type Library struct {
	Hash     string // of the content that was imported
	Articles int
}

// Library returns ErrNotFound while nothing was imported.
func (s *Store) Library(ctx context.Context) (Library, error) {
	var library Library
	row := s.readers.QueryRowContext(ctx, `SELECT hash, articles FROM library`)
	if err := row.Scan(&library.Hash, &library.Articles); err != nil {
		return Library{}, fmt.Errorf("read library: %w", notFound(err))
	}
	return library, nil
}

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// Replace puts articles in place of everything stored, in one transaction. It does nothing when the library
// of this hash is already stored, so of several processes that start together one imports.
func (s *Store) Replace(ctx context.Context, hash string, articles []content.Article) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("replace library: begin: %w", err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := replace(ctx, tx, hash, articles); err != nil {
		return fmt.Errorf("replace library: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("replace library: commit: %w", err)
	}
	return nil
}

func replace(ctx context.Context, tx *sql.Tx, hash string, articles []content.Article) error {
	var stored bool
	row := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM library WHERE hash = ?)`, hash)
	if err := row.Scan(&stored); err != nil || stored {
		return err
	}
	for _, table := range []string{"library", "names", "articles"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table); err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
	}
	for i, article := range articles {
		if err := insert(ctx, tx, i+1, article); err != nil {
			return fmt.Errorf("article %s: %w", article.Slug, err)
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO search (search) VALUES ('rebuild')`); err != nil {
		return fmt.Errorf("rebuild search: %w", err)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO library (id, hash, articles) VALUES (1, ?, ?)`, hash, len(articles))
	return err
}

func insert(ctx context.Context, tx *sql.Tx, position int, a content.Article) error {
	whole, err := json.Marshal(a)
	if err != nil {
		return err
	}
	// Holes without a value would put {{name|words}} into snippets.
	text := content.FillText(a.Text, nil)
	words := strings.Join(slices.Concat(a.Aliases, codes(a)), " ")
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO articles (position, slug, kind, layer, title, summary, names, text, article)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		position, a.Slug, a.Kind, a.Layer, a.Title, a.Summary, words, text, string(whole)); err != nil {
		return err
	}
	for _, name := range shortNames(a) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO names (name, slug) VALUES (?, ?)`, name, a.Slug); err != nil {
			return fmt.Errorf("name %s: %w", name, err)
		}
	}
	return nil
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

// Articles returns all articles in the order in which they were imported.
func (s *Store) Articles(ctx context.Context) ([]content.Article, error) {
	rows, err := s.readers.QueryContext(ctx, `SELECT article FROM articles ORDER BY position`)
	if err != nil {
		return nil, fmt.Errorf("read articles: %w", err)
	}
	defer rows.Close()
	var articles []content.Article
	for rows.Next() {
		article, err := scanArticle(rows)
		if err != nil {
			return nil, fmt.Errorf("read article %d: %w", len(articles)+1, err)
		}
		articles = append(articles, article)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read articles: %w", err)
	}
	return articles, nil
}

// Article returns the article of a slug, or ErrNotFound.
func (s *Store) Article(ctx context.Context, slug string) (content.Article, error) {
	row := s.readers.QueryRowContext(ctx, `SELECT article FROM articles WHERE slug = ?`, slug)
	article, err := scanArticle(row)
	if err != nil {
		return content.Article{}, fmt.Errorf("read article: %w", err) // the name comes from a visitor and stays out of logs
	}
	return article, nil
}

// scanArticle takes a row of one column, from *sql.Row or *sql.Rows.
func scanArticle(row interface{ Scan(...any) error }) (content.Article, error) {
	var whole []byte
	if err := row.Scan(&whole); err != nil {
		return content.Article{}, notFound(err)
	}
	var article content.Article
	if err := json.Unmarshal(whole, &article); err != nil {
		return content.Article{}, fmt.Errorf("decode: %w", err)
	}
	return article, nil
}

// Resolve returns the slugs that a short name leads to, in import order, or ErrNotFound. A name is an alias
// or, for code articles, a status or an error type; upper and lower case are the same. Errors don't repeat the
// name: it comes from a visitor and stays out of logs.
func (s *Store) Resolve(ctx context.Context, name string) ([]string, error) {
	rows, err := s.readers.QueryContext(ctx, `
		SELECT slug FROM names JOIN articles USING (slug) WHERE name = ? ORDER BY position`, strings.ToLower(name))
	if err != nil {
		return nil, fmt.Errorf("resolve a name: %w", err)
	}
	defer rows.Close()
	var slugs []string
	for rows.Next() {
		var slug string
		if err := rows.Scan(&slug); err != nil {
			return nil, fmt.Errorf("resolve a name: %w", err)
		}
		slugs = append(slugs, slug)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("resolve a name: %w", err)
	}
	if len(slugs) == 0 {
		return nil, fmt.Errorf("resolve a name: %w", ErrNotFound)
	}
	return slugs, nil
}
