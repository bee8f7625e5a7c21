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
	if !sh.plausible(s, literalEnd) {
		return span{}
	}
	end := skipMasked(s, literalEnd, len(s), sh.chars)
	for end-at < sh.whole {
		next := skipWrap(s, end, sh.chars, sh.whole-(end-at), byteAt(s, at-1))
		if next == end {
			break
		}
		end = next
	}
	return span{start: at, end: end}
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

// skipWrap skips a line break in the middle of a secret, the indentation and
// box lines around it, and the rest of the secret, of which missing characters
// are expected. It returns i where what follows does not look like a rest, nor
// goes on to the quote that stands before the secret.
func skipWrap(s string, i int, chars *set, missing int, quote byte) int {
	start := skipDecoration(s, i)
	size := breakLen(s, start)
	if size == 0 {
		return i
	}
	for ; size > 0; size = breakLen(s, start) {
		start += size
	}
	start = skipDecoration(s, start)
	const longest = 4096 // a rest is looked at before it is taken
	end := skipMasked(s, start, min(len(s), start+longest), chars)
	quoted := end > start && strings.IndexByte("\"'`", quote) >= 0 && byteAt(s, end) == quote
	named := end < len(s) && strings.IndexByte(":=(/@[", s[end]) >= 0
	if quoted || !named && looksLikeRest(s[start:end], missing) {
		return end
	}
	return i
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

// looksLikeRest tells the rest of a wrapped key from the words of the next
// line: it mixes three kinds of characters, or it makes the key whole.
func looksLikeRest(s string, missing int) bool {
	for _, id := range []string{"req_", "msg_", "toolu_", "srvtoolu_", "sk-", "http"} {
		if strings.HasPrefix(s, id) {
			return false
		}
	}
	upper := strings.ContainsAny(s, upperLetters)
	digit := strings.ContainsAny(s, digits)
	if len(s) >= missing-4 && len(s) <= missing+4 {
		return upper || digit
	}
	return len(s) >= 8 && upper && digit && strings.ContainsAny(s, lowerLetters)
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
	next := strings.Index(s[body:], "-----")
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

// jsonWebToken finds a token whose header is a JSON object in base64.
func jsonWebToken(s string, at, literalEnd int) span {
	const longestHeader, whole = 512, 4096
	end := skip(s[:min(len(s), at+longestHeader)], literalEnd, keyChars)
	wrapped := skipWrap(s, end, dottedKey, whole, 0)
	if maskLen(s, end) == 0 && !strings.Contains(s[end:max(wrapped, min(len(s), end+1))], ".") {
		return span{}
	}
	return shape{chars: dottedKey, least: 16, whole: whole}.find(s, at, literalEnd)
}

// azureKey finds a key of Azure AI by the mark in its middle.
func azureKey(s string, at, literalEnd int) span {
	const before, whole = 60, 76
	start := at
	for start > 0 && at-start < before && alphanumeric[s[start-1]] {
		start--
	}
	c := span{start: skipEscape(s, start, at), end: skip(s, literalEnd, alphanumeric)}
	if c.end-c.start < whole {
		return span{}
	}
	return c
}

// bearer finds a token that no header's name stands before. Quotes and a plus
// may part it from the word: 'Bearer ' + 'token'.
func bearer(s string, at, literalEnd int) span {
	const farthest, window = 10, 64
	if wordBefore(s, at) {
		return span{}
	}
	start := literalEnd
	for start < literalEnd+farthest {
		if n := quoteLen(s, start); n > 0 {
			start += n
		} else if end := skipSpaces(s, start); end > start {
			start = end
		} else if strings.IndexByte("+,:", byteAt(s, start)) >= 0 && start < len(s) {
			start++
		} else {
			break
		}
	}
	head := s[start:skipMasked(s, start, start+window, tokenChars)]
	if start == literalEnd || len(head) < 8 || !strings.ContainsAny(head, digits) || isReference(head) {
		return span{}
	}
	return span{start: start, end: skipMasked(s, start, len(s), tokenChars)}
}
