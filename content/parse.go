package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"go.yaml.in/yaml/v3"
)

// markdown renders article bodies. Raw HTML stays off (goldmark's default): an article's HTML is the one
// text that views put on a page unescaped. Headings name their anchors themselves, and cells are aligned by
// attribute, since the pages' policy refuses inline styles.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
	goldmark.WithParserOptions(parser.WithAttribute()),
)

// Parse turns one article file into an Article; slug is the file name without ".md". The error is for the
// file's author and names the line where the YAML library knows it. Parse checks form only; Lint checks sense.
func Parse(slug string, source []byte) (Article, error) {
	article := Article{Slug: slug}
	matter, body, err := splitFrontMatter(source)
	if err != nil {
		return article, err
	}
	if err := decode(matter, &article); err != nil {
		return article, fmt.Errorf("front matter: %w", err)
	}
	article.Markdown = string(body)
	if err := article.render(body); err != nil {
		return article, fmt.Errorf("body: %w", err)
	}
	return article, nil
}

// decode reads front matter strictly: unknown keys and a second YAML document are errors.
func decode(matter []byte, article *Article) error {
	decoder := yaml.NewDecoder(bytes.NewReader(matter))
	decoder.KnownFields(true)
	if err := decoder.Decode(article); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	var more yaml.Node
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one YAML document (remove the line ...)")
	}
	return nil
}

const fence = "---\n"

func splitFrontMatter(source []byte) (matter, body []byte, err error) {
	source = normalBreaks(source)
	if !bytes.HasPrefix(source, []byte(fence)) {
		return nil, nil, errors.New("front matter is missing: the first line must be ---")
	}
	rest := source[len(fence):]
	end := bytes.Index(rest, []byte("\n"+fence))
	if end < 0 {
		return nil, nil, errors.New("front matter has no end: a line --- is missing")
	}
	// One line more at the front keeps the YAML library's line numbers those of the file.
	matter = append([]byte("\n"), rest[:end+1]...)
	return matter, rest[end+1+len(fence):], nil
}

// normalBreaks makes line breaks those of Unix.
func normalBreaks(source []byte) []byte {
	return bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
}

// render fills what is derived from the body: HTML, headings, plain text and the steps of the fix.
func (a *Article) render(body []byte) error {
	document := markdown.Parser().Parse(text.NewReader(body))
	var html bytes.Buffer
	if err := markdown.Renderer().Render(&html, body, document); err != nil {
		return err
	}
	a.HTML = html.String()
	section := ""
	var plain strings.Builder
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		if heading, ok := node.(*ast.Heading); ok && heading.Level == 2 {
			section = headingID(heading)
			a.Headings = append(a.Headings, Heading{ID: section, Text: plainText(heading, body)})
		}
		if list, ok := node.(*ast.List); ok && section == "fix" && a.Fixes == nil {
			leads, err := leadParagraphs(list, body)
			if err != nil {
				return err
			}
			a.Fixes = leads
		}
		plain.WriteString(plainText(node, body))
		plain.WriteByte('\n')
	}
	a.Text = strings.TrimSpace(plain.String())
	return nil
}

// HTML renders a page of Markdown that is no article, with raw HTML off.
func HTML(source []byte) (string, error) {
	var html strings.Builder
	err := markdown.Convert(source, &html)
	return html.String(), err
}

func headingID(heading *ast.Heading) string {
	id, _ := heading.AttributeString("id")
	bytes, _ := id.([]byte)
	return string(bytes)
}

// leadParagraphs returns the first paragraph of each item of a list. A colon at its end, which announces a
// code block, becomes a full stop: the paragraph must stand alone.
func leadParagraphs(list *ast.List, source []byte) ([]Fix, error) {
	var leads []Fix
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		first := item.FirstChild()
		if first == nil {
			continue
		}
		var html strings.Builder
		for inline := first.FirstChild(); inline != nil; inline = inline.NextSibling() {
			if err := markdown.Renderer().Render(&html, source, inline); err != nil {
				return nil, err
			}
		}
		leads = append(leads, Fix{Text: endSentence(plainText(first, source)), HTML: endSentence(strings.TrimSpace(html.String()))})
	}
	return leads, nil
}

func endSentence(text string) string {
	if announced, ok := strings.CutSuffix(text, ":"); ok {
		return announced + "."
	}
	return text
}

// plainText is the text of a node and all below it, without markup; blocks and table cells are parted by spaces.
func plainText(node ast.Node, source []byte) string {
	var out strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock {
				out.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			out.Write(literal(n, source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *ast.AutoLink:
			out.Write(n.URL(source))
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				out.Write(line.Value(source))
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(out.String()), " ")
}

// literal is the text of a node as a reader sees it: escapes and entities resolved, except in code.
func literal(n *ast.Text, source []byte) []byte {
	value := n.Segment.Value(source)
	if n.IsRaw() {
		return value
	}
	return util.UnescapePunctuations(util.ResolveNumericReferences(util.ResolveEntityNames(value)))
}

// Ints is a YAML list of numbers that may be written as a single number.
type Ints []int

// UnmarshalYAML accepts one number or a list.
func (v *Ints) UnmarshalYAML(node *yaml.Node) error { return oneOrMany(node, (*[]int)(v)) }

// Strings is a YAML list of strings that may be written as a single string.
type Strings []string

// UnmarshalYAML accepts one string or a list.
func (v *Strings) UnmarshalYAML(node *yaml.Node) error { return oneOrMany(node, (*[]string)(v)) }

func oneOrMany[T any](node *yaml.Node, list *[]T) error {
	if node.Kind == yaml.SequenceNode {
		return node.Decode(list)
	}
	var one T
	if err := node.Decode(&one); err != nil {
		return err
	}
	*list = []T{one}
	return nil
}
