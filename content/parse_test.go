package content

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const everyKey = `---
title: Out of tea
summary: There is no tea. Buy some.
kind: cause
parent: out-of-stock
layer: quota
retry: after-fix
status: [418, 503]
types: [tea_error]
surfaces: [api, sdk]
aliases: [no-tea]
signatures:
  - message: out of {kind:word} tea
    status: 418
    type: tea_error
    exception: NoTea
    errno: ENOTEA
    header: x-tea
    value: "0"
    host: .tea.example
    client: curl
    provider: gateway
    body: json
    unless: there is tea after all
    confidence: likely
  - status: [418, 503]
    type: [tea_error, pot_error]
    exception: [NoTea, NoPot]
    errno: [ENOTEA, ENOPOT]
    host: [a.example, b.example]
    client: [curl, aider]
    provider: [gateway, bedrock]
    unless: [one thing, another thing]
examples: [a, b]
near_misses:
  - {text: out of milk, want: no-match}
related: [teapot]
questions:
  - ask: Black or green?
    answers:
      - {text: Black, slug: out-of-black-tea}
minutes: 5
steps:
  - id: shelf
    ask: Is the shelf empty?
    answers:
      - {text: "No", next: shelf}
      - {text: "Yes", slug: out-of-tea}
reviewed: 2026-11-21
sources:
  - {url: "https://tea.example/", seen: 2026-10}
withdrawn: tea is back
---
`

func everyKeyArticle() Article {
	return Article{
		Slug: "out-of-tea", Title: "Out of tea", Summary: "There is no tea. Buy some.", Kind: KindCause,
		Parent: "out-of-stock", Layer: LayerQuota, Retry: RetryAfterFix, Status: []int{418, 503},
		Types: []string{"tea_error"}, Surfaces: []string{"api", "sdk"}, Aliases: []string{"no-tea"},
		Signatures: []Signature{{
			Message: "out of {kind:word} tea", Status: Ints{418}, Type: Strings{"tea_error"}, Exception: Strings{"NoTea"},
			Errno: Strings{"ENOTEA"}, Header: "x-tea", Value: "0", Host: Strings{".tea.example"}, Client: Strings{"curl"},
			Provider: Strings{"gateway"}, Body: "json", Unless: Strings{"there is tea after all"}, Confidence: ConfidenceLikely,
		}, {
			Status: Ints{418, 503}, Type: Strings{"tea_error", "pot_error"}, Exception: Strings{"NoTea", "NoPot"},
			Errno: Strings{"ENOTEA", "ENOPOT"}, Host: Strings{"a.example", "b.example"}, Client: Strings{"curl", "aider"},
			Provider: Strings{"gateway", "bedrock"}, Unless: Strings{"one thing", "another thing"},
		}},
		Examples: []string{"a", "b"}, NearMisses: []NearMiss{{Text: "out of milk", Want: NoMatch}}, Related: []string{"teapot"},
		Questions: []Question{{Ask: "Black or green?", Answers: []Answer{{Text: "Black", Slug: "out-of-black-tea"}}}},
		Minutes:   5,
		Steps: []Step{{ID: "shelf", Ask: "Is the shelf empty?", Answers: []StepAnswer{
			{Text: "No", Next: "shelf"}, {Text: "Yes", Slug: "out-of-tea"}}}},
		Reviewed: "2026-11-21", Sources: []Source{{URL: "https://tea.example/", Seen: "2026-10"}}, Withdrawn: "tea is back",
	}
}

func TestParseFrontMatter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, source string
		want         Article
	}{
		{"every key", everyKey, everyKeyArticle()},
		{"CRLF", strings.ReplaceAll(everyKey, "\n", "\r\n"), everyKeyArticle()},
		{"no keys", "---\n\n---\n", Article{Slug: "out-of-tea"}},
		{"only a comment", "---\n# later\n---\n", Article{Slug: "out-of-tea"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse("out-of-tea", []byte(test.source))
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("Parse: error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// The line in an error is the file's own: the first key stands on line 2.
func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"empty file", "", "front matter is missing: the first line must be ---"},
		{"no front matter", "## What {#what}\n", "front matter is missing: the first line must be ---"},
		{"text before", "\n---\ntitle: x\n---\n", "front matter is missing: the first line must be ---"},
		{"no end", "---\ntitle: x\n", "front matter has no end: a line --- is missing"},
		{"longer line is no end", "---\ntitle: x\n----\n", "front matter has no end: a line --- is missing"},
		{"indented line is no end", "---\ntitle: x\n ---\n", "front matter has no end: a line --- is missing"},
		{"second document", "---\ntitle: x\n...\nkind: cause\n---\n",
			"front matter: there is more than one YAML document (remove the line ...)"},
		{"unknown key", "---\ncolour: x\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 2: field colour not found in type content.Article"},
		{"unknown key, CRLF", "---\r\ntitle: x\r\ncolour: x\r\n---\r\n",
			"front matter: yaml: unmarshal errors:\n  line 3: field colour not found in type content.Article"},
		{"unknown key of a signature", "---\nsignatures:\n  - status: 418\n    colour: x\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 4: field colour not found in type content.Signature"},
		{"derived field as a key", "---\nslug: x\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 2: field slug not found in type content.Article"},
		{"key twice", "---\ntitle: x\ntitle: y\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 3: mapping key \"title\" already defined at line 2"},
		{"all wrong types", "---\ntitle: x\nstatus: many\nminutes: [1]\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 3: cannot unmarshal !!str `many` into []int\n  line 4: cannot unmarshal !!seq into int"},
		{"word for a number", "---\nsignatures:\n  - status: many\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 3: cannot unmarshal !!str `many` into int"},
		{"word in a list of numbers", "---\nsignatures:\n  - status: [418, many]\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 3: cannot unmarshal !!str `many` into int"},
		{"map for a string", "---\nsignatures:\n  - type: {a: b}\n---\n",
			"front matter: yaml: unmarshal errors:\n  line 3: cannot unmarshal !!map into string"},
		{"colon in a plain string", "---\ntitle: x\nsummary: a: b\n---\n",
			"front matter: yaml: line 3: mapping values are not allowed in this context"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Parse("x", []byte(test.source)); err == nil || err.Error() != test.want {
				t.Errorf("Parse(%q) error = %v, want %s", test.source, err, test.want)
			}
		})
	}
}

const noMatter = "---\n\n---\n"

func TestParseBody(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, html, text string }{
		{"empty", "", "", ""},
		{"paragraphs", "one\ntwo\n\nthree\\\nfour\n", "<p>one\ntwo</p>\n<p>three<br>\nfour</p>\n", "one two\nthree four"},
		{"CRLF", "one\r\ntwo\r\n", "<p>one\ntwo</p>\n", "one two"},
		{"a rule is no fence", "one\n\n---\n\ntwo\n", "<p>one</p>\n<hr>\n<p>two</p>\n", "one\n\ntwo"},
		{"inline", "*a* **b** `c <d>` [e](/errors/f) <https://g.example/>\n",
			`<p><em>a</em> <strong>b</strong> <code>c &lt;d&gt;</code> <a href="/errors/f">e</a> <a href="https://g.example/">https://g.example/</a></p>` + "\n",
			"a b c <d> e https://g.example/"},
		{"list", "- a\n- b\n\n  c\n", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n<p>c</p>\n</li>\n</ul>\n", "a b c"},
		{"table cells", "| a | b |\n|---|---|\n| `c` | d |\n",
			"<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><code>c</code></td>\n<td>d</td>\n</tr>\n</tbody>\n</table>\n",
			"a b c d"},
		{"fenced code", "```sh\na  <b>\nc\n```\n", "<pre><code class=\"language-sh\">a  &lt;b&gt;\nc\n</code></pre>\n", "a <b> c"},
		{"indented code", "    a\n    b\n", "<pre><code>a\nb\n</code></pre>\n", "a b"},
		{"values stay", "{{a}} {{b|c `d` & e}}\n", "<p>{{a}} {{b|c <code>d</code> &amp; e}}</p>\n", "{{a}} {{b|c d & e}}"},
		{"raw HTML", "a <b onclick=\"x()\">c</b>\n\n<script>\nd\n</script>\n",
			"<p>a <!-- raw HTML omitted -->c<!-- raw HTML omitted --></p>\n<!-- raw HTML omitted -->\n<!-- raw HTML omitted -->\n", "a c"},
		{"dangerous links", "[a](javascript:b) [c](JavaScript:d) [e](data:text/html,f) ![g](javascript:h)\n",
			`<p><a href="">a</a> <a href="">c</a> <a href="">e</a> <img src="" alt="g"></p>` + "\n", "a c e g"},
		{"event attribute of a heading", "## A {#b onclick=\"c()\"}\n", "<h2 id=\"b\">A</h2>\n", "A"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := parseBody(t, test.body)
			if got.HTML != test.html || got.Text != test.text {
				t.Errorf("Parse(%q)\nHTML = %q\nwant   %q\nText = %q\nwant   %q", test.body, got.HTML, test.html, got.Text, test.text)
			}
			if want := strings.ReplaceAll(test.body, "\r\n", "\n"); got.Markdown != want {
				t.Errorf("Parse(%q).Markdown = %q, want %q", test.body, got.Markdown, want)
			}
		})
	}
}

func TestParseHeadings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []Heading
	}{
		{"none", "text\n", nil},
		{"with id", "## What *happened* {#what}\n\n## `Fix` {#fix}\n", []Heading{{"what", "What happened"}, {"fix", "Fix"}}},
		{"without id", "## Call Me\n\n## Call Me\n", []Heading{{"", "Call Me"}, {"", "Call Me"}}},
		{"number for an id", "## T {id=5}\n", []Heading{{"", "T"}}},
		{"underlined", "What {#what}\n----\n", []Heading{{"what", "What"}}},
		{"other levels", "# One {#one}\n\n### Three {#three}\n", nil},
		{"in a quote", "> ## Quoted {#quoted}\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, parseBody(t, test.body).Headings); diff != "" {
				t.Errorf("Parse(%q).Headings (-want +got):\n%s", test.body, diff)
			}
		})
	}
}

func TestParseFixes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []Fix
	}{
		{"first paragraph of each step", "1. **Wait**\n   `a` while.\n\n   Not shown.\n\n   ```sh\n   sleep\n   ```\n2. Try {{n|once}} more.\n",
			[]Fix{{"Wait a while.", "<strong>Wait</strong>\n<code>a</code> while."}, {"Try {{n|once}} more.", "Try {{n|once}} more."}}},
		{"a paragraph that announces code", "1. Run it:\n\n   ```sh\n   sleep\n   ```\n", []Fix{{"Run it.", "Run it."}}},
		{"markup in a step", "1. See [it](/errors/a?b=1&c=2) & <i>that</i>\n",
			[]Fix{{"See it & that", `See <a href="/errors/a?b=1&amp;c=2">it</a> &amp; <!-- raw HTML omitted -->that<!-- raw HTML omitted -->`}}},
		{"text before the list", "Choose:\n\n- a\n- b\n", []Fix{{"a", "a"}, {"b", "b"}}},
		{"nested list", "1. a\n   - b\n2. c\n", []Fix{{"a", "a"}, {"c", "c"}}},
		{"first list only", "1. a\n\ntext\n\n1. b\n", []Fix{{"a", "a"}}},
		{"list below a smaller heading", "### By hand {#hand}\n\n1. a\n", []Fix{{"a", "a"}}},
		{"list of the next section", "## Verify {#verify}\n\n1. a\n", nil},
		{"no list", "Wait.\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := "1. before\n\n## Fix {#fix}\n\n" + test.body
			if diff := cmp.Diff(test.want, parseBody(t, body).Fixes); diff != "" {
				t.Errorf("Parse(%q).Fixes (-want +got):\n%s", body, diff)
			}
		})
	}
}

func parseBody(t *testing.T, body string) Article {
	t.Helper()
	article, err := Parse("x", []byte(noMatter+body))
	if err != nil {
		t.Fatalf("Parse(%q) error = %v", body, err)
	}
	return article
}

// FuzzParse takes its input as a file and as the body of one, so that a change need not hit valid YAML first.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		everyKey, "", "---\n", noMatter, "---\n- a\n---\n", "---\ntitle: &a [*a]\n---\n",
		"## Fix {#fix}\n\n1. **a** {{b|`c`}}\n2.\n", "| a |\n|---|\n| `b\\|c` |\n", "```sh\na\n", "<script>alert(1)</script>",
		"a <b onclick=c>\n", "[a](javascript:b \"onload=c\")", "![a](x \"y\")", "## A {#b .c onclick=\"d\"}", "<https://a.example/\" onload=b>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, source := range []string{text, noMatter + text} {
			article, err := Parse("x", []byte(source))
			if found := activeHTML(article.HTML); err == nil && found != "" {
				t.Errorf("Parse(%q).HTML holds %q", source, found)
			}
		}
	})
}

var (
	htmlTag   = regexp.MustCompile(`<[^>]*>`)
	htmlValue = regexp.MustCompile(`"[^"]*"`)
	activeTag = regexp.MustCompile(`(?i)^<\s*/?\s*(script|iframe|object|embed|form|style)\b|\son[a-z]+\s*=`)
	activeURL = regexp.MustCompile(`(?i)(href|src)="\s*(javascript|vbscript):`)
)

// activeHTML returns the first tag that could run something. The values of attributes are left out where names
// are looked for: a title may say onload=.
func activeHTML(html string) string {
	for _, tag := range htmlTag.FindAllString(html, -1) {
		if activeURL.MatchString(tag) || activeTag.MatchString(htmlValue.ReplaceAllString(tag, `""`)) {
			return tag
		}
	}
	return ""
}

// TestActiveHTML keeps FuzzParse able to fail.
func TestActiveHTML(t *testing.T) {
	t.Parallel()
	for _, html := range []string{"<p><script>", "<h2 id=\"a\" onclick=\"b\">", "<a href=\"JavaScript:a\">", "<img\nonerror=a>"} {
		if activeHTML(html) == "" {
			t.Errorf("activeHTML(%q) finds nothing", html)
		}
	}
	for _, html := range []string{"<p>", "<a href=\"/a\" title=\"x onload=b\">javascript:</a>", "&lt;script&gt; onclick=", ""} {
		if found := activeHTML(html); found != "" {
			t.Errorf("activeHTML(%q) = %q, want nothing", html, found)
		}
	}
}
