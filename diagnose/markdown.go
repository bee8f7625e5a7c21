package diagnose

import (
	"fmt"
	"strings"
)

// Markdown is a diagnosis for tools that read Markdown: what Text says. What is quoted from the paste stands in code,
// so that nothing in it is taken for markup; the values in steps are single words, as their holes take them.
func (d Diagnosis) Markdown() string {
	w := &strings.Builder{}
	if len(d.Matches) == 0 {
		fmt.Fprintf(w, "# No match\n\n%s\n", d.Verdict.Summary)
		writeSuggestions(w, d.Suggestions)
		return w.String()
	}
	best := d.Matches[0]
	fmt.Fprintf(w, "# %s\n\n", best.Title)
	fmt.Fprintf(w, "- Layer: %s\n- Confidence: %s\n- Article: [%s](%s)\n", d.Verdict.Layer, d.Verdict.Confidence, best.Slug, best.URL)
	if d.Facts.RequestID != "" {
		fmt.Fprintf(w, "- Request: %s\n", inCode(d.Facts.RequestID))
	}
	if d.RateLimit != nil {
		fmt.Fprintf(w, "- Bucket: %s\n", inCode(d.RateLimit.Words()))
	}
	fmt.Fprintf(w, "\n%s\n", d.Verdict.Summary)
	for _, advice := range []string{d.Advice(), ResendAdvice(d.Verdict.Resend)} {
		if advice != "" {
			fmt.Fprintf(w, "\n%s\n", advice)
		}
	}
	fmt.Fprintf(w, "\n## What to do\n\n")
	for i, step := range best.Steps {
		fmt.Fprintf(w, "%d. %s\n", i+1, step)
	}
	fmt.Fprintf(w, "\n## Why\n\n")
	for _, evidence := range best.Evidence {
		fmt.Fprintf(w, "- %s: %s\n", evidence.Reason, inCode(evidence.Text))
	}
	for _, out := range d.RuledOut {
		fmt.Fprintf(w, "- not %s: %s\n", out.Slug, out.Reason)
	}
	writeMore(w, d)
	return w.String()
}

func writeSuggestions(w *strings.Builder, suggestions []Suggestion) {
	if len(suggestions) == 0 {
		return
	}
	fmt.Fprintf(w, "\n## May be related\n\n")
	for _, suggestion := range suggestions {
		fmt.Fprintf(w, "- [%s](%s)\n", suggestion.Title, suggestion.URL)
	}
}

func writeMore(w *strings.Builder, d Diagnosis) {
	if len(d.Matches) > 1 {
		fmt.Fprintf(w, "\n## Also in the paste\n\n")
		for _, match := range d.Matches[1:] {
			fmt.Fprintf(w, "- [%s](%s)\n", match.Title, match.URL)
		}
	}
	if d.Question != nil {
		fmt.Fprintf(w, "\n## %s\n\n", d.Question.Ask)
		for _, answer := range d.Question.Answers {
			fmt.Fprintf(w, "- %s: [%s](%s)\n", answer.Text, answer.Slug, answer.URL)
		}
	}
	if d.Truncated {
		fmt.Fprintf(w, "\nThe paste is cut off: the rest may hold the reason.\n")
	}
}

// inCode is a text on one line in a code span: its fence is longer than any run of backticks in the text.
func inCode(text string) string {
	text = oneLine(text)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		text = " " + text + " " // a backtick at an end would lengthen the fence
	}
	return fence + text + fence
}
