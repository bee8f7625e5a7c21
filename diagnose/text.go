package diagnose

import (
	"fmt"
	"strings"
	"unicode"

	"errdex/content"
)

// Text is a diagnosis for a terminal: verdict, steps, evidence, what else.
func (d Diagnosis) Text() string {
	w := &strings.Builder{}
	if len(d.Matches) == 0 {
		writeNoMatch(w, d)
		return w.String()
	}
	best := d.Matches[0]
	fmt.Fprintf(w, "%s\n", best.Title)
	fmt.Fprintf(w, "layer %s, %s\n\n", d.Verdict.Layer, d.Verdict.Confidence)
	fmt.Fprintf(w, "%s\n", d.Verdict.Summary)
	if advice := d.Advice(); advice != "" {
		fmt.Fprintf(w, "%s\n", advice)
	}
	if again := ResendAdvice(d.Verdict.Resend); again != "" {
		fmt.Fprintf(w, "%s\n", again)
	}
	if d.RateLimit != nil {
		fmt.Fprintf(w, "Bucket: %s.\n", oneLine(d.RateLimit.Words()))
	}
	fmt.Fprintf(w, "\nWhat to do\n")
	for i, step := range best.Steps {
		fmt.Fprintf(w, "  %d. %s\n", i+1, step)
	}
	fmt.Fprintf(w, "\nWhy\n")
	for _, evidence := range best.Evidence {
		fmt.Fprintf(w, "  - %s: %s\n", evidence.Reason, oneLine(evidence.Text))
	}
	for _, out := range d.RuledOut {
		fmt.Fprintf(w, "  - not %s: %s\n", out.Slug, out.Reason)
	}
	writeRest(w, d)
	fmt.Fprintf(w, "\nArticle  %s\n", best.URL)
	if d.Facts.RequestID != "" {
		fmt.Fprintf(w, "Request  %s\n", d.Facts.RequestID)
	}
	return w.String()
}

func writeNoMatch(w *strings.Builder, d Diagnosis) {
	fmt.Fprintf(w, "No match\n\n%s\n", d.Verdict.Summary)
	for _, suggestion := range d.Suggestions {
		fmt.Fprintf(w, "  may be related: %s  %s\n", suggestion.Title, suggestion.URL)
	}
}

func writeRest(w *strings.Builder, d Diagnosis) {
	if len(d.Matches) > 1 {
		fmt.Fprintf(w, "\nAlso in the paste\n")
		for _, match := range d.Matches[1:] {
			fmt.Fprintf(w, "  - %s  %s\n", match.Title, match.URL)
		}
	}
	if d.Question != nil {
		fmt.Fprintf(w, "\n%s\n", d.Question.Ask)
		for _, answer := range d.Question.Answers {
			fmt.Fprintf(w, "  - %s: %s\n", answer.Text, answer.URL)
		}
	}
	if d.Truncated {
		fmt.Fprintf(w, "\nThe paste is cut off: the rest may hold the reason.\n")
	}
}

// oneLine writes evidence on one line, without the control characters that would steer a terminal.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

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
