package redact

import "strings"

// pairedValue returns where the separator stands after the word value, when the
// value of the name that ends at i is a field of its own: {"name": "X",
// "value": "y"}, as Kubernetes and others write it, or key="X" value="y". It
// returns i when that is not so.
func pairedValue(s string, i int) int {
	const word = "value"
	end := skipBetween(s, i+quoteLen(s, i))
	if end == i {
		return i
	}
	end += quoteLen(s, end)
	if len(s)-end < len(word) || !strings.EqualFold(s[end:end+len(word)], word) {
		return i
	}
	end += len(word)
	end = skipSpaces(s, end+quoteLen(s, end))
	if b := byteAt(s, end); b == ':' || b == '=' || strings.HasPrefix(s[end:], "%3A") {
		return end
	}
	return i
}

// skipBetween skips what parts two fields: a comma, blanks, line breaks.
func skipBetween(s string, i int) int {
	const longest = 80 // the indentation is bounded, so that a name costs a bounded time
	limit := min(len(s), i+longest)
	for i < limit {
		switch {
		case s[i] == ',' || isSpace(s[i]):
			i++
		case strings.HasPrefix(s[i:], "%2C"):
			i += len("%2C")
		case breakLen(s, i) > 0:
			i += breakLen(s, i)
		default:
			return i
		}
	}
	return i
}

// types may stand between a variable and what is assigned to it.
var types = []string{"string", "String", "str", "&str"}

// skipType returns where the = stands after the type of a variable, as in
// Token string = "x" and token: str = "x", or i.
func skipType(s string, i int) int {
	start := i
	if byteAt(s, start) == ':' {
		start = skipSpaces(s, start+1)
	}
	for _, name := range types {
		if rest, found := strings.CutPrefix(s[start:], name); found {
			if end := skipSpaces(s, len(s)-len(rest)); byteAt(s, end) == '=' && byteAt(s, end+1) != '=' {
				return end
			}
		}
	}
	return i
}

// skipOperator returns where the = stands of ?=, ::=, .=, += or ||=, or i.
func skipOperator(s string, i int) int {
	const longest = 3
	end := i
	for end < i+longest && strings.IndexByte("?:.+|", byteAt(s, end)) >= 0 && end < len(s) {
		end++
	}
	if end > i && byteAt(s, end) == '=' && s[i:end] != ":" {
		return end
	}
	return i
}

// element returns where the text of the XML element begins whose name is
// s[start:end], and whether it ends with a tag.
func element(s string, start, end int) (text int, found bool) {
	const longest = 4096
	if byteAt(s, start-1) != '<' || byteAt(s, end) != '>' {
		return 0, false
	}
	text = skipBlank(s, end+1)
	size := strings.IndexAny(s[text:min(len(s), text+longest)], "<>")
	return text, size > 0 && strings.HasPrefix(s[text+size:], "</")
}
