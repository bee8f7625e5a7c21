package redact

import (
	"cmp"
	"slices"
	"strings"
)

// span is a secret found at s[start:end].
type span struct {
	start, end int
	kind       string
	note       string // what a diagnosis must know of it: newlineNote, truncatedNote or empty
	rule       int    // index in rules
}

const (
	placeholderStart = "[redacted:"
	newlineNote      = ":newline"
	truncatedNote    = ":truncated"
)

// findSecrets returns the secrets of a paste in order, not overlapping.
// Placeholders that stand in it already part it: no rule looks across one.
func findSecrets(s string) []span {
	var found []span
	at := 0
	for at < len(s) {
		start, end := nextPlaceholder(s, at)
		found = appendSecrets(found, s[at:start], at)
		at = end
	}
	return found
}

// appendSecrets finds the secrets of one part of the paste, which begins at
// base, and then looks again at what is left between them until nothing is
// found there. So a cleaned text cannot change when it is cleaned again, however
// the rules are written, and a secret that was hidden by another's is seen.
func appendSecrets(found []span, part string, base int) []span {
	list := resolve(part, candidates(part))
	if len(list) == 0 {
		return found
	}
	at := 0
	for _, c := range list {
		found = appendSecrets(found, part[at:c.start], base+at)
		at = c.end
		c.start += base
		c.end += base
		found = append(found, c)
	}
	return appendSecrets(found, part[at:], base+at)
}

// candidates asks every rule whose literal is in the text.
func candidates(s string) []span {
	var found []span
	var done []int // by rule: where the last secret it found ends
	literals.each(s, len(s), func(i, at int) {
		r := &rules[i]
		switch {
		case done != nil && at < done[i]:
			return
		case r.breaks:
			found = appendParted(found, s, at)
			return
		}
		c := r.secret(s, at)
		if c.start >= c.end {
			return
		}
		if done == nil {
			done = make([]int, len(rules))
		}
		done[i] = c.end
		c.rule = i
		found = append(found, c)
	})
	return found
}

// secret returns the secret that the rule's literal belongs to, which stands at
// at, or an empty span.
func (r *rule) secret(s string, at int) span {
	find := r.find
	if find == nil {
		find = r.shape.find
	}
	c := find(s, at, at+len(r.literal))
	if c.kind == "" {
		c.kind = r.kind
	}
	return c
}

// appendParted finds the secrets whose literal is parted by the line break at
// at, so that no other rule sees them.
func appendParted(found []span, s string, at int) []span {
	const decoration, longest = 20, 16 // characters of the line looked at, and of a literal's parts at most
	low := max(0, at-decoration)
	first := trimDecoration(s[low:at])
	after := afterBreak(s, at)
	if first == "" || !keyChars[first[len(first)-1]] {
		return found
	}
	low += max(0, len(first)-longest)
	first = first[max(0, len(first)-longest):]
	joined := first + s[after:min(len(s), after+longest)]
	literals.each(joined, len(first), func(i, start int) {
		r := &rules[i]
		end := start + len(r.literal)
		if end <= len(first) || r.shape.chars == nil {
			return
		}
		c := r.shape.findParted(s, low+start, after+end-len(first))
		if c.end > c.start {
			c.kind, c.rule = r.kind, i
			found = append(found, c)
		}
	})
	return found
}

// trimDecoration drops from the end of a line what terminals and boxes leave there, and the backslashes of a break.
func trimDecoration(line string) string {
	for {
		switch b := byteAt(line, len(line)-1); {
		case isSpace(b), b == '\\', b == '\r', b == '|':
			line = line[:len(line)-1]
		case strings.HasSuffix(line, "│"):
			line = line[:len(line)-len("│")]
		default:
			return line
		}
	}
}

// resolve orders the candidates, joins those that overlap, under the kind of
// the one that starts first, and adds the notes.
func resolve(s string, found []span) []span {
	slices.SortFunc(found, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.rule, b.rule), cmp.Compare(b.end, a.end))
	})
	var list []span
	for _, c := range found {
		last := len(list) - 1
		switch {
		case last < 0 || c.start >= list[last].end:
			list = append(list, c)
		case !rules[c.rule].yields:
			list[last].end = max(list[last].end, c.end)
		}
	}
	for i := range list {
		list[i].note = note(s, list[i])
	}
	return list
}

// nextPlaceholder finds the first placeholder of ours at or after at; without
// one it returns the end of s twice.
func nextPlaceholder(s string, at int) (start, end int) {
	for {
		i := strings.Index(s[at:], placeholderStart)
		if i < 0 {
			return len(s), len(s)
		}
		start = at + i
		at = start + len(placeholderStart)
		if size := placeholderRest(s[at:]); size > 0 {
			return start, at + size
		}
	}
}

// placeholderRest returns the length of the `KIND]` or `KIND:NOTE]` that s
// starts with, or 0. Only our own kinds count: a key in such brackets is a key.
func placeholderRest(s string) int {
	const longest = 48
	size := strings.IndexByte(s[:min(len(s), longest)], ']')
	if size < 0 {
		return 0
	}
	kind := strings.TrimSuffix(s[:size], newlineNote)
	if !kinds[kind] && !kinds[strings.TrimSuffix(kind, truncatedNote)] {
		return 0
	}
	return size + 1
}

// note says what a diagnosis must know of a secret that it cannot see.
func note(s string, c span) string {
	// a private key always has lines
	if c.kind != "private-key" && (holdsBreak(s[c.start:c.end]) || breakEndsQuoted(s, c)) {
		return newlineNote
	}
	for _, mark := range []string{"...", "…", "***"} {
		if strings.HasSuffix(s[c.start:c.end], mark) {
			return truncatedNote
		}
	}
	return ""
}

func holdsBreak(s string) bool {
	for i := 0; i < len(s); i++ {
		next := strings.IndexAny(s[i:], "\r\n\\%")
		if next < 0 {
			return false
		}
		i += next
		if breakLen(s, i) > 0 {
			return true
		}
	}
	return false
}

// breakEndsQuoted reports whether a quote opens just before the secret and
// closes after it with nothing but line breaks between: 'sk-...\n'. In longer
// quotes, such as a log line in JSON, the break belongs to the line.
func breakEndsQuoted(s string, c span) bool {
	const farthest = 24
	before := s[max(0, c.start-farthest):c.start]
	open := strings.LastIndexAny(before, "\"'`")
	if open < 0 {
		return false
	}
	if scheme := before[open+1:]; schemeLen(scheme) != len(scheme) {
		return false
	}
	end := c.end
	for n := breakLen(s, end); n > 0; n = breakLen(s, end) {
		end += n
	}
	return end > c.end && quoteLen(s, end) > 0
}
