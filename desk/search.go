package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"errdex/content"
	"errdex/store"
)

// Find returns the articles that a query names outright (429, overloaded_error), then those that merely hold its
// words. Named says whether it names any article.
func (d *Desk) Find(ctx context.Context, query string) (hits []store.Hit, named bool, err error) {
	query = cut(query)
	if hits, err = d.store.Search(ctx, query, maxHits); err != nil {
		return nil, false, err
	}
	names, err := d.store.Resolve(ctx, strings.TrimSpace(query))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, false, err
	}
	slices.SortStableFunc(hits, func(a, b store.Hit) int { return position(names, a.Slug) - position(names, b.Slug) })
	return hits, len(names) > 0, nil
}

// Near returns the articles whose name is spelled like a query.
func (d *Desk) Near(query string) []content.Article {
	near := content.Near(d.articles, cut(query))
	return near[:min(len(near), maxNear)]
}

// Search is Find as a document. Where nothing holds the query's words, it has the articles of Near.
func (d *Desk) Search(ctx context.Context, query string) (SearchResults, error) {
	results := SearchResults{SchemaVersion: SchemaVersion, Results: []Entry{}}
	hits, _, err := d.Find(ctx, query)
	if err != nil {
		return results, err
	}
	for _, hit := range hits {
		results.Results = append(results.Results, entry(d.bySlug[hit.Slug]))
	}
	if len(hits) == 0 {
		for _, article := range d.Near(query) {
			results.Results = append(results.Results, entry(article))
		}
	}
	return results, nil
}

func cut(query string) string { return query[:min(len(query), MaxQuery)] }

// position is where a slug stands in a list, or behind its end.
func position(list []string, slug string) int {
	if i := slices.Index(list, slug); i >= 0 {
		return i
	}
	return len(list)
}
