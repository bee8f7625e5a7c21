package store

import (
	"testing"

	"errdex/content"
)

// newBenchStore holds about as many articles of about the same size as the product does.
func newBenchStore(b *testing.B) (*Store, []content.Article) {
	b.Helper()
	hash, articles := generation(39) // 99 articles
	for i := range articles {
		articles[i].HTML, articles[i].Markdown = articles[i].Text, articles[i].Text
	}
	s := open(b, newPath(b))
	if err := s.Replace(b.Context(), hash, append(sampleArticles(), articles...)); err != nil {
		b.Fatal(err)
	}
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
		"rare":     "rate_limit_error",
		"two":      "connection refused",
		"common":   "some words",
		"prefix":   "wo",
		"fallback": "kubernetes some words to index",
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

func BenchmarkReplace(b *testing.B) {
	s, articles := newBenchStore(b)
	hashes := []string{"even", "odd"}
	i := 0
	for b.Loop() {
		i++
		if err := s.Replace(b.Context(), hashes[i%2], articles); err != nil {
			b.Fatal(err)
		}
	}
}
