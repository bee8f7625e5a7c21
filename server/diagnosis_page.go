package server

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/views"
)

// diagnosisPage says all that the answer page shows; fixes are the steps of an article, and reportTo is where wrong
// answers are told of, or empty.
func diagnosisPage(s shelf, paste redact.Text, d diagnose.Diagnosis, fixes func(slug string) []content.Fix, reportTo string) views.DiagnosisPage {
	page := views.DiagnosisPage{
		Layer:       d.Verdict.Layer,
		Confidence:  confidenceWords[d.Verdict.Confidence],
		Summary:     d.Verdict.Summary,
		Suggestions: suggestionLinks(d.Suggestions),
		Facts:       factRows(d),
		Headers:     facts(d.Facts.HeaderRows()),
		Truncated:   d.Truncated,
		RequestID:   d.Facts.RequestID,
		Bundle:      d.Report(paste.String()),
		Report:      reportLink(reportTo, d),
		Box:         pasteBox(""),
	}
	page.Paste = pasteSegments(paste.String(), d.Matches)
	for i, match := range d.Matches {
		view := matchView(s, match, d.Verdict.RetryAfterSeconds, page.Paste, fixes(match.Slug))
		if i == 0 {
			page.Best, page.Advice, page.Resend = &view, d.Advice(), diagnose.ResendAdvice(d.Verdict.Resend)
			continue
		}
		page.Others = append(page.Others, view)
	}
	if page.Best == nil {
		page.Guides = s.guidesFor(d.Facts.Status)
	} else if wait := d.Verdict.RetryAfterSeconds; wait != nil && (d.RateLimit == nil || !d.RateLimit.Oversized) {
		page.Wait = *wait
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

func matchView(s shelf, match diagnose.Match, wait *int, paste []views.Segment, fixes []content.Fix) views.MatchView {
	view := views.MatchView{Link: s.links[match.Slug], Confidence: confidenceWords[match.Confidence]}
	view.Link.URL = match.URL
	values := map[string]string{}
	if wait != nil {
		view.Link.URL = withWait(match.URL, *wait)
		values["wait"] = diagnose.Seconds(*wait)
	}
	maps.Copy(values, match.Values)
	for _, fix := range fixes {
		view.Steps = append(view.Steps, content.FillHTML(fix.HTML, values))
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
	var rows []views.Fact
	if limit := d.RateLimit; limit != nil {
		rows = append(rows, views.Fact{Name: "Bucket", Value: limit.Words()})
		if limit.ResetsAt != "" {
			rows = append(rows, views.Fact{Name: "Full again at", Value: limit.ResetsAt, Moment: true})
		}
	}
	return append(rows, facts(d.Facts.Rows())...)
}

func facts(rows []diagnose.FactRow) []views.Fact {
	var facts []views.Fact
	for _, row := range rows {
		_, err := time.Parse(time.RFC3339, row.Value)
		facts = append(facts, views.Fact{Name: row.Name, Value: row.Value, Moment: err == nil})
	}
	return facts
}

// reportLink is where a person tells that an answer is wrong or missing, with what was read filled in and the
// paste left out: the person decides whether to add it. Base is a mailto: address or the form of an issue tracker.
func reportLink(base string, d diagnose.Diagnosis) string {
	if base == "" {
		return ""
	}
	subject := "No article for an error"
	if len(d.Matches) > 0 {
		subject = "Wrong answer: " + d.Matches[0].Slug
	}
	query := url.Values{}
	about := "title"
	if strings.HasPrefix(base, "mailto:") {
		about = "subject"
	}
	query.Set(about, subject)
	query.Set("body", shortReport(d))
	joint := "?"
	if strings.Contains(base, "?") {
		joint = "&"
	}
	return base + joint + strings.ReplaceAll(query.Encode(), "+", "%20") // mail programs show a + as it is
}

// shortReport is small enough for a link.
func shortReport(d diagnose.Diagnosis) string {
	report := d.Report("")
	return report[:min(len(report), maxReportLink)]
}
