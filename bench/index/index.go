// Package index is what else could find an article: full-text indexes over the same articles, and the
// product's own search.
package index

import (
	"context"
	"slices"
	"strings"

	"errdex/content"
)

// hits is how many articles each index is asked for.
const hits = 10

// frugalWords is how many words a frugal query has.
const frugalWords = 12

// Index is filled with articles. Ask returns how many it finds, at most ten, the best first.
type Index interface {
	Ask(ctx context.Context, query Query) (int, error)
	Close() error
}

// Query is asked in the words of each index: articles that hold any of them, or all.
type Query struct {
	Words []string
	All   bool
}

// Any asks for any word of a text.
func Any(text string) Query { return Query{Words: words(text)} }

// All asks for all words of a text.
func All(text string) Query { return Query{Words: words(text), All: true} }

// Frugal asks for any of the longest words of a text, which are the rarest as a rule.
func Frugal(text string) Query {
	longest := words(text)
	slices.SortStableFunc(longest, func(a, b string) int { return len(b) - len(a) })
	return Query{Words: longest[:min(len(longest), frugalWords)]}
}

// words are the different words of a text.
func words(text string) []string {
	found := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	slices.Sort(found)
	return slices.Compact(found)
}

// whole is what is indexed of an article.
func whole(a content.Article) string {
	var text strings.Builder
	for _, part := range []string{a.Title, a.Summary, a.Text} {
		text.WriteString(part + "\n")
	}
	for _, signature := range a.Signatures {
		text.WriteString(signature.Message + "\n")
	}
	return text.String()
}
