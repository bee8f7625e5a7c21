package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver of the peer

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
)

// BenchmarkAgainstFullText diagnoses a paste of 2 KiB, redaction included, beside the way that needs no
// engine: a full-text query with all words of the paste over the same 1,000 articles. It states the ratio.
func BenchmarkAgainstFullText(b *testing.B) {
	articles := benchArticles(1000)
	engine, err := diagnose.New("bench", articles)
	if err != nil {
		b.Fatal(err)
	}
	db := fullText(b, articles)
	paste := benchPaste(articles, 2<<10)
	query := orQuery(paste)
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		engine.Diagnose(redact.Clean([]byte(paste)))
		ours += time.Since(start)
		start = time.Now()
		search(b, db, query)
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "diagnose-µs")
	b.ReportMetric(float64(theirs.Microseconds())/float64(b.N), "fulltext-µs")
	b.ReportMetric(float64(theirs)/float64(ours), "times-faster")
}

var benchWords = strings.Fields("request limit model token prompt image tool cache stream batch retry timeout field value header error " +
	"exceeds missing invalid unknown expired refused closed empty broken server client proxy gateway network account quota key")

// benchArticles makes articles of ten wordings and 300 words each.
func benchArticles(n int) []content.Article {
	random := rand.New(rand.NewPCG(5, 6))
	words := func(count int) string {
		var text strings.Builder
		for range count {
			fmt.Fprintf(&text, "%s%d ", benchWords[random.IntN(len(benchWords))], random.IntN(40))
		}
		return text.String()
	}
	articles := make([]content.Article, n)
	for i := range articles {
		articles[i] = content.Article{Slug: fmt.Sprintf("article-%d", i), Kind: content.KindCause, Layer: content.LayerRequest, Text: words(300)}
		for range 10 {
			articles[i].Signatures = append(articles[i].Signatures, content.Signature{Message: words(5) + "in {n:number} cases"})
		}
	}
	return articles
}

// benchPaste is a log in which one article's wording stands.
func benchPaste(articles []content.Article, size int) string {
	var paste strings.Builder
	for i := 0; paste.Len() < size; i++ {
		fmt.Fprintf(&paste, "2026-11-21T10:14:%02dZ INFO worker %d: %s\n", i%60, i, articles[i].Text[:80])
	}
	message := strings.ReplaceAll(articles[500].Signatures[0].Message, "{n:number}", "7")
	return paste.String()[:size-len(message)-20] + "\nError code: 400 - " + message
}

func fullText(b *testing.B, articles []content.Article) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "peer.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE VIRTUAL TABLE peer USING fts5(slug UNINDEXED, text)"); err != nil {
		b.Fatal(err)
	}
	for _, article := range articles {
		text := article.Text
		for _, signature := range article.Signatures {
			text += signature.Message + "\n"
		}
		if _, err := db.Exec("INSERT INTO peer VALUES (?, ?)", article.Slug, text); err != nil {
			b.Fatal(err)
		}
	}
	return db
}

// orQuery is the query that asks for any word of a text.
func orQuery(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	return `"` + strings.Join(words, `" OR "`) + `"`
}

func search(b *testing.B, db *sql.DB, query string) {
	b.Helper()
	var slug string
	if err := db.QueryRow("SELECT slug FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT 1", query).Scan(&slug); err != nil {
		b.Fatal(err)
	}
}
