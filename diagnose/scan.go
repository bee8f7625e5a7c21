package diagnose

import (
	"bytes"
	"slices"
	"strings"
)

// scanner walks a view once, word by word, and reads the facts of each. A word is a run of letters, digits,
// '_', '-' and '.'; what stands before and behind it tells what it is.
type scanner struct {
	text   []byte
	masks  []span              // sorted; of the words in them only those that name a client of Claude count
	marks  []span              // of redaction; sorted
	asked  map[string]factKind // errnos and exception classes that some signature asks for
	facts  []fact
	folded []byte // the word at hand in lower case
	read   int    // bytes of values read so far; a hostile paste is one long value behind thousands of keys
}

// maxFacts bounds the work on a hostile paste; a real one has fewer than a hundred.
const maxFacts = 2000

// scan reads the facts of a view; asked are the errnos, classes and types that some signature
// asks for, as they are written.
func scan(text []byte, masks []span, asked map[string]factKind) []fact {
	s := scanner{text: text, masks: masks, marks: placeholders(text), asked: asked}
	for pos := 0; pos < len(text) && len(s.facts) < maxFacts; {
		for len(s.masks) > 0 && pos >= s.masks[0].end {
			s.masks = s.masks[1:]
		}
		for len(s.marks) > 0 && pos >= s.marks[0].end {
			s.marks = s.marks[1:]
		}
		if len(s.marks) > 0 && s.marks[0].contains(pos) {
			pos = s.marks[0].end
			continue
		}
		if !wordByte(text[pos]) || text[pos] >= 0x80 {
			pos++
			continue
		}
		pos = s.word(pos)
	}
	return s.facts
}

// word reads the word at start and returns where to go on. Words stay bytes until one of them is a fact:
// nearly all are not, and a string for each would cost more than reading it.
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
	at, word := span{start, end}, s.text[start:end]
	s.folded = appendLower(s.folded[:0], word)
	switch {
	case len(s.masks) > 0 && s.masks[0].contains(start):
		s.origin(s.folded, at, true)
	case word[0] >= '0' && word[0] <= '9':
		s.number(word, at)
	default:
		s.origin(s.folded, at, false)
		s.code(word, at)
		s.exception(word, at)
		s.field(s.folded, at)
		s.host(s.folded, at)
		s.page(s.folded, at)
		s.event(s.folded, at)
	}
	return end
}

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

func appendLower(to, word []byte) []byte {
	for _, c := range word {
		to = append(to, lower(c))
	}
	return to
}

func scanByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

func (s *scanner) add(kind factKind, name, value string, at span) {
	s.facts = append(s.facts, fact{kind: kind, name: name, value: value, span: at})
}

// origin reads who the word is about: Claude, a client, or another vendor. Inside a mask (a stack frame, an
// echoed request) a client's name says no more than any word.
func (s *scanner) origin(folded []byte, at span, masked bool) {
	link := s.behindScheme(at.start) // a link to github.com names nobody; what a request's host says, host reads
	for part, rest := nextPart(folded); part != nil; part, rest = nextPart(rest) {
		m, known := meanings[string(part)]
		if !known {
			continue
		}
		if m.claude {
			s.add(factProvider, "", m.provider, at)
		}
		if m.foreign && !link {
			s.add(factForeign, "", string(part), at)
		}
		if m.client != "" && !masked {
			s.client(m.client, at)
		}
	}
	s.claude(folded, at)
	if masked {
		return
	}
	if client := compoundClients[string(folded)]; client != "" {
		s.client(client, at)
	}
	// Gemini's command line prints [API Error: ...].
	if printed := "API Error"; bytes.HasPrefix(s.text[at.start:], []byte(printed)) && !bytes.HasSuffix(s.text[:at.start], []byte("[")) {
		s.client("claude-code", span{at.start, at.start + len(printed)})
	}
}

// nextPart cuts the first part off a word such as langchain_anthropic or @anthropic-ai; nil at its end.
func nextPart(word []byte) (part, rest []byte) {
	start := 0
	for start < len(word) && partBreak(word[start]) {
		start++
	}
	end := start
	for end < len(word) && !partBreak(word[end]) {
		end++
	}
	if start == end {
		return nil, nil
	}
	return word[start:end], word[end:]
}

func partBreak(c byte) bool { return c == '.' || c == '-' || c == '_' }

// claude reads what only Claude and its clients leave in a text, in stack frames too.
func (s *scanner) claude(folded []byte, at span) {
	s.model(folded, at)
	switch word := string(folded); {
	case word == "claude-code", word == "claude-cli":
		s.client("claude-code", at)
	case word == "claude" && s.follows(at.end, " code"):
		s.client("claude-code", span{at.start, at.end + len(" code")})
	case word == "anthropic-ai" && s.follows(at.end, "/sdk"):
		s.client("anthropic-typescript", span{at.start, at.end + len("/sdk")})
	case word == "anthropic" && bytes.HasSuffix(s.text[:at.start], []byte("-packages/")):
		s.client("anthropic-python", at)
	case word == "anthropic":
		s.userAgent(at)
	case word == "messages" && bytes.HasSuffix(s.text[:at.start], []byte("/v1/")),
		strings.HasPrefix(word, "req_01"), strings.HasPrefix(word, "msg_01"):
		s.add(factProvider, "", "", at)
	}
}

// model reads the id of a model: claude-sonnet-4-6, us.anthropic.claude-3-7-sonnet-20250219-v1:0.
func (s *scanner) model(folded []byte, at span) {
	name := folded[bytes.LastIndexByte(folded, '.')+1:]
	if !bytes.HasPrefix(name, []byte("claude-")) || !bytes.ContainsAny(name, "0123456789") {
		return
	}
	if at.end+1 < len(s.text) && (s.text[at.end] == ':' || s.text[at.end] == '@') && s.text[at.end+1] >= '0' && s.text[at.end+1] <= '9' {
		for at.end++; at.end < len(s.text) && scanByte(s.text[at.end]); {
			at.end++
		}
	}
	s.add(factModel, "", string(s.text[at.start:at.end]), at)
}

// userAgents are how the SDKs name themselves behind "Anthropic/" in the User-Agent header.
var userAgents = []struct{ name, client string }{
	{"/python ", "anthropic-python"}, {"/js ", "anthropic-typescript"}, {"/go ", "anthropic-go"},
	{"/java ", "anthropic-java"}, {"/ruby ", "anthropic-ruby"},
}

func (s *scanner) userAgent(at span) {
	for _, agent := range userAgents {
		if s.follows(at.end, agent.name) {
			s.client(agent.client, span{at.start, at.end + len(agent.name) - 1})
		}
	}
}

// client adds a client with its version, where one stands behind its name: Claude Code v2.1.156.
func (s *scanner) client(name string, at span) {
	start := s.skip(at.end, " v/@")
	end := start
	for end < len(s.text) && (s.text[end] >= '0' && s.text[end] <= '9' || s.text[end] == '.' && end > start) {
		end++
	}
	version := strings.TrimRight(string(s.text[start:end]), ".")
	if !strings.Contains(version, ".") {
		version = ""
	}
	s.add(factClient, version, name, at)
}

// code reads errnos, error types and request ids.
func (s *scanner) code(word []byte, at span) {
	switch {
	case s.asked[string(word)] == factErrno:
		s.add(factErrno, "", string(word), at)
	case errorTypes[string(word)] && !s.otherField(at.start):
		s.add(factType, "", string(word), at)
		if !sharedTypes[string(word)] {
			s.add(factProvider, "", "", at)
		}
	case bytes.HasPrefix(word, []byte("req_")):
		s.add(factRequestID, "", string(word), at)
	case string(word) == "Errno" || string(word) == "WinError":
		if number := s.digitsAt(at.end + 1); number != "" {
			s.add(factErrno, "", string(word)+" "+number, span{at.start, at.end + 1 + len(number)})
		}
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
	key = bytes.TrimRight(key, `"'\`)
	start := len(key)
	for start > 0 && scanByte(key[start-1]) {
		start--
	}
	return start < len(key) && fieldOf(bytes.ToLower(key[start:])) != fieldType
}

func (s *scanner) digitsAt(pos int) string {
	pos = min(pos, len(s.text))
	end := pos
	for end < len(s.text) && (s.text[end] >= '0' && s.text[end] <= '9' || end == pos && s.text[end] == '-') {
		end++
	}
	return string(s.text[pos:end])
}

// exceptionEndings are how the names of exception classes end.
var exceptionEndings = [][]byte{[]byte("Error"), []byte("Exception"), []byte("Timeout"), []byte("Fault"), []byte("Failed"), []byte("Warning")}

func (s *scanner) exception(word []byte, at span) {
	dot := bytes.LastIndexByte(word, '.')
	class := word[dot+1:]
	if !isException(class) && s.asked[string(class)] != factException {
		return
	}
	module := string(word[:max(0, dot)])
	s.add(factException, module, string(class), at)
	if client := moduleClient(module); client != "" {
		s.client(client, at)
	}
	s.foreignClass(class, at)
}

func isException(class []byte) bool {
	if len(class) < 6 || class[0] < 'A' || class[0] > 'Z' && class[0] < 'a' {
		return false
	}
	return slices.ContainsFunc(exceptionEndings, func(ending []byte) bool { return bytes.HasSuffix(class, ending) })
}

// foreignClass reads the vendor that begins the name of a class: MongoServerSelectionError.
func (s *scanner) foreignClass(class []byte, at span) {
	for _, vendor := range foreignClasses {
		if bytes.HasPrefix(class, vendor) {
			s.add(factForeign, "", string(vendor), at)
		}
	}
}

// field reads the value behind a word that names a header or a field of an error object.
func (s *scanner) field(folded []byte, at span) {
	key := fieldOf(folded)
	if key == fieldNone || s.read > maxRead*len(s.text) {
		return
	}
	isHeader, isMessage := key == fieldHeader, key == fieldMessage
	bracketed := at.start > 0 && s.text[at.start-1] == '(' // (Request-ID: req_...)
	value, ok := s.value(at.end, (isHeader || isMessage) && !bracketed)
	if !ok {
		return
	}
	s.read += value.end - value.start
	text := string(s.text[value.start:value.end])
	switch {
	case isHeader:
		s.add(factHeader, string(folded), strings.TrimSpace(text), span{at.start, value.end})
	case isMessage && text != "" && !strings.ContainsAny(text[:1], "{[<0123456789"): // an object, a page or a status
		s.add(factMessage, "", text, value)
	case key == fieldType && s.errorCode(text):
		s.add(factType, "", text, value)
	case text == "error" && string(folded) == "type" && s.follows(s.skip(value.end, "\\\"', \n"), "error"):
		s.add(factProvider, "", "", at) // {"type": "error", "error": {...}}: only the API wraps its errors so
	}
}

// errorCode says whether the value of a type's field is an error's: a cloud's, a gateway's, or one that a
// signature asks for. The API's own types are read wherever they stand.
func (s *scanner) errorCode(text string) bool {
	asked := s.asked[text] == factType && !errorTypes[text]
	return s.asked[text] != factErrno && (asked || cloudCode(text) || gatewayType(text))
}

// cloudCode tells the error codes of AWS, Google and Azure from other words: ValidationException,
// RESOURCE_EXHAUSTED, DeploymentNotFound.
func cloudCode(text string) bool {
	if len(text) < 6 || len(text) > 64 || text[0] < 'A' || text[0] > 'Z' || runtimeCode(text) {
		return false
	}
	for i := range len(text) {
		if !scanByte(text[i]) || text[i] == '.' {
			return false
		}
	}
	return true
}

// gatewayType recognises error types that gateways made up after the API's: new_api_error.
func gatewayType(text string) bool {
	return strings.HasSuffix(text, "_error") && !errorTypes[text] && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// runtimeCode recognises the codes of system and runtime: ECONNRESET, EAI_AGAIN, ERR_INVALID_CHAR, UND_ERR_SOCKET.
func runtimeCode(text string) bool {
	return strings.Contains(text, "ERR_") || strings.HasPrefix(text, "EAI_") ||
		text[0] == 'E' && strings.ToUpper(text) == text && !strings.Contains(text, "_")
}

// maxValue bounds how far a value is read, and maxRead how often on average a byte is read as part of one:
// nested objects are read once on each level.
const (
	maxValue = 4096
	maxRead  = 8
)

// value finds the value behind a key that ends at pos: behind `: "`, `': '`, `=`, `=> [` and the like, on any
// level of escaping. A quoted value ends at the same quote with the same number of backslashes, one in
// brackets at the closing one; a bare one ends at the line's end when line is set, else at the first mark.
func (s *scanner) value(pos int, line bool) (span, bool) {
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
	} else if line && !quotedKey { // behind a quoted key stands a literal of a language, which a mark ends
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
func (s *scanner) host(folded []byte, at span) {
	url := s.behindScheme(at.start)
	if !url && bytes.IndexByte(folded, '.') < 0 {
		return
	}
	host := string(folded)
	kind, provider := classify(host)
	switch {
	case kind == hostClaude:
		s.add(factHost, provider, host, at)
		s.add(factProvider, "", provider, at)
	case url || s.afterHostWord(at.start):
		s.add(factHost, "", host, at)
		if kind == hostUnknown && !s.cutOff(at.end) {
			s.add(factForeign, "", host, at)
		}
	}
}

// behindScheme says whether a host stands at pos: https://HOST.
func (s *scanner) behindScheme(pos int) bool { return bytes.HasSuffix(s.text[:pos], []byte("://")) }

// afterHostWord says whether a word that announces a host stands before pos: host='pypi.org', ENOTFOUND
// db.example, lookup repo.example on ...
func (s *scanner) afterHostWord(pos int) bool {
	return hostLeads[strings.ToLower(string(s.wordBefore(pos)))]
}

// cutOff says whether an ellipsis stands at pos, so that the word before it may lack its end.
func (s *scanner) cutOff(pos int) bool {
	return bytes.HasPrefix(s.text[pos:], []byte("…")) || bytes.HasPrefix(s.text[pos:], []byte("..."))
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
