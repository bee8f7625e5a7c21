package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	mailChars   = setOf(upperLetters + lowerLetters + digits + "._%+-")
	domainChars = setOf(upperLetters + lowerLetters + digits + ".-")
)

// email finds an address. The domain need only begin like one, because what
// stands right behind it may be a secret of its own.
func email(s string, at, literalEnd int) span {
	start := at
	for start > 0 && mailChars[s[start-1]] {
		start--
	}
	start = skipEscape(s, start, at)
	end := skip(s, literalEnd, domainChars)
	if start == at || !beginsLikeDomain(s[literalEnd:end]) {
		return span{}
	}
	for s[end-1] == '.' || s[end-1] == '-' {
		end--
	}
	return span{start: start, end: end}
}

// beginsLikeDomain wants a label with a letter, a dot and two letters: of a
// version, as in sdk@4.9.1, this is not so.
func beginsLikeDomain(s string) bool {
	letter := false
	for i := range max(0, len(s)-2) {
		switch b := lower(s[i]); {
		case b == '.' && letter && isLower(lower(s[i+1])) && isLower(lower(s[i+2])):
			return true
		case b == '.':
			letter = false
		case isLower(b):
			letter = true
		}
	}
	return false
}

// home finds the user's name in the path of a home directory.
func home(s string, at, literalEnd int) span {
	// in lower case /users/ is a home directory after a drive only
	if s[at:literalEnd] == "/users/" && byteAt(s, at-1) != ':' && byteAt(s, at-2) != '/' {
		return span{}
	}
	start := literalEnd
	if s[at] == '\\' || s[at] == '%' {
		start = skipBackslashes(s, literalEnd)
	}
	if s[at] == '%' {
		return span{start: start, end: userName(s, start, ".-@~+")}
	}
	end := userName(s, start, ".-@~+%")
	if s[at] == '\\' || byteAt(s, at-1) == ':' {
		end = spacedName(s, end, s[at])
	}
	return span{start: start, end: end}
}

// projectFolder finds the user's name in a folder such as -Users-NAME-code.
func projectFolder(s string, _, literalEnd int) span {
	return span{start: literalEnd, end: userName(s, literalEnd, ".")}
}

// userName skips a user's name: letters and digits, and after the first of them
// also the marks. It returns i where there is a wildcard or a variable.
func userName(s string, i int, marks string) int {
	start := i
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' &&
			(i == start || !strings.ContainsRune(marks, r)) {
			break
		}
		i += size
	}
	for i > start && (s[i-1] == '.' || s[i-1] == '-') {
		i--
	}
	return i
}

// spacedName goes on over blanks where the path does: C:\Users\Jo Doe\code.
func spacedName(s string, i int, separator byte) int {
	const longest = 40
	if byteAt(s, i) != ' ' {
		return i
	}
	for end := i; end < min(len(s), i+longest); end++ {
		switch b := s[end]; {
		case b == separator:
			return end
		case !mailChars[b] && b != ' ' && b < utf8.RuneSelf:
			return i
		}
	}
	return i
}
