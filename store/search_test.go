package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

func newSampleStore(t testing.TB) *Store {
	t.Helper()
	return temporary(t, sampleArticles())
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := newSampleStore(t)
	tests := []struct {
		query string
		want  []string // slugs, the best first
	}{
		{"429", []string{"rate-limit", "rate-limit-input-tokens"}},
		{"rate_limit_error", []string{"rate-limit", "rate-limit-input-tokens"}},
		{"rate-limit", []string{"rate-limit", "rate-limit-input-tokens"}},
		{"Rate Limit", []string{"rate-limit", "rate-limit-input-tokens"}},
		{"RATE_LIMIT", []string{"rate-limit", "rate-limit-input-tokens"}},
		{"ECONNREFUSED", []string{"connection-refused"}},
		{"connect ECONNREFUSED 127.0.0.1:3128", []string{"connection-refused"}},
		{"[Errno 111] Connection refused", []string{"connection-refused"}},
		{"HTTPS_PROXY", []string{"connection-refused"}},
		{"itpm", []string{"rate-limit-input-tokens"}},
		{"conn", []string{"connection-refused"}},                      // the beginning of a word
		{"conn ", nil},                                                // a whole word
		{"conn.", nil},                                                // also a whole word
		{"refu conn", []string{"connection-refused"}},                 // no "refu", but any is better than none
		{"slow streaming", []string{"slow-answers"}},                  // one word of two
		{"proxy", []string{"blocked-by-proxy", "connection-refused"}}, // a title weighs more than a text
		{"cafe", []string{"blocked-by-proxy"}},
		{"cafe\u0301", []string{"blocked-by-proxy"}},
		{"too much in a minute", []string{"rate-limit"}}, // the words of {{limit|too much}}
		{"limit|too", []string{"rate-limit"}},
		{"permission_error NOT key", []string{"permission-error"}},
		{"kubernetes", nil},
		{"", nil},
		{" \t\n", nil},
		{"___ - _", nil},
	}
	for _, test := range tests {
		hits, err := s.Search(t.Context(), test.query, 3)
		if err != nil {
			t.Errorf("Search(%q): %v", test.query, err)
		}
		if hits == nil {
			t.Errorf("Search(%q) = nil, want an empty slice", test.query)
		}
		var got []string
		for _, hit := range hits {
			got = append(got, hit.Slug)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("Search(%q) (-want +got):\n%s", test.query, diff)
		}
	}
}

func TestSearchHit(t *testing.T) {
	t.Parallel()
	hits, err := newSampleStore(t).Search(t.Context(), "sent fewer", 10)
	if err != nil {
		t.Fatal(err)
	}
	article := sampleArticles()[0]
	want := []Hit{{
		Slug: article.Slug, Title: article.Title, Summary: article.Summary, Kind: article.Kind, Layer: article.Layer,
		Snippet: "Your organization \x02sent\x03 too much in a minute. Send \x02fewer\x03 tokens, then retry.",
	}}
	if diff := cmp.Diff(want, hits); diff != "" {
		t.Errorf("Search (-want +got):\n%s", diff)
	}
}

func TestSearchLimit(t *testing.T) {
	t.Parallel()
	s := newSampleStore(t)
	for limit, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 2, 100: 6} {
		if hits, err := s.Search(t.Context(), "the", limit); len(hits) != want || err != nil {
			t.Errorf("Search with limit %d = %d hits, %v, want %d", limit, len(hits), err, want)
		}
	}
}

// A message that is quoted as it stands should lead to the article that says it so, not to a shorter one
// with the same words.
func TestSearchPhrase(t *testing.T) {
	t.Parallel()
	s := temporary(t, []content.Article{
		{Slug: "words", Text: "Is the key for this API invalid?"},
		{Slug: "phrase", Text: strings.Repeat("Something else. ", 30) + "The answer says: invalid API key."},
		{Slug: "other", Text: "Another text."},
	})
	hits, err := s.Search(t.Context(), "Invalid API key", 3)
	if err != nil || len(hits) != 2 || hits[0].Slug != "phrase" {
		t.Errorf("Search for a message = %v, %v, want the article with the phrase, then the one with the words", hits, err)
	}
}

func TestSearchCancelled(t *testing.T) {
	t.Parallel()
	s := newSampleStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if hits, err := s.Search(ctx, "429", 3); !errors.Is(err, context.Canceled) {
		t.Errorf("Search with a cancelled context = %v, %v, want context.Canceled", hits, err)
	}
}

var hostileQueries = []string{
	`"`, `""`, `'`, `*`, `"*`, `a*b`, `^rate`, `-rate`, `+rate`, `NEAR(`, `NEAR(rate limit, 5)`, `a OR`, `AND`, `rate AND NOT`, `NOT NOT`,
	`title:rate`, `{title names}: rate`, `search`, `rank`, `rate"; DROP TABLE articles; --`, `(((`, `)`, `\`, `%`, `?`, `?1`, `:x`, `@x`, `$x`,
	"limit rate limit", "\u0301 rate \u0301", "rate \u0301",
	"rate\x00limit", "\x00", "\x02\x03", "\xff\xfe", "a\xc3", "\u0301", "\u0301 rate", "\u200b", "\u2028", "ﬁ", "İ", "ß", "𞤀𞤁", "日本語", "🔥", "½ ² Ⅷ", "_", "a_", "_a",
	strings.Repeat("word ", 10_000), strings.Repeat("a", 1<<20), strings.Repeat("a_", 1<<19), strings.Repeat("_", 1<<20),
	strings.Repeat("\"", 10_000), strings.Repeat("(", 10_000), manyWords(10_000),
}

// manyWords returns n different words, none of which is in an article.
func manyWords(n int) string {
	var words strings.Builder
	for i := range n {
		words.WriteString("w" + strings.Repeat("x", i%20) + string(rune('a'+i%26)) + string(rune(0x4e00+i)) + " ")
	}
	return words.String()
}

func TestSearchHostile(t *testing.T) {
	t.Parallel()
	s := newSampleStore(t)
	for _, query := range hostileQueries {
		if _, err := s.Search(t.Context(), query, 10); err != nil {
			t.Errorf("Search(%.40q): %v", query, err)
		}
	}
}

func TestParseWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query string
		want  []string
	}{
		{"Rate limit ", []string{`"rate"`, `"limit"`}},
		{"Rate Limit", []string{`"rate"`, `"limit"*`}},
		{"limit rate LIMIT", []string{`"limit"*`, `"rate"`}},
		{`"rate_limit_error":`, []string{`"rate_limit_error"`}},
		{"a" + strings.Repeat("b", maxWordBytes) + " c ", []string{`"c"`}},
		{"_ __ x", []string{`"x"*`}},
		{"rate\x00li\"mit\xff", []string{`"rate"`, `"li"`, `"mit"`}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, parseWords(test.query)); diff != "" {
			t.Errorf("parseWords(%q) (-want +got):\n%s", test.query, diff)
		}
	}
	if n := len(parseWords(manyWords(10_000))); n != maxWords {
		t.Errorf("parseWords of 10,000 words = %d, want %d", n, maxWords)
	}
}

// FuzzSearch holds the query builder to its promise: no text a person can type makes FTS5 fail or stall.
func FuzzSearch(f *testing.F) {
	for _, query := range hostileQueries {
		if len(query) < 1000 { // the fuzzer spends its time on making longer ones shorter
			f.Add(query)
		}
	}
	f.Add("connect ECONNREFUSED 127.0.0.1:3128")
	f.Add("rate_limit_error 429 rate-limit")
	s := newSampleStore(f)
	f.Fuzz(func(t *testing.T, query string) {
		hits, err := s.Search(t.Context(), query, 3)
		if err != nil {
			t.Errorf("Search(%q): %v", query, err)
		}
		if hits == nil || len(hits) > 3 {
			t.Errorf("Search(%q) = %v, want at most 3 hits", query, hits)
		}
	})
}
