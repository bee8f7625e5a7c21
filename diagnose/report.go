package diagnose

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Report is what somebody sends to support or into a ticket, as Markdown: what was read, who said what, what
// only a person can add, and the redacted paste, up to maxReported bytes of it,
// unless it is empty.
func (d Diagnosis) Report(redacted string) string {
	w := &strings.Builder{}
	fmt.Fprintf(w, "## Error report\n\n")
	if len(d.Matches) > 0 {
		fmt.Fprintf(w, "- Errdex says: %s (%s)\n", d.Matches[0].Title, d.Verdict.Confidence)
	} else {
		fmt.Fprintf(w, "- Errdex says: no match\n")
	}
	fmt.Fprintf(w, "- Layer: %s\n", d.Verdict.Layer)
	for _, row := range slices.Concat(d.Facts.Rows(), d.Facts.HeaderRows()) {
		fmt.Fprintf(w, "- %s: `%s`\n", row.Name, strings.ReplaceAll(oneLine(row.Value), "`", "'"))
	}
	fmt.Fprintf(w, "- Since when (UTC), how often:\n- What changed before:\n- What was tried:\n")
	if len(d.Chain) > 1 {
		fmt.Fprintf(w, "\n### Who said what\n\n")
		for i, link := range d.Chain {
			fmt.Fprintf(w, "%d. %s: %s\n", i+1, link.Who, oneLine(link.Said))
		}
	}
	if redacted == "" {
		return w.String()
	}
	said := strings.Trim(shorten(redacted, maxReported), "\n")
	fence := strings.Repeat("`", 3)
	for strings.Contains(said, fence) {
		fence += "`"
	}
	fmt.Fprintf(w, "\n### Text, secrets cut out\n\n%s\n%s\n%s\n", fence, said, fence)
	return w.String()
}

// maxReported is how many bytes of a paste a report quotes: a ticket is read by a person.
const maxReported = 8 << 10

// FactRow is one fact with what people call it.
type FactRow struct{ Name, Value string }

// HeaderRows are the response's headers, sorted.
func (f Facts) HeaderRows() []FactRow {
	var rows []FactRow
	for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
		rows = append(rows, FactRow{name, f.Headers[name]})
	}
	return rows
}

// Rows are the facts that the paste told, but for the headers.
func (f Facts) Rows() []FactRow {
	status := ""
	if f.Status != 0 {
		status = fmt.Sprint(f.Status)
	}
	rows := []FactRow{
		{"Status", status}, {"Error type", f.ErrorType}, {"Message", f.Message}, {"Request id", f.RequestID}, {"Answered by", f.Provider},
		{"Printed by", f.Client}, {"Model", f.Model}, {"Time", f.Time},
	}
	return slices.DeleteFunc(rows, func(row FactRow) bool { return row.Value == "" })
}
