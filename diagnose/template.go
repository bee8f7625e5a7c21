package diagnose

import (
	"bytes"
	"slices"

	"errdex/content"
)

// template is a message template compiled for squeezed text. Literals and holes keep their turn.
type template struct {
	parts  []templatePart
	anchor int // index of the longest literal, which the automaton looks for
	weight int // bytes of all literals: how specific the template is
}

type templatePart struct {
	literal []byte // of a literal part
	name    string // of a hole that captures
	hole    content.HoleType
}

func compileTemplate(parsed content.Template) template {
	var t template
	for _, part := range parsed {
		compiled := templatePart{name: part.Name, hole: part.Type}
		if part.Type == "" {
			compiled.literal = []byte(squeezeLiteral(part.Literal))
			if len(compiled.literal) == 0 {
				continue // nothing but spaces or quotes between two holes: the gap parts them
			}
			t.weight += len(compiled.literal)
		}
		t.parts = append(t.parts, compiled)
	}
	for i, part := range t.parts {
		if len(part.literal) > len(t.parts[t.anchor].literal) {
			t.anchor = i
		}
	}
	return t
}

// templateMatch is where a template stands in a squeezed text, and what its holes took.
type templateMatch struct {
	start, end int
	holes      []capture
	cut        bool // the paste ends before the template does
	inLiteral  bool // it ends inside of a literal
}

type capture struct {
	name       string
	kind       content.HoleType
	start, end int
}

// matchAt tries the template with its anchor literal at position at. A template for a header's value may be
// nothing but a hole; then the hole stands at at.
func (t *template) matchAt(s *squeezed, at int) (templateMatch, bool) {
	m := templateMatch{start: at, end: at}
	if !t.forward(s, &m) || !t.backward(s, &m) {
		return m, false
	}
	return m, s.boundary(m.start) && s.boundary(m.end) && !s.walled(m.start, m.end)
}

// walled says whether something was cut out between start and end.
func (s *squeezed) walled(start, end int) bool {
	return end > start && slices.Contains(s.gaps[start+1:end], gapWall)
}

// A template that the end of a paste cuts off counts when so much of it is there.
const (
	minCutBytes = 12 // of its literals
	minCutShare = 60 // percent of its literals
)

// minShortShare is how much of a template's literals must be there where a message field begins with them, in percent.
const minShortShare = 45

// likely says whether so many bytes of the literals tell the rest where a message begins with them.
func (t *template) likely(matched int) bool {
	return matched >= gramLength && matched*100 >= t.weight*minShortShare
}

// enough says whether so many bytes of the literals tell by themselves that the rest is this template's.
func (t *template) enough(matched int) bool {
	return matched >= minCutBytes && matched*100 >= t.weight*minCutShare
}

// matchCut tries the template with its first part at position at, in a text that ends before the template
// does, and counts the bytes of its literals that stand there; none do when it does not fit.
func (t *template) matchCut(s *squeezed, at int) (m templateMatch, matched int) {
	m = templateMatch{start: at, end: at, cut: true}
	for i, part := range t.parts {
		if part.hole != "" {
			end, whole := s.holeEnd(m.end, part.hole, t.literalAfter(i))
			if whole {
				m.keep(part, m.end, end)
			} else { // the value, or the literal behind it, is cut
				end = s.run(m.end, part.hole, maxWraps)
			}
			m.end = end
			continue
		}
		size := min(len(part.literal), len(s.text)-m.end)
		if !bytes.HasPrefix(part.literal, s.text[m.end:m.end+size]) {
			return m, 0
		}
		matched += size
		m.end += size
		if size < len(part.literal) {
			m.inLiteral = size > 0
			break
		}
	}
	if m.end < len(s.text) || !s.boundary(m.start) {
		return m, 0
	}
	return m, matched
}

func (t *template) forward(s *squeezed, m *templateMatch) bool {
	for i := t.anchor; i < len(t.parts); i++ {
		part := t.parts[i]
		if part.hole == "" {
			if !bytes.HasPrefix(s.text[m.end:], part.literal) {
				return false
			}
			m.end += len(part.literal)
			continue
		}
		end, ok := s.holeEnd(m.end, part.hole, t.literalAfter(i))
		if !ok {
			return false
		}
		m.keep(part, m.end, end)
		m.end = end
	}
	return true
}

func (t *template) literalAfter(i int) []byte {
	if i+1 < len(t.parts) {
		return t.parts[i+1].literal
	}
	return nil
}

func (t *template) backward(s *squeezed, m *templateMatch) bool {
	for i := t.anchor - 1; i >= 0; i-- {
		part := t.parts[i]
		if part.hole == "" {
			if !bytes.HasSuffix(s.text[:m.start], part.literal) {
				return false
			}
			m.start -= len(part.literal)
			continue
		}
		var before []byte
		if i > 0 {
			before = t.parts[i-1].literal
		}
		start, ok := s.holeStart(m.start, part.hole, before)
		if !ok {
			return false
		}
		m.keep(part, start, m.start)
		m.start = start
	}
	return true
}

func (m *templateMatch) keep(part templatePart, start, end int) {
	if part.name != "" {
		m.holes = append(m.holes, capture{part.name, part.hole, start, end})
	}
}
