package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	esbuild "github.com/evanw/esbuild/pkg/api"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"
)

// block is one fenced code block of an article or a guide.
type block struct {
	article Article
	line    int // of its first line of code, counted in the body
	lang    string
	code    string
	section string // the anchor of the section it stands in
	near    string // plain text that introduces it and that follows it, see nearText
}

func (b block) String() string {
	return fmt.Sprintf("%s:%d", File(b.article.Kind, b.article.Slug), b.line)
}

// name is a test's name; a slash would nest it.
func (b block) name() string { return fmt.Sprintf("%s:%d", b.article.Slug, b.line) }

// blocks returns the code blocks of the library, of one language when one is given.
func blocks(t *testing.T, lang ...string) []block {
	t.Helper()
	articles, problems, err := Load(Embedded())
	if err != nil || len(problems) > 0 {
		t.Fatalf("Load: error %v, problems %v", err, problems)
	}
	var found []block
	for _, article := range articles {
		found = append(found, article.blocks()...)
	}
	found = slices.DeleteFunc(found, func(b block) bool { return len(lang) > 0 && !slices.Contains(lang, b.lang) })
	if len(found) == 0 {
		t.Fatalf("no code block in %v", lang)
	}
	return found
}

func (a Article) blocks() []block {
	source := []byte(a.Markdown)
	document := markdown.Parser().Parse(text.NewReader(source))
	var found []block
	section := ""
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if heading, ok := node.(*ast.Heading); ok && entering {
			section = headingID(heading)
		}
		if code, ok := node.(*ast.FencedCodeBlock); ok && entering {
			found = append(found, block{
				article: a,
				line:    1 + bytes.Count(source[:code.Lines().At(0).Start], []byte("\n")),
				lang:    string(code.Language(source)),
				code:    string(code.Lines().Value(source)),
				section: section,
				near:    nearText(code, source),
			})
		}
		return ast.WalkContinue, nil
	})
	return found
}

// nearText is what a reader has just read when a block comes, and the paragraph behind it: the text of the same
// section or list item since the code before. Blocks that stand side by side, the same in two languages, share it.
func nearText(code ast.Node, source []byte) string {
	isCode := func(node ast.Node) bool { return node != nil && node.Kind() == ast.KindFencedCodeBlock }
	first, last := code, code
	for isCode(first.PreviousSibling()) {
		first = first.PreviousSibling()
	}
	for isCode(last.NextSibling()) {
		last = last.NextSibling()
	}
	var near []string
	for node := first.PreviousSibling(); node != nil && !isCode(node) && node.Kind() != ast.KindHeading; node = node.PreviousSibling() {
		near = append(near, plainText(node, source))
	}
	if after := last.NextSibling(); after != nil && after.Kind() == ast.KindParagraph {
		near = append(near, plainText(after, source))
	}
	return strings.Join(near, "\n")
}

// checks names for each language how its syntax is checked; nil means that nobody does. Python is not here: one
// process checks all of its blocks, see TestPythonSyntax.
var checks = map[string]func(code string) error{
	"sh":         bashSyntax,
	"ts":         typeScriptSyntax,
	"json":       func(code string) error { return json.Unmarshal([]byte(code), new(any)) },
	"yaml":       func(code string) error { return yaml.Unmarshal([]byte(code), new(any)) },
	"go":         func(code string) error { _, err := format.Source([]byte(code)); return err },
	"nginx":      nil,
	"powershell": nil,
	"text":       nil,
}

// TestSyntax checks that every code block can be parsed in the language that it names.
func TestSyntax(t *testing.T) {
	t.Parallel()
	need(t, "bash")
	for _, b := range blocks(t) {
		check, known := checks[b.lang]
		if !known && b.lang != "python" {
			t.Errorf("%v: the language %q has no line in checks", b, b.lang)
		}
		if check == nil {
			continue
		}
		t.Run(b.name(), func(t *testing.T) {
			t.Parallel()
			if err := check(b.code); err != nil {
				t.Errorf("%v: %v\n%s", b, err, b.code)
			}
		})
	}
}

func bashSyntax(code string) error {
	bash := exec.Command("bash", "-n")
	bash.Stdin = strings.NewReader(code)
	if said, err := bash.CombinedOutput(); err != nil || len(said) > 0 {
		return fmt.Errorf("bash -n: %v: %s", err, said)
	}
	return nil
}

var moduleSyntax = regexp.MustCompile(`(?m)^(import|export) `)

// typeScriptSyntax parses a module, or what stands in a function: only there a bare return is allowed.
func typeScriptSyntax(code string) error {
	if !moduleSyntax.MatchString(code) {
		code = "async function fragment() {\n" + code + "\n}"
	}
	result := esbuild.Transform(code, esbuild.TransformOptions{Loader: esbuild.LoaderTS, Format: esbuild.FormatESModule})
	if said := append(result.Errors, result.Warnings...); len(said) > 0 {
		return fmt.Errorf("%v: %s", said[0].Location, said[0].Text)
	}
	return nil
}

// pythonSyntax reads a list of programs and writes a list of what is wrong with each, or "".
const pythonSyntax = `
import ast, json, sys, warnings
warnings.simplefilter("error")
def check(code):
    try:
        compile(code, "block", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, Warning) as error:
        return f"{type(error).__name__}: {error}"
    return ""
json.dump([check(code) for code in json.load(sys.stdin)], sys.stdout)
`

// TestPythonSyntax compiles every Python block, and nothing of it runs.
func TestPythonSyntax(t *testing.T) {
	t.Parallel()
	need(t, "python3")
	programs := blocks(t, "python")
	var sources []string
	for _, b := range programs {
		sources = append(sources, b.code)
	}
	in, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	python := exec.Command("python3", "-c", pythonSyntax)
	python.Stdin, python.Stderr = bytes.NewReader(in), os.Stderr
	out, err := python.Output()
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	if err := json.Unmarshal(out, &said); err != nil || len(said) != len(programs) {
		t.Fatalf("python3 answered for %d of %d blocks, error %v", len(said), len(programs), err)
	}
	for i, b := range programs {
		if said[i] != "" {
			t.Errorf("%v: %s\n%s", b, said[i], b.code)
		}
	}
}

// need skips a test on a desk that lacks a program; in CI nothing may be skipped.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil && os.Getenv("CI") != "" {
			t.Fatal(err)
		} else if err != nil {
			t.Skip(err)
		}
	}
}
