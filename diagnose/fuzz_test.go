package diagnose

import (
	"encoding/json"
	"testing"

	"errdex/content"
	"errdex/redact"
)

// FuzzDiagnose reads any paste with the library that Errdex ships with.
func FuzzDiagnose(f *testing.F) {
	engine, articles := library(f)
	for _, a := range articles {
		for _, example := range a.Examples {
			f.Add([]byte(example))
		}
		for _, miss := range a.NearMisses {
			f.Add([]byte(miss.Text))
		}
		for _, sentence := range a.Described {
			f.Add([]byte(sentence))
		}
	}
	f.Add([]byte("\x1b[31m\\u001b[0m&quot;“429”\xff\r\n  File \"a\", line 1\n    messages=[{"))
	f.Fuzz(func(t *testing.T, paste []byte) { checkDiagnosis(t, string(paste), engine) })
}

// checkDiagnosis checks what holds of every answer.
func checkDiagnosis(t *testing.T, paste string, engine *Engine) {
	t.Helper()
	text := redact.Clean([]byte(paste))
	d := engine.Diagnose(text)
	if len(d.Matches) > 5 || len(d.Suggestions) > 5 || len(d.Chain) > 8 {
		t.Errorf("Diagnose(%q): %d matches, %d suggestions, %d links: too many", paste, len(d.Matches), len(d.Suggestions), len(d.Chain))
	}
	for _, match := range d.Matches {
		if match.Confidence == content.ConfidencePossible {
			t.Errorf("Diagnose(%q) stands behind %s, which is only possible", paste, match.Slug)
		}
		for _, evidence := range match.Evidence {
			checkEvidence(t, paste, text.String(), evidence)
		}
	}
	for _, link := range d.Chain {
		if link.Start < 0 || link.End < link.Start || link.End > len(paste) {
			t.Errorf("Diagnose(%q): link %+v is outside of the paste", paste, link)
		}
	}
	if _, err := json.Marshal(d); err != nil {
		t.Errorf("json.Marshal(Diagnose(%q)): %v", paste, err)
	}
}

func checkEvidence(t *testing.T, paste, redacted string, e Evidence) {
	t.Helper()
	if e.Start < 0 || e.End <= e.Start || e.End > len(paste) {
		t.Errorf("Diagnose(%q): evidence %+v is outside of the paste or empty", paste, e)
	}
	if e.RedactedStart < 0 || e.RedactedEnd <= e.RedactedStart || e.RedactedEnd > len(redacted) {
		t.Fatalf("Diagnose(%q): evidence %+v is outside of the redacted text or empty", paste, e)
	}
	whole := redacted[e.RedactedStart:e.RedactedEnd]
	if len(e.Text) > MaxEvidence || e.Text != whole[:len(e.Text)] {
		t.Errorf("Diagnose(%q): Evidence.Text = %q, want the start of %q", paste, e.Text, whole)
	}
}
