package diagnose

import (
	"unicode"
	"unicode/utf8"
)

// gap says what was left out in front of a byte of a squeezed text.
type gap uint8

const (
	gapNone  gap = iota
	gapSoft      // quotes, backslashes, list and quotation marks
	gapSpace     // white space
	gapLine      // a line break, real or escaped: perhaps only a terminal's wrap
	gapWall      // text that no error says (a stack frame, an echoed request) was cut out here
)

// squeezed is a text without the things that change when an error is printed, logged, quoted or wrapped:
// case, white space, quotes, backslashes, Markdown and quotation marks. Templates are compared with it.
type squeezed struct {
	text []byte
	at   []int32 // at[i] is where text[i] stands in the view
	gaps []gap   // gaps[i] is what was left out in front of text[i]
}

// omission is a span of a view that squeezing leaves out, and the gap that it leaves.
type omission struct {
	span
	gap gap
}

// squeeze squeezes a view without the omissions, which must be sorted and apart.
func squeeze(text []byte, omitted []omission) squeezed {
	s := squeezed{
		text: make([]byte, 0, len(text)),
		at:   make([]int32, 0, len(text)),
		gaps: make([]gap, 0, len(text)),
	}
	before := gapWall
	for i := 0; i < len(text); i++ {
		if len(omitted) > 0 && i >= omitted[0].start {
			before = max(before, omitted[0].gap)
			i, omitted = omitted[0].end-1, omitted[1:]
			continue
		}
		c := text[i]
		switch left := gaps[c]; {
		case left == gapNone:
			s.text = append(s.text, lower(c))
			s.at = append(s.at, int32(i))
			s.gaps = append(s.gaps, before)
			before = gapNone
		case c == '\\' && i+1 < len(text) && isLetterEscape(text[i+1]):
			before = max(before, gapLine)
			i++
		default:
			before = max(before, left)
		}
	}
	return s
}

// gaps are what squeezing leaves behind in the place of each byte. The indentation of a wrapped line belongs
// to its break, which is the larger gap.
var gaps = func() (gaps [256]gap) {
	for _, c := range "\"'`\\>|*" {
		gaps[c] = gapSoft
	}
	gaps[' '], gaps['\t'], gaps['\n'] = gapSpace, gapSpace, gapLine
	return gaps
}()

// squeezeLiteral squeezes a literal of a template.
func squeezeLiteral(literal string) string {
	return string(squeeze(newView(literal).text, nil).text)
}

func isLetterEscape(c byte) bool { return c == 'n' || c == 'r' || c == 't' }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// boundary says whether a word may begin or end in front of position i.
func (s squeezed) boundary(i int) bool {
	if i <= 0 || i >= len(s.text) || s.gaps[i] != gapNone {
		return true
	}
	if !utf8.RuneStart(s.text[i]) {
		return false
	}
	before, _ := utf8.DecodeLastRune(s.text[:i])
	after, _ := utf8.DecodeRune(s.text[i:])
	return !spaced(before) || !spaced(after)
}

// inName says whether an underscore joins what stands between two positions to more of a name.
func (s squeezed) inName(start, end int) bool {
	return start > 0 && s.text[start-1] == '_' && s.gaps[start] == gapNone ||
		end < len(s.text) && s.text[end] == '_' && s.gaps[end] == gapNone
}

// span maps squeezed positions to the view.
func (s squeezed) span(start, end int) span {
	return span{int(s.at[start]), int(s.at[end-1]) + 1}
}

// value is what stands in the view between two squeezed positions, without what was omitted there: the prefix of
// a log line is no part of a value that it interrupts.
func (s squeezed) value(view []byte, start, end int) string {
	var value []byte
	for i := start; i < end; i++ {
		if i > start && s.gaps[i] != gapNone {
			value = append(value, ' ')
		}
		value = append(value, view[s.at[i]])
	}
	return string(value)
}

// spaced says whether a character belongs to words that are set apart by spaces. Chinese, Japanese and Korean
// ones, which lie above U+2E80, stand next to English words without a space.
func spaced(r rune) bool { return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 0x80
}
