package redact

import "strings"

// shape is a secret that is known by its first characters, the literal.
type shape struct {
	chars  *set // what the rest is made of
	least  int  // how many of them there must be, unless some are masked
	whole  int  // length of a whole secret; a shorter one may go on after a line wrap
	inWord bool // the literal may stand inside a word
	digit  bool // without a digit near its start it is a word
}

func (sh shape) find(s string, at, literalEnd int) span {
	if !sh.inWord && wordBefore(s, at) {
		return span{}
	}
	limit := len(s)
	known := sh.plausible(s, literalEnd)
	if !known {
		limit = literalEnd + sh.least // it may still be parted so early
	}
	end := skipMasked(s, literalEnd, limit, sh.chars)
	whole := skipWraps(s, end, wrap{chars: sh.chars, missing: sh.whole - (end - at), quote: byteAt(s, at-1)})
	if !known && whole == end {
		return span{}
	}
	return span{start: at, end: whole}
}

// findParted finds a secret whose literal begins at at and ends on the next
// line at literalEnd.
func (sh shape) findParted(s string, at, literalEnd int) span {
	if !sh.inWord && wordBefore(s, at) || !sh.plausible(s, literalEnd) {
		return span{}
	}
	end := skipMasked(s, literalEnd, len(s), sh.chars)
	const literal = 8 // about its length
	return span{start: at, end: skipWraps(s, end, wrap{chars: sh.chars, missing: sh.whole - literal - (end - literalEnd), again: true})}
}

// plausible decides on the first bytes after the literal.
func (sh shape) plausible(s string, at int) bool {
	const window = 64
	end := skipMasked(s, at, at+window, sh.chars)
	head := s[at:min(end, len(s))]
	if strings.Contains(head, "...") || strings.ContainsAny(head, "*…•") {
		return true
	}
	return len(head) >= sh.least && (!sh.digit || strings.ContainsAny(head, digits))
}

// skipMasked skips characters of the set, marks for characters left out, and
// the invisible characters that come along when a key is copied from a page.
// It stops soon after limit. A full stop at the end belongs to the sentence.
func skipMasked(s string, i, limit int, chars *set) int {
	for i < min(limit, len(s)) {
		n := 0
		switch b := s[i]; {
		case b == '.' && (!chars['.'] || !chars[byteAt(s, i+1)] || byteAt(s, i+1) == '.'), b == '*', b == 0xE2:
			n = maskLen(s, i)
		case chars[b]:
			n = 1
		}
		if n == 0 {
			n = invisibleLen(s, i, chars)
		}
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// invisibleLen returns the length of an invisible character between two of the set, or 0.
func invisibleLen(s string, i int, chars *set) int {
	for _, c := range []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"} {
		if strings.HasPrefix(s[i:], c) && chars[byteAt(s, i+len(c))] {
			return len(c)
		}
	}
	return 0
}

// wrap is what is known of a secret that a line break may part.
type wrap struct {
	chars   *set
	missing int  // characters until it is whole
	quote   byte // what stands before it
	again   bool // it is parted once already
}

// skipWraps skips line breaks in the middle of a secret and its parts behind
// them, from the end i of its first part.
func skipWraps(s string, i int, w wrap) int {
	for w.missing > 0 {
		line := i
		if w.chars['.'] && byteAt(s, i) == '.' {
			line++ // of a token, not of a sentence, if a rest follows
		}
		start := afterBreak(s, line)
		if start == line {
			break
		}
		end := w.restEnd(s, start)
		if end == start {
			break
		}
		w.missing -= end - start
		w.again = true
		i = end
	}
	return i
}

// restEnd returns where the rest of a secret ends that begins a line at i, or i
// when it does not look like one.
func (w wrap) restEnd(s string, i int) int {
	const longest = 4096 // a rest is looked at before it is taken
	end := skipMasked(s, i, min(len(s), i+longest), w.chars)
	quoted := end > i && strings.IndexByte("\"'`", w.quote) >= 0 && byteAt(s, end) == w.quote
	named := end < len(s) && strings.IndexByte(":=(/@[", s[end]) >= 0
	if quoted || !named && w.looksLikeRest(s[i:end]) {
		return end
	}
	return i
}

// afterBreak returns where the next line begins when nothing but decoration is
// left of this one, else i.
func afterBreak(s string, i int) int {
	end := skipDecoration(s, i)
	size := breakLen(s, end)
	if size == 0 {
		return i
	}
	end += size
	end += breakLen(s, end) // the second half of \r\n
	return skipDecoration(s, end)
}

// skipDecoration skips blanks and the lines of a box drawn around a message.
func skipDecoration(s string, i int) int {
	for {
		switch {
		case isSpace(byteAt(s, i)), byteAt(s, i) == '|':
			i++
		case strings.HasPrefix(s[i:], "│"):
			i += len("│")
		default:
			return i
		}
	}
}

// looksLikeRest tells the rest of a wrapped key from the words of the next line:
// it mixes capitals, small letters and digits, or it makes the key whole, or it
// is longer than any word.
func (w wrap) looksLikeRest(s string) bool {
	for _, id := range []string{"req_", "msg_", "toolu_", "srvtoolu_", "sk-", "http"} {
		if strings.HasPrefix(s, id) {
			return false
		}
	}
	humps := humps(s)
	digit := strings.ContainsAny(s, digits)
	switch {
	case len(s) >= w.missing-4 && len(s) <= w.missing+4:
		return humps > 0 || digit && hasLetter(s)
	case w.again:
		return humps > 0 || digit && strings.ContainsAny(s, upperLetters)
	case len(s) >= 40 || humps >= 3:
		return true
	}
	return len(s) >= 8 && humps > 0 && digit
}

// humps counts the capitals behind a small letter or a digit; most words and
// dates have none.
func humps(s string) int {
	n := 0
	for i := 1; i < len(s); i++ {
		if isUpper(s[i]) && (isLower(s[i-1]) || isDigit(s[i-1])) {
			n++
		}
	}
	return n
}

// privateKey finds a block in PEM, whole or cut off.
func privateKey(s string, at, literalEnd int) span {
	label := s[literalEnd:min(len(s), literalEnd+60)]
	i := strings.Index(label, "PRIVATE KEY")
	if i < 0 || strings.ContainsAny(label[:i], "\n\"'") {
		return span{}
	}
	body := literalEnd + i + len("PRIVATE KEY")
	body += len(s[body:]) - len(strings.TrimPrefix(s[body:], " BLOCK"))
	if !strings.HasPrefix(s[body:], "-----") {
		return span{}
	}
	body += len("-----")
	const shortest = 24 // of a body, else somebody speaks of such lines
	next := strings.Index(s[body:], "-----")
	if next >= 0 && next < shortest {
		return span{}
	}
	if next < 0 || !strings.HasPrefix(s[body+next:], "-----END") {
		end := skipPEMLines(s, body)
		if end == body {
			return span{} // somebody speaks of such a header
		}
		return span{start: at, end: end}
	}
	end := body + next + len("-----END")
	if i := strings.Index(s[end:min(len(s), end+60)], "-----"); i >= 0 {
		end += i + len("-----")
	}
	return span{start: at, end: end}
}

// skipPEMLines skips what can be the body of a key whose end is missing: words
// too long for a language, parted by real or escaped line breaks.
func skipPEMLines(s string, i int) int {
	const longWord = 20
	for {
		start := i
		for n := 1; n > 0; start += n {
			n = breakLen(s, start)
			if n == 0 && isSpace(byteAt(s, start)) {
				n = 1
			}
		}
		end := skip(s, start, base64Chars)
		if end-start < longWord {
			return i
		}
		i = end
	}
}

// webToken is a JSON web token from the first characters of its header on.
var webToken = shape{chars: dottedKey, least: 16, whole: 4096}

// jsonWebToken finds a token whose header, a JSON object in base64, ends in a dot.
func jsonWebToken(s string, at, literalEnd int) span {
	const longestHeader = 512
	if wordBefore(s, at) {
		return span{}
	}
	end := skip(s[:min(len(s), at+longestHeader)], literalEnd, keyChars)
	whole := skipWraps(s, end, wrap{chars: dottedKey, missing: webToken.whole})
	if maskLen(s, end) == 0 && !strings.Contains(s[end:max(whole, min(len(s), end+1))], ".") {
		return span{}
	}
	return webToken.find(s, at, literalEnd)
}

// azureKey finds a key of Azure AI by the mark in its middle.
func azureKey(s string, at, literalEnd int) span {
	const before, whole = 60, 76
	start := at
	for start > 0 && at-start < before && alphanumeric[s[start-1]] {
		start--
	}
	c := span{start: skipEscape(s, start, at), end: skip(s, literalEnd, alphanumeric)}
	c.start = lineBefore(s, c.start)
	if c.end-c.start < whole {
		return span{}
	}
	return c
}

// lineBefore goes back over a line wrap to where a word of the line before
// begins, when that word goes on at i.
func lineBefore(s string, i int) int {
	const longest = 80
	before := strings.TrimRight(s[max(0, i-longest):i], " \t│|")
	word, wrapped := strings.CutSuffix(before, "\n")
	word = strings.TrimRight(strings.TrimSuffix(word, "\r"), " \t│|")
	start := len(word)
	for start > 0 && alphanumeric[word[start-1]] {
		start--
	}
	if !wrapped || humps(word[start:]) == 0 {
		return i
	}
	return i - len(s[max(0, i-longest):i]) + start
}
