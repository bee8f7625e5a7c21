package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"errdex/content"
	"errdex/diagnose"
	"errdex/eval"
	"errdex/redact"
)

type lintCommand struct {
	Dir  string `arg:"" optional:"" help:"Content directory with articles/ and guides/ (default: the built-in library)."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run prints every problem of a library: first what its files say, then, once they are sound, which examples
// and near misses are not diagnosed as they claim.
func (cmd *lintCommand) Run(s streams) error {
	library := content.Embedded()
	if cmd.Dir != "" {
		if info, err := os.Stat(cmd.Dir); err != nil || !info.IsDir() {
			return exitError{exitUsage, fmt.Errorf("%s is not a directory", cmd.Dir)}
		}
		library = os.DirFS(cmd.Dir)
	}
	lines, articles, err := problems(library)
	if err != nil {
		return err
	}
	if err := cmd.print(s.out, lines, articles); err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	if len(lines) == 0 {
		return nil
	}
	return exitError{exitNothing, fmt.Errorf("%d problems", len(lines))}
}

func (cmd *lintCommand) print(w io.Writer, lines []string, articles int) error {
	switch {
	case cmd.JSON:
		return printJSON(w, map[string]any{"articles": articles, "problems": append([]string{}, lines...)})
	case len(lines) == 0:
		lines = []string{fmt.Sprintf("%d articles, no problems", articles)}
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

func problems(library fs.FS) (lines []string, count int, err error) {
	articles, found, err := content.LintFS(library)
	if err != nil {
		return nil, 0, err
	}
	if len(articles) == 0 && len(found) == 0 {
		return []string{"no articles: a content directory holds articles/*.md and guides/*.md"}, 0, nil
	}
	for _, problem := range found {
		lines = append(lines, problem.String())
	}
	if len(lines) > 0 {
		return lines, len(articles), nil
	}
	engine, err := diagnose.New("lint", articles)
	if err != nil {
		return nil, 0, err
	}
	return append(lines, disagreements(engine, articles)...), len(articles), nil
}

// disagreements are the problems that only the whole library shows: signatures that tell nothing apart, and
// samples that another article wins.
func disagreements(engine *diagnose.Engine, articles []content.Article) []string {
	var lines []string
	for _, overlap := range engine.Overlaps() {
		lines = append(lines, content.File(content.KindCause, overlap.Slug)+": signatures: "+overlap.String())
	}
	samples := eval.Samples(articles)
	var examples []redact.Text
	for _, sample := range samples {
		examples = append(examples, redact.Clean([]byte(sample.Text)))
	}
	if len(articles) >= minForWidth {
		lines = append(lines, engine.TooWide(examples)...)
	}
	for _, miss := range eval.Score(engine, articles, slices.Concat(samples, eval.Descriptions(articles))).Misses {
		lines = append(lines, miss.String())
	}
	return lines
}

// minForWidth is from how many articles on a signature that holds in half of all examples is suspicious.
const minForWidth = 10
