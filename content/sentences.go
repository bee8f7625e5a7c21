package content

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// A sentence may stand in MaxSharedBy files; in one more it says nothing about any of their errors. One of fewer
// than MinSharedWords is a phrase that a cell or a step may need anywhere. A code span or a link counts as one
// word: a message and a title of another article have to be quoted as they are.
const (
	MaxSharedBy    = 3
	MinSharedWords = 4
)

// maxQuoted is how much of a sentence a problem shows, in runes.
const maxQuoted = 60

var sentenceEnd = regexp.MustCompile(`[.!?][)"']*\s+`)

// joint stands for a space inside a code span or a link, so that neither is cut or counted as several words.
const joint = "\x1f"

// repetition is a sentence as its first file writes it, and all files that have it.
type repetition struct {
	text  string
	files []string
}

// repetitions reports each sentence that stands in too many files once, at the first of them. What teams
// write is left out: they may well name the same people everywhere.
func (l *linter) repetitions(articles []Article) {
	found := map[string]*repetition{}
	for _, article := range articles {
		if article.Origin != "" {
			continue
		}
		file := File(article.Kind, article.Slug)
		for _, sentence := range sentences(article.written()) {
			key := strings.ToLower(sentence)
			if found[key] == nil {
				found[key] = &repetition{text: sentence}
			}
			if r := found[key]; !slices.Contains(r.files, file) {
				r.files = append(r.files, file)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if r := found[key]; len(r.files) > MaxSharedBy {
			l.file = r.files[0]
			l.report("body", "%q stands in %d files, also in %s (say what only this error shows, or move it into a guide; at most %d may share it)",
				shorten(r.text), len(r.files), strings.Join(r.files[1:], ", "), MaxSharedBy)
		}
	}
}

// sentences returns the sentences of a body's paragraphs, list items and table cells without markup; headings,
// table headers and code blocks are not among them. A value {{name|words}} is its words.
func sentences(markdownBody string) []string {
	source := []byte(valueHole.ReplaceAllString(markdownBody, "$2"))
	var found []string
	_ = ast.Walk(markdown.Parser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		switch node.(type) {
		case *extension.TableHeader:
			return ast.WalkSkipChildren, nil
		case *ast.Paragraph, *ast.TextBlock, *extension.TableCell:
			if entering {
				found = append(found, splitSentences(proseText(node, source))...)
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return found
}

func splitSentences(prose string) []string {
	var found []string
	for _, part := range sentenceEnd.Split(prose, -1) {
		words := strings.Fields(strings.TrimRight(part, ".!?:;"))
		if len(words) >= MinSharedWords {
			found = append(found, strings.ReplaceAll(strings.Join(words, " "), joint, " "))
		}
	}
	return found
}

// proseText is the plain text of a block, each code span and each link in it bound into one word.
func proseText(block ast.Node, source []byte) string {
	var out strings.Builder
	for node := block.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.CodeSpan, *ast.Link, *ast.AutoLink:
			out.WriteString(strings.ReplaceAll(plainText(node, source), " ", joint))
		case *ast.Text:
			out.Write(literal(node, source))
			if node.SoftLineBreak() || node.HardLineBreak() {
				out.WriteByte(' ')
			}
		default:
			out.WriteString(proseText(node, source))
		}
	}
	return out.String()
}

func shorten(sentence string) string {
	runes := []rune(sentence)
	if len(runes) <= maxQuoted {
		return sentence
	}
	return strings.TrimSpace(string(runes[:maxQuoted])) + "..."
}
