package content

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const teaBody = `## What happened {#what}

The pot of {{size|some}} cups is at {{level}}. Wait {{wait|a moment}} or see [the guide](/guides/make-tea#pour).

## Look-alikes {#look-alikes}

See [the teapot](/errors/teapot#fix).

## Confirm {#confirm}

## Fix {#fix}

1. Fill the pot.

## Verify {#verify}

## Still stuck {#still-stuck}
`

// library is a small set of articles without a problem. Nothing refers to the cause, so that a case can change
// it without a second problem elsewhere.
type library struct {
	code, cause, guide Article
	more               []Article
}

func validLibrary() *library {
	return &library{
		code: Article{
			Slug: "teapot", Title: "Teapot", Summary: "Ask for tea.", Kind: KindCode, Layer: LayerRequest, Retry: RetryNever,
			Status: []int{418}, Surfaces: []string{"api"}, Aliases: []string{"pot"},
			Signatures: teaSignatures(), Examples: []string{"a", "b", "c"},
			NearMisses: []NearMiss{{Text: "d", Want: NoMatch}, {Text: "e", Want: NoMatch}},
			Reviewed:   "2026-11-21", Sources: teaSources(), Markdown: teaBody,
		},
		cause: Article{
			Slug: "empty-pot", Title: "Empty pot", Summary: "Fill the pot.", Kind: KindCause, Parent: "teapot",
			Layer: LayerClient, Retry: RetryAfterFix, Surfaces: []string{"sdk", "gateway"}, Aliases: []string{"no-water"},
			Signatures: teaSignatures(), Examples: []string{"a", "b", "c"},
			NearMisses: []NearMiss{{Text: "d", Want: "teapot"}, {Text: "e", Want: NoMatch}}, Related: []string{"teapot"},
			Questions: []Question{{Ask: "Water?", Answers: []Answer{{Text: "Yes", Slug: "teapot"}}}},
			Reviewed:  "2026-11-21", Sources: teaSources(), Markdown: teaBody,
		},
		guide: Article{
			Slug: "make-tea", Title: "Make tea", Summary: "From a dry cup to tea.", Kind: KindGuide, Minutes: 5,
			Steps: []Step{
				{ID: "pot", Section: "pour", Ask: "A pot?", Answers: []StepAnswer{{Text: "Yes", Next: "water"}}},
				{ID: "water", Section: "pour", Ask: "Water?", Answers: []StepAnswer{{Text: "No", Slug: "teapot"}}},
			},
			Reviewed: "2026-11-21", Sources: teaSources(), Markdown: "## Pour {#pour}\n\nPour.\n",
		},
	}
}

func teaSignatures() []Signature {
	return []Signature{
		{Message: "this pot of {size:number} cups makes no coffee", Unless: Strings{"there is a percolator"}},
		{Header: "x-level", Value: "{level:number}", Client: Strings{"curl"}, Provider: Strings{"gateway"}, Body: "json",
			Confidence: ConfidenceLikely},
	}
}

func teaSources() []Source { return []Source{{URL: "https://tea.example/pot", Seen: "2026-10"}} }

// problems renders the bodies as Parse does and returns the lines that the lint prints.
func (l *library) problems(t *testing.T) []string {
	t.Helper()
	articles := append([]Article{l.code, l.cause, l.guide}, l.more...)
	for i := range articles {
		if err := articles[i].render([]byte(articles[i].Markdown)); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for _, problem := range Lint(articles) {
		lines = append(lines, problem.String())
	}
	return lines
}

// say puts a text into the body of each article, the last into that of a second guide.
func (l *library) say(code, cause, guide, another string) {
	more := l.guide
	more.Slug, more.Title, more.Markdown = "serve-tea", "Serve tea", "## Serve {#pour}\n\n"+another+"\n"
	l.more = append(l.more, more)
	l.guide.Markdown += "\n" + guide + "\n"
	l.code.rewrite("## Verify {#verify}\n", "## Verify {#verify}\n\n"+code+"\n")
	l.cause.rewrite("## Verify {#verify}\n", "## Verify {#verify}\n\n"+cause+"\n")
}

// rewrite changes a part of the body.
func (a *Article) rewrite(old, new string) { a.Markdown = strings.Replace(a.Markdown, old, new, 1) }

// annotate puts a team's note beneath the article, as Sources.Parse does.
func (a *Article) annotate(note string) {
	a.Note, a.Markdown = note, string(annotated([]byte(a.Markdown), note))
}

type lintCase struct {
	name   string
	change func(l *library)
	want   string // the only problem
}

// lintCases holds one case for every report of the lint; TestLintCasesAreComplete counts them.
var lintCases = []lintCase{
	{"front matter of a note", func(l *library) { l.cause.annotate("---\ntitle: x\n---\n") },
		`notes/empty-pot.md: note: begins with front matter (a note is Markdown alone)`},
	{"heading of a note", func(l *library) { l.cause.annotate("## Pot\n") },
		`notes/empty-pot.md: note: has the heading "Pot" of level 2 (a note is a section itself: begin at ###)`},
	{"slug", func(l *library) { l.cause.Slug = "Empty_Pot" },
		`articles/Empty_Pot.md: file: name "Empty_Pot" is not a slug (lower-case letters, digits and hyphens)`},
	{"slug used twice", func(l *library) {
		l.guide.Slug = "empty-pot"
		l.code.rewrite("[the guide](/guides/make-tea#pour)", "the guide")
		l.cause.rewrite("[the guide](/guides/make-tea#pour)", "the guide")
	},
		`guides/empty-pot.md: file: the slug "empty-pot" is used twice (a guide and an article share the names)`},
	{"empty unless", func(l *library) { l.cause.Signatures[0].Unless = Strings{""} },
		`articles/empty-pot.md: signatures[0].unless: is empty`},
	{"guide heading without anchor", func(l *library) { l.guide.Markdown += "## Stir\n" },
		`guides/make-tea.md: body: the heading "Stir" has no anchor (write {#name} behind it)`},
	{"no title", func(l *library) { l.cause.Title = "" },
		`articles/empty-pot.md: title: is missing`},
	{"title with a full stop", func(l *library) { l.cause.Title = "Empty pot." },
		`articles/empty-pot.md: title: ends with a full stop (a title is a phrase)`},
	{"title of another", func(l *library) { l.cause.Title = "Teapot" },
		`articles/empty-pot.md: title: is also the title of teapot (each needs its own)`},
	{"long summary", func(l *library) { l.cause.Summary = strings.Repeat("é", 120) + "." },
		`articles/empty-pot.md: summary: has 241 bytes (1 to 240)`},
	{"kind", func(l *library) { l.cause.Kind = "reason" },
		`articles/empty-pot.md: kind: "reason" is unknown (code, cause or guide)`},
	{"reviewed", func(l *library) { l.cause.Reviewed = "2026-11-31" },
		`articles/empty-pot.md: reviewed: "2026-11-31" is not a day (write 2026-11-21)`},
	{"alias with a capital", func(l *library) { l.cause.Aliases = []string{"No-water"} },
		`articles/empty-pot.md: aliases: "No-water" is not lower case`},
	{"alias is a number", func(l *library) { l.cause.Aliases = []string{"418"} },
		`articles/empty-pot.md: aliases: "418" is a number (put statuses into status)`},
	{"alias is a slug", func(l *library) { l.cause.Aliases = []string{"make-tea"} },
		`articles/empty-pot.md: aliases: "make-tea" is an article's slug`},
	{"alias of another", func(l *library) { l.cause.Aliases = []string{"pot"} },
		`articles/empty-pot.md: aliases: "pot" belongs to teapot already`},
	{"no sources", func(l *library) { l.cause.Sources = nil },
		`articles/empty-pot.md: sources: is empty (name the pages the facts come from)`},
	{"source without TLS", func(l *library) { l.cause.Sources[0].URL = "http://tea.example/pot" },
		`articles/empty-pot.md: sources: "http://tea.example/pot" is not an https address`},
	{"source seen on a day", func(l *library) { l.cause.Sources[0].Seen = "2026-10-03" },
		`articles/empty-pot.md: sources: seen "2026-10-03" is not a month (write 2026-10)`},
	{"layer", func(l *library) { l.cause.Layer = LayerUnknown },
		`articles/empty-pot.md: layer: "unknown" is unknown (one of [request credentials account quota client network service])`},
	{"resend", func(l *library) { l.cause.Resend = "twice" },
		`articles/empty-pot.md: resend: "twice" is unknown (one of [unsent refused unknown partial answered])`},
	{"retry", func(l *library) { l.cause.Retry = "later" },
		`articles/empty-pot.md: retry: "later" is unknown (one of [never after-fix wait backoff])`},
	{"no surfaces", func(l *library) { l.cause.Surfaces = nil },
		`articles/empty-pot.md: surfaces: is empty`},
	{"surface", func(l *library) { l.cause.Surfaces = []string{"sdk", "kitchen"} },
		`articles/empty-pot.md: surfaces: "kitchen" is unknown (one of api, sdk, claude-code, chat, console, bedrock, vertex, foundry, gateway)`},
	{"status", func(l *library) { l.cause.Status = []int{418, 600} },
		`articles/empty-pot.md: status: 600 is not an HTTP status`},
	{"circle of parents", func(l *library) { l.cause.Parent = "empty-pot" },
		`articles/empty-pot.md: parent: the chain of parents runs in a circle at "empty-pot"`},
	{"unknown parent", func(l *library) { l.cause.Parent = "kettle" },
		`articles/empty-pot.md: parent: "kettle" is not an article`},
	{"no signatures", func(l *library) { l.cause.Signatures, l.cause.Markdown = nil, withoutValues(teaBody) },
		`articles/empty-pot.md: signatures: is empty (say how the article is recognised)`},
	{"signature without a condition", func(l *library) {
		l.cause.Signatures[1] = Signature{Host: Strings{"a"}}
		l.cause.rewrite("{{level}}", "")
	},
		`articles/empty-pot.md: signatures[1]: has no condition that an error shows (message, status, type, exception, errno, header or body)`},
	{"long description", func(l *library) { l.cause.Described = []string{"no tea", strings.Repeat("t", MaxDescription+1)} },
		`articles/empty-pot.md: described[1]: has 301 bytes, a description has 1 to 300`},
	{"alone without a message", func(l *library) {
		l.cause.Signatures[1] = Signature{Status: Ints{429}, Alone: true}
		l.cause.rewrite("{{level}}", "")
	},
		`articles/empty-pot.md: signatures[1].alone: stands without message`},
	{"message template", func(l *library) { l.cause.Signatures[0].Message = "{size:number} cups" },
		`articles/empty-pot.md: signatures[0].message: "{size:number} cups": the longest literal has 4 letters and digits, at least 8 are needed`},
	{"value without header", func(l *library) { l.cause.Signatures[1].Header = "" },
		`articles/empty-pot.md: signatures[1].value: stands without header`},
	{"value template", func(l *library) { l.cause.Signatures[1].Value = "{level:cups}" },
		`articles/empty-pot.md: signatures[1].value: "{level:cups}": hole {level:cups} has an unknown type`},
	{"few examples", func(l *library) { l.cause.Examples = []string{"a", "b"} },
		`articles/empty-pot.md: examples: has 2, at least 3 are needed`},
	{"few near misses", func(l *library) { l.cause.NearMisses = l.cause.NearMisses[:1] },
		`articles/empty-pot.md: near_misses: has 1, at least 2 are needed`},
	{"near miss wants its article", func(l *library) { l.cause.NearMisses[0].Want = "empty-pot" },
		`articles/empty-pot.md: near_misses: wants the article itself (make it an example)`},
	{"section left out", func(l *library) { l.cause.rewrite("## Verify {#verify}\n", "") },
		`articles/empty-pot.md: body: has the sections [what look-alikes confirm fix still-stuck] (exactly these, in order: [what look-alikes confirm fix verify still-stuck])`},
	{"fix without list", func(l *library) { l.cause.rewrite("1. Fill", "Fill") },
		`articles/empty-pot.md: fix: has no list (write the steps as a numbered list)`},
	{"unknown value", func(l *library) { l.cause.rewrite("{{size|some}}", "{{cups|some}}") },
		`articles/empty-pot.md: body: {{cups}} is captured by no signature`},
	{"value in a code block", func(l *library) {
		l.cause.rewrite("1. Fill the pot.", "1. Fill:\n\n   ```sh\n   fill {{size}}\n   ```")
	},
		`articles/empty-pot.md: body: a value {{...}} stands in a code block (readers copy it as it is)`},
	{"dead link", func(l *library) { l.cause.rewrite("/errors/teapot", "/errors/kettle") },
		`articles/empty-pot.md: body: link to /errors/kettle leads nowhere`},
	{"link to an unknown section", func(l *library) { l.cause.rewrite("/errors/teapot#fix", "/errors/teapot#lid") },
		`articles/empty-pot.md: body: link to /errors/teapot#lid: there is no such section`},
	{"no minutes", func(l *library) { l.guide.Minutes = 0 },
		`guides/make-tea.md: minutes: is missing (say how long the guide takes)`},
	{"no steps", func(l *library) { l.guide.Steps = nil },
		`guides/make-tea.md: steps: is empty`},
	{"step id used twice", func(l *library) { l.guide.Steps = append(l.guide.Steps, l.guide.Steps[0]) },
		`guides/make-tea.md: steps: the id "pot" is empty or used twice`},
	{"step answer with two targets", func(l *library) { l.guide.Steps[0].Answers[0].Slug = "teapot" },
		`guides/make-tea.md: steps: pot: the answer "Yes" needs next or slug, not both`},
	{"step answer to an unknown step", func(l *library) { l.guide.Steps[0].Answers[0].Next = "milk" },
		`guides/make-tea.md: steps: pot: the answer "Yes" leads to "milk", which is no step`},
	{"step answer to a guide", func(l *library) { l.guide.Steps[1].Answers[0].Slug = "make-tea" },
		`guides/make-tea.md: steps: water: the answer "No" leads to the guide "make-tea" (each path ends in an article)`},
	{"step without answers", func(l *library) { l.guide.Steps[1].Answers = nil },
		`guides/make-tea.md: steps: water: has no answers (each path ends in an article)`},
	{"step without a section", func(l *library) { l.guide.Steps[1].Section = "" },
		`guides/make-tea.md: steps: water: there is no section {#water} that tells how to find out (write it, or name another in section)`},
	{"step that is never asked", func(l *library) { l.guide.Steps[0].Answers[0] = StepAnswer{Text: "Yes", Slug: "teapot"} },
		`guides/make-tea.md: steps: water: no answer leads to it from the first step`},
	{"steps in a circle", func(l *library) {
		l.guide.Steps[1].Answers = append(l.guide.Steps[1].Answers, StepAnswer{Text: "Yes", Next: "pot"})
	},
		`guides/make-tea.md: steps: water: the answer "Yes" leads back to "pot" (a person would go round in a circle)`},
	{"sentence in four articles", func(l *library) {
		l.say("Taste. Tea *is* `hot` now.", "tea   is\nhot now!", "Well: x. **Tea is hot** now. Sit down.", "[Tea](https://tea.example) is {{level|hot}} now:")
	},
		`articles/teapot.md: body: "Tea is hot now" stands in 4 files, also in articles/empty-pot.md, guides/make-tea.md, guides/serve-tea.md (say what only this error shows, or move it into a guide; at most 3 may share it)`},
}

func withoutValues(body string) string { return valueHole.ReplaceAllString(body, "x") }

func TestLint(t *testing.T) {
	t.Parallel()
	checkLint(t, lintCases)
}

// checkLint makes each case's change to a library without problems and wants its one problem.
func checkLint(t *testing.T, cases []lintCase) {
	t.Helper()
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := validLibrary()
			test.change(l)
			if diff := cmp.Diff([]string{test.want}, l.problems(t)); diff != "" {
				t.Errorf("Lint (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLintCasesAreComplete makes a new report of the lint fail until it has its case.
func TestLintCasesAreComplete(t *testing.T) {
	t.Parallel()
	reports := 0
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				if method, ok := call.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "report" {
					reports++
				}
			}
			return true
		})
	}
	if reports == 0 || reports != len(lintCases) {
		t.Errorf("the lint reports in %d places, lintCases has %d", reports, len(lintCases))
	}
}

// TestLintRefuses holds the other ways into the reports of TestLint.
func TestLintRefuses(t *testing.T) {
	t.Parallel()
	tests := []lintCase{
		{"no summary", func(l *library) { l.cause.Summary = "" },
			`articles/empty-pot.md: summary: has 0 bytes (1 to 240)`},
		{"empty alias", func(l *library) { l.cause.Aliases = []string{""} },
			`articles/empty-pot.md: aliases: "" is not lower case`},
		{"alias twice", func(l *library) { l.cause.Aliases = []string{"dry", "dry"} },
			`articles/empty-pot.md: aliases: "dry" belongs to empty-pot already`},
		{"source without host", func(l *library) { l.cause.Sources[0].URL = "https:///pot" },
			`articles/empty-pot.md: sources: "https:///pot" is not an https address`},
		{"source that is no URL", func(l *library) { l.cause.Sources[0].URL = "https://tea.example/%zz" },
			`articles/empty-pot.md: sources: "https://tea.example/%zz" is not an https address`},
		{"small status", func(l *library) { l.cause.Status = []int{99} },
			`articles/empty-pot.md: status: 99 is not an HTTP status`},
		{"related", func(l *library) { l.cause.Related = []string{"teapot", "kettle"} },
			`articles/empty-pot.md: related: "kettle" is not an article`},
		{"answer to a question", func(l *library) { l.cause.Questions[0].Answers[0].Slug = "kettle" },
			`articles/empty-pot.md: questions: "kettle" is not an article`},
		{"unless template", func(l *library) { l.cause.Signatures[0].Unless = Strings{"cups"} },
			`articles/empty-pot.md: signatures[0].unless: "cups": the longest literal has 4 letters and digits, at least 8 are needed`},
		{"client", func(l *library) { l.cause.Signatures[1].Client = Strings{"kettle"} },
			`articles/empty-pot.md: signatures[1].client: "kettle" is unknown (one of ` + strings.Join(Clients, ", ") + `)`},
		{"provider", func(l *library) { l.cause.Signatures[1].Provider = Strings{"kettle"} },
			`articles/empty-pot.md: signatures[1].provider: "kettle" is unknown (one of anthropic, bedrock, vertex, foundry, gateway)`},
		{"body", func(l *library) { l.cause.Signatures[1].Body = "xml" },
			`articles/empty-pot.md: signatures[1].body: "xml" is unknown (one of html, json, sse)`},
		{"confidence", func(l *library) { l.cause.Signatures[1].Confidence = "sure" },
			`articles/empty-pot.md: signatures[1].confidence: "sure" is unknown (one of exact, likely, possible)`},
		{"near miss wants nothing known", func(l *library) { l.cause.NearMisses[0].Want = "kettle" },
			`articles/empty-pot.md: near_misses: "kettle" is not an article`},
		{"sections in another order", func(l *library) {
			l.cause.rewrite("## Verify {#verify}\n\n## Still stuck {#still-stuck}\n", "## Still stuck {#still-stuck}\n\n## Verify {#verify}\n")
		}, `articles/empty-pot.md: body: has the sections [what look-alikes confirm fix still-stuck verify] (exactly these, in order: [what look-alikes confirm fix verify still-stuck])`},
		{"guide linked as an article", func(l *library) { l.cause.rewrite("/guides/make-tea", "/errors/make-tea") },
			`articles/empty-pot.md: body: link to /errors/make-tea leads nowhere`},
		{"article linked as a guide", func(l *library) { l.cause.rewrite("/errors/teapot", "/guides/teapot") },
			`articles/empty-pot.md: body: link to /guides/teapot leads nowhere`},
		{"dead link in a guide", func(l *library) { l.guide.rewrite("Pour.", "[Pour](/errors/kettle)") },
			`guides/make-tea.md: body: link to /errors/kettle leads nowhere`},
		{"dead link in a note", func(l *library) { l.cause.annotate("See [it](/errors/kettle).") },
			`notes/empty-pot.md: body: link to /errors/kettle leads nowhere`},
		{"value in a note", func(l *library) { l.cause.annotate("It has {{handle}}.") },
			`notes/empty-pot.md: body: {{handle}} is captured by no signature`},
		{"heading of the first level in a note", func(l *library) { l.guide.annotate("# Pot\n") },
			`notes/make-tea.md: note: has the heading "Pot" of level 1 (a note is a section itself: begin at ###)`},
		{"step without id", func(l *library) {
			l.guide.Steps = append(l.guide.Steps, Step{Section: "pour", Answers: l.guide.Steps[0].Answers})
		},
			`guides/make-tea.md: steps: the id "" is empty or used twice`},
		{"step answer without target", func(l *library) { l.guide.Steps[1].Answers[0].Slug = "" },
			`guides/make-tea.md: steps: water: the answer "No" needs next or slug, not both`},
		{"long sentence in four articles", func(l *library) {
			const long = "Pour the wäter slowly over the leaves, wait until the pot is warm to the hand, then pour"
			l.say("| A |\n|---|\n| "+long+" |", "1. "+long+".", "> "+long, "- x\n\n  "+long)
		}, `articles/teapot.md: body: "Pour the wäter slowly over the leaves, wait until the pot is..." stands in 4 files, also in articles/empty-pot.md, guides/make-tea.md, guides/serve-tea.md (say what only this error shows, or move it into a guide; at most 3 may share it)`},
		{"step that leads to itself", func(l *library) {
			l.guide.Steps[1].Answers = append(l.guide.Steps[1].Answers, StepAnswer{Text: "Perhaps", Next: "water"})
		}, `guides/make-tea.md: steps: water: the answer "Perhaps" leads back to "water" (a person would go round in a circle)`},
		{"steps that only lead to each other", func(l *library) {
			l.guide.Steps = append(l.guide.Steps, Step{ID: "milk", Section: "pour", Answers: []StepAnswer{{Text: "Yes", Next: "milk"}}})
		}, `guides/make-tea.md: steps: milk: no answer leads to it from the first step`},
		{"section that is not there", func(l *library) { l.guide.Steps[0].Section = "stir" },
			`guides/make-tea.md: steps: pot: there is no section {#stir} that tells how to find out (write it, or name another in section)`},
		{"step answer to an unknown article", func(l *library) { l.guide.Steps[1].Answers[0].Slug = "kettle" },
			`guides/make-tea.md: steps: "kettle" is not an article`},
	}
	checkLint(t, tests)
}

func TestLintAccepts(t *testing.T) {
	t.Parallel()
	only := func(s Signature) func(l *library) {
		return func(l *library) {
			l.cause.Signatures, l.cause.Markdown = []Signature{s}, withoutValues(teaBody)
		}
	}
	inFour := func(text string) func(l *library) {
		return func(l *library) { l.say(text, text, text, text) }
	}
	tests := []struct {
		name   string
		change func(l *library)
	}{
		{"the valid library", func(*library) {}},
		{"longest summary", func(l *library) { l.cause.Summary = strings.Repeat("x", MaxSummary) }},
		{"first and last status", func(l *library) { l.cause.Status = []int{100, 599} }},
		{"no parent", func(l *library) { l.cause.Parent = "" }},
		{"only a message", only(Signature{Message: "this pot makes no coffee"})},
		{"only a status", only(Signature{Status: Ints{418}})},
		{"only a type", only(Signature{Type: Strings{"a"}})},
		{"only an exception", only(Signature{Exception: Strings{"A"}})},
		{"only an errno", only(Signature{Errno: Strings{"EIO"}})},
		{"only a header", only(Signature{Header: "x-level"})},
		{"only a body", only(Signature{Body: "sse"})},
		{"short value", func(l *library) {
			l.code.Signatures = append(l.code.Signatures, Signature{Header: "x-level", Value: "0"})
		}},
		{"JSON braces in a code block", func(l *library) {
			l.cause.rewrite("1. Fill the pot.", "1. Fill:\n\n   ```json\n   {\"a\":{\"b\":1}}\n   ```")
		}},
		{"links elsewhere", func(l *library) { l.cause.rewrite("/errors/teapot#fix", "https://tea.example/errors/kettle") }},
		{"sentence in three articles", func(l *library) {
			l.say("The tea is hot now.", "The tea is hot now. The tea is hot now.", "The tea is hot now.", "The tea is cold now.")
		}},
		{"short sentence in four articles", inFour("It is hot.")},
		{"message in four articles", inFour("It says `the tea is hot. now drink`.")},
		{"title of a link in four articles", inFour("See [how the tea gets hot](/guides/make-tea#pour).")},
		{"code block in four articles", inFour("```sh\nthe tea is hot now\n```")},
		{"header of a table in four articles", inFour("| The tea is hot now |\n|---|\n| no |")},
		{"heading in four articles", inFour("### The tea is hot now {#hot}")},
		{"note", func(l *library) { l.cause.annotate("### Ours {#ours}\n\nAsk {{size}} of [us](/errors/teapot#fix).\n") }},
		{"note beneath a guide", func(l *library) { l.guide.annotate("Ask us.\n") }},
		{"sentence in four notes", func(l *library) {
			l.say("", "", "", "")
			l.more[0].annotate("The tea is hot now.")
			for _, a := range []*Article{&l.code, &l.cause, &l.guide} {
				a.annotate("The tea is hot now.")
			}
		}},
		{"sentence in four articles of a team", func(l *library) {
			l.say("The tea is hot now.", "The tea is hot now.", "The tea is hot now.", "The tea is hot now.")
			l.code.Origin, l.cause.Origin = OriginAdded, OriginReplaced
		}},
		{"two answers to one step", func(l *library) {
			l.guide.Steps[0].Answers = append(l.guide.Steps[0].Answers, StepAnswer{Text: "I think so", Next: "water"})
		}},
		{"free sections of a guide", func(l *library) { l.guide.Markdown += "\n## Drink {#drink}\n" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := validLibrary()
			test.change(l)
			if got := l.problems(t); len(got) > 0 {
				t.Errorf("Lint = %q, want no problems", got)
			}
		})
	}
}

// TestLintReportsAll makes sure that one problem does not hide the next, and that a circle of two comes to an end.
func TestLintReportsAll(t *testing.T) {
	t.Parallel()
	l := validLibrary()
	l.code.Parent, l.code.Title = "empty-pot", ""
	l.guide.Minutes = 0
	want := []string{
		`articles/teapot.md: title: is missing`,
		`articles/teapot.md: parent: the chain of parents runs in a circle at "teapot"`,
		`articles/empty-pot.md: parent: the chain of parents runs in a circle at "empty-pot"`,
		`guides/make-tea.md: minutes: is missing (say how long the guide takes)`,
	}
	if diff := cmp.Diff(want, l.problems(t)); diff != "" {
		t.Errorf("Lint (-want +got):\n%s", diff)
	}
}

func TestLintFSGood(t *testing.T) {
	t.Parallel()
	articles, problems, err := LintFS(os.DirFS("testdata/good"))
	if err != nil || len(problems) > 0 {
		t.Errorf("LintFS(testdata/good) = %v, error %v, want no problems", problems, err)
	}
	if diff := cmp.Diff([]string{"teapot-empty", "teapot", "make-tea"}, slugs(articles)); diff != "" {
		t.Errorf("LintFS(testdata/good) articles (-want +got):\n%s", diff)
	}
}

// badLibraries says what the lint finds in each folder of testdata/bad, which is named after the reason. The
// folder's files stand among those of testdata/good, so that each can be wrong in one way alone.
var badLibraries = map[string][]string{
	"dead-link":                {"guides/boil-water.md: body: link to /errors/fire leads nowhere"},
	"front-matter-without-end": {"guides/boil-water.md: file: front matter has no end: a line --- is missing"},
	"no-front-matter":          {"guides/boil-water.md: file: front matter is missing: the first line must be ---"},
	"not-a-slug":               {`guides/Boil_Water.md: file: name "Boil_Water" is not a slug (lower-case letters, digits and hyphens)`},
	"same-title":               {"guides/heat-water.md: title: is also the title of boil-water (each needs its own)"},
	"shared-sentence":          {`guides/boil.md: body: "The water must be hot first" stands in 4 files, also in guides/brew.md, guides/cool.md, guides/pour.md (say what only this error shows, or move it into a guide; at most 3 may share it)`},
	"sorted-by-file": {
		"guides/aaa.md: minutes: is missing (say how long the guide takes)",
		"guides/bbb.md: file: front matter: yaml: unmarshal errors: line 2: field colour not found in type content.Article",
		"guides/ccc.md: minutes: is missing (say how long the guide takes)",
	},
	"unknown-key": {"guides/boil-water.md: file: front matter: yaml: unmarshal errors: line 5: field colour not found in type content.Article"},
	"wrong-type":  {"guides/boil-water.md: file: front matter: yaml: unmarshal errors: line 5: cannot unmarshal !!str `five` into int"},
	"yaml-syntax": {"guides/boil-water.md: file: front matter: yaml: line 3: mapping values are not allowed in this context"},
}

func TestLintFSBad(t *testing.T) {
	t.Parallel()
	folders, err := os.ReadDir("testdata/bad")
	if err != nil || len(folders) == 0 || len(folders) != len(badLibraries) {
		t.Fatalf("testdata/bad has %d folders, badLibraries %d, error %v", len(folders), len(badLibraries), err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			t.Parallel()
			_, problems, err := LintFS(addedToGood(t, filepath.Join("testdata/bad", folder.Name())))
			var got []string
			for _, problem := range problems {
				got = append(got, problem.String())
			}
			if diff := cmp.Diff(badLibraries[folder.Name()], got); diff != "" || err != nil {
				t.Errorf("LintFS: error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// addedToGood is the library of testdata/good with a folder's files in it.
func addedToGood(t *testing.T, folder string) fs.FS {
	t.Helper()
	library := fstest.MapFS{}
	for _, root := range []string{"testdata/good", folder} {
		names, err := fs.Glob(os.DirFS(root), "*/*.md")
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, error %v", root, len(names), err)
		}
		for _, name := range names {
			source, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			library[name] = &fstest.MapFile{Data: source}
		}
	}
	return library
}
