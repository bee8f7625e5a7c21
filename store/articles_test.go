package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

// sampleArticles has one article of every kind that the store treats differently.
func sampleArticles() []content.Article {
	return []content.Article{
		{
			Slug: "rate-limit", Title: "429 rate_limit_error: too many requests",
			Summary: "A limit per minute is used up. Wait for the time in retry-after.",
			Kind:    content.KindCode, Layer: content.LayerQuota, Retry: content.RetryWait,
			Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"too many requests", "429"},
			Signatures: []content.Signature{{Status: content.Ints{429}, Type: content.Strings{"rate_limit_error"}}},
			Text:       "Your organization sent {{limit|too much}} in a minute. Send fewer tokens, then retry.",
			HTML:       "<p>Your organization sent {{limit|too much}} in a minute. Send fewer tokens, then retry.</p>",
			Headings:   []content.Heading{{ID: "what", Text: "What happened"}},
			Sources:    []content.Source{{URL: "https://platform.claude.com/docs/en/api/rate-limits", Seen: "2026-10"}},
			Reviewed:   "2026-11-21",
		},
		{
			Slug: "rate-limit-input-tokens", Title: "Input tokens per minute used up", Parent: "rate-limit",
			Summary: "More input tokens were sent than the limit allows.",
			Kind:    content.KindCause, Layer: content.LayerQuota, Retry: content.RetryWait,
			Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"ITPM"},
			Text: "The bucket of the organization is empty. It refills continuously.",
		},
		{
			Slug: "permission-error", Title: "The key may not do this", Summary: "Ask an admin of the organization.",
			Kind: content.KindCode, Layer: content.LayerAccount, Status: []int{403}, Types: []string{"permission_error"},
			Text: "The key has no permission for this model or this workspace.",
		},
		{
			Slug: "blocked-by-proxy", Title: "A proxy answered, not the API", Summary: "Ask your network's admin.",
			Kind: content.KindCode, Layer: content.LayerNetwork, Status: []int{403, 407}, Aliases: []string{"cloudflare 1020"},
			Text: "A café's or a company's gateway refused the request before it left.",
		},
		{
			Slug: "connection-refused", Title: "Connection refused", Summary: "Nothing listens at that address.",
			Kind: content.KindCode, Layer: content.LayerNetwork, Aliases: []string{"econnrefused", "errno 111"},
			Text: "The proxy in HTTPS_PROXY is not running. Look with: curl -v \"$HTTPS_PROXY\". NOT a timeout.",
		},
		{
			Slug: "slow-answers", Title: "Answers are slow", Summary: "An order of steps.", Kind: content.KindGuide, Minutes: 5,
			Steps: []content.Step{{ID: "start", Ask: "Streaming?", Answers: []content.StepAnswer{{Text: "no", Slug: "rate-limit"}}}},
			Text:  "Measure the time to the first token.",
		},
		{ // its parts fill pages of the file on their own
			Slug: "long", Title: "A long article", Summary: "Nothing but words.", Kind: content.KindGuide, Text: "Words.",
			HTML: strings.Repeat("<p>Words.</p>\n", 2000), Markdown: strings.Repeat("Words.\n\n", 2000), Described: slices.Repeat([]string{"there are words"}, 1000),
		},
	}
}

// withoutText is what the store gives back of an article.
func withoutText(a content.Article) content.Article {
	a.Text = ""
	return a
}

// checkHolds compares everything that can be read with what the library was built from.
func checkHolds(t *testing.T, s *Store, want []content.Article) {
	t.Helper()
	list, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	articles, err := s.Articles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(want) || len(articles) != len(want) {
		t.Fatalf("List has %d articles, Articles has %d, want %d", len(list), len(articles), len(want))
	}
	for i, whole := range want {
		got, err := s.Article(t.Context(), whole.Slug)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(withoutText(whole), got); diff != "" {
			t.Errorf("Article(%q) (-want +got):\n%s", whole.Slug, diff)
		}
		forEngine := withoutText(whole)
		forEngine.HTML, forEngine.Markdown = "", ""
		if diff := cmp.Diff(forEngine, articles[i]); diff != "" {
			t.Errorf("Articles: %q (-want +got):\n%s", whole.Slug, diff)
		}
		if diff := cmp.Diff(listed(whole), list[i]); diff != "" {
			t.Errorf("List: %q (-want +got):\n%s", whole.Slug, diff)
		}
	}
}

// TestListed names every field of an article, so that a new one is not forgotten.
func TestListed(t *testing.T) {
	t.Parallel()
	left := []string{"Signatures", "Examples", "NearMisses", "Described", "Questions", "Steps", "Sources", "HTML", "Headings", "Text", "Fixes", "Markdown", "Note"}
	var article content.Article
	fields := reflect.ValueOf(&article).Elem()
	for i := range fields.NumField() {
		switch field := fields.Field(i); field.Kind() {
		case reflect.String:
			field.SetString("x")
		case reflect.Int:
			field.SetInt(1)
		default:
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		}
	}
	inList := reflect.ValueOf(listed(article))
	for i := range inList.NumField() {
		name := inList.Type().Field(i).Name
		if inList.Field(i).IsZero() != slices.Contains(left, name) {
			t.Errorf("field %s is left out of the list: %v", name, inList.Field(i).IsZero())
		}
	}
}

// TestEmpty: a library without articles is one, too.
func TestEmpty(t *testing.T) {
	t.Parallel()
	s := temporary(t, nil)
	checkHolds(t, s, nil)
	if hits, err := s.Search(t.Context(), "retry-after", 5); len(hits) != 0 || err != nil {
		t.Errorf("Search = %v, %v, want none", hits, err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestBuildFails(t *testing.T) {
	t.Parallel()
	twice := append(sampleArticles()[:3], sampleArticles()[0])
	if _, err := OpenTemporary(t.Context(), twice); err == nil || !strings.Contains(err.Error(), "article rate-limit: ") {
		t.Errorf("a library with one slug twice = %v, want an error that names it", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := OpenTemporary(cancelled, sampleArticles()); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled build = %v, want context.Canceled", err)
	}
}

// TestBuildAgain: processes that build the same library write the same file.
func TestBuildAgain(t *testing.T) {
	t.Parallel()
	first, err := build(t.Context(), sampleArticles())
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // SQLite's own times have a resolution of a second
	second, err := build(t.Context(), sampleArticles())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two builds of one library differ")
	}
}

// TestRowVersion: files are told apart by rowVersion alone, so other rows need another one.
func TestRowVersion(t *testing.T) {
	t.Parallel()
	const version, want = "1", "2e4bf5c8b436e768"
	s := temporary(t, sampleArticles())
	rows := xxhash.New()
	for _, query := range []string{`SELECT list, '', '' FROM library`, `SELECT name, slug, '' FROM names ORDER BY name, slug`,
		`SELECT position || slug || kind || layer || title || summary || names, article || text, html || markdown FROM articles ORDER BY position`} {
		found, err := s.db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			var a, b, c string
			if err := found.Scan(&a, &b, &c); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(rows, "%q %q %q\n", a, b, c)
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprintf("%x", rows.Sum64()); rowVersion != version || got != want {
		t.Errorf("rows of version %s are %s, this test knows %s as %s: raise rowVersion when the rows have changed, then write both here", rowVersion, got, version, want)
	}
}

func TestArticleNotFound(t *testing.T) {
	t.Parallel()
	s := temporary(t, sampleArticles())
	if _, err := s.Article(t.Context(), "no-such"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Article = %v, want ErrNotFound", err)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s := temporary(t, sampleArticles())
	tests := []struct {
		name string
		want []string
	}{
		{"429", []string{"rate-limit"}}, // a status and an alias of one article, and a status of its cause
		{"403", []string{"permission-error", "blocked-by-proxy"}},
		{"407", []string{"blocked-by-proxy"}},
		{"rate_limit_error", []string{"rate-limit"}},
		{"Rate_Limit_Error", []string{"rate-limit"}},
		{"itpm", []string{"rate-limit-input-tokens"}},
		{"ECONNREFUSED", []string{"connection-refused"}},
		{"too many requests", []string{"rate-limit"}},
		{"rate-limit", nil}, // a slug is no short name
		{"too many", nil},
		{"42", nil},
		{"%", nil},
		{"", nil},
	}
	for _, test := range tests {
		got, err := s.Resolve(t.Context(), test.name)
		if wantErr := test.want == nil; errors.Is(err, ErrNotFound) != wantErr || !wantErr && err != nil {
			t.Errorf("Resolve(%q): %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("Resolve(%q) (-want +got):\n%s", test.name, diff)
		}
	}
}
