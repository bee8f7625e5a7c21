package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"errdex/content"
)

const (
	// maxWords and maxWordBytes bound the work of one query: FTS5's grows with the number of words, and a
	// long word with underscores is a phrase of many.
	maxWords     = 32
	maxWordBytes = 64

	searchTime = 300 * time.Millisecond

	// ranking weighs title, slug, names, summary and text, in the order of the search table's columns.
	ranking = "bm25(10.0, 5.0, 5.0, 3.0, 1.0)"

	// MarkStart and MarkEnd stand around the words of a Snippet that were found. They are control characters because an article
	// may hold any others.
	MarkStart = "\x02"
	MarkEnd   = "\x03"
)

// Hit is one article that a search found.
type Hit struct {
	Slug    string
	Title   string
	Summary string
	Kind    content.Kind
	Layer   content.Layer // empty for a guide
	Snippet string        // plain text; each found word stands between \x02 and \x03
}

// Search returns at most limit articles that hold all words of a query or, where none does, any of them, the
// best first. The last word may be the beginning of one. Nothing in a query is an operator, so no query is
// wrong, and one without words finds nothing. Search gives up after 300 milliseconds with an error that is
// context.DeadlineExceeded.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	words := parseWords(query)
	if len(words) == 0 || limit <= 0 {
		return []Hit{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	for _, expression := range expressions(words) {
		hits, err := s.match(ctx, expression, limit)
		if err != nil {
			return nil, fmt.Errorf("search: %w", s.fault(err))
		}
		if len(hits) > 0 {
			return hits, nil
		}
	}
	return []Hit{}, nil
}

// expressions returns what to try in turn, until one finds something.
func expressions(words []string) []string {
	if len(words) == 1 {
		return words
	}
	// Whoever holds the phrase holds all its words; that it is named again lifts a message quoted as it is.
	all := strings.Join(words, " AND ") + " OR " + strings.Join(words, " + ")
	return []string{all, strings.Join(words, " OR ")}
}

// parseWords returns the words of a query as FTS5 strings: in lower case, each once, in quotes. FTS5 splits
// rate_limit_error into a phrase of three, as it does in the articles.
func parseWords(query string) []string {
	unfinished := strings.ToLower(query[len(strings.TrimRightFunc(query, isWordRune)):])
	var words []string
	for word := range strings.FieldsFuncSeq(query, isSeparator) {
		word = strings.ToLower(word)
		if len(word) > maxWordBytes || strings.Trim(word, "_") == "" {
			continue
		}
		quoted := `"` + word + `"`
		if word == unfinished {
			quoted += "*"
		}
		if slices.Contains(words, quoted) {
			continue
		}
		if words = append(words, quoted); len(words) == maxWords {
			break
		}
	}
	return words
}

// isWordRune counts the marks (accents) that follow a letter as part of a word, as FTS5 does.
func isWordRune(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.N)
}

func isSeparator(r rune) bool { return !isWordRune(r) }

func (s *Store) match(ctx context.Context, expression string, limit int) ([]Hit, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT a.slug, a.title, a.summary, a.kind, a.layer, snippet(search, 4, ?, ?, '…', 24)
		FROM search JOIN articles AS a ON a.position = search.rowid
		WHERE search MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?`,
		MarkStart, MarkEnd, expression, ranking, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []Hit
	for rows.Next() {
		var hit Hit
		if err := rows.Scan(&hit.Slug, &hit.Title, &hit.Summary, &hit.Kind, &hit.Layer, &hit.Snippet); err != nil {
			return nil, err
		}
		hits = append(hits, hit)
	}
	return hits, rows.Err()
}
