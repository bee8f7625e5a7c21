package diagnose

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"errdex/content"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		text        string
		width       int
		first, rest string
		want        string
	}{
		{"no width", "one two three", 0, "", "", "one two three\n"},
		{"fits to the column", "one two", 7, "", "", "one two\n"},
		{"one column less", "one two", 6, "", "", "one\ntwo\n"},
		{"behind a marker", "one two three", 9, "1. ", "   ", "1. one\n   two\n   three\n"},
		{"a long word stays whole", "see https://example.com/a/b now", 10, "", "", "see\nhttps://example.com/a/b\nnow\n"},
		{"a long first word", "https://example.com", 4, "- ", "  ", "- https://example.com\n"},
		{"letters, not bytes", "äöü äöü", 7, "", "", "äöü äöü\n"},
		{"nothing", "", 10, "- ", "  ", "- \n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Wrap(test.text, test.width, test.first, test.rest); got != test.want {
				t.Errorf("Wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
			}
		})
	}
}

// hostile is a diagnosis whose every text tries to steer the terminal, as another server could send it.
func hostile() Diagnosis {
	const said = "red\x1b[31m bell\a\u009b2J and words enough to need more than one line of a narrow terminal"
	return Diagnosis{
		Verdict:   Verdict{Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Summary: said, Retry: content.RetryNever},
		Matches:   []Match{{Title: said, Slug: "a", URL: said, Steps: []string{said}, Evidence: []Evidence{{Text: said, Reason: said}}}, {Title: said}},
		Question:  &Question{Ask: said, Answers: []Answer{{Text: said, URL: said}}},
		RuledOut:  []RuledOut{{Slug: said, Reason: said}},
		RateLimit: &RateLimit{Bucket: said},
		Facts:     Facts{RequestID: said},
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	unknown := Diagnosis{Verdict: Verdict{Layer: content.LayerUnknown, Summary: "\x1b[2J"}, Suggestions: []Suggestion{{Title: "\x1b[2J"}}}
	for _, d := range []Diagnosis{hostile(), unknown} {
		for _, width := range []int{0, 20, 40} {
			got := d.Show(Look{Width: width})
			if strings.ContainsAny(got, "\x1b\a\u009b\r") {
				t.Errorf("width %d: the text steers the terminal: %q", width, got)
			}
			for line := range strings.Lines(got) {
				if width > 0 && utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > width {
					t.Errorf("width %d: line %q is longer", width, line)
				}
			}
		}
	}
}

// TestShowOnTerminal holds what a terminal of 40 columns with colour shows.
func TestShowOnTerminal(t *testing.T) {
	t.Parallel()
	d := Diagnosis{
		Verdict: Verdict{Layer: content.LayerRequest, Confidence: content.ConfidenceLikely, Summary: "The request is wrong in a way that takes two lines.", Retry: content.RetryNever},
		Matches: []Match{{
			Slug: "wrong", Title: "Wrong request", URL: "/errors/wrong", Steps: []string{"Send another one, which is shorter than this one."},
			Evidence: []Evidence{{Text: "400", Reason: "the status is 400"}},
		}},
	}
	got := d.Show(Look{Width: 40, Colour: true, Link: func(slug, path string) string { return "errdex explain " + slug + " # " + path }})
	golden(t, filepath.Join("testdata", "text", "terminal.golden"), []byte(got))
}
