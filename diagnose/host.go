package diagnose

import "bytes"

// host reads the host of a request: behind ://, or a name that only stands for an endpoint of Claude.
func (s *scanner) host(folded []byte, at span) {
	url := s.behindScheme(at.start)
	if !url && bytes.IndexByte(folded, '.') < 0 {
		return
	}
	kind, provider := classify(string(folded))
	if !url && kind != hostClaude && !s.afterHostWord(at.start) {
		if kind == hostUnknown && (s.pageOf(at) || s.commanded(at.start)) {
			s.add(factElsewhere, "", string(folded), at)
		}
		return
	}
	host := string(folded)
	switch {
	case kind == hostClaude:
		s.add(factHost, provider, host, at)
		s.add(factProvider, "", provider, at)
	case url:
		s.add(factHost, "", host, at)
		if kind == hostUnknown && !s.cutOff(at.end) && !s.documentation(folded, at.end) {
			s.add(factForeign, "", host, at)
		}
	default:
		s.add(factHost, "", host, at)
		if kind != hostNameless && !s.cutOff(at.end) { // a page that errors link to is a stranger when it cannot be reached
			s.add(factForeign, "", host, at)
		}
	}
}

// pageOf says whether an error page names its site at a place: Cloudflare's "You are unable to access HOST" and
// Apache's "Server at HOST Port 443".
func (s *scanner) pageOf(at span) bool {
	before := trimBlanks(s.text[max(0, at.start-maxLead):at.start])
	if tag := bytes.LastIndexByte(before, '<'); bytes.HasSuffix(before, []byte(">")) && tag >= 0 {
		before = trimBlanks(before[:tag])
	}
	return bytes.HasSuffix(before, []byte("You are unable to access")) ||
		bytes.HasSuffix(before, []byte("Server at")) && s.follows(at.end, " port ")
}

// trimBlanks is a text without the spaces and line breaks that end it.
func trimBlanks(text []byte) []byte {
	for len(text) > 0 && (text[len(text)-1] == ' ' || text[len(text)-1] == '\n') {
		text = text[:len(text)-1]
	}
	return text
}

// commanded says whether the host at a place was given to a command, with nothing but options between.
func (s *scanner) commanded(pos int) bool {
	from := max(0, pos-maxLead)
	for pos > from {
		end := pos
		for end > from && blank(s.text[end-1]) {
			end--
		}
		start := end
		for start > from && s.text[start-1] != '\n' && !blank(s.text[start-1]) {
			start--
		}
		word := s.text[start:end]
		if len(word) == 0 || word[0] != '-' {
			return len(word) > 0 && netCommands[string(bytes.TrimLeft(word, "$#>"))]
		}
		pos = start
	}
	return false
}

// blank says whether a byte parts the words of a line.
func blank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' && c != '\n' }

// maxLead is how far before the name of a host the words stand by which a page or a command names it, a tag or
// options included.
const maxLead = 64

// documentation says whether the address of a host names pages to read, as errors of every tool link to: it
// tells of its own vendor only by a vendor's name.
func (s *scanner) documentation(host []byte, end int) bool {
	first, _, _ := bytes.Cut(host, []byte("."))
	if !documentHosts[string(first)] && !s.follows(end, "/docs") {
		return false
	}
	for part, rest := nextPart(host); part != nil; part, rest = nextPart(rest) {
		if m, _ := meanings.of(part); m.foreign {
			return false
		}
	}
	return true
}

// behindScheme says whether a host stands at pos: https://HOST.
func (s *scanner) behindScheme(pos int) bool {
	return pos >= 3 && s.text[pos-1] == '/' && s.text[pos-2] == '/' && s.text[pos-3] == ':'
}

// afterHostWord says whether a word that announces a host stands before pos: host='pypi.org', ENOTFOUND
// db.example, lookup repo.example on ...
func (s *scanner) afterHostWord(pos int) bool {
	lead := s.wordBefore(pos)
	if string(lead) == "to" {
		lead = s.wordBefore(pos - len(" to"))
	}
	return hostLeads.has(appendLower(make([]byte, 0, maxWord), lead))
}

// cutOff says whether an ellipsis stands at pos, so that the word before it may lack its end.
func (s *scanner) cutOff(pos int) bool {
	return bytes.HasPrefix(s.text[pos:], []byte("…")) || bytes.HasPrefix(s.text[pos:], []byte("..."))
}
