package main

import (
	"context"
	"fmt"
	"strings"

	"errdex/content"
	"errdex/desk"
)

type explainCommand struct {
	answerFlags
	Name string `arg:"" help:"A status (429), an error type (overloaded_error), an alias or a slug."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// explained is an article whole, for programs.
type explained struct {
	desk.Entry
	Markdown string `json:"markdown"`
}

// Run prints the articles of a name; most names have one, 403 and 504 have two. A terminal gets them through a
// pager, anything else as Markdown.
func (cmd *explainCommand) Run(ctx context.Context, s streams) error {
	found, err := cmd.find(ctx)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return printJSON(s.out, map[string]any{"articles": found})
	}
	return showMarkdown(s, markdown(found))
}

// find asks the server that the flag names for the article, or else the library, where a name may have two.
func (cmd *explainCommand) find(ctx context.Context) ([]explained, error) {
	if cmd.Server.base != nil {
		found, err := cmd.Server.article(ctx, cmd.Name)
		return []explained{found}, err
	}
	articles, err := cmd.articles()
	if err != nil {
		return nil, err
	}
	library := desk.New(nil, "", articles, nil) // the articles are whole: no database is asked
	var found []explained
	for _, a := range library.Named(cmd.Name) {
		whole := library.Article(a, nil)
		found = append(found, explained{whole.Entry, whole.Markdown})
	}
	if len(found) == 0 {
		return nil, exitError{exitNothing, fmt.Errorf("no article is called %q%s", cmd.Name, instead(library.Near(cmd.Name)))}
	}
	return found, nil
}

func markdown(found []explained) string {
	var texts []string
	for _, a := range found {
		texts = append(texts, a.Markdown)
	}
	return strings.Join(texts, "\n")
}

// instead says what to try where a name leads nowhere.
func instead(near []content.Article) string {
	if len(near) == 0 {
		return " (try a status such as 429, an error type, errdex search, or give the error to errdex diagnose)"
	}
	var slugs []string
	for _, a := range near {
		slugs = append(slugs, a.Slug)
	}
	return ": did you mean " + strings.Join(slugs, " or ") + "?"
}
