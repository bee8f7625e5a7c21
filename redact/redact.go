// Package redact is the security boundary of Errdex: it turns a pasted error
// text into a Text in which every secret is replaced by its kind, before any
// other stage sees the paste. Only Clean makes a Text, so no stage can skip it.
//
// It knows the shapes of secrets and nothing of errors. Where it cannot tell,
// it cuts: a diagnosis needs no secret, and a secret that stays is not forgiven.
// It keeps what a diagnosis does need of a secret: its kind, that it held a
// line break, that it was already shortened, and where in the paste it stood.
package redact

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Text is a paste whose secrets are replaced by their kind. It is immutable and
// cheap to copy; the zero value is an empty text.
type Text struct {
	text  string
	edits []edit // in the order of text, not overlapping
}

// edit is one stretch of the text that differs from the paste.
type edit struct {
	start, end       int    // in the text
	rawStart, rawEnd int    // in the paste
	kind             string // of the secret; empty for a byte that was not UTF-8
}

// Redaction says how many secrets of one kind were replaced.
type Redaction struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// Clean replaces every secret in a paste by `[redacted:KIND]`, with `:newline`
// or `:truncated` before the bracket where that was so, and every byte that is
// not UTF-8 by U+FFFD. Cleaning a cleaned text changes nothing.
func Clean(raw []byte) Text {
	paste := decode(raw)
	cuts := findSecrets(paste.text)
	if len(cuts) == 0 {
		return paste
	}
	w := writer{paste: paste}
	at := 0
	for _, c := range cuts {
		w.keep(at, c.start)
		w.replace(c)
		at = c.end
	}
	w.keep(at, len(paste.text))
	return Text{text: w.out.String(), edits: w.edits}
}

// String returns the redacted text, which is valid UTF-8.
func (t Text) String() string { return t.text }

// Origin maps a byte span of String to the byte span of the paste it came from.
// A span that holds a part of a placeholder covers all bytes of the secret.
// Offsets out of range are moved to the nearest end of the text.
func (t Text) Origin(start, end int) (int, int) {
	start = min(max(start, 0), len(t.text))
	end = min(max(end, start), len(t.text))
	rawStart, _ := t.rawOffsets(start)
	_, rawEnd := t.rawOffsets(end)
	return rawStart, rawEnd
}

// rawOffsets returns the offset in the paste twice: they differ only inside an
// edit, where there is no exact answer and the two enclose what was replaced.
func (t Text) rawOffsets(at int) (lower, upper int) {
	i := sort.Search(len(t.edits), func(i int) bool { return t.edits[i].end > at })
	if i < len(t.edits) && t.edits[i].start < at {
		return t.edits[i].rawStart, t.edits[i].rawEnd
	}
	if i > 0 {
		last := t.edits[i-1]
		at += last.rawEnd - last.end
	}
	return at, at
}

// Redactions counts what Clean replaced, by kind, in the order of first
// appearance. Placeholders that stood in the paste already are not counted.
func (t Text) Redactions() []Redaction {
	var list []Redaction
	for _, e := range t.edits {
		if e.kind == "" {
			continue
		}
		i := slices.IndexFunc(list, func(r Redaction) bool { return r.Kind == e.kind })
		if i < 0 {
			i = len(list)
			list = append(list, Redaction{Kind: e.kind})
		}
		list[i].Count++
	}
	return list
}

// decode makes valid UTF-8 of a paste. It runs before the rules, so that they
// count the same bytes when a cleaned text is cleaned again.
func decode(raw []byte) Text {
	if utf8.Valid(raw) {
		return Text{text: string(raw)}
	}
	var t Text
	var out strings.Builder
	out.Grow(len(raw) + len(raw)/4)
	for at := 0; at < len(raw); {
		r, size := utf8.DecodeRune(raw[at:])
		start := out.Len()
		out.WriteRune(r)
		if r == utf8.RuneError && size == 1 {
			t.edits = append(t.edits, edit{start: start, end: out.Len(), rawStart: at, rawEnd: at + 1})
		}
		at += size
	}
	t.text = out.String()
	return t
}

// writer builds the redacted text from the decoded paste, front to back.
type writer struct {
	paste  Text
	passed int // edits of the paste that were kept or cut
	out    strings.Builder
	edits  []edit
}

// keep copies paste[start:end] together with the edits in it.
func (w *writer) keep(start, end int) {
	shift := w.out.Len() - start
	w.out.WriteString(w.paste.text[start:end])
	for ; w.passed < len(w.paste.edits) && w.paste.edits[w.passed].end <= end; w.passed++ {
		e := w.paste.edits[w.passed]
		if e.start < start {
			continue // it stood in the secret before this stretch
		}
		e.start += shift
		e.end += shift
		w.edits = append(w.edits, e)
	}
}

// replace writes the placeholder of a secret.
func (w *writer) replace(c span) {
	e := edit{start: w.out.Len(), kind: c.kind}
	e.rawStart, e.rawEnd = w.paste.Origin(c.start, c.end)
	w.out.WriteString(placeholderStart + c.kind + c.note + "]")
	e.end = w.out.Len()
	w.edits = append(w.edits, e)
}
