// Package diagnose names the error in a redacted paste: it peels what terminals, loggers, SDKs and gateways
// wrapped around it, reads the facts, matches them against the signatures of the articles, ranks what holds
// and gives a verdict with its evidence. It is pure: no I/O, no clock, safe for concurrent use. It never sees
// a paste that redact.Clean has not gone over.
package diagnose

import (
	"bytes"
	"strings"
	"sync"

	"errdex/content"
	"errdex/redact"
)

// Diagnosis is the answer to one paste; its JSON is the body of POST /api/v1/diagnose. What does not apply
// is absent. Offsets count bytes of the text that was submitted.
type Diagnosis struct {
	SchemaVersion int                `json:"schema_version"`
	Verdict       Verdict            `json:"verdict"`
	Matches       []Match            `json:"matches"` // ranked; only what we stand behind; empty means no match
	Question      *Question          `json:"question,omitempty"`
	RateLimit     *RateLimit         `json:"rate_limit,omitempty"`
	Chain         []Link             `json:"chain,omitempty"` // who said what, outermost first
	Suggestions   []Suggestion       `json:"suggestions,omitempty"`
	RuledOut      []RuledOut         `json:"ruled_out,omitempty"`
	Facts         Facts              `json:"facts"`
	Redactions    []redact.Redaction `json:"redactions,omitempty"`
	Truncated     bool               `json:"truncated"` // the paste is cut off
	Library       Library            `json:"library"`

	// OwnWords are those in which a person told of an error of Claude, for SearchWords.
	OwnWords []string `json:"-"`
}

// SchemaVersion is the version of Diagnosis's JSON; it rises when a field changes its meaning or goes away.
const SchemaVersion = 1

// Verdict is the answer in one breath.
type Verdict struct {
	Layer             content.Layer      `json:"layer"`
	Confidence        content.Confidence `json:"confidence,omitempty"` // empty without a match
	Summary           string             `json:"summary"`
	Retry             content.Retry      `json:"retry,omitempty"`
	RetryAfterSeconds *int               `json:"retry_after_seconds,omitempty"` // nil when the paste does not tell
	Resend            content.Resend     `json:"resend,omitempty"`              // what the failed request may have done already
}

// Match is an article we stand behind.
type Match struct {
	Slug       string             `json:"slug"`
	Title      string             `json:"title"`
	Summary    string             `json:"summary"`
	URL        string             `json:"url"` // path and typed values, below the site's root
	Layer      content.Layer      `json:"layer"`
	Confidence content.Confidence `json:"confidence"`
	Values     map[string]string  `json:"values,omitempty"`
	Evidence   []Evidence         `json:"evidence"`
	Steps      []string           `json:"steps,omitempty"` // the fix, values filled in
}

// Evidence is a part of the paste which made a signature hold.
type Evidence struct {
	Start  int    `json:"start"` // byte offsets into the submitted text
	End    int    `json:"end"`
	Text   string `json:"text"` // from the redacted text, at most MaxEvidence bytes
	Reason string `json:"reason"`

	// RedactedStart and RedactedEnd are the same span in the redacted text, for a page that marks it there.
	RedactedStart int `json:"-"`
	RedactedEnd   int `json:"-"`
}

// MaxEvidence is how many bytes of the paste one evidence quotes.
const MaxEvidence = 300

// Link is one party of the chain and its words.
type Link struct {
	Who   string `json:"who"`
	Said  string `json:"said"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Question tells two causes apart that tie.
type Question struct {
	Ask     string   `json:"ask"`
	Answers []Answer `json:"answers"`
}

// Answer leads to an article.
type Answer struct {
	Text string `json:"text"`
	Slug string `json:"slug"`
	URL  string `json:"url"`
}

// Suggestion is an article that may be related; it is never presented as the answer.
type Suggestion struct {
	Slug  string `json:"slug"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// RuledOut is a look-alike of the first match and why it is not the answer.
type RuledOut struct {
	Slug   string `json:"slug"`
	Reason string `json:"reason"`
}

// Library names what the answer was made from.
type Library struct {
	Version  string `json:"version"`
	Articles int    `json:"articles"`
}

// Engine holds the compiled signatures of a library. It answers the same for ever.
type Engine struct {
	library      Library
	articles     map[string]*entry
	signatures   []signature
	templates    []template
	literals     *automaton           // the longest literal of each template
	beginnings   *automaton           // the first part of each template, when that is a long enough literal
	byTemplate   [][]int              // template -> signatures whose message it is
	byFact       map[factKey][]int    // fact -> signatures without a message that ask for it
	descriptions func() *descriptions // how people tell of the articles' errors; made when first asked for
	asked        askedWords
}

// entry is an article with what an answer says of it whatever the paste is, put together once.
type entry struct {
	*content.Article
	url      string   // without values
	steps    []string // nil when a value belongs into one
	statuses string   // in words
	types    string   // in words
}

func newEntry(article *content.Article) *entry {
	e := &entry{Article: article, url: ArticleURL(article.Slug, nil), statuses: strings.Join(statusWords(article), " or "), types: strings.Join(article.Types, " or ")}
	for _, fix := range article.Fixes {
		if content.HasHole(fix.Text) {
			e.steps = nil
			break
		}
		e.steps = append(e.steps, fix.Text)
	}
	return e
}

// reading is a paste with everything that was read from it.
type reading struct {
	paste     redact.Text
	view      view
	squeezed  squeezed
	facts     []fact
	time      string                // of the first log line, as it is written
	worth     []int                 // signatures worth trying
	words     []word                // in which a person tells of trouble; nil in any other text
	body      string                // the shape of the answer, see bodyShape
	hits      map[int]templateMatch // template -> where it stands
	claude    bool                  // something in the paste speaks of Claude or its clients
	foreign   bool                  // nothing does, and something speaks of another vendor
	elsewhere bool                  // nothing does, and something tells of a connection to somewhere else
	limit     *RateLimit            // the bucket that refused the request, nil when the paste does not tell
	truncated bool                  // the paste is cut off
}

// Diagnose reads a paste and answers. It never fails: a paste that says nothing gets an answer without matches.
func (e *Engine) Diagnose(paste redact.Text) Diagnosis {
	r := readings.Get().(*reading)
	r.paste = paste
	e.readInto(r, paste.String())
	d := e.diagnose(r)
	if cap(r.view.text) <= maxKept && len(r.hits) <= maxKeptHits {
		r.forget()
		readings.Put(r)
	}
	return d
}

// diagnose answers from what was read.
func (e *Engine) diagnose(r *reading) Diagnosis {
	return e.answer(e.rank(e.described(r, e.match(r)), r), r)
}

// readings are kept for the next paste, since to get their memory anew costs more than to read most pastes. Nothing
// of an answer lies in it.
var readings = sync.Pool{New: func() any { return new(reading) }}

// The largest reading that is kept: nearly all are smaller.
const (
	maxKept     = 64 << 10 // bytes of the paste
	maxKeptHits = 1 << 10  // templates that stand in it
)

// forget drops what was read, and keeps the memory.
func (r *reading) forget() {
	clear(r.facts)
	clear(r.hits)
	*r = reading{view: r.view, squeezed: r.squeezed, facts: r.facts[:0], worth: r.worth, hits: r.hits}
}

func (e *Engine) read(paste redact.Text) *reading {
	r := e.readText(paste.String())
	r.paste = paste
	return r
}

// readText reads everything that needs no way back to the submitted bytes.
func (e *Engine) readText(text string) *reading {
	r := new(reading)
	e.readInto(r, text)
	return r
}

// readInto is readText in the memory of an earlier reading.
func (e *Engine) readInto(r *reading, text string) {
	r.view.read(text)
	masked, prefixes := masks(r.view.text), logPrefixes(r.view.text)
	if len(prefixes) > 0 {
		line := r.view.text[prefixes[0].start:prefixes[0].end]
		r.time = strings.Trim(string(line[:timeStamp(line)]), " []-,")
	}
	marks := placeholders(r.view.text)
	r.squeezed.read(r.view.text, omissions(masked, prefixes, marks))
	r.body = bodyShape(r.squeezed.text)
	r.facts = scan(r.facts, r.view.text, masked, marks, e.asked)
	r.words = ownWords(r.view.text, r.facts, masked, prefixes, marks)
	r.claude, r.foreign = whose(&r.view, r.facts)
	if _, told := first(r.facts, factStatus); r.claude && !told {
		r.facts = append(r.facts, toldStatuses(r.words)...)
	}
	r.elsewhere = !r.claude && elsewhere(r.facts)
	r.limit = readRateLimit(r)
	e.find(r)
	r.truncated = openObject(r.view.text) || endsInEllipsis(r.view.text)
	if r.truncated {
		message := none
		if r.claude {
			message = messageStart(r.facts, &r.squeezed)
		}
		e.findCut(r.squeezed, message, r.hits)
	}
}

// find looks for every template at once and keeps the first place of each, unless that is a part of a name
// (overloaded_error) and a later one is not.
func (e *Engine) find(r *reading) {
	if r.hits == nil {
		r.hits = map[int]templateMatch{}
	}
	text := &r.squeezed
	e.literals.find(text.text, 0, func(at, i int) {
		t := &e.templates[i]
		if !bytes.HasPrefix(text.text[at:], t.parts[t.anchor].literal) {
			return // only eight bytes of it stand here
		}
		match, ok := t.matchAt(text, at)
		if !ok {
			return
		}
		if earlier, found := r.hits[i]; !found || text.inName(earlier.start, earlier.end) && !text.inName(match.start, match.end) {
			r.hits[i] = match
		}
	})
}
