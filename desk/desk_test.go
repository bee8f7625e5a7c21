package desk

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/diagnose"
	"errdex/store"
)

// shelf is a small library: a code with two causes, another code that shares its status, a guide.
var shelf = []content.Article{
	{Slug: "rate-limit", Kind: content.KindCode, Title: "Rate limit", Summary: "Wait.", Layer: content.LayerQuota, Retry: content.RetryWait,
		Resend: content.ResendRefused, Status: []int{429, 430}, Types: []string{"rate_limit_error"}, Surfaces: []string{"api"}, Reviewed: "2026-11-21",
		Related: []string{"busy", "gone"}, Markdown: "\n## What happened\n\nToo much.\n", HTML: "<p>Too much.</p>", Text: "Too much.",
		Sources: []content.Source{{URL: "https://docs.example/limits", Seen: "2026-10"}}},
	{Slug: "too-many-tokens", Kind: content.KindCause, Parent: "rate-limit", Title: "Too many tokens", Summary: "Send less.", Layer: content.LayerQuota,
		Retry: content.RetryWait, Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"itpm"}, Reviewed: "2026-11-20",
		Markdown: "Send {{limit|fewer}} tokens.", HTML: "<p>Send {{limit|fewer}} tokens.</p>", Text: "Send {{limit|fewer}} tokens after a rate limit.",
		Signatures: []content.Signature{{Message: "limit of {limit:number} tokens reached"}}},
	{Slug: "busy", Kind: content.KindCode, Title: "Overloaded", Summary: "Try later.", Layer: content.LayerService, Retry: content.RetryBackoff,
		Status: []int{529, 430}, Types: []string{"overloaded_error"}, Reviewed: "2026-11-19", Text: "Not a rate limit.", Withdrawn: "It was an example."},
	{Slug: "first-steps", Kind: content.KindGuide, Title: "First steps", Summary: "Ask.", Status: []int{429}, Minutes: 5, Reviewed: "2026-11-18",
		Markdown: "Begin here.", Text: "Begin here.", Sources: []content.Source{{URL: "https://docs.example/first", Seen: "2026-09"}}, Steps: []content.Step{
			{ID: "a", Ask: "Is there a status?", Answers: []content.StepAnswer{{Text: "Yes", Next: "b"}, {Text: "No", Slug: "busy"}}},
			{ID: "b", Ask: "Which?", Answers: []content.StepAnswer{{Text: "429", Slug: "rate-limit"}}},
		}},
}

func newDesk(t *testing.T) (*Desk, *store.Store) {
	t.Helper()
	db, err := store.OpenTemporary(t.Context(), shelf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // a test may have closed it already
	engine, err := diagnose.New("test", shelf)
	if err != nil {
		t.Fatal(err)
	}
	return New(db, "test", shelf, func() (*diagnose.Engine, error) { return engine, nil }), db
}

const tooMany = `{"error":{"type":"rate_limit_error","message":"limit of 30000 tokens reached"}}`

func TestDiagnose(t *testing.T) {
	t.Parallel()
	d, _ := newDesk(t)
	tests := []struct {
		name, paste string
		err         error
		match       string
	}{
		{"a match", "x-api-key: hunter2Planted\n" + tooMany, nil, "too-many-tokens"},
		{"no match", "the printer is out of paper", nil, ""},
		{"as large as may be", strings.Repeat("x\n", MaxPaste/2-len(tooMany)/2-1) + tooMany, nil, "too-many-tokens"},
		{"too large", strings.Repeat("x", MaxPaste+1), ErrTooLarge, ""},
		{"nothing", "", ErrNoText, ""},
		{"blanks", " \r\n\t", ErrNoText, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			paste, answer, err := d.Diagnose([]byte(test.paste))
			match := ""
			if len(answer.Matches) > 0 {
				match = answer.Matches[0].Slug
			}
			if !errors.Is(err, test.err) || match != test.match || strings.Contains(paste.String(), "hunter2") {
				t.Errorf("Diagnose = %q, error %v, want %q, %v; redacted %.80q", match, err, test.match, test.err, paste)
			}
		})
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	d, db := newDesk(t)
	suggestedIn := func(ctx context.Context, paste string) ([]string, error) {
		_, answer, err := d.Diagnose([]byte(paste))
		if err != nil {
			t.Fatal(err)
		}
		err = d.Suggest(ctx, &answer)
		var urls []string
		for _, suggestion := range answer.Suggestions {
			urls = append(urls, suggestion.URL)
		}
		return urls, err
	}
	suggested := func(paste string) ([]string, error) { return suggestedIn(t.Context(), paste) }
	const unknown = `{"error":{"type":"some_error","message":"begin steps"}}`
	if urls, err := suggested(unknown); err != nil || !cmp.Equal(urls, []string{"/guides/first-steps"}) {
		t.Errorf("suggestions = %q, error %v, want the guide", urls, err)
	}
	if urls, err := suggested(tooMany); err != nil || urls != nil {
		t.Errorf("suggestions beside a match = %q, error %v, want none", urls, err)
	}
	late, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancel()
	if urls, err := suggestedIn(late, unknown); err != nil || urls != nil {
		t.Errorf("suggestions that take too long = %q, error %v, want none", urls, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := suggested(unknown); err == nil {
		t.Error("suggestions of a closed database: no error")
	}
	if _, err := suggested(tooMany); err != nil {
		t.Errorf("a match asks the database: %v", err)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	d, _ := newDesk(t)
	tests := []struct {
		query string
		named bool
		want  []string
	}{
		{"tokens", false, []string{"too-many-tokens"}},
		{"529", true, []string{"busy"}},
		{" Rate_Limit_Error ", true, []string{"rate-limit", "too-many-tokens"}},
		{"itpm", true, []string{"too-many-tokens"}},
		{"overlaoded_error", false, []string{"busy"}}, // nothing holds the word
		{"", false, nil},
		{"zzzzzz", false, nil},
		{"tokens " + strings.Repeat("x", MaxQuery) + " rate", false, []string{"too-many-tokens"}},
	}
	for _, test := range tests {
		t.Run(test.query[:min(len(test.query), 20)], func(t *testing.T) {
			t.Parallel()
			results, err := d.Search(t.Context(), test.query)
			var got []string
			for _, entry := range results.Results {
				got = append(got, entry.Slug)
			}
			if err != nil || !cmp.Equal(got, test.want) || results.Results == nil {
				t.Errorf("Search(%.20q) = %q, error %v, want %q", test.query, got, err, test.want)
			}
			if _, named, err := d.Find(t.Context(), test.query); err != nil || named != test.named {
				t.Errorf("Find(%.20q): named %t, error %v, want %t", test.query, named, err, test.named)
			}
		})
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	d, _ := newDesk(t)
	for name, want := range map[string]int{"rate-limit": 1, "429": 1, "430": 2, "ITPM": 1, "overloaded_error": 1, "none": 0, "": 0} {
		if got := d.Named(name); len(got) != want {
			t.Errorf("Named(%q) are %d articles, want %d", name, len(got), want)
		}
	}
}

func TestArticle(t *testing.T) {
	t.Parallel()
	d, _ := newDesk(t)
	cause := d.Article(shelf[1], map[string]string{"limit": "<30000>"})
	want := Article{
		SchemaVersion: 1,
		Entry: Entry{Slug: "too-many-tokens", Kind: content.KindCause, Title: "Too many tokens", Summary: "Send less.", Layer: content.LayerQuota,
			Retry: content.RetryWait, Status: []int{429}, Types: []string{"rate_limit_error"}, URL: "/errors/too-many-tokens", Reviewed: "2026-11-20"},
		Parent: &Link{"rate-limit", "Rate limit", "/errors/rate-limit"}, Aliases: []string{"itpm"},
		HTML: `<p>Send <strong class="value">&lt;30000&gt;</strong> tokens.</p>`, Markdown: d.Markdown(shelf[1], map[string]string{"limit": "<30000>"}),
	}
	if diff := cmp.Diff(want, cause); diff != "" {
		t.Errorf("Article of a cause (-want +got):\n%s", diff)
	}
	code := d.Article(shelf[0], nil)
	links := []Link{{"too-many-tokens", "Too many tokens", "/errors/too-many-tokens"}, {"busy", "Overloaded", "/errors/busy"}}
	if diff := cmp.Diff(links, append(code.Causes, code.Related...)); diff != "" || code.Parent != nil {
		t.Errorf("links of a code (-want +got), parent %v:\n%s", code.Parent, diff)
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	d, _ := newDesk(t)
	tests := map[string]string{
		"rate-limit": `# Rate limit

Wait.

- Layer: quota
- Status: 429, 430
- Type: rate_limit_error
- Retry: Wait for the time that the response or the message names, then retry.
- Send again: Safe to send again: it was turned away before an answer was generated.
- Page: /errors/rate-limit
- Last gone through: 2026-11-21

## What happened

Too much.

## Causes beneath it

- [Too many tokens](/errors/too-many-tokens)

## Often confused with

- [Overloaded](/errors/busy)

## Sources

- <https://docs.example/limits> (copy of 2026-10)
`,
		"first-steps": `# First steps

Ask.

- Status: 429
- Page: /guides/first-steps
- Last gone through: 2026-11-18

## Steps

1. Is there a status?
   - Yes: go on with step 2
   - No: [Overloaded](/errors/busy)
2. Which?
   - 429: [Rate limit](/errors/rate-limit)

Begin here.

## Sources

- <https://docs.example/first> (copy of 2026-09)
`,
	}
	for slug, want := range tests {
		if diff := cmp.Diff(want, d.Markdown(d.Named(slug)[0], nil)); diff != "" {
			t.Errorf("Markdown of %s (-want +got):\n%s", slug, diff)
		}
	}
	if got := d.Markdown(shelf[2], nil); !strings.Contains(got, "- Withdrawn: It was an example.\n") {
		t.Errorf("Markdown of a withdrawn article does not say so:\n%s", got)
	}
}
