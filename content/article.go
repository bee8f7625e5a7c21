// Package content owns the articles: their Markdown files, the strict parser that turns a file into an
// Article, and the lint that names every problem of a set of articles at once. It knows no database and
// no HTTP, and it never matches a paste: signatures are data here and are compiled by package diagnose.
package content

// Kind says what an article is about.
type Kind string

// The kinds of article.
const (
	KindCode  Kind = "code"  // a status, an error type or a transport failure
	KindCause Kind = "cause" // a specific reason beneath a code
	KindGuide Kind = "guide" // an order of troubleshooting steps
)

// Layer names who can fix an error.
type Layer string

// The layers; LayerUnknown is never an article's own layer, only a verdict's.
const (
	LayerRequest     Layer = "request"
	LayerCredentials Layer = "credentials"
	LayerAccount     Layer = "account"
	LayerQuota       Layer = "quota"
	LayerNetwork     Layer = "network"
	LayerClient      Layer = "client"
	LayerService     Layer = "service"
	LayerUnknown     Layer = "unknown"
)

// Layers are the layers that an article can have, in the order from the caller to Claude.
func Layers() []Layer {
	return []Layer{LayerRequest, LayerCredentials, LayerAccount, LayerQuota, LayerClient, LayerNetwork, LayerService}
}

// Retry is the advice on sending the same request again.
type Retry string

// The retry advices.
const (
	RetryNever    Retry = "never"
	RetryAfterFix Retry = "after-fix"
	RetryWait     Retry = "wait"    // a known time, from a header or the message
	RetryBackoff  Retry = "backoff" // growing pauses, no known time
)

// Resend says what a request that met the error may have done already, and so what sending it again repeats.
type Resend string

// What a failed request may have done.
const (
	ResendUnsent   Resend = "unsent"   // nothing: it never reached Claude
	ResendRefused  Resend = "refused"  // nothing: it was turned away before an answer was generated
	ResendUnknown  Resend = "unknown"  // perhaps all: the connection or the service failed while it was worked on
	ResendPartial  Resend = "partial"  // part of the answer arrived
	ResendAnswered Resend = "answered" // the answer arrived
)

// Confidence says how sure a match is.
type Confidence string

// The confidence levels, in falling order. Only the first two are ever shown as a match.
const (
	ConfidenceExact    Confidence = "exact"
	ConfidenceLikely   Confidence = "likely"
	ConfidencePossible Confidence = "possible"
)

// Article is one parsed Markdown file. docs/article-format.md describes every front-matter field for writers.
type Article struct {
	Slug       string      `yaml:"-" json:"slug"` // the file name without .md
	Title      string      `yaml:"title" json:"title"`
	Summary    string      `yaml:"summary" json:"summary"`
	Kind       Kind        `yaml:"kind" json:"kind"`
	Parent     string      `yaml:"parent" json:"parent,omitempty"`
	Layer      Layer       `yaml:"layer" json:"layer,omitempty"`   // empty for a guide
	Retry      Retry       `yaml:"retry" json:"retry,omitempty"`   // empty for a guide
	Resend     Resend      `yaml:"resend" json:"resend,omitempty"` // optional
	Status     []int       `yaml:"status" json:"status,omitempty"`
	Types      []string    `yaml:"types" json:"types,omitempty"`
	Surfaces   []string    `yaml:"surfaces" json:"surfaces,omitempty"`
	Aliases    []string    `yaml:"aliases" json:"aliases,omitempty"`
	Signatures []Signature `yaml:"signatures" json:"signatures,omitempty"`
	Examples   []string    `yaml:"examples" json:"examples,omitempty"`
	NearMisses []NearMiss  `yaml:"near_misses" json:"near_misses,omitempty"`
	Related    []string    `yaml:"related" json:"related,omitempty"`
	Described  []string    `yaml:"described" json:"described,omitempty"` // sentences in which people tell of the error without pasting it
	Questions  []Question  `yaml:"questions" json:"questions,omitempty"`
	Minutes    int         `yaml:"minutes" json:"minutes,omitempty"` // guides only: how long it takes
	Steps      []Step      `yaml:"steps" json:"steps,omitempty"`     // guides only
	Reviewed   string      `yaml:"reviewed" json:"reviewed"`         // the day the article was last gone through, YYYY-MM-DD
	Sources    []Source    `yaml:"sources" json:"sources"`
	Withdrawn  string      `yaml:"withdrawn" json:"withdrawn,omitempty"` // why the article no longer applies

	HTML     string    `yaml:"-" json:"html"`               // the rendered body; values stand in it as {{name|words}}
	Headings []Heading `yaml:"-" json:"headings,omitempty"` // second-level headings, in order
	Text     string    `yaml:"-" json:"text"`               // the body as plain text, for search
	Fixes    []Fix     `yaml:"-" json:"fixes,omitempty"`    // the steps under #fix, in order
	Markdown string    `yaml:"-" json:"markdown"`           // the body as written, with the team's note
	Origin   Origin    `yaml:"-" json:"origin,omitempty"`
	Note     string    `yaml:"-" json:"note,omitempty"` // what the team wrote beneath it, as Markdown; the end of Markdown, too
}

// Origin says whose an article is.
type Origin string

// The origins of an article; that of a built-in one is empty.
const (
	OriginAdded    Origin = "added"    // the team's own
	OriginReplaced Origin = "replaced" // the team's, in place of the built-in one
)

// Fix is the first paragraph of a step under #fix; values stand in it as {{name|words}}.
type Fix struct {
	Text string `json:"text"` // plain
	HTML string `json:"html"` // inline elements only
}

// Signature is one way to recognise an article in the facts of a paste: every condition given must hold.
type Signature struct {
	Message    string     `yaml:"message" json:"message,omitempty"` // a template, see ParseTemplate
	Status     Ints       `yaml:"status" json:"status,omitempty"`
	Type       Strings    `yaml:"type" json:"type,omitempty"`
	Exception  Strings    `yaml:"exception" json:"exception,omitempty"` // class names without module
	Errno      Strings    `yaml:"errno" json:"errno,omitempty"`
	Header     string     `yaml:"header" json:"header,omitempty"`
	Value      string     `yaml:"value" json:"value,omitempty"`   // a template for the whole header value; empty: any value
	Absent     Strings    `yaml:"absent" json:"absent,omitempty"` // headers that the response, whose headers are in the paste, does not have
	Host       Strings    `yaml:"host" json:"host,omitempty"`     // a host, or .suffix for all hosts below it
	Client     Strings    `yaml:"client" json:"client,omitempty"`
	Provider   Strings    `yaml:"provider" json:"provider,omitempty"`
	Body       string     `yaml:"body" json:"body,omitempty"` // html, json or sse: what shape of answer the paste holds
	Unless     Strings    `yaml:"unless" json:"unless,omitempty"`
	Alone      bool       `yaml:"alone" json:"alone,omitempty"`           // its message is at least half of what the paste says
	Foreign    bool       `yaml:"foreign" json:"foreign,omitempty"`       // it holds where the paste speaks of another vendor alone, too
	Confidence Confidence `yaml:"confidence" json:"confidence,omitempty"` // the most this signature may claim; empty: exact
}

// NearMiss is a text that looks like the article's error but is not.
type NearMiss struct {
	Text string `yaml:"text" json:"text"`
	Want string `yaml:"want" json:"want"` // the slug it diagnoses to, or NoMatch
}

// NoMatch is what a near miss wants, and a labelled case says, where silence is the right answer.
const NoMatch = "no-match"

// Question is asked when the article ties with another; each answer leads to an article.
type Question struct {
	Ask     string   `yaml:"ask" json:"ask"`
	Answers []Answer `yaml:"answers" json:"answers"`
}

// Answer is one answer to a Question and the article it leads to.
type Answer struct {
	Text string `yaml:"text" json:"text"`
	Slug string `yaml:"slug" json:"slug"`
}

// Step is one question of a guide; each answer leads to another step or to an article.
type Step struct {
	ID      string       `yaml:"id" json:"id"`
	Section string       `yaml:"section" json:"section,omitempty"` // the anchor of the section that tells how to find out; empty: ID
	Ask     string       `yaml:"ask" json:"ask"`
	Answers []StepAnswer `yaml:"answers" json:"answers"` // links count them: new ones go to the end
}

// StepAnswer leads to the step named by Next or to the article named by Slug; exactly one is set.
type StepAnswer struct {
	Text string `yaml:"text" json:"text"`
	Next string `yaml:"next" json:"next,omitempty"`
	Slug string `yaml:"slug" json:"slug,omitempty"`
}

// Source is a page an article's facts come from.
type Source struct {
	URL  string `yaml:"url" json:"url"`
	Seen string `yaml:"seen" json:"seen"` // the month of the copy that was read, YYYY-MM
}

// Heading is one section of an article's body.
type Heading struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}
