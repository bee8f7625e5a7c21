package diagnose

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

var update = flag.Bool("update", false, "write the golden files of Text and Markdown")

func TestText(t *testing.T) {
	t.Parallel()
	wait := 12
	full := Diagnosis{
		Verdict: Verdict{
			Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Summary: "Too much was sent.",
			Retry: content.RetryWait, RetryAfterSeconds: &wait,
		},
		Matches: []Match{
			{
				Slug: "tokens", Title: "Too many tokens", URL: "/errors/tokens?limit=30000",
				Steps:    []string{"Wait 12 seconds.", "Send less at once."},
				Evidence: []Evidence{{Text: "rate limit\n   of 30,000", Reason: "the message is this error's own wording"}},
			},
			{Slug: "busy", Title: "Overloaded", URL: "/errors/busy"},
		},
		Question: &Question{Ask: "How do you sign in?", Answers: []Answer{
			{Text: "With a key", Slug: "tokens", URL: "/errors/tokens"}, {Text: "With a login", Slug: "plan", URL: "/errors/plan"},
		}},
		RuledOut:  []RuledOut{{Slug: "spend", Reason: "the status is 429, that error comes with 400"}},
		RateLimit: &RateLimit{Bucket: "input-tokens", Limit: 30000},
		Facts:     Facts{RequestID: "req_011CExample"},
		Truncated: true,
	}
	tests := []struct {
		name      string
		diagnosis Diagnosis
		lines     int // of Text and of Markdown, stated here too, so that -update can't lose one unseen
		markdown  int
	}{
		{"full", full, 26, 32},
		{"plain", Diagnosis{
			Verdict: Verdict{Layer: content.LayerRequest, Confidence: content.ConfidenceLikely, Summary: "The request is wrong."},
			Matches: []Match{{
				Slug: "wrong", Title: "Wrong request", URL: "/errors/wrong", Steps: []string{"Send another."},
				Evidence: []Evidence{{Text: "400", Reason: "the status is 400"}},
			}},
		}, 12, 15},
		{"oversized", Diagnosis{
			Verdict:   Verdict{Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Summary: "Too much was sent.", Retry: content.RetryAfterFix},
			Matches:   []Match{{Slug: "tokens", Title: "Too many tokens", URL: "/errors/tokens", Steps: []string{"Send less at once."}}},
			RateLimit: &RateLimit{Bucket: "input-tokens", Limit: 30, Remaining: 30, Oversized: true},
		}, 13, 17},
		{"no-match", Diagnosis{Verdict: Verdict{Layer: content.LayerUnknown, Summary: "Nothing is known of it."}}, 3, 3},
		{"suggestions", Diagnosis{
			Verdict:     Verdict{Layer: content.LayerUnknown, Summary: "Nothing is known of it."},
			Suggestions: []Suggestion{{Slug: "tokens", Title: "Too many tokens", URL: "/errors/tokens"}, {Slug: "busy", Title: "Overloaded", URL: "/errors/busy"}},
		}, 5, 8},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := test.diagnosis.Text()
			if lines := strings.Count(got, "\n"); lines != test.lines {
				t.Errorf("Text has %d lines, want %d:\n%s", lines, test.lines, got)
			}
			golden(t, filepath.Join("testdata", "text", test.name+".golden"), []byte(got))
			got = test.diagnosis.Markdown()
			if lines := strings.Count(got, "\n"); lines != test.markdown {
				t.Errorf("Markdown has %d lines, want %d:\n%s", lines, test.markdown, got)
			}
			golden(t, filepath.Join("testdata", "text", test.name+".md.golden"), []byte(got))
		})
	}
}

// golden compares with a file, or writes it under -update unless the test has failed already.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update && !t.Failed() {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestRetryAdvice(t *testing.T) {
	t.Parallel()
	seconds := func(n int) *int { return &n }
	tests := []struct {
		retry content.Retry
		wait  *int
		want  string
	}{
		{"", nil, ""},
		{"", seconds(12), ""},
		{content.RetryNever, seconds(12), "Do not retry: the same request fails again."},
		{content.RetryAfterFix, seconds(12), "Retry after the fix, not before."},
		{content.RetryWait, nil, "Wait for the time that the response or the message names, then retry."},
		{content.RetryWait, seconds(1), "Wait 1 second, then retry."},
		{content.RetryWait, seconds(12), "Wait 12 seconds, then retry."},
		{content.RetryBackoff, nil, "Retry with growing pauses: 1, 2, 4, 8 seconds and so on."},
		{content.RetryBackoff, seconds(12), "Wait 12 seconds, then retry with growing pauses."},
	}
	for _, test := range tests {
		got := RetryAdvice(Verdict{Retry: test.retry, RetryAfterSeconds: test.wait}, nil)
		if got != test.want {
			t.Errorf("RetryAdvice(%q, wait %v) = %q, want %q", test.retry, test.wait != nil, got, test.want)
		}
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 seconds", 1: "1 second", 2: "2 seconds", 3600: "3600 seconds"} {
		if got := Seconds(n); got != want {
			t.Errorf("Seconds(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestRetryAdviceUntil(t *testing.T) {
	t.Parallel()
	values := map[string]string{"reset": "3pm (Europe/Madrid)"}
	if got, want := RetryAdvice(Verdict{Retry: content.RetryWait}, values), "Wait until 3pm (Europe/Madrid), then retry."; got != want {
		t.Errorf("RetryAdvice with a reset = %q, want %q", got, want)
	}
	seconds := 5
	if got, want := RetryAdvice(Verdict{Retry: content.RetryWait, RetryAfterSeconds: &seconds}, values), "Wait 5 seconds, then retry."; got != want {
		t.Errorf("RetryAdvice with a reset and seconds = %q, want %q", got, want)
	}
}
