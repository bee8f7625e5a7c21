package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"errdex/desk"
	"errdex/store"
)

type searchCommand struct {
	Words []string `arg:"" help:"What to look for."`
	JSON  bool     `name:"json" help:"Print JSON."`
	answerFlags
}

// Run prints the articles that hold the words, the best first; it exits 1 when there is none.
func (cmd *searchCommand) Run(ctx context.Context, s streams) error {
	query := strings.Join(cmd.Words, " ")
	found, err := cmd.find(ctx, query)
	switch {
	case err != nil:
		return err
	case cmd.JSON:
		err = printJSON(s.out, found)
	default:
		err = printEntries(s.out, found.Results)
	}
	if err == nil && len(found.Results) == 0 {
		return exitError{exitNothing, fmt.Errorf("nothing was found for %q", query)}
	}
	return err
}

// find asks the server that the flag names, or searches the library as the service does, in a database in memory, since no
// command but serve leaves files behind.
func (cmd *searchCommand) find(ctx context.Context, query string) (found desk.SearchResults, err error) {
	if cmd.Server.base != nil {
		return cmd.Server.search(ctx, query)
	}
	library, err := cmd.articles()
	if err != nil {
		return found, err
	}
	db, err := store.OpenTemporary(ctx, library)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return desk.New(db, "", library, nil).Search(ctx, query)
}

// search asks the server's own search.
func (r remote) search(ctx context.Context, query string) (found desk.SearchResults, err error) {
	address := r.base.JoinPath("api/v1/search")
	address.RawQuery = "q=" + url.QueryEscape(query)
	err = r.get(ctx, address, &found)
	return found, err
}
