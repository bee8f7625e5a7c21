package content

import (
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Problem is one thing wrong with a library, for its writer.
type Problem struct {
	File  string `json:"file"`    // relative to the library
	Field string `json:"field"`   // front-matter field or section anchor
	Text  string `json:"problem"` // what is wrong, and in parentheses what to do
}

// String is the line that `errdex lint` prints.
func (p Problem) String() string { return p.File + ": " + p.Field + ": " + p.Text }

// MaxSummary is the longest summary in bytes: link previews cut what is longer.
const MaxSummary = 240

// Sections are the anchors of an article's body, in their order.
var Sections = []string{"what", "look-alikes", "confirm", "fix", "verify", "still-stuck"}

// Surfaces are the places where people meet an error.
var Surfaces = []string{"api", "sdk", "claude-code", "chat", "console", "bedrock", "vertex", "foundry", "gateway"}

// Clients are the programs that diagnosis recognises as the one which printed an error.
var Clients = []string{
	"claude-code", "anthropic-python", "anthropic-typescript", "anthropic-go", "anthropic-java", "anthropic-ruby",
	"litellm", "langchain", "ai-sdk", "openai-python", "openrouter", "aider", "curl", "boto3",
}

// Providers are the parties that diagnosis recognises as the one which answered.
var Providers = []string{"anthropic", "bedrock", "vertex", "foundry", "gateway"}

var (
	layers      = Layers()
	retries     = []Retry{RetryNever, RetryAfterFix, RetryWait, RetryBackoff}
	resends     = []Resend{ResendUnsent, ResendRefused, ResendUnknown, ResendPartial, ResendAnswered}
	bodies      = []string{"html", "json", "sse"}
	slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	linkPattern = regexp.MustCompile(`\]\(/(errors|guides)/([^)#\s]*)(?:#([^)\s]*))?\)`)
	valueHole   = regexp.MustCompile(`\{\{([^{}|]*)(?:\|([^{}]*))?\}\}`)
	codeFence   = regexp.MustCompile("(?s)```.*?```")
)

// ValidSlug says whether a text can be an article's name.
func ValidSlug(slug string) bool { return slugPattern.MatchString(slug) }

// LintFS reads a library and returns its articles and every problem of it, sorted by file.
func LintFS(fsys fs.FS) ([]Article, []Problem, error) {
	sources, err := Read(fsys)
	if err != nil {
		return nil, nil, err
	}
	articles, problems := sources.Lint()
	return articles, problems, nil
}

// Lint checks parsed articles, each by itself and all against each other, and returns every problem.
func Lint(articles []Article) []Problem {
	l := linter{bySlug: map[string]Article{}, owners: map[string]string{}, titles: map[string]string{}}
	for _, article := range articles {
		if _, taken := l.bySlug[article.Slug]; taken {
			l.file = File(article.Kind, article.Slug)
			l.report("file", "the slug %q is used twice (a guide and an article share the names)", article.Slug)
		}
		l.bySlug[article.Slug] = article
	}
	for _, article := range articles {
		l.article(article)
	}
	l.repetitions(articles)
	return l.problems
}

// linter collects the problems; file is that of the article at hand.
type linter struct {
	file     string
	problems []Problem
	bySlug   map[string]Article
	owners   map[string]string // alias -> the slug that has it
	titles   map[string]string // title -> the slug that has it
}

func (l *linter) report(field, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: l.file, Field: field, Text: fmt.Sprintf(format, args...)})
}

func (l *linter) article(a Article) {
	l.file = File(a.Kind, a.Slug)
	if !ValidSlug(a.Slug) {
		l.report("file", "name %q is not a slug (lower-case letters, digits and hyphens)", a.Slug)
	}
	l.identity(a)
	l.sources(a)
	l.links(a.written())
	l.note(a)
	if a.Kind == KindGuide {
		l.guide(a)
		return
	}
	l.classification(a)
	l.signatures(a)
	l.samples(a)
	l.sections(a)
	l.values(a, a.written())
}

func (l *linter) identity(a Article) {
	switch {
	case a.Title == "":
		l.report("title", "is missing")
	case strings.HasSuffix(a.Title, "."):
		l.report("title", "ends with a full stop (a title is a phrase)")
	case l.titles[a.Title] != "":
		l.report("title", "is also the title of %s (each needs its own)", l.titles[a.Title])
	}
	l.titles[a.Title] = a.Slug
	if a.Summary == "" || len(a.Summary) > MaxSummary {
		l.report("summary", "has %d bytes (1 to %d)", len(a.Summary), MaxSummary)
	}
	if !slices.Contains([]Kind{KindCode, KindCause, KindGuide}, a.Kind) {
		l.report("kind", "%q is unknown (code, cause or guide)", a.Kind)
	}
	for _, alias := range a.Aliases {
		l.alias(a.Slug, alias)
	}
	if _, err := time.Parse(time.DateOnly, a.Reviewed); err != nil {
		l.report("reviewed", "%q is not a day (write 2026-11-21)", a.Reviewed)
	}
}

func (l *linter) alias(slug, alias string) {
	_, number := strconv.Atoi(alias)
	switch {
	case alias != strings.ToLower(alias) || alias == "":
		l.report("aliases", "%q is not lower case", alias)
	case number == nil:
		l.report("aliases", "%q is a number (put statuses into status)", alias)
	case l.bySlug[alias].Slug != "":
		l.report("aliases", "%q is an article's slug", alias)
	case l.owners[alias] != "":
		l.report("aliases", "%q belongs to %s already", alias, l.owners[alias])
	}
	l.owners[alias] = slug
}

func (l *linter) sources(a Article) {
	if len(a.Sources) == 0 {
		l.report("sources", "is empty (name the pages the facts come from)")
	}
	for _, source := range a.Sources {
		if u, err := url.Parse(source.URL); err != nil || u.Scheme != "https" || u.Host == "" {
			l.report("sources", "%q is not an https address", source.URL)
		}
		if _, err := time.Parse("2006-01", source.Seen); err != nil {
			l.report("sources", "seen %q is not a month (write 2026-10)", source.Seen)
		}
	}
}

func (l *linter) classification(a Article) {
	if !slices.Contains(layers, a.Layer) {
		l.report("layer", "%q is unknown (one of %v)", a.Layer, layers)
	}
	if !slices.Contains(retries, a.Retry) {
		l.report("retry", "%q is unknown (one of %v)", a.Retry, retries)
	}
	if a.Resend != "" && !slices.Contains(resends, a.Resend) {
		l.report("resend", "%q is unknown (one of %v)", a.Resend, resends)
	}
	if len(a.Surfaces) == 0 {
		l.report("surfaces", "is empty")
	}
	l.oneOf("surfaces", a.Surfaces, Surfaces)
	for _, status := range a.Status {
		if status < 100 || status > 599 {
			l.report("status", "%d is not an HTTP status", status)
		}
	}
	l.ancestors(a)
	l.exist("related", a.Related)
	for _, question := range a.Questions {
		for _, answer := range question.Answers {
			l.exist("questions", []string{answer.Slug})
		}
	}
}

func (l *linter) ancestors(a Article) {
	seen := map[string]bool{a.Slug: true}
	for parent := a.Parent; parent != ""; parent = l.bySlug[parent].Parent {
		if seen[parent] {
			l.report("parent", "the chain of parents runs in a circle at %q", parent)
			return
		}
		seen[parent] = true
		l.exist("parent", []string{parent})
	}
}

func (l *linter) exist(field string, slugs []string) {
	for _, slug := range slugs {
		if _, ok := l.bySlug[slug]; !ok {
			l.report(field, "%q is not an article", slug)
		}
	}
}

func (l *linter) oneOf(field string, values, allowed []string) {
	for _, value := range values {
		if !slices.Contains(allowed, value) {
			l.report(field, "%q is unknown (one of %s)", value, strings.Join(allowed, ", "))
		}
	}
}

func (l *linter) sections(a Article) {
	var ids []string
	for _, heading := range a.sections() {
		ids = append(ids, heading.ID)
	}
	if !slices.Equal(ids, Sections) {
		l.report("body", "has the sections %v (exactly these, in order: %v)", ids, Sections)
	}
	if len(a.Fixes) == 0 {
		l.report("fix", "has no list (write the steps as a numbered list)")
	}
}

// values checks that every {{name}} of a text is captured by a signature of its article, and that none stands in
// a code block, where a reader would copy it.
func (l *linter) values(a Article, text string) {
	known := map[string]bool{"wait": true}
	for _, s := range a.Signatures {
		template, _ := ParseTemplate(s.Message)
		value, _ := ParseValueTemplate(s.Value)
		for _, name := range append(template.Names(), value.Names()...) {
			known[name] = true
		}
	}
	for _, hole := range valueHole.FindAllStringSubmatch(text, -1) {
		if !known[hole[1]] {
			l.report("body", "{{%s}} is captured by no signature", hole[1])
		}
	}
	for _, block := range codeFence.FindAllString(text, -1) {
		if strings.Contains(block, "{{") {
			l.report("body", "a value {{...}} stands in a code block (readers copy it as it is)")
		}
	}
}

func (l *linter) links(text string) {
	for _, link := range linkPattern.FindAllStringSubmatch(text, -1) {
		target, ok := l.bySlug[link[2]]
		switch {
		case !ok || (link[1] == "guides") != (target.Kind == KindGuide):
			l.report("body", "link to /%s/%s leads nowhere", link[1], link[2])
		case link[3] != "" && !slices.ContainsFunc(target.Headings, func(h Heading) bool { return h.ID == link[3] }):
			l.report("body", "link to /%s/%s#%s: there is no such section", link[1], link[2], link[3])
		}
	}
}
