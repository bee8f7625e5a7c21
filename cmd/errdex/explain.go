package main

import (
	"fmt"
	"strings"

	"errdex/content"
)

type explainCommand struct {
	teamFlags
	Name string `arg:"" help:"A status (429), an error type (overloaded_error), an alias or a slug."`
}

// Run prints the articles of a name as Markdown; most names have one, 403 and 504 have two.
func (cmd *explainCommand) Run(s streams) error {
	library, err := cmd.library()
	if err != nil {
		return err
	}
	found := content.Named(library.Articles, cmd.Name)
	if len(found) == 0 {
		return exitError{exitNothing, fmt.Errorf("no article is called %q (try a status such as 429, an error type, or paste the error into errdex diagnose)", cmd.Name)}
	}
	for _, article := range found {
		_, err := fmt.Fprintf(s.out, "# %s\n\n%s\n\n%s\n", article.Title, article.Summary,
			strings.TrimSpace(content.FillText(article.Markdown, nil)))
		if err != nil {
			return fmt.Errorf("print article: %w", err)
		}
	}
	return nil
}
