package diagnose

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"errdex/content"
)

// maxMatches and maxSuggestions bound an answer: nobody reads further.
const (
	maxMatches     = 5
	maxSuggestions = 5
)

// answer turns ranked candidates into a Diagnosis.
func (e *Engine) answer(ranking ranked, r *reading) Diagnosis {
	wait := readWait(r)
	d := Diagnosis{
		SchemaVersion: SchemaVersion,
		Verdict:       Verdict{Layer: content.LayerUnknown, Summary: "Nothing in this text is an error of Claude that we know."},
		Matches:       []Match{},
		RateLimit:     r.limit,
		Chain:         chain(r),
		Redactions:    r.paste.Redactions(),
		Truncated:     r.truncated,
		Library:       e.library,
	}
	for _, c := range ranking.matches[:min(maxMatches, len(ranking.matches))] {
		d.Matches = append(d.Matches, e.matched(c, r, wait))
	}
	for _, c := range ranking.possible[:min(maxSuggestions, len(ranking.possible))] {
		d.Suggestions = append(d.Suggestions, suggest(c.article))
	}
	d.Facts = facts(r, ranking.matches)
	if r.claude {
		for _, w := range r.words {
			d.OwnWords = append(d.OwnWords, string(r.view.text[w.span.start:w.span.end]))
		}
	}
	if len(ranking.matches) > 0 {
		best := ranking.matches[0]
		d.Verdict = Verdict{
			Layer: best.article.Layer, Confidence: best.confidence, Summary: best.article.Summary,
			Retry: retry(best.article, r, wait), RetryAfterSeconds: wait, Resend: best.article.Resend,
		}
		d.Question = question(ranking.matches)
		d.RuledOut = e.ruledOut(best, ranking.matches, d.Facts)
	}
	return d
}

// retry is the article's advice, unless the request is larger than its bucket, or the response itself forbids
// to retry and names no time to wait for.
func retry(article *entry, r *reading, wait *int) content.Retry {
	if r.oversized() && article.Retry == content.RetryWait {
		return content.RetryAfterFix
	}
	should, told := header(r.facts, "x-should-retry")
	if told && should.value == "false" && wait == nil && (article.Retry == content.RetryWait || article.Retry == content.RetryBackoff) {
		return content.RetryNever
	}
	return article.Retry
}

func (e *Engine) matched(c candidate, r *reading, wait *int) Match {
	m := Match{
		Slug: c.article.Slug, Title: c.article.Title, Summary: c.article.Summary,
		URL: c.article.url, Layer: c.article.Layer, Confidence: c.confidence, Values: c.values,
		Evidence: slices.Grow([]Evidence(nil), len(c.evidence)), Steps: slices.Clip(c.article.steps),
	}
	if len(c.values) > 0 {
		m.URL = ArticleURL(c.article.Slug, c.values)
	}
	for _, p := range c.evidence {
		m.Evidence = append(m.Evidence, r.evidence(p))
	}
	if m.Steps != nil {
		return m
	}
	filled := map[string]string{}
	if wait != nil {
		filled["wait"] = Seconds(*wait)
	}
	for name, value := range c.values {
		filled[name] = value
	}
	for _, fix := range c.article.Fixes {
		m.Steps = append(m.Steps, content.FillText(fix.Text, filled))
	}
	return m
}

// Seconds says a number of seconds in words.
func Seconds(n int) string {
	if n == 1 {
		return "1 second"
	}
	return strconv.Itoa(n) + " seconds"
}

// ArticleURL is the path of an article with typed values in its query.
func ArticleURL(slug string, values map[string]string) string {
	if len(values) == 0 {
		return "/errors/" + slug
	}
	query := url.Values{}
	for name, value := range values {
		query.Set(name, value)
	}
	return "/errors/" + slug + "?" + query.Encode()
}

func suggest(article *entry) Suggestion {
	return Suggestion{Slug: article.Slug, Title: article.Title, URL: article.url}
}

func (r *reading) evidence(p proof) Evidence {
	start, end := r.view.clean(p.span)
	from, to := r.paste.Origin(start, end)
	return Evidence{
		Start: from, End: to, Text: shorten(r.paste.String()[start:end], MaxEvidence), Reason: p.reason,
		RedactedStart: start, RedactedEnd: end,
	}
}

// shorten cuts a text to at most limit bytes, not inside a character.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// facts picks of everything that was read what an answer shows.
func facts(r *reading, matches []candidate) Facts {
	f := Facts{Provider: provider(r), Client: client(r), Message: message(r, matches), Time: r.time}
	if model, ok := first(r.facts, factModel); ok {
		f.Model = model.value
	}
	for status := range of(r.facts, factStatus) {
		n, _ := strconv.Atoi(status.value)
		if f.Status == 0 || len(matches) > 0 && slices.Contains(matches[0].article.Status, n) && !slices.Contains(matches[0].article.Status, f.Status) {
			f.Status = n
		}
	}
	for kind := range of(r.facts, factType) {
		f.ErrorType = kind.value // the innermost is the last one of a nested error
	}
	if date, ok := header(r.facts, "date"); ok {
		f.Time = date.value
	}
	if id, ok := first(r.facts, factRequestID); ok {
		f.RequestID = id.value
	}
	for h := range of(r.facts, factHeader) {
		if f.Headers == nil {
			f.Headers = map[string]string{}
		}
		if _, known := f.Headers[h.name]; !known {
			f.Headers[h.name] = shorten(h.value, MaxEvidence)
		}
	}
	return f
}

// message is the text of the message field that holds the best match's evidence, or of the innermost one.
func message(r *reading, matches []candidate) string {
	chosen := ""
	for m := range of(r.facts, factMessage) {
		if !strings.Contains(m.value, "{") {
			chosen = m.value
		}
		if len(matches) > 0 && len(matches[0].evidence) > 0 && m.span.contains(matches[0].evidence[0].span.start) {
			chosen = m.value
			if !strings.Contains(chosen, "{") {
				break
			}
		}
	}
	return shorten(chosen, MaxEvidence)
}

func provider(r *reading) string {
	found := ""
	for f := range of(r.facts, factProvider) {
		if f.value != "" && (found == "" || found == "anthropic") {
			found = f.value
		}
	}
	if _, ok := first(r.facts, factType); found == "" && ok && r.claude {
		return "anthropic"
	}
	return found
}

// client is the program that printed the error, which stands outermost, with its version where one is told.
func client(r *reading) string {
	outermost, _ := first(r.facts, factClient)
	for f := range of(r.facts, factClient) {
		if f.value == outermost.value && f.name != "" {
			return f.value + " " + f.name
		}
	}
	return outermost.value
}

// question finds the question that tells the first two matches apart when they tie. A code that answers alone
// ties with the causes beneath it, so it asks its own question.
func question(matches []candidate) *Question {
	if best := matches[0].article; len(matches) == 1 && best.Kind == content.KindCode && len(best.Questions) > 0 {
		return asked(best.Questions[0])
	}
	if len(matches) < 2 || matches[0].confidence != matches[1].confidence {
		return nil
	}
	for _, c := range matches[:2] {
		for _, q := range c.article.Questions {
			if leadsTo(q, matches[0]) && leadsTo(q, matches[1]) {
				return asked(q)
			}
		}
	}
	return nil
}

func leadsTo(q content.Question, c candidate) bool {
	return slices.ContainsFunc(q.Answers, func(a content.Answer) bool { return a.Slug == c.article.Slug })
}

func asked(q content.Question) *Question {
	out := Question{Ask: q.Ask}
	for _, a := range q.Answers {
		out.Answers = append(out.Answers, Answer{Text: a.Text, Slug: a.Slug, URL: ArticleURL(a.Slug, nil)})
	}
	return &out
}

// ruledOut says of each look-alike of the best match which fact speaks against it.
func (e *Engine) ruledOut(best candidate, matches []candidate, f Facts) []RuledOut {
	var out []RuledOut
	for _, slug := range best.article.Related {
		other, ok := e.articles[slug]
		if !ok || slices.ContainsFunc(matches, func(c candidate) bool { return c.article == other }) {
			continue
		}
		if reason := against(other, f); reason != "" {
			out = append(out, RuledOut{Slug: slug, Reason: reason})
		}
	}
	return out
}

func against(other *entry, f Facts) string {
	switch {
	case f.Status != 0 && len(other.Status) > 0 && !slices.Contains(other.Status, f.Status):
		return "the status is " + strconv.Itoa(f.Status) + ", that error comes with " + other.statuses
	case f.ErrorType != "" && len(other.Types) > 0 && !slices.Contains(other.Types, f.ErrorType):
		return "the error type is " + f.ErrorType + ", not " + other.types
	}
	return ""
}
