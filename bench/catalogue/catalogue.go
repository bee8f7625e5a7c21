// Package catalogue makes articles and pastes up, always the same ones: as many as a measurement wants, with
// few common words and many rare ones as texts have them.
package catalogue

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"errdex/content"
)

const (
	vocabulary = 20_000 // different words
	textWords  = 280    // of an article: about 2 KiB
	wordings   = 10     // signatures of an article

	// skew and common shape how often a word stands: the first some hundred times as often as the thousandth.
	skew, common = 1.1, 2
)

// stems make words that look like those of error messages.
var stems = strings.Fields("request limit model token prompt image tool cache stream batch retry timeout field value header error " +
	"exceeds missing invalid unknown expired refused closed empty broken server client proxy gateway network account quota key")

// Words is an endless text, the same for the same seed.
type Words struct {
	zipf *rand.Zipf
	all  []string // the most common first
}

// NewWords begins a text.
func NewWords(seed uint64) Words {
	w := Words{zipf: rand.NewZipf(rand.New(rand.NewPCG(seed, seed)), skew, common, vocabulary-1)}
	for i := range vocabulary {
		w.all = append(w.all, fmt.Sprint(stems[i%len(stems)], i/len(stems)))
	}
	return w
}

// Next returns the next count words, with spaces between them.
func (w Words) Next(count int) string {
	words := make([]string, count)
	for i := range words {
		words[i] = w.all[w.zipf.Uint64()]
	}
	return strings.Join(words, " ")
}

// parents are the codes that made-up causes belong to. With a single one its signature would hold for all.
var parents = []struct {
	slug, kind string
	status     int
}{
	{"invalid-request", "invalid_request_error", 400}, {"permission-denied", "permission_error", 403},
	{"not-found", "not_found_error", 404}, {"rate-limit", "rate_limit_error", 429},
}

var nearMisses = []content.NearMiss{{Text: "529 Overloaded", Want: "overloaded"}, {Text: "make: *** [all] Error 2", Want: content.NoMatch}}

// Articles makes n articles of about 2 KiB, each known by ten wordings with a value in them.
func Articles(n int) []content.Article {
	words := NewWords(1)
	articles := make([]content.Article, n)
	for i := range articles {
		a := content.Article{
			Slug: fmt.Sprintf("made-up-%d", i), Title: fmt.Sprintf("Made-up error %d: %s", i, words.Next(3)),
			Summary: "The service said: " + words.Next(12) + ".", Kind: content.KindCause, Parent: parents[i%len(parents)].slug,
			Layer: content.LayerRequest, Retry: content.RetryAfterFix, Surfaces: []string{"api"},
			Described: []string{fmt.Sprintf("claude says %s in part%d", words.Next(15), i)}, Text: words.Next(textWords), Reviewed: "2026-11-21",
			Sources: []content.Source{{URL: "https://errors.example/" + fmt.Sprint(i), Seen: "2026-10"}},
		}
		for range wordings {
			a.Signatures = append(a.Signatures, content.Signature{Message: words.Next(5) + fmt.Sprintf(" of part %d in {n:number} cases", i)})
		}
		articles[i] = a
		for wording := range content.MinExamples {
			articles[i].Examples = append(articles[i].Examples, Failure(articles, i, wording))
		}
		articles[i].NearMisses = nearMisses
	}
	return articles
}

// Paste is a log of the given size that ends in the error of an article in the middle of the catalogue.
func Paste(articles []content.Article, size int) string {
	failure := Failure(articles, len(articles)/2, 0)
	return Log(size-len(failure)) + failure
}

// Failure is how an SDK prints the error of an article, in one of its wordings.
func Failure(articles []content.Article, i, wording int) string {
	code := parents[i%len(parents)]
	return fmt.Sprintf("anthropic.APIStatusError: Error code: %d - {'type': 'error', 'error': {'type': '%s', 'message': '%s'}}\n",
		code.status, code.kind, strings.ReplaceAll(articles[i].Signatures[wording].Message, "{n:number}", "7"))
}

// Log is a log of the given size without any error in it.
func Log(size int) string {
	words := NewWords(2)
	var log strings.Builder
	for i := 0; log.Len() < size; i++ {
		fmt.Fprintf(&log, "2026-11-21T10:%02d:%02dZ INFO worker %d: %s\n", i/60%60, i%60, i, words.Next(10))
	}
	return log.String()[:max(0, size-1)] + "\n"
}

// NearMisses is a log of the given size in which each line begins like an article's wording and goes on otherwise.
func NearMisses(articles []content.Article, size int) string {
	var log strings.Builder
	for i := 0; log.Len() < size; i++ {
		wording, _, _ := strings.Cut(articles[i%len(articles)].Signatures[i/len(articles)%wordings].Message, " in ")
		fmt.Fprintf(&log, "2026-11-21T10:%02d:%02dZ INFO %s in no way\n", i/60%60, i%60, wording)
	}
	return log.String()[:size-1] + "\n"
}
