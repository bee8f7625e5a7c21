package diagnose

import (
	"encoding/json"
	"strings"
	"testing"

	"errdex/content"
	"errdex/redact"
)

// FuzzDiagnose answers any paste with the library that Errdex ships with.
func FuzzDiagnose(f *testing.F) {
	engine, articles := library(f)
	addPastes(f, articles)
	f.Fuzz(func(t *testing.T, paste []byte) { checkDiagnosis(t, string(paste), engine) })
}

// FuzzRead reads any paste as far as an answer needs it, without redaction and ranking, which take most of FuzzDiagnose's
// time: whatever foreign bytes can do to the scanner, they do it here ten times as often.
func FuzzRead(f *testing.F) {
	engine, articles := library(f)
	addPastes(f, articles)
	f.Fuzz(func(t *testing.T, paste []byte) {
		r := readings.Get().(*reading)
		engine.readInto(r, strings.ToValidUTF8(string(paste), "\uFFFD")) // as redaction hands it on
		checkReading(t, r)
		r.forget()
		readings.Put(r)
	})
}

// addPastes seeds a target with what the articles know.
func addPastes(f *testing.F, articles []content.Article) {
	f.Helper()
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
}

// checkReading checks that all that was read lies in what was read.
func checkReading(t *testing.T, r *reading) {
	t.Helper()
	size := len(r.view.text)
	if len(r.facts) > maxFacts+len(r.words) {
		t.Errorf("%d facts in %q", len(r.facts), r.view.text)
	}
	for _, f := range r.facts {
		if f.span.start < 0 || f.span.end < f.span.start || f.span.end > size {
			t.Errorf("fact %+v is outside of %q", f, r.view.text)
		}
	}
	if len(r.squeezed.text) != len(r.squeezed.at) || len(r.squeezed.text) != len(r.squeezed.gaps) {
		t.Fatalf("%d bytes squeezed of %q, with %d places and %d gaps", len(r.squeezed.text), r.view.text, len(r.squeezed.at), len(r.squeezed.gaps))
	}
	for i, hit := range r.hits {
		if hit.start < 0 || hit.end < hit.start || hit.end > len(r.squeezed.text) {
			t.Errorf("template %d stands at %d to %d, outside of %q", i, hit.start, hit.end, r.squeezed.text)
		}
		for _, hole := range hit.holes {
			if hole.start < hit.start || hole.end < hole.start || hole.end > hit.end {
				t.Errorf("template %d: hole %+v is outside of %d to %d in %q", i, hole, hit.start, hit.end, r.squeezed.text)
			}
		}
	}
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
