package server

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/views"
)

// fullDiagnosis has every part that an answer can have.
func fullDiagnosis() diagnose.Diagnosis {
	wait := 12
	return diagnose.Diagnosis{
		Verdict: diagnose.Verdict{Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Summary: "Too much.", Retry: content.RetryWait,
			RetryAfterSeconds: &wait, Resend: content.ResendRefused},
		Matches: []diagnose.Match{
			{Slug: "input-tokens", URL: "/errors/input-tokens?limit=5", Confidence: content.ConfidenceExact, Steps: []string{"Wait."},
				Evidence: []diagnose.Evidence{{Reason: "it says so", RedactedStart: 4, RedactedEnd: 7}}},
			{Slug: "refused", URL: "/errors/refused", Confidence: content.ConfidenceLikely},
		},
		Question:  &diagnose.Question{Ask: "Which?", Answers: []diagnose.Answer{{Text: "this", Slug: "refused", URL: "/errors/refused"}}},
		RateLimit: &diagnose.RateLimit{Bucket: "input-tokens", Limit: 5, ResetsAt: "2026-11-21T12:00:30Z"},
		Chain:     []diagnose.Link{{Who: "litellm", Said: "RateLimitError"}}, Suggestions: []diagnose.Suggestion{{Title: "An order", URL: "/guides/order"}},
		RuledOut:   []diagnose.RuledOut{{Slug: "bad-request", Reason: "the status is 429"}},
		Redactions: []redact.Redaction{{Kind: "api-key", Count: 2}}, Truncated: true,
		Facts: diagnose.Facts{Status: 429, ErrorType: "rate_limit_error", Message: "limit", RequestID: "req_1", Provider: "anthropic", Client: "litellm",
			Headers: map[string]string{"retry-after": "12", "date": "today"}},
	}
}

func TestDiagnosisPage(t *testing.T) {
	t.Parallel()
	s, _ := smallShelf()
	best, other := s.links["input-tokens"], s.links["refused"]
	best.URL, other.URL = "/errors/input-tokens?limit=5&wait=12", "/errors/refused?wait=12"
	want := views.DiagnosisPage{
		Layer: content.LayerQuota, Confidence: "Certain: the error says so itself", Summary: "Too much.", Advice: "Wait 12 seconds, then retry.", Wait: 12,
		Resend: "Safe to send again: it was turned away before an answer was generated.", RequestID: "req_1",
		Best: &views.MatchView{Link: best, Confidence: "Certain: the error says so itself", Steps: []string{`<b>Wait</b> <strong class="value">12 seconds</strong>.`}, Evidence: []views.Evidence{{Reason: "it says so", Marked: true}}},
		Others: []views.MatchView{
			{Link: other, Confidence: "Likely: the text points here but does not prove it"},
		},
		Question:    &views.QuestionView{Ask: "Which?", Answers: []views.GuideAnswer{{Text: "this", URL: "/errors/refused", Target: "Refused"}}},
		Suggestions: []views.Link{{URL: "/guides/order", Title: "An order"}},
		RuledOut:    []views.RuledOutView{{Link: s.links["bad-request"], Reason: "the status is 429"}},
		Chain:       []views.ChainLink{{Who: "litellm", Said: "RateLimitError"}},
		Facts: []views.Fact{{Name: "Bucket", Value: "input-tokens of 5, empty"}, {Name: "Full again at", Value: "2026-11-21T12:00:30Z", Moment: true},
			{Name: "Status", Value: "429"}, {Name: "Error type", Value: "rate_limit_error"}, {Name: "Message", Value: "limit"},
			{Name: "Request id", Value: "req_1"}, {Name: "Answered by", Value: "anthropic"}, {Name: "Printed by", Value: "litellm"},
		},
		Headers:    []views.Fact{{Name: "date", Value: "today"}, {Name: "retry-after", Value: "12"}},
		Redactions: []views.Redaction{{Kind: "api-key", Count: 2}},
		Truncated:  true,
		Paste:      []views.Segment{{Text: "the "}, {Text: "429", Mark: 1}, {Text: " error"}},
		Bundle:     fullDiagnosis().Report("the 429 error"),
		Report:     reportLink("mailto:a@example.com", fullDiagnosis()),
		Box:        views.PasteBox{Limit: "256 KiB", LimitBytes: 262144},
	}
	got := diagnosisPage(s, redact.Clean([]byte("the 429 error")), fullDiagnosis(), smallFixes, "mailto:a@example.com")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("diagnosisPage (-want +got):\n%s", diff)
	}
}

func TestDiagnosisPageWithoutMatch(t *testing.T) {
	t.Parallel()
	s, _ := smallShelf()
	none := diagnose.Diagnosis{Verdict: diagnose.Verdict{Layer: content.LayerUnknown, Summary: "Nothing."}, Matches: []diagnose.Match{}, Facts: diagnose.Facts{Status: 429}}
	want := views.DiagnosisPage{Layer: content.LayerUnknown, Summary: "Nothing.", Paste: []views.Segment{{Text: "text"}},
		Guides: []views.Link{s.links["order"]}, Facts: []views.Fact{{Name: "Status", Value: "429"}}, Bundle: none.Report("text"),
		Box: views.PasteBox{Limit: "256 KiB", LimitBytes: 262144}}
	if diff := cmp.Diff(want, diagnosisPage(s, redact.Clean([]byte("text")), none, smallFixes, "")); diff != "" {
		t.Errorf("diagnosisPage (-want +got):\n%s", diff)
	}
}

func TestPasteSegments(t *testing.T) {
	t.Parallel()
	const text = "0123456789"
	tests := []struct {
		name  string
		spans [][2]int // of the evidence, in its order
		want  []views.Segment
	}{
		{"no evidence", nil, []views.Segment{{Text: text}}},
		{"at the start", [][2]int{{0, 2}}, []views.Segment{{}, {Text: "01", Mark: 1}, {Text: "23456789"}}},
		{"at the end", [][2]int{{8, 10}}, []views.Segment{{Text: "01234567"}, {Text: "89", Mark: 1}, {}}},
		{"in another order than the text", [][2]int{{6, 8}, {1, 3}},
			[]views.Segment{{Text: "0"}, {Text: "12", Mark: 2}, {Text: "345"}, {Text: "67", Mark: 1}, {Text: "89"}}},
		{"side by side", [][2]int{{1, 3}, {3, 5}},
			[]views.Segment{{Text: "0"}, {Text: "12", Mark: 1}, {}, {Text: "34", Mark: 2}, {Text: "56789"}}},
		{"overlapping", [][2]int{{1, 5}, {3, 7}}, []views.Segment{{Text: "0"}, {Text: "1234", Mark: 1}, {Text: "56789"}}},
		{"twice the same", [][2]int{{1, 5}, {1, 5}}, []views.Segment{{Text: "0"}, {Text: "1234", Mark: 1}, {Text: "56789"}}},
		{"all of it", [][2]int{{0, 10}}, []views.Segment{{}, {Text: text, Mark: 1}, {}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			match := diagnose.Match{}
			for _, span := range test.spans {
				match.Evidence = append(match.Evidence, diagnose.Evidence{RedactedStart: span[0], RedactedEnd: span[1]})
			}
			got := pasteSegments(text, []diagnose.Match{match, {Evidence: []diagnose.Evidence{{RedactedStart: 9, RedactedEnd: 10}}}})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("pasteSegments(%v) (-want +got):\n%s", test.spans, diff)
			}
			if whole := joined(got); whole != text {
				t.Errorf("pasteSegments(%v) together = %q, want %q", test.spans, whole, text)
			}
		})
	}
	if diff := cmp.Diff([]views.Segment{{Text: text}}, pasteSegments(text, nil)); diff != "" {
		t.Errorf("pasteSegments without a match (-want +got):\n%s", diff)
	}
}

func joined(segments []views.Segment) string {
	whole := ""
	for _, segment := range segments {
		whole += segment.Text
	}
	return whole
}

func TestReportLink(t *testing.T) {
	t.Parallel()
	d := fullDiagnosis()
	d.Facts.Message = strings.Repeat("a b&c ", 1000)
	for _, test := range []struct{ base, start, about string }{
		{"", "", ""},
		{"mailto:a@example.com", "mailto:a@example.com?", "subject"},
		{"https://example.com/new?labels=x", "https://example.com/new?labels=x&", "title"},
	} {
		link := reportLink(test.base, d)
		rest, ok := strings.CutPrefix(link, test.start)
		if !ok || test.base == "" && link != "" || strings.Contains(rest, "+") {
			t.Errorf("reportLink(%q) = %q", test.base, link)
			continue
		}
		query, err := url.ParseQuery(rest)
		if err != nil || test.about != "" && query.Get(test.about) != "Wrong answer: input-tokens" || len(query.Get("body")) > maxReportLink {
			t.Errorf("reportLink(%q) says %v (%v)", test.base, query, err)
		}
	}
}
