package diagnose

import (
	"bytes"
	"slices"
	"strings"
)

// origin reads who the word is about: Claude, a client, or another vendor. Inside a mask (a stack frame, an
// echoed request) a client's name says no more than any word. other says that the word as a whole may mean something.
func (s *scanner) origin(folded []byte, at span, masked, other bool) {
	claude := other || folded[0] == 'r' || folded[0] == 'm' // req_01..., msg_01...
	link := s.behindScheme(at.start)                        // a link to github.com names nobody; what a request's host says, host reads
	for part, rest := nextPart(folded); part != nil; part, rest = nextPart(rest) {
		m, known := meanings.of(part)
		if !known && isDigit(part[len(part)-1]) { // llama3, gpt4, redis7
			part = bytes.TrimRight(part, "0123456789")
			m, known = meanings.of(part)
		}
		if !known {
			continue
		}
		claude = claude || m.claude
		if m.claude && s.speaks(part, folded, at) {
			s.add(factProvider, "", m.provider, at)
		}
		if m.foreign && !link {
			s.add(factForeign, "", string(part), at)
		}
		if m.client != "" && !masked {
			s.client(m.client, at)
		}
	}
	if claude {
		s.claude(folded, at)
	}
	if other || folded[0] == 'o' { // org.gradle...
		s.elsewhere(folded, at, masked)
	}
	if masked || !other {
		return
	}
	if last := folded[bytes.LastIndexByte(folded, '.')+1:]; bytes.HasPrefix(last, []byte("ai")) {
		if client := compoundClients[string(last)]; client != "" {
			s.client(client, at)
		}
	}
	// Gemini's command line prints [API Error: ...].
	if printed := "API Error"; bytes.HasPrefix(s.text[at.start:], []byte(printed)) && !bytes.HasSuffix(s.text[:at.start], []byte("[")) {
		s.client("claude-code", span{at.start, at.start + len(printed)})
	}
}

// speaks says whether a part of a word that may name Claude does: in the path of an address "claude" names what
// lies there.
func (s *scanner) speaks(part, word []byte, at span) bool {
	return string(part) != "claude" || !s.inPath(at.start) || modelName(bytes.TrimPrefix(word, []byte("claude-")))
}

// maxAddress is how far an address is followed back to its scheme.
const maxAddress = 200

// inPath says whether a place is in the path of an address, behind its scheme and host.
func (s *scanner) inPath(pos int) bool {
	before := s.text[max(0, pos-maxAddress):pos]
	before = before[bytes.LastIndexAny(before, " \t\n\"'`()<>")+1:]
	scheme := bytes.Index(before, []byte("://"))
	return scheme >= 0 && bytes.IndexByte(before[scheme+len("://"):], '/') >= 0
}

// elsewhere reads that a program tells of its own connections. A name in a path is only where something lies.
func (s *scanner) elsewhere(folded []byte, at span, masked bool) {
	if bytes.HasPrefix(folded, []byte("org.")) && slices.ContainsFunc(ownTrafficModules, func(module []byte) bool { return bytes.HasPrefix(folded, module) }) {
		s.add(factElsewhere, "", string(folded), at)
	}
	follows, known := ownTraffic.of(folded)
	if masked || !known || at.start > 0 && pathByte(s.text[at.start-1]) || at.end < len(s.text) && pathByte(s.text[at.end]) {
		return
	}
	if slices.ContainsFunc(follows, func(text string) bool { return s.follows(at.end, text) }) {
		s.add(factElsewhere, "", string(folded), at)
	}
}

func pathByte(c byte) bool { return c == '/' || c == '\\' || c == '@' }

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

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

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
	case word == "cli.js" && bytes.HasSuffix(s.text[:at.start], []byte("src/entrypoints/")):
		s.client("claude-code", at)
	case word == "messages" && bytes.HasSuffix(s.text[:at.start], []byte("/v1/")),
		strings.HasPrefix(word, "req_01"), strings.HasPrefix(word, "msg_01"):
		s.add(factProvider, "", "", at)
	}
}

// model reads the id of a model: claude-sonnet-4-6, us.anthropic.claude-3-7-sonnet-20250219-v1:0.
func (s *scanner) model(folded []byte, at span) {
	name, prefixed := bytes.CutPrefix(folded[bytes.LastIndexByte(folded, '.')+1:], []byte("claude-"))
	if !prefixed || !modelName(name) || s.folder(at) {
		return
	}
	if at.end+1 < len(s.text) && (s.text[at.end] == ':' || s.text[at.end] == '@') && s.text[at.end+1] >= '0' && s.text[at.end+1] <= '9' {
		for at.end++; at.end < len(s.text) && scanByte(s.text[at.end]); {
			at.end++
		}
	}
	if bytes.HasPrefix(folded, []byte("anthropic.")) || bytes.Contains(folded, []byte(".anthropic.")) {
		s.add(factProvider, "", "bedrock", at)
	}
	s.add(factModel, "", strings.Join(strings.Fields(string(s.text[at.start:at.end])), ""), at) // a wrap may cut it
}

// modelName says whether a model's number, or its family and number, stand behind "claude-": 3-7-sonnet,
// sonnet-4-6. A client's name is no family: claude-code-20250219 is a beta header's.
func modelName(name []byte) bool {
	family := bytes.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz")
	number := bytes.TrimPrefix(family, []byte("-"))
	client := bytes.HasPrefix(name, []byte("code")) || bytes.HasPrefix(name, []byte("cli"))
	return !client && len(number) > 0 && number[0] >= '0' && number[0] <= '9'
}

// folder says whether the word is a folder in a path: /srv/claude-2/index.js.
func (s *scanner) folder(at span) bool {
	return at.start > 0 && s.text[at.start-1] == '/' && at.end < len(s.text) && s.text[at.end] == '/'
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

// maxVersion bounds a client's version and the marks before it.
const maxVersion = 32

// client adds a client with its version, where one stands behind its name: Claude Code v2.1.156.
func (s *scanner) client(name string, at span) {
	behind := bytes.TrimLeft(s.text[at.end:min(len(s.text), at.end+maxVersion)], " v/@")
	end := 0
	for end < len(behind) && (behind[end] >= '0' && behind[end] <= '9' || behind[end] == '.' && end > 0) {
		end++
	}
	version := strings.TrimRight(string(behind[:end]), ".")
	if dots := strings.Count(version, "."); dots < 1 || dots > 2 { // four numbers are an address
		version = ""
	}
	s.add(factClient, version, name, at)
}

func (s *scanner) exception(word []byte, at span) {
	dot := bytes.LastIndexByte(word, '.')
	class := word[dot+1:]
	if !isException(class) && !s.asksFor(factException, class) {
		return
	}
	module := string(word[:max(0, dot)])
	s.add(factException, module, string(class), at)
	if client := moduleClient(module); client != "" {
		s.client(client, at)
	}
	s.foreignClass(class, at)
}

// isException says whether a name ends as those of exception classes do. What tells nearly all words from them is that
// no capital stands where the ending would begin.
func isException(class []byte) bool {
	if len(class) < 6 || class[0] < 'A' || class[0] > 'Z' && class[0] < 'a' {
		return false
	}
	end := len(class)
	switch {
	case class[end-5] == 'E':
		return bytes.HasSuffix(class, []byte("Error"))
	case class[end-5] == 'F':
		return bytes.HasSuffix(class, []byte("Fault"))
	case class[end-6] == 'F':
		return bytes.HasSuffix(class, []byte("Failed"))
	case end < 7:
		return false
	case class[end-7] == 'T':
		return bytes.HasSuffix(class, []byte("Timeout"))
	case class[end-7] == 'W':
		return bytes.HasSuffix(class, []byte("Warning"))
	}
	return end >= 9 && class[end-9] == 'E' && bytes.HasSuffix(class, []byte("Exception"))
}

// foreignClass reads the vendor that begins the name of a class: MongoServerSelectionError.
func (s *scanner) foreignClass(class []byte, at span) {
	for _, vendor := range foreignClasses {
		if bytes.HasPrefix(class, vendor) {
			s.add(factForeign, "", string(vendor), at)
		}
	}
}

// whose says whether a paste speaks of Claude, and whether it speaks of another vendor alone. "API Error" is
// how Claude Code begins its lines, but where another vendor is named it is no more than two words. A cloud
// or a gateway answers for Claude and for other vendors' models: where one of those is named, it is theirs.
func whose(v *view, facts []fact) (claude, foreign bool) {
	printed, cloud, otherModel := false, false, false
	for i := range facts {
		f := &facts[i]
		switch {
		case f.kind == factClient && bytes.Equal(v.text[f.span.start:f.span.end], []byte("API Error")):
			printed = true
		case f.kind == factProvider && f.value != "" && f.value != "anthropic":
			cloud = true
		case f.kind == factProvider, f.kind == factClient && claudeClients[f.value]:
			claude = true
		case f.kind == factForeign:
			foreign = true
			otherModel = otherModel || otherModels[f.value]
		}
	}
	claude = claude || cloud && !otherModel || printed && !foreign
	return claude, foreign && !claude
}

// elsewhere says whether something tells of a connection to somewhere else, and no client of models is named.
func elsewhere(facts []fact) bool {
	_, told := first(facts, factElsewhere)
	return told && !slices.ContainsFunc(facts, func(f fact) bool { return f.kind == factClient && f.value != "curl" })
}
