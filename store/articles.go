package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"errdex/content"
)

// List returns all articles in order with what lists need of them: the fields from Slug to Aliases, Related, Minutes,
// Reviewed, Withdrawn and Origin. Everything else is empty.
func (s *Store) List(ctx context.Context) ([]content.Article, error) {
	var list []byte
	if err := s.db.QueryRowContext(ctx, `SELECT list FROM library`).Scan(&list); err != nil {
		return nil, fmt.Errorf("list articles: %w", s.fault(err))
	}
	var articles []content.Article
	if err := json.Unmarshal(list, &articles); err != nil {
		return nil, fmt.Errorf("list articles: decode: %w", err)
	}
	return articles, nil
}

// Articles returns all articles in order with what an engine is compiled from: HTML, Text and Markdown are empty.
func (s *Store) Articles(ctx context.Context) ([]content.Article, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT article FROM articles ORDER BY position`)
	if err != nil {
		return nil, fmt.Errorf("read articles: %w", s.fault(err))
	}
	defer rows.Close()
	var articles []content.Article
	for rows.Next() {
		var rest []byte
		if err := rows.Scan(&rest); err != nil {
			return nil, fmt.Errorf("read article %d: %w", len(articles)+1, s.fault(err))
		}
		var article content.Article
		if err := json.Unmarshal(rest, &article); err != nil {
			return nil, fmt.Errorf("read article %d: decode: %w", len(articles)+1, err)
		}
		articles = append(articles, article)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read articles: %w", s.fault(err))
	}
	return articles, nil
}

// Article returns the whole article of a slug, or ErrNotFound. Only Text is empty: it is for search.
func (s *Store) Article(ctx context.Context, slug string) (content.Article, error) {
	var rest []byte
	var html, markdown string
	row := s.db.QueryRowContext(ctx, `SELECT article, html, markdown FROM articles WHERE slug = ?`, slug)
	err := row.Scan(&rest, &html, &markdown)
	if errors.Is(err, sql.ErrNoRows) {
		return content.Article{}, fmt.Errorf("read article: %w", ErrNotFound) // the name comes from a visitor and stays out of logs
	}
	if err != nil {
		return content.Article{}, fmt.Errorf("read article: %w", s.fault(err))
	}
	var article content.Article
	if err := json.Unmarshal(rest, &article); err != nil {
		return content.Article{}, fmt.Errorf("read article: decode: %w", err)
	}
	article.HTML, article.Markdown = html, markdown
	return article, nil
}

// Resolve returns the slugs that a short name leads to, in import order, or ErrNotFound. A name is an alias
// or, for code articles, a status or an error type; upper and lower case are the same. Errors don't repeat the
// name: it comes from a visitor and stays out of logs.
func (s *Store) Resolve(ctx context.Context, name string) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT slug FROM names JOIN articles USING (slug) WHERE name = ? ORDER BY position`, strings.ToLower(name))
	if err != nil {
		return nil, fmt.Errorf("resolve a name: %w", s.fault(err))
	}
	defer rows.Close()
	var slugs []string
	for rows.Next() {
		var slug string
		if err := rows.Scan(&slug); err != nil {
			return nil, fmt.Errorf("resolve a name: %w", s.fault(err))
		}
		slugs = append(slugs, slug)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("resolve a name: %w", s.fault(err))
	}
	if len(slugs) == 0 {
		return nil, fmt.Errorf("resolve a name: %w", ErrNotFound)
	}
	return slugs, nil
}
