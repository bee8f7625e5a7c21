package diagnose

import (
	"bytes"
	"slices"
	"strings"
)

// event reads the frame by which a stream says that it failed: event: error.
func (s *scanner) event(folded []byte, at span) {
	if frame := ": error"; string(folded) == "event" && s.follows(at.end, frame) {
		s.add(factEvent, "", "event: error", span{at.start, at.end + len(frame)})
	}
}

// maxTitle bounds the title of a page.
const maxTitle = 200

// page reads the title of an HTML page: <title>502 Bad Gateway</title>.
func (s *scanner) page(folded []byte, at span) {
	if string(folded) != "title" || at.start == 0 || s.text[at.start-1] != '<' || at.end >= len(s.text) || s.text[at.end] != '>' {
		return
	}
	rest := s.text[at.end+1 : min(len(s.text), at.end+1+maxTitle)]
	if size := bytes.IndexByte(rest, '<'); size > 0 {
		s.add(factPage, "", strings.Join(strings.Fields(string(rest[:size])), " "), span{at.end + 1, at.end + 1 + size})
	}
}

// otherField says whether the word at pos is the quoted value of a field that holds no error type, such as
// "terminal_reason": "api_error".
func (s *scanner) otherField(pos int) bool {
	before := bytes.TrimRight(s.text[:pos], `"'\`)
	if len(before) == pos {
		return false
	}
	key := bytes.TrimRight(before, " :=>[")
	if len(key) == len(before) {
		return false
	}
	name := lastWord(bytes.TrimRight(key, `"'\`))
	return len(name) > 0 && fieldOf(bytes.ToLower(name)) != fieldType
}

// lastWord is the word that ends a text, with the part of it that a terminal left on the line before.
func lastWord(text []byte) []byte {
	start := wordStart(text)
	before, wrapped := bytes.CutSuffix(bytes.TrimRight(text[:start], " "), []byte("\n"))
	if !wrapped {
		return text[start:]
	}
	return slices.Concat(before[wordStart(before):], text[start:])
}

// wordStart is where the word starts that ends a text.
func wordStart(text []byte) int {
	start := len(text)
	for start > 0 && scanByte(text[start-1]) {
		start--
	}
	return start
}

// field reads the value behind a word that names a header or a field of an error object.
func (s *scanner) field(folded []byte, at span) {
	key := fieldOf(folded)
	if key == fieldNone || s.read > maxRead*len(s.text) {
		return
	}
	isHeader, isMessage := key == fieldHeader, key == fieldMessage
	bracketed := at.start > 0 && s.text[at.start-1] == '(' // (Request-ID: req_...)
	toLineEnd := (isHeader || isMessage) && !bracketed
	value, ok := s.value(at.end, toLineEnd)
	if !ok {
		return
	}
	s.read += value.end - value.start
	text := s.text[value.start:value.end]
	switch {
	case isHeader:
		s.add(factHeader, string(folded), string(bytes.TrimSpace(text)), span{at.start, value.end})
	case isMessage && len(text) > 0 && strings.IndexByte("{[<0123456789", text[0]) < 0: // an object, a page or a status
		s.add(factMessage, "", string(text), value)
	case key == fieldType && s.errorCode(unwrap(text)):
		s.add(factType, "", string(unwrap(text)), value)
	case string(text) == "error" && string(folded) == "type" && (s.follows(s.skip(value.end, "\\\"', \n"), "error") || s.behindError(at.start)):
		s.add(factProvider, "", "", at) // {"type": "error", "error": {...}}: only the API wraps its errors so
	}
}

// unwrap is a value without the break that a terminal put into it.
func unwrap(value []byte) []byte {
	if bytes.IndexByte(value, '\n') < 0 {
		return value
	}
	return bytes.Join(bytes.Fields(value), nil)
}

// behindError says whether an object that held an error's type has just ended before the key at pos:
// {"error": {...}, "type": "error"}.
func (s *scanner) behindError(pos int) bool {
	_, told := first(s.facts, factType)
	return told && bytes.HasSuffix(bytes.TrimRight(s.text[:pos], "\\\"', \n"), []byte("}"))
}

// errorCode says whether the value of a type's field is an error's: a cloud's, a gateway's, or one that a
// signature asks for. The API's own types are read wherever they stand.
func (s *scanner) errorCode(word []byte) bool {
	asked := s.asksFor(factType, word) && !errorTypes.has(word)
	return !s.asksFor(factErrno, word) && (asked || cloudCode(word) || gatewayType(word))
}

// cloudCode tells the error codes of AWS, Google and Azure from other words: ValidationException,
// RESOURCE_EXHAUSTED, DeploymentNotFound.
func cloudCode(word []byte) bool {
	if len(word) < 6 || len(word) > 64 || word[0] < 'A' || word[0] > 'Z' || runtimeCode(word) {
		return false
	}
	for _, c := range word {
		if !scanByte(c) || c == '.' {
			return false
		}
	}
	return true
}

// gatewayType recognises error types that gateways made up after the API's: new_api_error.
func gatewayType(word []byte) bool {
	return bytes.HasSuffix(word, []byte("_error")) && !errorTypes.has(word) && len(bytes.Trim(word, "abcdefghijklmnopqrstuvwxyz_")) == 0
}

// runtimeCode recognises the codes of system and runtime: ECONNRESET, EAI_AGAIN, ERR_INVALID_CHAR, UND_ERR_SOCKET.
func runtimeCode(word []byte) bool {
	return bytes.Contains(word, []byte("ERR_")) || bytes.HasPrefix(word, []byte("EAI_")) ||
		word[0] == 'E' && bytes.Equal(bytes.ToUpper(word), word) && bytes.IndexByte(word, '_') < 0
}

// maxValue bounds how far a value is read, and maxRead how often on average a byte is read as part of one:
// nested objects are read once on each level.
const (
	maxValue = 4096
	maxRead  = 8
)

// value finds the value behind a key that ends at pos: behind `: "`, `': '`, `=`, `=> [` and the like, on any
// level of escaping. A quoted value ends at the same quote with the same number of backslashes, one in
// brackets at the closing one; a bare one ends at the first mark, or not before the line's end.
func (s *scanner) value(pos int, toLineEnd bool) (span, bool) {
	key := pos
	pos = s.skip(pos, `\"'`)
	quotedKey := pos > key
	pos = s.skip(pos, " ")
	pair := quotedKey && s.follows(pos, `, "`) // a tuple of Elixir
	if pos >= len(s.text) || s.text[pos] != ':' && s.text[pos] != '=' && !pair {
		return span{}, false
	}
	pos = s.skip(pos, ":=>,")
	pos = s.skip(pos, " \t")
	ends := " ,;)}]\n"
	if pos < len(s.text) && s.text[pos] == '[' {
		pos, ends = pos+1, "]\n"
	} else if toLineEnd && !quotedKey { // behind a quoted key stands a literal of a language, which a mark ends
		ends = "\n"
	}
	slashes := pos
	pos = s.skip(pos, `\`)
	limit := min(len(s.text), pos+maxValue)
	if pos < limit && (s.text[pos] == '"' || s.text[pos] == '\'') {
		return s.quoted(pos, pos-slashes, limit), true
	}
	end := pos
	for end < limit && strings.IndexByte(ends, s.text[end]) < 0 && !s.escapedBreak(end) {
		end++
	}
	return span{pos, end}, end > pos
}

// escapedBreak says whether an escaped line break stands at pos, as it does in a string that holds a log.
func (s *scanner) escapedBreak(pos int) bool {
	return s.text[pos] == '\\' && pos+1 < len(s.text) && (s.text[pos+1] == 'n' || s.text[pos+1] == 'r')
}

func (s *scanner) skip(pos int, chars string) int {
	for pos < len(s.text) && strings.IndexByte(chars, s.text[pos]) >= 0 {
		pos++
	}
	return pos
}

// quoted is the value that opens with the quote at pos, which has the given number of backslashes before it.
func (s *scanner) quoted(pos, slashes, limit int) span {
	quote := s.text[pos]
	for end := pos + 1; end < limit; end++ {
		size := bytes.IndexByte(s.text[end:limit], quote)
		if size < 0 {
			break
		}
		end += size
		before := 0
		for s.text[end-1-before] == '\\' {
			before++
		}
		if before == slashes {
			return span{pos + 1, max(pos+1, end-before)}
		}
	}
	return span{pos + 1, limit}
}
