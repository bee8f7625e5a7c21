package diagnose

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// masks finds the parts of a view that no error says: stack frames with their source lines, and echoed
// requests. A prompt that mentions 429 or a function called retry_on_rate_limit must not be evidence.
func masks(text []byte) []span {
	found := append(frames(text), requests(text)...)
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	merged := found[:0]
	for _, next := range found {
		if last := len(merged) - 1; last >= 0 && next.start <= merged[last].end {
			merged[last].end = max(merged[last].end, next.end)
			continue
		}
		merged = append(merged, next)
	}
	return merged
}

// omissions are the spans that squeezing leaves out: what no error says, which parts texts like a wall, the
// prefixes of log lines and the marks of redaction, which do not. Spans that overlap become one.
func omissions(masks, prefixes, marks []span) []omission {
	all := slices.Grow([]omission(nil), len(masks)+len(prefixes)+len(marks))
	for _, list := range []struct {
		spans []span
		gap   gap
	}{{masks, gapWall}, {prefixes, gapLine}, {marks, gapSoft}} {
		for _, s := range list.spans {
			all = append(all, omission{s, list.gap})
		}
	}
	slices.SortStableFunc(all, func(a, b omission) int { return cmp.Compare(a.start, b.start) })
	merged := all[:0]
	for _, next := range all {
		if last := len(merged) - 1; last >= 0 && next.start < merged[last].end {
			merged[last].end, merged[last].gap = max(merged[last].end, next.end), max(merged[last].gap, next.gap)
			continue
		}
		merged = append(merged, next)
	}
	return merged
}

// placeholders finds the marks that redaction left: the name of a kind of secret is not the paste's own word.
func placeholders(text []byte) []span {
	var found []span
	for start := 0; ; {
		at := bytes.Index(text[start:], []byte(placeholderStart))
		if at < 0 {
			return found
		}
		start += at
		size := len(placeholderStart)
		for start+size < len(text) && placeholderByte(text[start+size]) {
			size++
		}
		if start+size == len(text) || text[start+size] != ']' {
			start += size // somebody's own brackets
			continue
		}
		size++
		found = append(found, span{start, start + size})
		start += size
	}
}

// placeholderByte says whether a byte stands in the name of a kind of secret or in a note on it.
func placeholderByte(c byte) bool { return c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == ':' }

// placeholderStart begins every mark of redaction.
const placeholderStart = "[redacted:"

// frames finds lines of stack traces: Python's File line with the deeper lines of source below it, and "at" lines.
func frames(text []byte) []span {
	var found []span
	deeper := none // lines indented more than this belong to the Python frame above; none outside of one
	for start := 0; start < len(text); {
		end := lineEnd(text, start)
		line := bytes.TrimLeft(text[start:end], " \t")
		indent := end - start - len(line)
		switch {
		case bytes.HasPrefix(line, []byte(`File "`)) && bytes.Contains(line, []byte(", line ")):
			found = append(found, span{start, end})
			deeper = indent
		case deeper != none && indent > deeper, isFrame(line):
			found = append(found, span{start, end})
		default:
			deeper = none
		}
		start = end + 1
	}
	return found
}

// isFrame recognises "at f (file:1:2)" of JavaScript and "at pkg.Class.f(File.java:1)" of Java.
func isFrame(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("at "))
	if !ok {
		return false
	}
	colon := bytes.LastIndexByte(rest, ':')
	return colon > 0 && colon+1 < len(rest) && rest[colon+1] >= '0' && rest[colon+1] <= '9' ||
		bytes.Contains(rest, []byte("<anonymous>")) || bytes.Contains(rest, []byte("(native"))
}

func lineEnd(text []byte, start int) int {
	if size := bytes.IndexByte(text[start:], '\n'); size >= 0 {
		return start + size
	}
	return len(text)
}

// requestKeys name the fields that echo what was sent; their bracketed value is not the error's.
var requestKeys = [][]byte{[]byte("requestbodyvalues"), []byte("request_body"), []byte("messages"), []byte("tools")}

// requests finds the bracketed values of request fields: "messages": [...], requestBodyValues: {...}. Such a
// value ends where its strings let it end; where they cannot be told apart, where its brackets balance. One that
// is never closed is not masked.
func requests(text []byte) []span {
	var found []span
	var open []bracket
	budget := maxRead * len(text) // a hostile paste opens a value behind every key and closes none
	for i := nextBracket(text, 0); i < len(text); i = nextBracket(text, i+1) {
		switch text[i] {
		case '[', '{':
			slashes, ok := afterRequestKey(text[max(0, i-longestKey):i])
			if !ok {
				open = append(open, bracket{i, false})
				continue
			}
			end := none
			if budget > 0 {
				end = valueEnd(text[i:min(len(text), i+budget)], slashes)
				budget -= max(end, 0)
			}
			if end == none {
				budget -= len(text) - i
				open = append(open, bracket{i, true})
				continue
			}
			found = append(found, span{i, i + end})
			i += end - 1
		case ']', '}':
			if len(open) == 0 {
				continue
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if last.request {
				found = append(found, span{last.start, i + 1})
			}
		}
	}
	return found
}

// bracket is one that is open yet, and whether a request's value stands in it.
type bracket struct {
	start   int
	request bool
}

// nextBracket is where the next bracket of a value stands from pos on, or the end.
func nextBracket(text []byte, pos int) int {
	for ; pos+8 <= len(text); pos += 8 { // eight bytes at once: most texts have few
		const fold = 0x20 * each // makes braces of square brackets, and of nothing else
		if eight := binary.LittleEndian.Uint64(text[pos:]) | fold; holdsZero(eight^'{'*each)|holdsZero(eight^'}'*each) != 0 {
			break
		}
	}
	for pos < len(text) && !isBracket[text[pos]] {
		pos++
	}
	return pos
}

// each has a 1 in each byte.
const each = 0x0101010101010101

// holdsZero is not 0 where one of eight bytes is.
func holdsZero(eight uint64) uint64 { return (eight - each) &^ eight & (0x80 * each) }

var isBracket = [256]bool{'[': true, ']': true, '{': true, '}': true}

// valueEnd is the length of the bracketed value that text begins with, or none. Brackets inside of its strings,
// which the given number of backslashes quote, do not count: prompts hold code and smileys.
func valueEnd(text []byte, slashes int) int {
	depth, before := 0, 0
	quote := byte(0)
	for i, c := range text {
		switch {
		case c == '\\':
			before++
			continue
		case quote != 0:
			if c == quote && closes(before, slashes) {
				quote = 0
			}
		case (c == '"' || c == '\'' || c == '`') && before == slashes:
			quote = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		before = 0
	}
	return none
}

// closes says whether a quote behind so many backslashes ends a string whose quotes have the given number:
// where they have none, each pair before it is a backslash of the string.
func closes(before, slashes int) bool {
	return before == slashes || slashes == 0 && before%2 == 0
}

// longestKey is room enough for a request key and what parts it from its bracket.
const longestKey = 40

// afterRequestKey says whether a request key stands at the end of before, and how many backslashes its quotes have.
func afterRequestKey(before []byte) (slashes int, ok bool) {
	end, parted := len(before), false
	for end > 0 && strings.IndexByte(" \t\n:=>\"'\\", before[end-1]) >= 0 {
		end--
		parted = parted || before[end] == ':' || before[end] == '='
	}
	if !parted {
		return 0, false // nothing says that what follows is the key's value: .../v1/messages {"type": "error", ...}
	}
	word := end
	for word > 0 && scanByte(before[word-1]) {
		word--
	}
	if !slices.ContainsFunc(requestKeys, func(key []byte) bool { return bytes.EqualFold(key, before[word:end]) }) {
		return 0, false
	}
	quotes := before[end:]
	return len(quotes) - len(bytes.TrimLeft(quotes, "\\")), true
}
