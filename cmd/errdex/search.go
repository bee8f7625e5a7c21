package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"errdex/content"
	"errdex/store"
)

type searchCommand struct {
	Words []string `arg:"" help:"What to look for."`
	JSON  bool     `name:"json" help:"Print JSON."`
	answerFlags
}

// As many articles as the service finds.
const (
	maxHits = 20
	maxNear = 3 // that a misspelled name may have meant
)

// Run prints the articles that hold the words, the best first; it exits 1 when there is none.
func (cmd *searchCommand) Run(ctx context.Context, s streams) error {
	query := strings.Join(cmd.Words, " ")
	found, err := cmd.find(ctx, query)
	switch {
	case err != nil:
		return err
	case cmd.JSON:
		err = printJSON(s.out, map[string]any{"results": found})
	default:
		err = printEntries(s.out, found)
	}
	if err == nil && len(found) == 0 {
		return exitError{exitNothing, fmt.Errorf("nothing was found for %q", query)}
	}
	return err
}

// search asks the server's own search.
func (r remote) search(ctx context.Context, query string) ([]entry, error) {
	address := r.base.JoinPath("api/v1/search")
	address.RawQuery = "q=" + url.QueryEscape(query)
	var answer struct{ Results []entry }
	err := r.get(ctx, address, &answer)
	return answer.Results, err
}

// find asks the server that the flag names, or searches the library as the service does: articles of that name
// come first, and one whose name is spelled nearly so stands in where nothing is found.
func (cmd *searchCommand) find(ctx context.Context, query string) (found []entry, err error) {
	if cmd.Server.base != nil {
		return cmd.Server.search(ctx, query)
	}
	library, err := cmd.library()
	if err != nil {
		return nil, err
	}
	articles := library.Articles
	hits, err := searchOnce(ctx, articles, query)
	if err != nil {
		return nil, err
	}
	found = entriesOf(content.Named(articles, query))
	for _, hit := range hits {
		e := entryOf(content.Article{Slug: hit.Slug, Kind: hit.Kind, Layer: hit.Layer, Title: hit.Title, Summary: hit.Summary})
		if !slices.Contains(found, e) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		near := content.Near(articles, query)
		found = entriesOf(near[:min(len(near), maxNear)])
	}
	return found, nil
}

// searchOnce fills a database for one search and removes it: that takes a fraction of a second, and no command
// but serve then leaves files behind.
func searchOnce(ctx context.Context, articles []content.Article, query string) (hits []store.Hit, err error) {
	directory, err := os.MkdirTemp("", "errdex-search-")
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()
	db, err := store.Open(ctx, filepath.Join(directory, "library.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Replace(ctx, "search", articles); err != nil {
		return nil, err
	}
	return db.Search(ctx, query, maxHits)
}
