package diagnose

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// number reads a status: a number from 400 to 599 in a place where a status stands. A bare number is none:
// byte counts, ports, line numbers and prompts hold such numbers too.
func (s *scanner) number(word []byte, at span) {
	digits := word
	if len(word) > 3 && word[3] >= 'A' && word[3] <= 'Z' {
		digits = word[:3] // glued to what follows: 400Bad
	}
	if at.start > 0 && s.text[at.start-1] == ':' && len(word) >= len("1433") && foreignPorts[string(word)] {
		s.add(factForeign, "", string(word), at)
	}
	if len(digits) != 3 || digits[0] != '4' && digits[0] != '5' {
		return
	}
	at.end = at.start + 3
	if s.afterLead(at.start) || s.beforeReason(at.end) || s.alone() {
		s.add(factStatus, "", string(digits), at)
	}
}

// afterLead says whether a word that announces a status stands before pos, with nothing but marks between.
func (s *scanner) afterLead(pos int) bool {
	lead := s.wordBefore(pos)
	if len(lead) == 0 {
		return false
	}
	if logLevels[string(lead)] && !s.afterHTTP(pos) {
		return false // ERROR 429 files were sent: the level of a log line, not a lead
	}
	folded := string(appendLower(make([]byte, 0, maxWord), lead))
	if dot := strings.LastIndexByte(folded, '.'); dot >= 0 && !strings.HasPrefix(folded, "http/") {
		folded = folded[dot+1:]
	}
	if weakLeads[folded] {
		return s.errorNear(pos + 3)
	}
	return statusLeads[folded] || strings.HasSuffix(folded, "error") || strings.HasSuffix(folded, "exception")
}

// logLevels are the levels that read like a lead.
var logLevels = set("ERROR", "ERR")

// afterHTTP says whether the lead before pos is part of HTTP ERROR 500, as browsers and servers print it.
func (s *scanner) afterHTTP(pos int) bool {
	return bytes.HasSuffix(bytes.TrimRight(s.text[:pos], " :"), []byte("HTTP ERROR"))
}

// maxWord is how long a word is at most that announces what follows.
const maxWord = 32

// wordBefore is the word before pos, when nothing but marks stands between.
func (s *scanner) wordBefore(pos int) []byte {
	end := pos
	for end > 0 && end > pos-6 && strings.IndexByte(" \t\"'\\:=(-[>", s.text[end-1]) >= 0 {
		end--
	}
	start := end
	for start > 0 && start > end-maxWord && (scanByte(s.text[start-1]) || s.text[start-1] == '/') {
		start--
	}
	return s.text[start:end]
}

// weakLeads announce a status only when the word error stands next to the number ("a 529 error").
var weakLeads = set("a", "an", "the", "get", "getting", "with", "return", "claude", "anthropic")

func (s *scanner) errorNear(pos int) bool {
	pos = s.skip(pos, " -:'\"")
	return s.follows(pos, "error") || s.follows(pos, "status") || s.follows(pos, "response")
}

// beforeReason says whether a reason phrase, an error body or an HTML page stands behind pos.
func (s *scanner) beforeReason(pos int) bool {
	pos = s.skip(pos, " \t\"'\\:-)](")
	if pos < len(s.text) && (s.text[pos] == '{' || s.text[pos] == '<') {
		return true
	}
	if s.follows(pos, "[{") {
		return true
	}
	for _, reason := range reasons {
		if s.follows(pos, reason) {
			return true
		}
	}
	return false
}

// aloneLength is how long a paste may be to be nothing but its number: "529", "error 429".
const aloneLength = 60

// aloneWords may stand beside the number in such a paste, as may the words that announce a status.
var aloneWords = set("html", "doctype", "head", "title", "body", "center", "h1", "nginx", "again", "errors", "why", "what", "is", "does", "do", "mean", "means", "keep", "i", "help")

// reasonWords are the words of the reasons, which may stand beside the number, too.
var reasonWords = set(strings.Fields(strings.Join(reasons, " "))...)

// bare says whether a paste is nothing but its status, type or class: of its words at most one is another.
func (r *reading) bare() bool {
	if len(bytes.TrimSpace(r.view.text)) > aloneLength {
		return false
	}
	others := 0
	for _, w := range words(r.view.text) {
		number := strings.Trim(w.text, "0123456789") == ""
		fact := slices.ContainsFunc(r.facts, func(f fact) bool { return f.span.overlaps(w.span) })
		first, _ := utf8.DecodeRuneInString(w.text)
		if spaced(first) && !number && !fact && !statusLeads[w.text] && !aloneWords[w.text] && !reasonWords[w.text] {
			others++
		}
	}
	return others <= 1
}

// alone says whether the paste is nothing but a number and words around a number: "bytes=529" is not.
func (s *scanner) alone() bool {
	if len(s.text) > aloneLength || bytes.IndexByte(s.text, '=') >= 0 {
		return false
	}
	words := bytes.FieldsFunc(bytes.ToLower(s.text), func(r rune) bool { return r >= 0x80 || !scanByte(byte(r)) })
	return !slices.ContainsFunc(words, func(word []byte) bool {
		m, _ := meanings.of(word)
		number := len(bytes.Trim(word, "0123456789.")) == 0
		return !m.claude && !number && !statusLeads[string(word)] && !aloneWords[string(word)]
	})
}
