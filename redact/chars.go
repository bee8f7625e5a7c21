package redact

import "strings"

// set is a set of bytes.
type set [256]bool

const (
	upperLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerLetters = "abcdefghijklmnopqrstuvwxyz"
	digits       = "0123456789"
)

var (
	alphanumeric = setOf(upperLetters + lowerLetters + digits)
	keyChars     = setOf(upperLetters + lowerLetters + digits + "_-")
	dottedKey    = setOf(upperLetters + lowerLetters + digits + "_-.")
	base64Chars  = setOf(upperLetters + lowerLetters + digits + "_-+/=")
	tokenChars   = setOf(upperLetters + lowerLetters + digits + "_-.+/=~") // of a bearer token, RFC 6750
	digitChars   = setOf(digits)
	hexDigits    = setOf(digits + "abcdefABCDEF")
)

func setOf(chars string) *set {
	var s set
	for i := range len(chars) {
		s[chars[i]] = true
	}
	return &s
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
func isLower(b byte) bool { return 'a' <= b && b <= 'z' }
func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }
func isSpace(b byte) bool { return b == ' ' || b == '\t' }

// byteAt returns the byte at i, or 0 outside of s.
func byteAt(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

// skip returns the first index from i on whose byte is not in the set.
func skip(s string, i int, chars *set) int {
	for i < len(s) && chars[s[i]] {
		i++
	}
	return i
}

// skipSpaces skips blanks, also those of a URL and, before a quote, of a form.
func skipSpaces(s string, i int) int {
	for {
		switch {
		case isSpace(byteAt(s, i)), strings.HasPrefix(s[i:], "+%22"), strings.HasPrefix(s[i:], "+%27"):
			i++
		case strings.HasPrefix(s[i:], "%20"):
			i += len("%20")
		default:
			return i
		}
	}
}

// wordBefore reports whether the letter or digit at i continues a word. The
// last letter of an escape (\n, %20, \u0022, ESC[32m) is none of a word.
func wordBefore(s string, i int) bool {
	return i > 0 && alphanumeric[s[i-1]] && !endsEscape(s, i-1)
}

// endsEscape reports whether the letter or digit at i is the last of an escape.
func endsEscape(s string, i int) bool {
	switch {
	case byteAt(s, i-1) == '\\':
		return strings.IndexByte("nrtbf", s[i]) >= 0
	case s[i] == 'm':
		return endsInColour(s[max(0, i-8):i])
	case !hexDigits[s[i]] || !hexDigits[byteAt(s, i-1)]:
		return false
	}
	return byteAt(s, i-2) == '%' ||
		byteAt(s, i-3) == '\\' && s[i-2] == 'x' ||
		byteAt(s, i-5) == '\\' && s[i-4] == 'u'
}

// endsInColour reports whether s ends in a terminal's colour but for its m: `[0;32`, also percent-encoded.
func endsInColour(s string) bool {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '[' || strings.HasSuffix(s[:i+1], "%5B") {
			return true
		}
		if !isDigit(s[i]) && s[i] != ';' {
			return false
		}
	}
	return false
}

// skipColour skips a terminal's colour, ESC[32m, real or escaped.
func skipColour(s string, i int) int {
	for _, escape := range []string{"\x1b[", `\x1b[`, `\u001b[`, `\033[`} {
		if !strings.HasPrefix(s[i:], escape) {
			continue
		}
		end := i + len(escape)
		for isDigit(byteAt(s, end)) || byteAt(s, end) == ';' {
			end++
		}
		if byteAt(s, end) == 'm' {
			return end + 1
		}
	}
	return i
}

// breakLen returns the length of the line break at i, real or escaped (\n,
// \\n, \u000a, \x0a, %0A), or 0.
func breakLen(s string, i int) int {
	switch byteAt(s, i) {
	case '\n', '\r':
		return 1
	case '%':
		if b := lower(byteAt(s, i+2)); byteAt(s, i+1) == '0' && (b == 'a' || b == 'd') {
			return 3
		}
	case '\\':
		end := skipBackslashes(s, i)
		rest := strings.ToLower(s[end:min(len(s), end+5)])
		for _, escape := range []string{"n", "r", "u000a", "u000d", "x0a", "x0d"} {
			if strings.HasPrefix(rest, escape) {
				return end + len(escape) - i
			}
		}
	}
	return 0
}

// skipBackslashes skips at most sixteen, also those of a URL: text in JSON in
// JSON in JSON in JSON doubles them four times, and without a bound a long run
// would cost its square.
func skipBackslashes(s string, i int) int {
	for range 16 {
		switch {
		case byteAt(s, i) == '\\':
			i++
		case strings.HasPrefix(s[i:], "%5C"), strings.HasPrefix(s[i:], "%5c"):
			i += len("%5C")
		default:
			return i
		}
	}
	return i
}

// quotes are the ways a quote is written, but for backslashes before it.
var quotes = []string{`"`, `'`, "`", "“", "”", "‘", "’", "%22", "%27", "&quot;", "&apos;", "&#34;", "&#39;", "&#x22;", "&#x27;", `u0022`, `u0027`}

var quoteHeads = setOf("\"'`%&u" + "“"[:1])

// quoteLen returns the length of the quote at i with its backslashes, or 0.
func quoteLen(s string, i int) int {
	end := skipBackslashes(s, i)
	if !quoteHeads[byteAt(s, end)] {
		return 0 // most bytes; the list is long
	}
	for _, q := range quotes {
		if strings.HasPrefix(s[end:], q) && (q[0] != 'u' || end > i) {
			return end + len(q) - i
		}
	}
	return 0
}

// maskLen returns the length of what stands at i for characters left out.
func maskLen(s string, i int) int {
	for _, m := range []struct {
		mark  string
		least int
	}{{".", 3}, {"*", 3}, {"…", 1}, {"•", 3}} {
		end := i
		for strings.HasPrefix(s[end:], m.mark) {
			end += len(m.mark)
		}
		if end-i >= m.least*len(m.mark) {
			return end - i
		}
	}
	return 0
}
