package diagnose

import (
	"bytes"

	"errdex/content"
)

// This file finds where the holes of a template begin and end.

// maxWraps is how many line breaks a hole may hold: a terminal cuts a long value once, rarely twice, and what
// stands further apart was not said in one breath.
const maxWraps = 2

// holeEnd is where a hole that starts at start ends, so that the literal follows (an empty one always does).
func (s *squeezed) holeEnd(start int, hole content.HoleType, literal []byte) (int, bool) {
	if hole == content.HoleAny {
		end := s.wordAt(start, min(len(s.text), start+hole.MaxLength()+len(literal)), literal)
		return end, end >= 0 && s.wraps(start, end) <= maxWraps
	}
	if hole == content.HoleTime {
		end := s.timeEnd(start)
		return end, end > start && bytes.HasPrefix(s.text[end:], literal)
	}
	for wraps := 0; wraps <= maxWraps; wraps++ {
		end := s.run(start, hole, wraps)
		if glued := end - len(literal); len(literal) > 0 && glued > start && bytes.HasSuffix(s.text[start:end], literal) {
			return glued, true // the hole takes the letters of the literal too: {kind:word}Exception
		}
		if wraps < maxWraps && end < len(s.text) && end > start && s.text[end-1] == '-' && s.gaps[end] == gapLine {
			continue // a value that is wrapped behind a hyphen goes on
		}
		for trimmed := end; trimmed > start; trimmed-- {
			if wordByte(s.text[trimmed-1]) || s.text[trimmed-1] == ')' || s.text[trimmed-1] == ']' {
				if bytes.HasPrefix(s.text[trimmed:], literal) {
					return trimmed, true
				}
				break
			}
		}
	}
	return 0, false
}

// wordAt is where a literal first stands between start and limit without beginning inside of a word, or -1.
func (s *squeezed) wordAt(start, limit int, literal []byte) int {
	for from := start; ; from++ {
		at := bytes.Index(s.text[from:limit], literal)
		if at < 0 {
			return -1
		}
		if from += at; s.boundary(from) {
			return from
		}
	}
}

// wraps counts the line breaks between two positions.
func (s *squeezed) wraps(start, end int) int {
	n := 0
	for _, gap := range s.gaps[start:end] {
		if gap == gapLine {
			n++
		}
	}
	return n
}

// run is the end of the longest run of bytes that the hole takes, over at most wraps line breaks.
func (s *squeezed) run(start int, hole content.HoleType, wraps int) int {
	limit := min(len(s.text), start+hole.MaxLength())
	end := start
	for ; end < limit && takes(hole, s.text[end]); end++ {
		if end == start || s.gaps[end] == gapNone {
			continue
		}
		if s.gaps[end] != gapLine || wraps == 0 {
			break
		}
		wraps--
	}
	return end
}

// holeStart is where a hole that ends at end starts, so that the literal stands before it.
func (s *squeezed) holeStart(end int, hole content.HoleType, literal []byte) (int, bool) {
	lowest := max(0, end-hole.MaxLength())
	if hole == content.HoleAny {
		from := max(0, lowest-len(literal))
		at := bytes.LastIndex(s.text[from:end], literal)
		start := from + at + len(literal)
		return start, at >= 0 && s.wraps(start, end) <= maxWraps
	}
	if hole == content.HoleTime {
		for start := lowest; start < end; start++ {
			if s.boundary(start) && bytes.HasSuffix(s.text[:start], literal) && s.timeEnd(start) == end {
				return start, true
			}
		}
		return end, false
	}
	start := end
	for start > lowest && takes(hole, s.text[start-1]) {
		start--
		if bytes.HasSuffix(s.text[:start], literal) && len(literal) > 0 || s.gaps[start] != gapNone && (s.gaps[start] != gapLine || len(literal) == 0) {
			break
		}
	}
	return start, start < end && bytes.HasSuffix(s.text[:start], literal)
}

// takes says whether a hole takes a byte of squeezed text.
func takes(hole content.HoleType, c byte) bool {
	if c >= '0' && c <= '9' {
		return true
	}
	letter := c >= 'a' && c <= 'z'
	switch hole {
	case content.HoleNumber:
		return c == ',' || c == '.' || c == '_'
	case content.HoleWord:
		return letter || c == '_' || c == '-' || c == '.'
	case content.HoleModel:
		return letter || c == '_' || c == '-' || c == '.' || c == '@' || c == ':' || c == '/'
	case content.HoleID:
		return letter || c == '_' || c == '-'
	case content.HolePath:
		return letter || c == '_' || c == '-' || c == '.' || c == '[' || c == ']'
	case content.HoleHost:
		return letter || c == '-' || c == '.' || c == ':' || c == '[' || c == ']'
	case content.HoleTime:
		return letter || c == ':' || c == '-'
	}
	return false
}

// timeWords are the words that a date or a time of day is written with.
var timeWords = set("am", "pm", "at", "utc", "gmt", "t", "z", "tomorrow", "today",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
	"sep", "oct", "nov", "dec", "january", "february", "march", "april",
	"june", "july", "august", "september", "october", "november", "december")

// timeEnd is the end of the date or time of day that starts at start: digits with their marks, known words,
// and a zone in parentheses, which ends it. Words may stand apart, so white space does not end a time.
func (s *squeezed) timeEnd(start int) int {
	limit := min(len(s.text), start+content.HoleTime.MaxLength())
	end := start
	for end < limit {
		switch c := s.text[end]; {
		case c >= '0' && c <= '9' || end > start && (c == ':' || c == '-' || c == ',' || c == '+'):
			end++
		case c == '.' && end+1 < limit && s.text[end+1] >= '0' && s.text[end+1] <= '9':
			end++
		case c == '(':
			if size := bytes.IndexByte(s.text[end:limit], ')'); size > 0 {
				return end + size + 1
			}
			return trimTime(s.text, start, end)
		default:
			word := s.lettersFrom(end, limit)
			if !timeWords[string(s.text[end:word])] {
				return trimTime(s.text, start, end)
			}
			end = word
		}
	}
	return trimTime(s.text, start, end)
}

// lettersFrom is the end of the run of letters at start.
func (s *squeezed) lettersFrom(start, limit int) int {
	end := start
	for end < limit && s.text[end] >= 'a' && s.text[end] <= 'z' && (end == start || s.gaps[end] == gapNone) {
		end++
	}
	return end
}

func trimTime(text []byte, start, end int) int {
	for end > start && !wordByte(text[end-1]) {
		end--
	}
	return end
}

// Fits says whether a whole value is what a hole of this type takes.
func Fits(hole content.HoleType, value string) bool {
	s := squeeze(newView(value).text, nil)
	if hole == content.HoleAny || len(s.text) == 0 || int(s.at[0]) != 0 || int(s.at[len(s.at)-1]) != len(value)-1 {
		return false
	}
	end, ok := s.holeEnd(0, hole, nil)
	return ok && end == len(s.text)
}
