package diagnose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Look is how text is shown on a terminal; the zero value is plain text whose lines are as long as they come.
type Look struct {
	Width  int                            // columns to wrap at; 0: none
	Colour bool                           // ANSI styles may be used
	Link   func(slug, path string) string // how a reader comes to an article; nil: by its path
}

// Of the terminal's styles only those are used that can be read on a dark and on a light background.
type style string

const (
	unstyled style = ""
	bold     style = "\x1b[1m"
	dim      style = "\x1b[2m"
	yellow   style = "\x1b[33m"
	reset    style = "\x1b[0m"
)

// writing puts a diagnosis together line by line. A part of the paste, or of what another server says, comes
// in through line and item alone, where it loses whatever would steer a terminal.
type writing struct {
	Look
	strings.Builder
}

// line writes one paragraph, and nothing for an empty one.
func (w *writing) line(s style, text string) {
	if text != "" {
		w.WriteString(w.styled(s, Wrap(printable(text), w.Width, "", "")))
	}
}

// item writes a paragraph of a list, all lines of which stand behind its marker.
func (w *writing) item(marker, text string) {
	first := "  " + marker
	w.WriteString(Wrap(printable(text), w.Width, first, strings.Repeat(" ", len(first))))
}

func (w *writing) heading(text string) {
	w.gap()
	w.line(bold, text)
}

func (w *writing) gap() { w.WriteByte('\n') }

// printable puts a space in place of each control character.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

func (w *writing) styled(s style, lines string) string {
	if !w.Colour || s == unstyled {
		return lines
	}
	// The style ends before the line does: some pagers lose it at a line's end.
	return string(s) + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", string(reset+"\n"+s)) + string(reset) + "\n"
}

func (w *writing) link(slug, path string) string {
	if w.Link == nil {
		return path
	}
	return w.Link(slug, path)
}

// Wrap writes a paragraph on lines of at most width columns, the first behind first and the others behind
// rest. A word that is longer than a line, such as an address, stays whole; width 0 is one line.
func Wrap(text string, width int, first, rest string) string {
	var out strings.Builder
	out.WriteString(first)
	column := utf8.RuneCountInString(first)
	start := column
	for i, word := range strings.Split(text, " ") {
		size := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width > 0 && column > start && column+1+size > width:
			out.WriteString("\n" + rest)
			start = utf8.RuneCountInString(rest)
			column = start
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += size
	}
	out.WriteByte('\n')
	return out.String()
}
