package main

import (
	"context"
	"fmt"
	"strings"

	"errdex/content"
)

type explainCommand struct {
	answerFlags
	Name string `arg:"" help:"A status (429), an error type (overloaded_error), an alias or a slug."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// explained is an article whole, for programs.
type explained struct {
	entry
	Markdown string `json:"markdown"` // the body
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
	library, err := cmd.library()
	if err != nil {
		return nil, err
	}
	var found []explained
	for _, a := range content.Named(library.Articles, cmd.Name) {
		found = append(found, explained{entryOf(a), strings.TrimSpace(content.FillText(a.Markdown, nil))})
	}
	if len(found) == 0 {
		return nil, exitError{exitNothing, fmt.Errorf("no article is called %q%s", cmd.Name, instead(content.Near(library.Articles, cmd.Name)))}
	}
	return found, nil
}

func markdown(found []explained) string {
	var out strings.Builder
	for _, a := range found {
		fmt.Fprintf(&out, "# %s\n\n%s\n\n%s\n", a.Title, a.Summary, a.Markdown)
	}
	return out.String()
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
