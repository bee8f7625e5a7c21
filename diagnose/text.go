package diagnose

import (
	"fmt"
	"strings"

	"errdex/content"
)

// Text is a diagnosis as plain text: verdict, steps, evidence, what else.
func (d Diagnosis) Text() string { return d.Show(Look{}) }

// Show is Text with the look of a terminal.
func (d Diagnosis) Show(look Look) string {
	w := &writing{Look: look}
	if len(d.Matches) == 0 {
		writeNoMatch(w, d)
		return w.String()
	}
	best := d.Matches[0]
	w.line(bold, best.Title)
	w.line(dim, fmt.Sprintf("layer %s, %s", d.Verdict.Layer, d.Verdict.Confidence))
	w.gap()
	w.line(unstyled, d.Verdict.Summary)
	w.line(yellow, d.Advice())
	w.line(yellow, ResendAdvice(d.Verdict.Resend))
	if d.RateLimit != nil {
		w.line(unstyled, "Bucket: "+d.RateLimit.Words()+".")
	}
	w.heading("What to do")
	for i, step := range best.Steps {
		w.item(fmt.Sprintf("%d. ", i+1), step)
	}
	w.heading("Why")
	for _, evidence := range best.Evidence {
		w.item("- ", evidence.Reason+": "+oneLine(evidence.Text))
	}
	for _, out := range d.RuledOut {
		w.item("- ", "not "+out.Slug+": "+out.Reason)
	}
	writeRest(w, d)
	w.gap()
	w.line(unstyled, "Article  "+w.link(best.Slug, best.URL))
	if d.Facts.RequestID != "" {
		w.line(unstyled, "Request  "+d.Facts.RequestID)
	}
	return w.String()
}

func writeNoMatch(w *writing, d Diagnosis) {
	w.line(bold, "No match")
	w.gap()
	w.line(unstyled, d.Verdict.Summary)
	for _, suggestion := range d.Suggestions {
		w.item("", "may be related: "+suggestion.Title+"  "+w.link(suggestion.Slug, suggestion.URL))
	}
}

func writeRest(w *writing, d Diagnosis) {
	if len(d.Matches) > 1 {
		w.heading("Also in the paste")
		for _, match := range d.Matches[1:] {
			w.item("- ", match.Title+"  "+w.link(match.Slug, match.URL))
		}
	}
	if d.Question != nil {
		w.heading(d.Question.Ask)
		for _, answer := range d.Question.Answers {
			w.item("- ", answer.Text+": "+w.link(answer.Slug, answer.URL))
		}
	}
	if d.Truncated {
		w.gap()
		w.line(unstyled, "The paste is cut off: the rest may hold the reason.")
	}
}

// oneLine writes evidence on one line, without the control characters that would steer a terminal.
func oneLine(text string) string { return strings.Join(strings.Fields(printable(text)), " ") }

// Advice says in words whether sending the same request again helps, and when; empty without a match.
func (d Diagnosis) Advice() string {
	switch {
	case len(d.Matches) == 0:
		return ""
	case d.RateLimit != nil && d.RateLimit.Oversized:
		return "Waiting does not help: the request is larger than the whole bucket. Send less at once."
	}
	return RetryAdvice(d.Verdict, d.Matches[0].Values)
}

// RetryAdvice says in words whether sending the same request again helps, and when. Of the values an article
// captures, reset is the time until which to wait.
func RetryAdvice(v Verdict, values map[string]string) string {
	until := ""
	if v.RetryAfterSeconds != nil {
		until = Seconds(*v.RetryAfterSeconds)
	} else if reset := values["reset"]; reset != "" {
		until = "until " + reset
	}
	switch {
	case v.Retry == content.RetryNever:
		return "Do not retry: the same request fails again."
	case v.Retry == content.RetryAfterFix:
		return "Retry after the fix, not before."
	case v.Retry == content.RetryWait && until != "":
		return "Wait " + until + ", then retry."
	case v.Retry == content.RetryWait:
		return "Wait for the time that the response or the message names, then retry."
	case v.Retry == content.RetryBackoff && until != "":
		return "Wait " + until + ", then retry with growing pauses."
	case v.Retry == content.RetryBackoff:
		return "Retry with growing pauses: 1, 2, 4, 8 seconds and so on."
	}
	return ""
}

// ResendAdvice says in words what sending the request again repeats; empty where the article does not tell.
func ResendAdvice(resend content.Resend) string { return resendAdvice[resend] }

var resendAdvice = map[content.Resend]string{
	content.ResendUnsent:   "Safe to send again: the request never reached Claude.",
	content.ResendRefused:  "Safe to send again: it was turned away before an answer was generated.",
	content.ResendUnknown:  "Careful: Claude may have worked on it although no answer came, so the work, and what tools did, may happen twice.",
	content.ResendPartial:  "Careful: part of the answer came, and tools in it may have run. Look at that before you send it again.",
	content.ResendAnswered: "The answer came: sending it again is a new request.",
}

// Words says which bucket refused the request, and why.
func (l RateLimit) Words() string {
	words := l.Bucket
	if l.Limit > 0 {
		words += fmt.Sprintf(" of %d", l.Limit)
	}
	if l.Oversized {
		return words + ", full: the request is larger than all of it"
	}
	return words + ", empty"
}

// SearchWords are the words that a full-text search for related articles may use: those of the paste's facts,
// or else those in which a person told of an error of Claude; never the rest of a paste.
func (d Diagnosis) SearchWords() string {
	words := []string{d.Facts.ErrorType, withoutMarks(d.Facts.Message)}
	if d.Facts.Status != 0 {
		words = append(words, fmt.Sprint(d.Facts.Status))
	}
	if found := strings.TrimSpace(strings.Join(words, " ")); found != "" {
		return found
	}
	return strings.Join(d.OwnWords, " ")
}

// withoutMarks is a text without the marks of redaction.
func withoutMarks(text string) string {
	var kept strings.Builder
	done := 0
	for _, mark := range placeholders([]byte(text)) {
		kept.WriteString(text[done:mark.start])
		done = mark.end
	}
	kept.WriteString(text[done:])
	return strings.TrimSpace(kept.String())
}
