package diagnose

import (
	"bytes"
	"iter"
	"strings"
)

// scanner walks a view once, word by word, and reads the facts of each. A word is a run of letters, digits,
// '_', '-' and '.'; what stands before and behind it tells what it is.
type scanner struct {
	text  []byte
	masks []span // sorted; of the words in them only those that name a client of Claude count
	errno map[string]bool
	facts []fact
}

// maxFacts bounds the work on a hostile paste; a real one has fewer than a hundred.
const maxFacts = 2000

// scan reads the facts of a view; errnos are the codes that some signature asks for, in upper case.
func scan(text []byte, masks []span, errnos map[string]bool) []fact {
	s := scanner{text: text, masks: masks, errno: errnos}
	for pos := 0; pos < len(text) && len(s.facts) < maxFacts; {
		for len(s.masks) > 0 && pos >= s.masks[0].end {
			s.masks = s.masks[1:]
		}
		if !wordByte(text[pos]) || text[pos] >= 0x80 {
			pos++
			continue
		}
		pos = s.word(pos)
	}
	return s.facts
}

// word reads the word at start and returns where to go on.
func (s *scanner) word(start int) int {
	if start > 0 && s.text[start-1] == '\\' && isLetterEscape(s.text[start]) && (start < 2 || s.text[start-2] != ':') {
		return start + 1 // the letter of an escaped line break, not of the word
	}
	end := start
	for end < len(s.text) && scanByte(s.text[end]) {
		end++
	}
	for end > start && (s.text[end-1] == '.' || s.text[end-1] == '-') {
		end--
	}
	at := span{start, end}
	word := string(s.text[start:end])
	if len(s.masks) > 0 && s.masks[0].contains(start) {
		s.claude(strings.ToLower(word), at)
		return end
	}
	if c := word[0]; c >= '0' && c <= '9' {
		s.number(word, at)
		return end
	}
	folded := strings.ToLower(word)
	s.origin(folded, at)
	s.code(word, at)
	s.exception(word, at)
	s.field(folded, at)
	s.host(folded, at)
	return end
}

func scanByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

func (s *scanner) add(kind factKind, name, value string, at span) {
	s.facts = append(s.facts, fact{kind: kind, name: name, value: value, span: at})
}

// origin reads who the word is about: Claude, a client, or another vendor.
func (s *scanner) origin(folded string, at span) {
	s.claude(folded, at)
	if client := clientWords[folded]; client != "" {
		s.add(factClient, "", client, at)
	}
	for part := range wordParts(folded) {
		if foreignWords[part] {
			s.add(factForeign, "", part, at)
		} else if client := clientWords[part]; client != "" && part != folded {
			s.add(factClient, "", client, at)
		}
	}
	if folded == "api" && s.follows(at.end, " error") {
		s.add(factClient, "", "claude-code", at)
	}
}

func wordParts(folded string) iter.Seq[string] {
	return strings.FieldsFuncSeq(folded, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
}

// claude reads what only Claude and its clients leave in a text, in stack frames too.
func (s *scanner) claude(folded string, at span) {
	for part := range wordParts(folded) {
		if provider, ok := claudeWords[part]; ok {
			s.add(factProvider, "", provider, at)
		}
	}
	switch {
	case folded == "claude-code", folded == "claude" && s.follows(at.end, " code"):
		s.add(factClient, "", "claude-code", at)
	case folded == "anthropic-ai" && s.follows(at.end, "/sdk"):
		s.add(factClient, "", "anthropic-typescript", at)
	case folded == "anthropic" && bytes.HasSuffix(s.text[:at.start], []byte("-packages/")):
		s.add(factClient, "", "anthropic-python", at)
	case folded == "messages" && bytes.HasSuffix(s.text[:at.start], []byte("/v1/")),
		strings.HasPrefix(folded, "req_01"), strings.HasPrefix(folded, "msg_01"):
		s.add(factProvider, "", "", at)
	}
}

// code reads errnos, error types and request ids.
func (s *scanner) code(word string, at span) {
	switch {
	case s.errno[word]:
		s.add(factErrno, "", word, at)
	case errorTypes[word]:
		s.add(factType, "", word, at)
		if !sharedTypes[word] {
			s.add(factProvider, "", "", at)
		}
	case strings.HasPrefix(word, "req_"):
		s.add(factRequestID, "", word, at)
	case word == "Errno" || word == "WinError":
		if number := s.digitsAt(at.end + 1); number != "" {
			s.add(factErrno, "", word+" "+number, span{at.start, at.end + 1 + len(number)})
		}
	}
}

func (s *scanner) digitsAt(pos int) string {
	end := pos
	for end < len(s.text) && (s.text[end] >= '0' && s.text[end] <= '9' || end == pos && s.text[end] == '-') {
		end++
	}
	return string(s.text[min(pos, len(s.text)):end])
}

// exceptionEndings are how the names of exception classes end.
var exceptionEndings = []string{"Error", "Exception", "Timeout", "Fault", "Failed", "Warning"}

func (s *scanner) exception(word string, at span) {
	module, class := "", word
	if dot := strings.LastIndexByte(word, '.'); dot >= 0 {
		module, class = word[:dot], word[dot+1:]
	}
	if len(class) < 6 || class[0] < 'A' || class[0] > 'Z' && class[0] < 'a' {
		return
	}
	for _, ending := range exceptionEndings {
		if strings.HasSuffix(class, ending) {
			s.add(factException, module, class, at)
			s.module(module, at)
			return
		}
	}
}

func (s *scanner) module(module string, at span) {
	top, _, _ := strings.Cut(module, ".")
	if client := moduleClients[top]; client != "" {
		s.add(factClient, "", client, at)
	}
}

// field reads the value behind a word that names a header or a field of an error object.
func (s *scanner) field(folded string, at span) {
	isHeader := keptHeader(folded)
	isMessage := messageKeys[folded] || folded == "error"
	if !isHeader && !isMessage && !typeKeys[folded] && !statusKeys[folded] {
		return
	}
	value, ok := s.value(at.end, isHeader || isMessage)
	if !ok {
		return
	}
	text := string(s.text[value.start:value.end])
	if folded == "type" && text == "error" && s.follows(s.skip(value.end, "\\\"', \n"), "error") {
		s.add(factProvider, "", "", at) // {"type": "error", "error": {...}}: only the API wraps its errors so
	}
	if isHeader {
		s.add(factHeader, folded, strings.TrimSpace(text), span{at.start, value.end})
	}
	if isMessage && strings.ContainsAny(text, " _") {
		s.add(factMessage, "", text, value)
	}
	if typeKeys[folded] && cloudCode(text) {
		s.add(factType, "", text, value)
	}
}

// cloudCode tells the error codes of AWS, Google and Azure from other words: ValidationException,
// RESOURCE_EXHAUSTED, DeploymentNotFound. The API's own types are read wherever they stand.
func cloudCode(text string) bool {
	if len(text) < 6 || len(text) > 64 || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	for i := range len(text) {
		if !scanByte(text[i]) || text[i] == '.' {
			return false
		}
	}
	return true
}

// maxValue bounds how far a value is read.
const maxValue = 4096

// value finds the value behind a key that ends at pos: behind `: "`, `': '`, `=`, `=> [` and the like, on any
// level of escaping. A quoted value ends at the same quote with the same number of backslashes; a bare one
// ends at the line's end when line is set, else at the first mark.
func (s *scanner) value(pos int, line bool) (span, bool) {
	pos = s.skip(pos, `\"'`)
	pos = s.skip(pos, " ")
	if pos >= len(s.text) || s.text[pos] != ':' && s.text[pos] != '=' {
		return span{}, false
	}
	pos = s.skip(pos, ":=>")
	pos = s.skip(pos, " \t[")
	slashes := pos
	pos = s.skip(pos, `\`)
	limit := min(len(s.text), pos+maxValue)
	if pos < limit && (s.text[pos] == '"' || s.text[pos] == '\'') {
		return s.quoted(pos, pos-slashes, limit), true
	}
	end := pos
	for end < limit && s.text[end] != '\n' && (line || !strings.ContainsRune(" ,;)}]", rune(s.text[end]))) {
		end++
	}
	return span{pos, end}, end > pos
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
		if s.text[end] != quote {
			continue
		}
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

// host reads the host of a request: behind ://, or a name that only stands for an endpoint of Claude.
func (s *scanner) host(folded string, at span) {
	url := bytes.HasSuffix(s.text[:at.start], []byte("://"))
	if !url && strings.Count(folded, ".") == 0 {
		return
	}
	kind, provider := classify(folded)
	switch {
	case kind == hostClaude:
		s.add(factHost, provider, folded, at)
		s.add(factProvider, "", provider, at)
	case url:
		s.add(factHost, "", folded, at)
		if kind == hostUnknown && !s.cutOff(at.end) {
			s.add(factForeign, "", folded, at)
		}
	}
}

// cutOff says whether the paste ends at pos, so that the word there may lack its end.
func (s *scanner) cutOff(pos int) bool {
	return len(bytes.Trim(s.text[pos:], ellipsis+"\n ")) == 0
}

// follows says whether the lower-cased text stands at pos.
func (s *scanner) follows(pos int, lowered string) bool {
	if pos+len(lowered) > len(s.text) {
		return false
	}
	for i := range len(lowered) {
		if lower(s.text[pos+i]) != lowered[i] {
			return false
		}
	}
	return true
}
