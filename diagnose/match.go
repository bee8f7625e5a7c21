package diagnose

import (
	"slices"
	"strconv"
	"strings"

	"errdex/content"
)

// candidate is an article with the signature that holds best.
type candidate struct {
	article    *entry
	confidence content.Confidence
	weight     int
	worded     bool // a message of its signatures stands in the paste
	position   int  // in the view: where the first evidence stands
	values     map[string]string
	evidence   []proof
}

// proof is a span of the view and what it proves.
type proof struct {
	span   span
	reason string
}

// match tries every signature that the reading gives a reason to try, and keeps the best of each article. Those of
// one article stand side by side.
func (e *Engine) match(r *reading) []candidate {
	var candidates []candidate
	for _, i := range e.worthTrying(r) {
		s := &e.signatures[i]
		if r.foreign && !s.Foreign {
			continue
		}
		if r.elsewhere && s.article.Layer == content.LayerNetwork {
			continue // connections fail in any program's same words; other errors tell by their own whose they are
		}
		c, ok := e.try(s, r)
		if !ok {
			continue
		}
		last := len(candidates) - 1
		if last < 0 || candidates[last].article != c.article {
			candidates = append(candidates, c)
			continue
		}
		old := candidates[last]
		if !better(&c, &old) {
			c, old = old, c
		}
		c.adopt(old.evidence)
		c.worded = c.worded || old.worded
		candidates[last] = c
	}
	for i := range candidates {
		candidates[i].corroborate(r)
	}
	return candidates
}

// worthTrying lists the signatures whose message was found or which ask for a fact that was read, each once
// and in the order of the library, so that the same paste always gets the same evidence.
func (e *Engine) worthTrying(r *reading) []int {
	found := append(r.worth[:0], e.byFact[anyPaste]...)
	for hit := range r.hits {
		found = append(found, e.byTemplate[hit]...)
	}
	for i := range r.facts {
		f := &r.facts[i]
		switch f.kind {
		case factHeader:
			found = append(found, e.byFact[newFactKey(f.kind, f.name)]...)
		case factStatus, factType, factException, factErrno:
			found = append(found, e.byFact[newFactKey(f.kind, f.value)]...)
		}
	}
	slices.Sort(found)
	r.worth = slices.Compact(found)
	return r.worth
}

// adopt takes over what other signatures of the same article have proven, where it says something new.
func (c *candidate) adopt(others []proof) {
	for _, other := range others {
		if !slices.ContainsFunc(c.evidence, func(p proof) bool { return p.span.overlaps(other.span) }) {
			c.evidence = append(c.evidence, other)
		}
	}
}

// corroborate adds the status, the error type and the wait that fit the article. They did not decide, but
// they are what a person looks for first.
func (c *candidate) corroborate(r *reading) {
	told := make([]*fact, 0, 8) // each once, whether it says anything new or not; an article has few statuses and types
	for i := range r.facts {
		f, reason := &r.facts[i], ""
		switch {
		case f.kind == factStatus && slices.Contains(c.article.Status, statusOf(f)):
			reason = "the status is "
		case f.kind == factType && slices.Contains(c.article.Types, f.value):
			reason = "the error type is "
		case f.kind == factHeader && f.name == "retry-after" && c.article.Layer != content.LayerRequest && !r.oversized():
			reason = "retry-after says how long to wait"
		default:
			continue
		}
		if slices.ContainsFunc(told, func(t *fact) bool { return t.kind == f.kind && (t.value == f.value || f.kind == factHeader) }) {
			continue
		}
		told = append(told, f)
		if f.kind != factHeader {
			reason += f.value
		}
		if !slices.ContainsFunc(c.evidence, func(p proof) bool { return p.reason == reason }) {
			c.adopt([]proof{{f.span, reason}})
		}
	}
}

func statusWords(a *content.Article) []string {
	words := make([]string, len(a.Status))
	for i, status := range a.Status {
		words[i] = strconv.Itoa(status)
	}
	return words
}

func better(a, b *candidate) bool {
	if a.confidence != b.confidence {
		return rankOf(a.confidence) < rankOf(b.confidence)
	}
	return a.weight > b.weight
}

func rankOf(c content.Confidence) int {
	switch c {
	case content.ConfidenceExact:
		return 0
	case content.ConfidenceLikely:
		return 1
	case content.ConfidencePossible:
		return 2
	}
	return none
}

// try tests all conditions of one signature.
func (e *Engine) try(s *signature, r *reading) (candidate, bool) {
	c := candidate{article: s.article, weight: s.weight, confidence: claim(s), worded: s.message != none}
	if !e.message(s, r, &c) {
		return c, false
	}
	for _, unless := range s.unless {
		if hit, found := r.hits[unless]; found && !hit.cut {
			return c, false
		}
	}
	holds := c.status(s, r) && c.kind(s, r) &&
		c.oneOf(r, factException, s.Exception, "the exception is ") &&
		c.oneOf(r, factErrno, s.Errno, "the system's code is ") &&
		c.host(s, r) && c.header(s, r) && absent(s, r) &&
		has(r, factClient, s.Client) && (len(s.Provider) == 0 || slices.Contains(s.Provider, provider(r))) &&
		(s.Body == "" || r.body == s.Body)
	if !holds || !ownOrAlone(s, r) {
		return c, false
	}
	if s.message == none && s.Header == "" && len(s.Status) == 0 && otherStatus(c.article, r) {
		c.lower(content.ConfidencePossible)
	}
	c.position = len(r.view.text)
	for _, p := range c.evidence {
		c.position = min(c.position, p.span.start)
	}
	return c, true
}

// otherStatus says whether the paste tells statuses and none of them is the article's: gateways put one and the
// same type or class on every status.
func otherStatus(a *entry, r *reading) bool {
	told := false
	for i := range r.facts {
		if f := &r.facts[i]; f.kind == factStatus {
			if slices.Contains(a.Status, statusOf(f)) {
				return false
			}
			told = true
		}
	}
	return told && len(a.Status) > 0
}

// statusOf is the number of a status.
func statusOf(f *fact) int {
	n, _ := strconv.Atoi(f.value) // the scanner reads three digits
	return n
}

// claim is the most that a signature may claim. A status or a class alone does not prove a cause.
func claim(s *signature) content.Confidence {
	claim := content.ConfidenceExact
	if s.message == none && s.Header == "" {
		claim = content.ConfidenceLikely
	}
	if s.Confidence != "" && rankOf(s.Confidence) > rankOf(claim) {
		claim = s.Confidence
	}
	return claim
}

// ownOrAlone refuses a bare status, type or class in a text that says nothing of Claude, unless it is all
// there is: other vendors answer 429 too.
func ownOrAlone(s *signature, r *reading) bool {
	return s.message != none || len(s.Errno) > 0 || r.claude || r.bare()
}

func (e *Engine) message(s *signature, r *reading, c *candidate) bool {
	if s.message == none {
		return true
	}
	hit, found := r.hits[s.message]
	if !found {
		return false
	}
	if s.Alone && 2*(hit.end-hit.start) < len(r.squeezed.text) {
		return false
	}
	if hit.cut {
		c.lower(content.ConfidenceLikely)
		c.prove(r.squeezed.span(hit.start, hit.end), "the message begins as this error's does, then the paste is cut off")
	} else {
		c.prove(r.squeezed.span(hit.start, hit.end), "the message is this error's own wording")
	}
	for _, hole := range hit.holes {
		c.capture(hole.name, tidy(hole.kind, r.squeezed.value(r.view.text, hole.start, hole.end)))
	}
	return true
}

func (c *candidate) capture(name, value string) {
	if c.values == nil {
		c.values = map[string]string{}
	}
	c.values[name] = value
}

// tidy writes a captured value as links and articles show it: a time on one line, any other value without
// the break that a terminal put into it, numbers without separators.
func tidy(kind content.HoleType, value string) string {
	switch kind {
	case content.HoleTime:
		return strings.Join(strings.Fields(value), " ")
	case content.HoleNumber:
		value = separators.Replace(value)
	}
	return strings.Join(strings.Fields(value), "")
}

// separators are removed from numbers.
var separators = strings.NewReplacer(",", "", "_", "")

// lower lowers the confidence to at most the given one.
func (c *candidate) lower(limit content.Confidence) {
	if rankOf(limit) > rankOf(c.confidence) {
		c.confidence = limit
	}
}

func (c *candidate) prove(at span, reason string) {
	c.evidence = append(c.evidence, proof{at, reason})
}
