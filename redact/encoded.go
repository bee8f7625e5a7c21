package redact

import (
	"strings"
	"unicode/utf8"
)

// A text that is percent-encoded as a whole, such as a form or a link within a
// link, has other marks around its secrets: %40 for @, %3A%2F%2F for ://.

// encodedEnd returns the index in s, from i on, of the first character or escape
// that ends a word there; %2B, %2F, %3D and the like may be a part of a secret.
func encodedEnd(s string, i int, ends ...string) int {
	const longest = 4096
	limit := min(len(s), i+longest)
	for i < limit && !endsParameter[s[i]] {
		if s[i] == '%' {
			for _, escape := range ends {
				if strings.HasPrefix(s[i:], escape) {
					return i
				}
			}
		}
		i++
	}
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++ // the limit may lie in the middle of a character
	}
	return i
}

// wordEnds are the escapes that end a word: quotes, blanks, line breaks, a comma, brackets.
var wordEnds = []string{"%22", "%27", "%20", "%0A", "%0D", "%0a", "%0d", "%2C", "%2c", "%3C", "%3E", "%7D", "%7d"}

// encodedCredentials finds the user and password of https%3A%2F%2Fuser%3Apass%40host.
func encodedCredentials(s string, _, literalEnd int) span {
	const longest, longName = 256, 16
	head := s[literalEnd:min(len(s), literalEnd+longest)]
	head = head[:encodedEnd(head, 0, append([]string{"%40", "%2F", "%3F"}, wordEnds...)...)]
	password := head
	if _, after, found := strings.Cut(head, "%3A"); found {
		password = after
	}
	if !strings.HasPrefix(s[literalEnd+len(head):], "%40") || password == "" || isReference(password) ||
		password == head && len(head) < longName {
		return span{}
	}
	return span{start: literalEnd, end: literalEnd + len(head)}
}

// encodedQuery finds the value of a parameter in the query of an encoded URL, %3Fkey%3Dvalue%26.
func encodedQuery(s string, at, literalEnd int) span {
	const least, window = 6, 64
	start := at
	for start > 0 && at-start < window && nameChars[s[start-1]] {
		start--
	}
	start = skipEscape(s, start, at)
	if start == at {
		return span{}
	}
	switch strings.ToUpper(s[max(0, start-3):start]) {
	case "%3F", "%26", "%23":
	default:
		return span{}
	}
	name := s[start:at]
	if _, trusted := classify(s, start, at); trusted < likely && !queryNames[strings.ToLower(name)] {
		return span{}
	}
	head := s[literalEnd:encodedEnd(s[:min(len(s), literalEnd+window)], literalEnd, append([]string{"%26", "%23"}, wordEnds...)...)]
	if len(head) < least || !secretParameter(name, head) || strings.HasPrefix(head, "%7B") || strings.HasPrefix(head, "%24") {
		return span{} // {key} and $KEY are references
	}
	return span{start: literalEnd, end: encodedEnd(s, literalEnd, append([]string{"%26", "%23"}, wordEnds...)...)}
}

// encodedEmail finds an address whose @ is %40.
func encodedEmail(s string, at, literalEnd int) span {
	const longest = 64
	start := at
	for start > 0 && at-start < longest && mailChars[s[start-1]] && s[start-1] != '%' {
		start--
	}
	start = skipEscape(s, start, at)
	end := skip(s, literalEnd, domainChars)
	if start == at || !beginsLikeDomain(s[literalEnd:end]) {
		return span{}
	}
	return span{start: start, end: end}
}

// encodedHook finds the address of a webhook whose slashes are %2F.
func encodedHook(s string, at, literalEnd int) span {
	const least = 20
	end := encodedEnd(s, literalEnd, append([]string{"%3F"}, wordEnds...)...)
	if end-literalEnd < least {
		return span{}
	}
	return span{start: at, end: end}
}
