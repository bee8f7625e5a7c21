package eval

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
)

// TestCoverage makes sure that every status, error type, exception class and error code which is documented, and every cause of the catalogue,
// leads to an article. testdata/coverage.txt is the list.
func TestCoverage(t *testing.T) {
	t.Parallel()
	articles, _, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	engine, err := diagnose.New("test", articles)
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("testdata/coverage.txt")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for line := range strings.Lines(string(list)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		checked++
		kind, rest, _ := strings.Cut(line, " ")
		space := strings.LastIndexByte(rest, ' ')
		value, slug := rest[:space], rest[space+1:]
		if got := leadsTo(t, engine, articles, kind, value); !slices.Contains(got, slug) {
			t.Errorf("%s leads to %v, want %s", line, got, slug)
		}
	}
	if checked < 150 {
		t.Errorf("the list has %d facts: it has been cut", checked)
	}
}

// leadsTo returns the articles that a fact leads to; of a paste only the first answer counts.
func leadsTo(t *testing.T, engine *diagnose.Engine, articles []content.Article, kind, value string) []string {
	t.Helper()
	var slugs []string
	if kind != "paste" {
		for _, article := range content.Named(articles, value) {
			slugs = append(slugs, article.Slug)
		}
		return slugs
	}
	text, err := strconv.Unquote(value)
	if err != nil {
		t.Fatalf("%s: %v", value, err)
	}
	matches := engine.Diagnose(redact.Clean([]byte(text))).Matches
	for _, match := range matches[:min(1, len(matches))] {
		slugs = append(slugs, match.Slug)
	}
	return slugs
}
