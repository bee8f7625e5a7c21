package diagnose

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// gap says what was left out in front of a byte of a squeezed text. Each has the bits of the smaller ones, so that
// the larger of two is both together.
type gap uint8

const (
	gapNone  gap = 0
	gapSoft  gap = 1  // quotes, backslashes, list and quotation marks
	gapSpace gap = 3  // white space
	gapLine  gap = 7  // a line break, real or escaped: perhaps only a terminal's wrap
	gapWall  gap = 15 // text that no error says (a stack frame, an echoed request) was cut out here
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
	var s squeezed
	s.read(text, omitted)
	return s
}

// read makes s what squeeze does, in the memory of what it was before. Every byte is written, and one that is to
// be left out is written over by the next: gaps come every few bytes, and to branch at each would cost more.
func (s *squeezed) read(text []byte, omitted []omission) {
	out, at, left := room(s.text, len(text)), room(s.at, len(text)), room(s.gaps, len(text))
	n, before := 0, gapWall
	for i := 0; i < len(text); {
		stop := len(text)
		if len(omitted) > 0 {
			stop = omitted[0].start
		}
		for i < stop {
			c := text[i]
			if c == '\\' && i+1 < len(text) && isLetterEscape(text[i+1]) {
				before |= gapLine
				i += 2
				continue
			}
			does := squeezing[c]
			out[n], at[n], left[n] = byte(does), int32(i), before
			n += int(does >> 24)
			before = (before | gap(does>>8)) & gap(does>>16)
			i++
		}
		if len(omitted) > 0 {
			before |= omitted[0].gap
			i, omitted = omitted[0].end, omitted[1:]
		}
	}
	s.text, s.at, s.gaps = out[:n], at[:n], left[:n]
}

// room is a slice of the given length in the memory of another, when that is large enough.
func room[E any](memory []E, length int) []E { return slices.Grow(memory[:0], length)[:length] }

// gaps are what squeezing leaves behind in the place of each byte. The indentation of a wrapped line belongs
// to its break, which is the larger gap.
var gaps = func() (gaps [256]gap) {
	for _, c := range "\"'`\\>|*" {
		gaps[c] = gapSoft
	}
	gaps[' '], gaps['\t'], gaps['\n'] = gapSpace, gapSpace, gapLine
	return gaps
}()

// squeezing is what each byte does, from the lowest byte on: what it is in lower case, the gap that it leaves, a mask
// that closes the gap before a byte that stays and leaves any other open, and how far the end moves on.
var squeezing = func() (table [256]uint32) {
	for c := range table {
		table[c] = uint32(lower(byte(c))) | uint32(gaps[c])<<8
		if gaps[c] == gapNone {
			table[c] |= 1 << 24
		} else {
			table[c] |= uint32(gapWall) << 16
		}
	}
	return table
}()

// lowered is each byte in lower case.
var lowered = func() (table [256]byte) {
	for c := range table {
		table[c] = lower(byte(c))
	}
	return table
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
func (s *squeezed) boundary(i int) bool {
	if i <= 0 || i >= len(s.text) || s.gaps[i] != gapNone {
		return true
	}
	if a, b := s.text[i-1], s.text[i]; a < utf8.RuneSelf && b < utf8.RuneSelf {
		return !wordByte(a) || !wordByte(b)
	}
	if !utf8.RuneStart(s.text[i]) {
		return false
	}
	before, _ := utf8.DecodeLastRune(s.text[:i])
	after, _ := utf8.DecodeRune(s.text[i:])
	return !spaced(before) || !spaced(after)
}

// inName says whether an underscore joins what stands between two positions to more of a name.
func (s *squeezed) inName(start, end int) bool {
	return start > 0 && s.text[start-1] == '_' && s.gaps[start] == gapNone ||
		end < len(s.text) && s.text[end] == '_' && s.gaps[end] == gapNone
}

// span maps squeezed positions to the view.
func (s *squeezed) span(start, end int) span {
	return span{int(s.at[start]), int(s.at[end-1]) + 1}
}

// value is what stands in the view between two squeezed positions, without what was omitted there: the prefix of
// a log line is no part of a value that it interrupts.
func (s *squeezed) value(view []byte, start, end int) string {
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
