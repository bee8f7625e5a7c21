package redact

import "strings"

// schemes may stand before the credentials in a header.
var schemes = []string{"bearer", "basic", "token", "apikey", "api-key", "negotiate", "ntlm"}

// schemeLen returns the length of the scheme that s starts with and the blanks after it, or 0.
func schemeLen(s string) int {
	for _, scheme := range schemes {
		if len(s) <= len(scheme) || !strings.EqualFold(s[:len(scheme)], scheme) {
			continue
		}
		if end := skipSpaces(s, len(scheme)); end > len(scheme) {
			return end
		}
	}
	return 0
}

// otherSchemeLen is schemeLen of a scheme nobody knows: a word before what has
// a digit. AWS4-HMAC-SHA256 is not skipped, its parts have names of their own.
func otherSchemeLen(s string) int {
	const longest, window = 20, 24
	end := skip(s[:min(len(s), longest)], 0, nameChars)
	start := skipSpaces(s, end)
	if end == 0 || start == end || strings.HasPrefix(s, "AWS4-") {
		return 0
	}
	head := s[start:skip(s[:min(len(s), start+window)], start, tokenChars)]
	if !strings.ContainsAny(head, digits) {
		return 0
	}
	return start
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

// cookieChars are those of names and values, RFC 6265, but for the quotes and
// brackets that end a dump of headers.
var cookieChars = setOf(upperLetters + lowerLetters + digits + "!#$%&*+-.^_`|~=/:?@<>")

// cookies finds all values of a Cookie header, or the one of a Set-Cookie
// header without its attributes.
func cookies(s string, at, literalEnd int) span {
	const window = 64
	separator, after := separatorAfter(s, literalEnd)
	if separator != ':' && separator != '=' && separator != ',' {
		return span{}
	}
	start := openValue(s, after, separator).start
	if head := s[start:skip(s[:min(len(s), start+window)], start, cookieChars)]; !strings.Contains(head, "=") {
		return span{}
	}
	end := skip(s, start, cookieChars)
	if at >= 4 && (strings.EqualFold(s[at-4:at], "set-") || strings.EqualFold(s[at-4:at], "set_")) {
		return span{start: start, end: end}
	}
	for byteAt(s, end) == ';' {
		next := skipSpaces(s, end+1)
		pair := skip(s, next, cookieChars)
		if pair == next {
			break
		}
		end = pair
	}
	return span{start: start, end: end}
}

// cookieValue finds the value of one cookie whose name is the literal.
func cookieValue(s string, _, literalEnd int) span {
	const least, window = 6, 64
	head := s[literalEnd:skip(s[:min(len(s), literalEnd+window)], literalEnd, tokenChars)]
	if len(head) < least || isReference(head) {
		return span{}
	}
	return span{start: literalEnd, end: skip(s, literalEnd, tokenChars)}
}

// looksAzure reports whether a value has the form of a key of Azure AI.
func looksAzure(s string) bool {
	n := skip(s, 0, alphanumeric)
	return n == len(s) && (n == 84 || n == 32 && skip(s, 0, hexDigits) == n)
}
