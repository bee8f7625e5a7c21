package server

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/views"
)

func diagnosisView(s shelf, paste redact.Text, d diagnose.Diagnosis) templ.Component {
	return views.Diagnosis(diagnosisPage(s, paste, d))
}

// diagnosisPage says all that the answer page shows.
func diagnosisPage(s shelf, paste redact.Text, d diagnose.Diagnosis) views.DiagnosisPage {
	page := views.DiagnosisPage{
		Layer:       d.Verdict.Layer,
		Confidence:  confidenceWords[d.Verdict.Confidence],
		Summary:     d.Verdict.Summary,
		Suggestions: suggestionLinks(d.Suggestions),
		Facts:       factRows(d),
		Truncated:   d.Truncated,
		PasteLimit:  PasteLimit,
	}
	page.Paste = pasteSegments(paste.String(), d.Matches)
	for i, match := range d.Matches {
		view := matchView(s, match, d.Verdict.RetryAfterSeconds, page.Paste)
		if i == 0 {
			page.Best, page.Advice = &view, d.Advice()
			continue
		}
		page.Others = append(page.Others, view)
	}
	if d.Question != nil {
		page.Question = questionView(s, *d.Question)
	}
	for _, out := range d.RuledOut {
		page.RuledOut = append(page.RuledOut, views.RuledOutView{Link: s.links[out.Slug], Reason: out.Reason})
	}
	for _, link := range d.Chain {
		page.Chain = append(page.Chain, views.ChainLink{Who: link.Who, Said: link.Said})
	}
	for _, r := range d.Redactions {
		page.Redactions = append(page.Redactions, views.Redaction{Kind: r.Kind, Count: r.Count})
	}
	return page
}

// confidenceWords say how sure an answer is.
var confidenceWords = map[content.Confidence]string{
	content.ConfidenceExact:  "Certain: the error says so itself",
	content.ConfidenceLikely: "Likely: the text points here but does not prove it",
}

func matchView(s shelf, match diagnose.Match, wait *int, paste []views.Segment) views.MatchView {
	view := views.MatchView{Link: s.links[match.Slug], Confidence: confidenceWords[match.Confidence], Steps: match.Steps}
	view.Link.URL = match.URL
	if wait != nil {
		view.Link.URL = withWait(match.URL, *wait)
	}
	for i, evidence := range match.Evidence {
		marked := slices.ContainsFunc(paste, func(segment views.Segment) bool { return segment.Mark == i+1 })
		view.Evidence = append(view.Evidence, views.Evidence{Reason: evidence.Reason, Marked: marked})
	}
	return view
}

// withWait adds the seconds to wait to an article's link, so that the article can say them.
func withWait(link string, seconds int) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	query := u.Query()
	query.Set("wait", strconv.Itoa(seconds))
	u.RawQuery = query.Encode()
	return u.String()
}

func suggestionLinks(suggestions []diagnose.Suggestion) []views.Link {
	var links []views.Link
	for _, suggestion := range suggestions {
		links = append(links, views.Link{URL: suggestion.URL, Title: suggestion.Title})
	}
	return links
}

func questionView(s shelf, q diagnose.Question) *views.QuestionView {
	view := views.QuestionView{Ask: q.Ask}
	for _, answer := range q.Answers {
		view.Answers = append(view.Answers, views.GuideAnswer{Text: answer.Text, URL: answer.URL, Target: s.links[answer.Slug].Title})
	}
	return &view
}

// pasteSegments splits the redacted paste at the evidence of the best match; marks are numbered as the
// reasons are. Of evidence that overlaps the first keeps the text.
func pasteSegments(text string, matches []diagnose.Match) []views.Segment {
	if len(matches) == 0 {
		return []views.Segment{{Text: text}}
	}
	type mark struct{ start, end, number int }
	var marks []mark
	for i, evidence := range matches[0].Evidence {
		marks = append(marks, mark{evidence.RedactedStart, evidence.RedactedEnd, i + 1})
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.start, b.start) })
	var segments []views.Segment
	done := 0
	for _, m := range marks {
		if m.start < done {
			continue
		}
		segments = append(segments, views.Segment{Text: text[done:m.start]}, views.Segment{Text: text[m.start:m.end], Mark: m.number})
		done = m.end
	}
	return append(segments, views.Segment{Text: text[done:]})
}

// factRows are the facts for people, without what is empty.
func factRows(d diagnose.Diagnosis) []views.Fact {
	rows := []views.Fact{
		{Name: "Error type", Value: d.Facts.ErrorType}, {Name: "Message", Value: d.Facts.Message},
		{Name: "Request id", Value: d.Facts.RequestID}, {Name: "Answered by", Value: d.Facts.Provider},
		{Name: "Printed by", Value: d.Facts.Client}, {Name: "Model", Value: d.Facts.Model}, {Name: "Time", Value: d.Facts.Time},
	}
	if d.Facts.Status != 0 {
		rows = append([]views.Fact{{Name: "Status", Value: strconv.Itoa(d.Facts.Status)}}, rows...)
	}
	if limit := d.RateLimit; limit != nil {
		rows = append(rows, views.Fact{Name: "Bucket", Value: limit.Words()}, views.Fact{Name: "Full again at", Value: limit.ResetsAt})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Facts.Headers)) {
		rows = append(rows, views.Fact{Name: name, Value: d.Facts.Headers[name]})
	}
	return slices.DeleteFunc(rows, func(f views.Fact) bool { return f.Value == "" })
}
