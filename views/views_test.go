package views

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"errdex/content"
)

const markup = `<script>alert("1")</script> & 'x'`

func fullLink() Link {
	return Link{URL: "/errors/rate-limit?limit=5&wait=1", Title: "Rate limit " + markup, Summary: "Wait. " + markup, Layer: content.LayerQuota,
		Status: []int{429, 529}, Children: []Link{{URL: "/errors/input-tokens", Title: "Input tokens"}, {}}}
}

func fullMatch() MatchView {
	return MatchView{Link: fullLink(), Confidence: "Certain", Steps: []string{"Wait.", "<strong>Then</strong> more."}, Evidence: []Evidence{{Reason: "the status is 429", Marked: true}, {Reason: markup}}}
}

func fullArticle() content.Article {
	return content.Article{
		Title: "Rate limit " + markup, Summary: "Wait. " + markup, Kind: content.KindCause, Layer: content.LayerQuota, Status: []int{429},
		Types: []string{"rate_limit_error", markup}, Minutes: 5, Withdrawn: markup, Reviewed: "2026-11-21",
		HTML: `<h2 id="what">What happened</h2><p>It was <strong>used up</strong>.</p>`, Headings: []content.Heading{{ID: "what", Text: "What happened " + markup}},
		Sources: []content.Source{{URL: "https://example.com/?a=1&b=2", Seen: "2026-10"}},
	}
}

// pages are all pages, each with all that it can show and with nothing. Every text in them holds markup.
func pages() map[string]templ.Component {
	link, links, match := fullLink(), []Link{fullLink(), {}}, fullMatch()
	answers := []GuideAnswer{{Text: markup, URL: "#second", Target: markup}, {}}
	return map[string]templ.Component{
		"home": Home(HomePage{Paste: PasteBox{Limit: markup, LimitBytes: 5, Text: markup}, Examples: links, Codes: links, Broken: links,
			Layers: []Link{{URL: "/errors?layer=quota", Layer: content.LayerQuota, Summary: markup}}, Guides: links}),
		"home empty": Home(HomePage{}),
		"index": Index(IndexPage{Codes: links, Found: links, Active: true,
			Filters: []Filter{{Name: "layer", Label: markup, Options: []Option{LayerOption("quota"), {markup, markup}}, Chosen: markup}, {}}}),
		"index empty":   Index(IndexPage{}),
		"index no find": Index(IndexPage{Active: true}),
		"choice":        Choice(ChoicePage{Name: markup, Articles: links}),
		"choice empty":  Choice(ChoicePage{}),
		"article": Article(ArticlePage{Article: fullArticle(), Parent: &link, Children: links, Siblings: links, Related: links,
			Advice: markup, Resend: markup, Markdown: "/errors/x.md", Edit: "https://example.com/edit/x.md"}),
		"guide":         Article(ArticlePage{Article: content.Article{Kind: content.KindGuide}, Steps: []GuideStep{{ID: "first", Ask: markup, Answers: answers}, {}}}),
		"article empty": Article(ArticlePage{}),
		"guided": Guided(GuidedPage{Guide: link, Minutes: 5, Number: 2, Last: 4, Ask: markup, Answers: answers[1:], HowTo: "<p>Look.</p>", HowToAt: "/guides/x#y",
			Trail: []TrailStep{{markup, markup, "/guides/x/check"}, {}}, Broken: true}),
		"guided empty": Guided(GuidedPage{}),
		"guided end": GuidedEnd(GuidedEndPage{Guide: link, Article: link, Advice: markup, Resend: markup, Fixes: []string{"<strong>Wait.</strong>", ""},
			Trail: []TrailStep{{markup, markup, "/guides/x/check"}, {}}, Report: markup, Broken: true}),
		"guided end empty": GuidedEnd(GuidedEndPage{Article: Link{URL: "/errors/x"}}),
		"diagnosis empty":  Diagnosis(DiagnosisPage{}),
		"diagnosis": Diagnosis(DiagnosisPage{
			Layer: content.LayerQuota, Confidence: markup, Summary: markup, Advice: markup, Wait: 17, Resend: markup, Best: &match, Others: []MatchView{match, {}},
			Question: &QuestionView{Ask: markup, Answers: answers}, Suggestions: links, RuledOut: []RuledOutView{{Link: link, Reason: markup}, {}},
			Chain: []ChainLink{{markup, markup}, {}}, Facts: []Fact{{markup, markup, false}, {"Time", markup, true}, {}}, Headers: []Fact{{markup, markup, false}}, RequestID: markup, Bundle: markup, Report: "mailto:a@example.com?subject=x", Redactions: []Redaction{{markup, 2}, {"jwt", 1}, {}},
			Truncated: true, Paste: []Segment{{Text: markup}, {Text: markup, Mark: 1}, {Text: "429", Mark: 2}, {}}, Box: PasteBox{Limit: markup},
		}),
		"no match": Diagnosis(DiagnosisPage{Layer: content.LayerUnknown, Summary: markup, Suggestions: links, Guides: links, Report: "mailto:a@example.com", Paste: []Segment{{Text: markup}}}),
		"search": Search(SearchPage{Query: markup, Meant: links, Hits: []SearchHit{
			{Link: link, Snippet: []Segment{{Text: markup}, {Text: markup, Mark: 1}}}, {}}}),
		"search nothing": Search(SearchPage{Query: markup}),
		"search empty":   Search(SearchPage{}),
		"error":          Error(ErrorPage{Status: 500, Title: markup, Detail: markup, RequestID: markup}),
		"error empty":    Error(ErrorPage{}),
		"problem":        Problem(ProblemPage{Title: markup, Detail: markup, Remedy: markup}),
		"problem empty":  Problem(ProblemPage{}),
		"privacy":        Privacy(),
		"accuracy":       Accuracy("<h1>Accuracy</h1>"),
	}
}

func rendered(t *testing.T, page templ.Component) string {
	t.Helper()
	var out strings.Builder
	if err := page.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPages(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := rendered(t, page)
			for _, problem := range htmlProblems(out) {
				t.Errorf("%s in:\n%s", problem, out)
			}
			if strings.Contains(out, "alert(\"1\")") || strings.Contains(out, "<script>alert") {
				t.Errorf("markup of a model is markup on the page:\n%s", out)
			}
			checkFragments(t, out)
		})
	}
}

// TestDiagnosisParts adds one part to an answer at a time: its text is there with it, and not without it.
func TestDiagnosisParts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		add  func(p *DiagnosisPage)
		want string
	}{
		{"layer", func(p *DiagnosisPage) { p.Layer = "quota" }, `<span class="badge layer-quota">Quota</span>`},
		{"confidence", func(p *DiagnosisPage) { p.Confidence = "Planted" }, "Planted"},
		{"summary", func(p *DiagnosisPage) { p.Summary = "Planted" }, `<p class="lead">Planted</p>`},
		{"advice", func(p *DiagnosisPage) { p.Advice = "Planted" }, "Planted"},
		{"title", func(p *DiagnosisPage) { p.Best.Link = Link{URL: "/errors/x?limit=1&wait=2", Title: "Planted"} }, `href="/errors/x?limit=1&amp;wait=2">Planted</a></h1>`},
		{"steps", func(p *DiagnosisPage) { p.Best.Steps = []string{"<b>Planted</b>"} }, "<li><b>Planted</b></li>"},
		{"evidence", func(p *DiagnosisPage) { p.Best.Evidence = []Evidence{{Reason: "Planted", Marked: true}} }, `<li id="why-1"><a class="number" href="#mark-1">1</a> Planted</li>`},
		{"evidence without a mark", func(p *DiagnosisPage) { p.Best.Evidence = []Evidence{{Reason: "Planted"}} }, `<li id="why-1">Planted</li>`},
		{"other match", func(p *DiagnosisPage) { p.Others = []MatchView{{Link: Link{URL: "/x", Title: "Planted"}}} }, `<a href="/x">Planted</a>`},
		{"question", func(p *DiagnosisPage) { p.Question = &QuestionView{Ask: "Planted"} }, "Planted"},
		{"answer", func(p *DiagnosisPage) {
			p.Question = &QuestionView{Answers: []GuideAnswer{{Text: "Yes", URL: "/x", Target: "Planted"}}}
		}, `<span class="meta">Yes</span> <a href="/x">Planted</a>`},
		{"suggestion", func(p *DiagnosisPage) { p.Suggestions = []Link{{URL: "/x", Title: "Planted"}} }, `<a href="/x">Planted</a>`},
		{"ruled out", func(p *DiagnosisPage) { p.RuledOut = []RuledOutView{{Link{URL: "/x", Title: "X"}, "Planted"}} }, `<a href="/x">X</a>: Planted.`},
		{"chain", func(p *DiagnosisPage) { p.Chain = []ChainLink{{"litellm", "A"}, {"anthropic", "Planted"}} }, "<strong>anthropic</strong>: Planted"},
		{"fact", func(p *DiagnosisPage) { p.Facts = []Fact{{"Status", "Planted", false}} }, "<dt>Status</dt><dd>Planted</dd>"},
		{"redaction", func(p *DiagnosisPage) { p.Redactions = []Redaction{{"planted-key", 2}} }, "2 × planted-key"},
		{"time", func(p *DiagnosisPage) { p.Facts = []Fact{{"Full again at", "2026-11-21T10:00:00Z", true}} }, `<time datetime="2026-11-21T10:00:00Z">2026-11-21T10:00:00Z</time>`},
		{"wait", func(p *DiagnosisPage) { p.Advice, p.Wait = "x", 17 }, `data-seconds="17"`},
		{"sent again", func(p *DiagnosisPage) { p.Resend = "Planted" }, "<dt>Sent twice?</dt><dd>Planted</dd>"},
		{"status page", func(p *DiagnosisPage) { p.Layer = content.LayerService }, `or the cloud&#39;s that runs it: retry, and watch the status page. <a href="https://status.claude.com"`},
		{"report", func(p *DiagnosisPage) { p.Bundle = "## Planted" }, "## Planted"},
		{"wrong answer", func(p *DiagnosisPage) { p.Report = "mailto:planted@example.com" }, `<a href="mailto:planted@example.com" rel="noreferrer">Wrong answer?</a>`},
		{"request id", func(p *DiagnosisPage) { p.RequestID = "req_planted" }, "<code>req_planted</code>"},
		{"cut off", func(p *DiagnosisPage) { p.Truncated = true }, "Your paste is cut off."},
		{"limit", func(p *DiagnosisPage) { p.Box.Limit = "planted KiB" }, "Up to planted KiB."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			page := DiagnosisPage{Best: &MatchView{}}
			before := rendered(t, Diagnosis(page))
			test.add(&page)
			after := rendered(t, Diagnosis(page))
			if strings.Contains(before, test.want) || !strings.Contains(after, test.want) {
				t.Errorf("the page with this part lacks %q, or the one without it has it:\n%s", test.want, after)
			}
		})
	}
}

var (
	targets = regexp.MustCompile(`href="#([^"]*)"`)
	places  = regexp.MustCompile(` id="([^"]*)"`)
)

// checkFragments checks that links within a page have a target; the models above name one that is not there.
func checkFragments(t *testing.T, out string) {
	t.Helper()
	seen := []string{"second", ""}
	for _, id := range places.FindAllStringSubmatch(out, -1) {
		if id[1] != "" && slices.Contains(seen, id[1]) {
			t.Errorf("id %q is given twice", id[1])
		}
		seen = append(seen, id[1])
	}
	for _, target := range targets.FindAllStringSubmatch(out, -1) {
		if !slices.Contains(seen, target[1]) {
			t.Errorf("a link leads to #%s, which is not on the page", target[1])
		}
	}
}

// void elements have no end tag. Those in paragraphEnds end an open p in a browser, so they can't stand in one.
var (
	void          = strings.Fields("area base br col embed hr img input link meta source track wbr")
	paragraphEnds = strings.Fields("address article aside blockquote div dl fieldset footer form h1 h2 h3 h4 header hr main nav ol p pre section table ul")
	parents       = map[string][]string{"li": {"ul", "ol"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "option": {"select"}, "title": {"head"}, "tr": {"table", "tbody", "thead"}}
	apart         = strings.Fields("a button form label") // don't stand in one of their own
)

// htmlProblems reads a page tag by tag and says what a browser would mend in silence, and what the
// content security policy would refuse.
func htmlProblems(page string) (problems []string) {
	var open []string
	count := map[string]int{}
	decoder := xml.NewDecoder(strings.NewReader(page))
	decoder.Strict = false // attributes without a value
	decoder.Entity = xml.HTMLEntity
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return append(problems, outlineProblems(page, open, count)...)
		}
		if err != nil {
			return append(problems, err.Error())
		}
		switch tag := token.(type) {
		case xml.StartElement:
			name := tag.Name.Local
			count[name]++
			problems = append(problems, tagProblems(tag, open)...)
			if !slices.Contains(void, name) {
				open = append(open, name)
			}
		case xml.EndElement:
			last := len(open) - 1
			if slices.Contains(void, tag.Name.Local) {
				continue // RawToken makes an end of <meta/>
			}
			if last < 0 || open[last] != tag.Name.Local {
				return append(problems, "</"+tag.Name.Local+"> closes "+strings.Join(open, " > "))
			}
			open = open[:last]
		}
	}
}

func tagProblems(tag xml.StartElement, open []string) (problems []string) {
	name := tag.Name.Local
	if slices.Contains(paragraphEnds, name) && slices.Contains(open, "p") {
		problems = append(problems, "<"+name+"> stands in a p")
	}
	if slices.Contains(apart, name) && slices.Contains(open, name) {
		problems = append(problems, "<"+name+"> stands in another")
	}
	if want := parents[name]; want != nil && (len(open) == 0 || !slices.Contains(want, open[len(open)-1])) {
		problems = append(problems, "<"+name+"> does not stand in "+strings.Join(want, " or "))
	}
	for _, attribute := range tag.Attr {
		key := attribute.Name.Local
		if key == "style" || strings.HasPrefix(key, "on") || strings.HasPrefix(attribute.Value, "javascript:") {
			problems = append(problems, "<"+name+"> has the inline attribute "+key)
		}
	}
	if name == "style" || name == "script" && !slices.ContainsFunc(tag.Attr, func(a xml.Attr) bool { return a.Name.Local == "src" }) {
		problems = append(problems, "<"+name+"> is inline")
	}
	return problems
}

var title = regexp.MustCompile(`<title>[^<]*Errdex[^<]*</title>`)

func outlineProblems(page string, open []string, count map[string]int) (problems []string) {
	if len(open) > 0 {
		problems = append(problems, "not closed: "+strings.Join(open, " > "))
	}
	if count["h1"] != 1 || count["main"] != 1 || !title.MatchString(page) {
		problems = append(problems, "the page has not just one h1, one main and a title")
	}
	if !strings.HasPrefix(page, "<!doctype html><html lang=\"en\">") {
		problems = append(problems, "the page does not begin with its doctype and language")
	}
	return problems
}

func TestHTMLProblems(t *testing.T) {
	t.Parallel()
	const before, after = `<!doctype html><html lang="en"><head><title>Errdex</title></head><body><main><h1>x</h1>`, `</main></body></html>`
	tests := []struct {
		html string
		want string // the only problem, or none
	}{
		{"<p>x<br/>y</p><input required>", ""},
		{"<p><b>x</p></b>", "</p> closes html > body > main > p > b"},
		{"<p><ul><li>x</li></ul></p>", "<ul> stands in a p"},
		{"<li>x</li>", "<li> does not stand in ul or ol"},
		{`<a href="/"><a href="/">x</a></a>`, "<a> stands in another"},
		{`<p style="x">x</p>`, "<p> has the inline attribute style"},
		{`<p onclick="x">x</p>`, "<p> has the inline attribute onclick"},
		{`<a href="javascript:x">x</a>`, "<a> has the inline attribute href"},
		{"<script>x</script>", "<script> is inline"},
		{`<script src="/x"></script>`, ""},
		{"<style>x</style>", "<style> is inline"},
		{"<h1>x</h1>", "the page has not just one h1, one main and a title"},
	}
	for _, test := range tests {
		t.Run(test.html, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(htmlProblems(before+test.html+after), "; "); got != test.want {
				t.Errorf("htmlProblems(%s) = %q, want %q", test.html, got, test.want)
			}
		})
	}
}

var pre = regexp.MustCompile("(?s)<pre class=\"pasted\"[^>]*>\n(.*?)</pre>") // the line break is ours: browsers drop it

// TestPasteIsShownAsItIs makes sure that no white space comes to the paste and none goes.
func TestPasteIsShownAsItIs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		paste []Segment
		want  string // <pre>'s content; empty: the paste, escaped
	}{
		{"nothing", nil, ""},
		{"words", []Segment{{Text: "one two"}}, ""},
		{"white space around", []Segment{{Text: " \t\n one\n\n two \n "}}, ""},
		{"segments that touch", []Segment{{Text: "one"}, {Text: " two"}, {Text: "three"}, {Text: "\n"}}, ""},
		{"markup", []Segment{{Text: "</pre><b>&amp;\"'"}}, ""},
		{"beyond ASCII", []Segment{{Text: "⎿ é \u00a0 \ufeff"}}, ""},
		{"a mark", []Segment{{Text: "a "}, {Text: " b ", Mark: 3}, {Text: " c"}},
			` a <mark id="mark-3"> b <a class="number" href="#why-3">3</a></mark> c`[1:]},
		{"marks that touch", []Segment{{}, {Text: "a", Mark: 1}, {}, {Text: "b", Mark: 2}, {}},
			`<mark id="mark-1">a<a class="number" href="#why-1">1</a></mark><mark id="mark-2">b<a class="number" href="#why-2">2</a></mark>`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			found := pre.FindStringSubmatch(rendered(t, Diagnosis(DiagnosisPage{Paste: test.paste})))
			if found == nil {
				t.Fatal("the page has no <pre>")
			}
			got, want := found[1], test.want
			if want == "" {
				got = html.UnescapeString(got)
				for _, segment := range test.paste {
					want += segment.Text
				}
			}
			if got != want {
				t.Errorf("<pre> holds %q, want %q", got, want)
			}
		})
	}
}

var (
	box    = regexp.MustCompile("(?s)<textarea[^>]*>\n(.*?)</textarea>")
	bundle = regexp.MustCompile("(?s)<pre tabindex=\"0\" aria-label=\"Report for support\">\n(.*?)</pre>")
)

// TestTextStaysAsItIs: what is pasted again or sent on gains no white space and loses none.
func TestTextStaysAsItIs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "one", "\n one\n\n  two \n", "</textarea></pre>&amp;"} {
		home := box.FindStringSubmatch(rendered(t, Home(HomePage{Paste: PasteBox{Text: text}})))
		if home == nil || html.UnescapeString(home[1]) != text {
			t.Errorf("the paste box with %q holds %q", text, home)
		}
		report := bundle.FindStringSubmatch(rendered(t, Diagnosis(DiagnosisPage{Bundle: text})))
		if report == nil || html.UnescapeString(report[1]) != text {
			t.Errorf("the report %q is shown as %q", text, report)
		}
	}
}
