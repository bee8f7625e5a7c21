package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"errdex/content"
	"errdex/library"
)

type lintCommand struct {
	teamFlags
	Dir  string `arg:"" optional:"" help:"One more directory of --content."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run prints every problem of the built-in library, or of the whole that it makes with a team's: first what the
// files say, then, once all can be read, which examples and near misses are not diagnosed as they claim.
func (cmd *lintCommand) Run(s streams) error {
	directories := cmd.Content
	if cmd.Dir != "" {
		directories = append(directories, cmd.Dir)
	}
	for _, directory := range directories {
		if info, err := os.Stat(directory); err != nil || !info.IsDir() {
			return exitError{exitUsage, fmt.Errorf("%s is not a directory", directory)}
		}
	}
	articles, problems := lint(directories)
	if err := cmd.print(s.out, problems, articles); err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	if len(problems) == 0 {
		return nil
	}
	return exitError{exitNothing, fmt.Errorf("%d problems", len(problems))}
}

func (cmd *lintCommand) print(w io.Writer, problems []content.Problem, articles int) error {
	lines := []string{}
	for _, problem := range problems {
		lines = append(lines, problem.String())
	}
	switch {
	case cmd.JSON:
		return printJSON(w, map[string]any{"articles": articles, "problems": lines})
	case len(lines) == 0:
		lines = []string{fmt.Sprintf("%d articles, no problems", articles)}
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

func lint(directories []string) (articles int, problems []content.Problem) {
	sources, problems := library.Read(directories...)
	if len(problems) > 0 {
		return 0, problems
	}
	if len(directories) > 0 && sources.Teams() == 0 {
		return 0, []content.Problem{{File: "articles/", Field: "directory", Text: "there is nothing to read (a content directory holds articles/*.md, guides/*.md and notes/*.md)"}}
	}
	made, problems := library.Make(sources)
	return len(made.Articles), problems
}
