package redact

import "strings"

// value is what stands after a name and its separator.
type value struct {
	start     int
	separator byte // : = , or a blank
	quote     byte // 0 without one
	depth     int  // backslashes before the quote
	scheme    bool // a word such as Bearer stands before it
}

// openValue finds the first byte of a value, behind quotes, brackets and the
// scheme of a header.
func openValue(s string, i int, separator byte) value {
	v := value{separator: separator}
	i = skipColour(s, skipSpaces(s, i))
	if j := skipBlank(s, i); j > i && quoteLen(s, j) > 0 {
		i = j // Node.js puts a long value on a line of its own
	}
	i += len(s[i:]) - len(strings.TrimPrefix(s[i:], "Some("))
	if byteAt(s, i) == '[' {
		i = skipBlank(s, i+1)
	}
	if strings.IndexByte("bBuUrRfF", byteAt(s, i)) >= 0 && quoteLen(s, i+1) > 0 && i < len(s) {
		i++
	}
	if n := quoteLen(s, i); n > 0 {
		i += n
		if b := s[i-1]; b == '"' || b == '\'' || b == '`' {
			v.quote, v.depth = b, n-1
		}
	}
	i = skipColour(s, skipSpaces(s, i))
	scheme := schemeLen(s[i:])
	v.scheme = scheme > 0
	v.start = afterWrap(s, skipColour(s, i+scheme))
	return v
}

// afterWrap goes on to the next line when the value is there, and looks like one.
func afterWrap(s string, i int) int {
	start := afterBreak(s, i)
	if start > i && (wrap{chars: keyChars}).restEnd(s, start) > start {
		return start
	}
	return i
}

// skipBlank skips spaces and real line breaks.
func skipBlank(s string, i int) int {
	for i < len(s) && (isSpace(s[i]) || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// plausible decides on the first bytes of a value.
func (v value) plausible(s, name string, trusted trust) bool {
	const window = 64
	end := v.end(s, min(len(s), v.start+window))
	text := s[v.start:end]
	switch {
	case isReference(text) || strings.HasPrefix(text, "AWS4-"):
		return false
	case v.quote == 0 && isCode(text, name):
		return false
	case v.separator == ',' && !v.scheme && !strings.HasPrefix(name, "--"):
		return looksRandom(text, 8) // else it may be the next name of a list
	case len(text) < 3:
		return v.whole(s, trusted, keyChars) > end
	case trusted == sure && (v.quote != 0 || v.separator == '='):
		return true
	case notValues[strings.ToLower(text)]:
		return false
	case trusted <= assigned:
		return looksRandom(text, 14)
	case v.quote == 0 && v.isProse(s, end):
		return false
	case trusted == sure:
		return true
	}
	return hasLetter(text) && (strings.ContainsAny(text, digits) || !strings.Contains(text, " "))
}

// end returns where the value ends, at most limit.
func (v value) end(s string, limit int) int {
	end := v.start
	for end < limit && !v.stopsAt(s, end) {
		if s[end] == '\\' {
			end = min(limit, skipBackslashes(s, end)) // what they escape is no quote of ours
			if v.quote == 0 {
				continue
			}
		}
		end++
	}
	return v.start + len(trimValue(s[v.start:min(end, limit)], v.quote != 0))
}

// stopsAt reports whether the value ends before s[i].
func (v value) stopsAt(s string, i int) bool {
	switch b := s[i]; {
	case b == '\n' || b == '\r':
		return true
	case v.quote != 0:
		n := skipBackslashes(s, i) - i
		return n <= v.depth && byteAt(s, i+n) == v.quote
	case b <= ' ' || b == '<' || b == '>':
		return true
	case b == ',' || b == ';' || b == '&':
		return separatesValues(s, i+1) || quoteLen(s, i) > 0
	case b == ')' || b == ']' || b == '}':
		return !alphanumeric[byteAt(s, i+1)]
	case b == '\\' || b == '%':
		return quoteLen(s, i) > 0 || breakLen(s, i) > 0
	case b == '"' || b == '\'' || b == '`' || b >= 0x80:
		return quoteLen(s, i) > 0 || strings.HasPrefix(s[i:], "│") || wideMark(s, i)
	}
	return false
}

// wideMark reports whether a mark of Chinese or Japanese stands at i: U+3000 to
// U+303F and the full-width ones, which end a value as a blank does.
func wideMark(s string, i int) bool {
	return strings.HasPrefix(s[i:], "\xe3\x80") || strings.HasPrefix(s[i:], "\xef\xbc")
}

// separatesValues tells a comma after a value from one in it: what follows is
// no text, or the next name.
func separatesValues(s string, i int) bool {
	const longest = 40
	if i >= len(s) || !nameChars[s[i]] {
		return true
	}
	b := byteAt(s, skip(s[:min(len(s), i+longest)], i, nameChars))
	return b == '=' || b == ':'
}

// trimValue drops the line breaks at the end, which a diagnosis needs to see,
// and the punctuation of a sentence.
func trimValue(s string, quoted bool) string {
	for {
		t := strings.TrimRight(s, " \t│")
		for _, escape := range []string{`\n`, `\r`, "%0A", "%0D", "%0a", "%0d"} {
			if cut, ok := strings.CutSuffix(t, escape); ok {
				t = strings.TrimRight(cut, `\`)
			}
		}
		if !quoted && !strings.HasSuffix(t, "...") {
			t = strings.TrimRight(t, ".,;:")
		}
		if t == s {
			return s
		}
		s = t
	}
}

// whole returns where the value ends when there is no limit, with what a line
// wrap has parted from it, which is made of chars. Passwords are too short for that.
func (v value) whole(s string, trusted trust, chars *set) int {
	const longest = 4096
	end := v.end(s, len(s))
	if v.quote == 0 && trusted == sure {
		return end
	}
	return skipWraps(s, end, wrap{chars: chars, missing: longest, quote: v.quote})
}

// absent are words for no value, or for one that was taken out.
var absent = wordSet(`none null nil undefined true false empty unset redacted hidden masked filtered removed
	sensitive notgiven omit changeme password bearer basic`)

// notValues are words of sentences and of code that stand where a value could.
var notValues = wordSet(`yes no on off missing required invalid incorrect expired wrong failed not is was are must
	should string str bool boolean int integer number bytes any object field header value secret token digest
	authorization authentication optional default unknown unauthorized example`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// references begin what names a secret and is none.
var references = []string{"<", "{", "[", "(", "${", "$(", "#{", "process.env", "os.environ", "os.getenv", "import.meta", "env.", "env:", "settings.", "config.", "self.", "this.", "secrets.", "args.", "vault:"}

// isReference reports whether a value says where the secret is, or that there is none.
func isReference(s string) bool {
	if strings.Trim(s, "*.•…xX") == "" || absent[strings.ToLower(s)] {
		return true
	}
	for _, r := range references {
		if strings.HasPrefix(s, r) {
			return true
		}
	}
	if s[0] == '$' || s[0] == '%' {
		rest := strings.Trim(s, "$%")
		return rest != "" && skip(rest, 0, nameChars) == len(rest) && !isDigit(rest[0])
	}
	upper := strings.ToUpper(s)
	constant := s == upper && strings.Contains(s, "_")
	if !constant && !strings.HasPrefix(upper, "YOUR") || strings.ContainsAny(s, digits) {
		return false
	}
	return strings.Contains(upper, "KEY") || strings.Contains(upper, "TOKEN") || strings.Contains(upper, "SECRET") ||
		strings.Contains(upper, "PASS")
}

// isCode reports whether an unquoted value is an expression: a call, an index,
// a member, or the variable that is called like the field.
func isCode(s, name string) bool {
	if strings.ContainsAny(s, "([") && kindOfName(name) != secretVariable {
		return true
	}
	dot := strings.LastIndexByte(s, '.')
	if dot > 0 && strings.Trim(s, lowerLetters+upperLetters+"_.") == "" && !strings.Contains(s, "..") {
		return true
	}
	last := s[dot+1:]
	return strings.EqualFold(last, name) || strings.HasSuffix(strings.ToLower(last), "_"+strings.ToLower(name))
}

// isProse reports whether an unquoted value is a word in a sentence.
func (v value) isProse(s string, end int) bool {
	const longestWord = 20
	if v.separator == '=' || end-v.start > longestWord || byteAt(s, end) != ' ' {
		return false
	}
	for i := v.start; i < end; i++ {
		if !isLower(lower(s[i])) {
			return false
		}
	}
	// at the end stood a secret that is cut already, or the sentence is cut off
	return end+1 == len(s) || isLower(lower(s[end+1]))
}

// looksRandom is what a value must do whose name says little.
func looksRandom(s string, least int) bool {
	n := skipMasked(s, 0, len(s), tokenChars)
	return n >= least && s[0] != '/' && s[0] != '~' && !strings.Contains(s, "://") &&
		strings.ContainsAny(s[:n], digits) && hasLetter(s[:n])
}

func hasLetter(s string) bool { return strings.ContainsAny(s, upperLetters+lowerLetters) }
