package content

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// noteSection begins the section in which a team's note stands on an article's page.
const noteSection = "\n\n## Notes of your team {#team}\n\n"

// annotated is an article's file with the note as its last section; an empty note changes nothing.
func annotated(article []byte, note string) []byte {
	if note == "" {
		return article
	}
	return slices.Concat(article, []byte(noteSection), []byte(note))
}

// written is the body without the team's note.
func (a Article) written() string {
	if a.Note == "" {
		return a.Markdown
	}
	return strings.TrimSuffix(a.Markdown, noteSection+a.Note)
}

// sections are the headings without that of the team's note.
func (a Article) sections() []Heading {
	if i := slices.IndexFunc(a.Headings, func(h Heading) bool { return h.ID == "team" }); a.Note != "" && i >= 0 {
		return a.Headings[:i]
	}
	return a.Headings
}

// note checks what a team wrote beneath an article, in the name of its own file.
func (l *linter) note(a Article) {
	if a.Note == "" {
		return
	}
	defer func(article string) { l.file = article }(l.file)
	l.file = noteFile(a.Slug)
	if strings.HasPrefix(a.Note, fence) {
		l.report("note", "begins with front matter (a note is Markdown alone)")
		return
	}
	l.links(a.Note)
	l.values(a, a.Note)
	document := markdown.Parser().Parse(text.NewReader([]byte(a.Note)))
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		if heading, ok := node.(*ast.Heading); ok && heading.Level <= 2 {
			l.report("note", "has the heading %q of level %d (a note is a section itself: begin at ###)",
				plainText(heading, []byte(a.Note)), heading.Level)
		}
	}
}

// lostNotes are the notes that say nothing, and those that stand beneath no article.
func (s Sources) lostNotes() []Problem {
	known := map[string]bool{}
	for _, file := range s.files {
		if path.Dir(file.name) != notesDirectory {
			known[file.slug()] = true
		}
	}
	var problems []Problem
	for _, file := range s.files {
		if path.Dir(file.name) != notesDirectory {
			continue
		}
		if strings.TrimSpace(string(file.text)) == "" {
			problems = append(problems, Problem{File: file.name, Field: "note", Text: "is empty"})
		}
		if !known[file.slug()] {
			problems = append(problems, Problem{File: file.name, Field: "file",
				Text: fmt.Sprintf("there is no article %q (a note has the name of the article that it stands beneath)", file.slug())})
		}
	}
	return problems
}

func noteFile(slug string) string { return notesDirectory + "/" + slug + ".md" }
