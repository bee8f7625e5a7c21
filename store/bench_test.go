package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"errdex/content"
)

// newBenchStore holds about as many articles as the product does, of about the same size and, with few common
// words and many rare ones, the same kind of text.
func newBenchStore(b *testing.B) (*Store, []content.Article) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 2, 5000)
	articles := sampleArticles()
	for i := range 100 {
		var text strings.Builder
		for range 900 {
			fmt.Fprintf(&text, "word%d ", zipf.Uint64())
		}
		articles = append(articles, content.Article{
			Slug: fmt.Sprintf("article-%d", i), Title: fmt.Sprintf("Article word%d word%d", i, 10*i), Kind: content.KindCause,
			Summary: "Summary with word1 and word7.", Status: []int{400 + i}, Aliases: []string{fmt.Sprintf("alias%d", i)},
			Text: text.String(), HTML: text.String(), Markdown: text.String(),
		})
	}
	s, err := Create(b.Context(), b.TempDir(), sampleHash, articles)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s, articles
}

func BenchmarkArticle(b *testing.B) {
	s, articles := newBenchStore(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Article(b.Context(), articles[50].Slug); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	queries := map[string]string{
		"code":     "rate_limit_error",
		"common":   "word0 word1 word2 ",
		"prefix":   "word12", // of 111 words
		"fallback": "kubernetes word0 word1 word2 word3 ",
		"hostile":  manyWords(10_000),
	}
	s, _ := newBenchStore(b)
	for name, query := range queries {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Search(b.Context(), query, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen is what a start waits for.
func BenchmarkOpen(b *testing.B) {
	_, articles := newBenchStore(b)
	directory := b.TempDir()
	s, err := Create(b.Context(), directory, sampleHash, articles)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	for b.Loop() {
		s, err := Open(directory, sampleHash)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.List(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCreate(b *testing.B) {
	_, articles := newBenchStore(b)
	for b.Loop() {
		s, err := Create(b.Context(), b.TempDir(), sampleHash, articles)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
