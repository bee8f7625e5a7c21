package diagnose

import "strings"

// number reads a status: a number from 400 to 599 in a place where a status stands. A bare number is none:
// byte counts, ports, line numbers and prompts hold such numbers too.
func (s *scanner) number(word string, at span) {
	digits := word
	if len(word) > 3 && word[3] != '.' && word[3] != '-' && (word[3] < '0' || word[3] > '9') {
		digits = word[:3] // glued to what follows: 400Bad
	}
	if len(digits) != 3 || digits[0] != '4' && digits[0] != '5' {
		return
	}
	at.end = at.start + 3
	if s.afterLead(at.start) || s.beforeReason(at.end) || s.alone() {
		s.add(factStatus, "", digits, at)
	}
}

// afterLead says whether a word that announces a status stands before pos, with nothing but marks between.
func (s *scanner) afterLead(pos int) bool {
	end := pos
	for end > 0 && end > pos-6 && strings.IndexByte(" \t\"'\\:=(-[>", s.text[end-1]) >= 0 {
		end--
	}
	start := end
	for start > 0 && start > end-32 && (scanByte(s.text[start-1]) || s.text[start-1] == '/') {
		start--
	}
	lead := s.text[start:end]
	if len(lead) == 0 {
		return false
	}
	folded := strings.ToLower(string(lead))
	if dot := strings.LastIndexByte(folded, '.'); dot >= 0 && !strings.HasPrefix(folded, "http/") {
		folded = folded[dot+1:]
	}
	if weakLeads[folded] {
		return s.errorNear(pos + 3)
	}
	return statusLeads[folded] || strings.HasSuffix(folded, "error") || strings.HasSuffix(folded, "exception")
}

// weakLeads announce a status only when the word error stands next to the number ("a 529 error").
var weakLeads = set("a", "an", "the", "get", "getting", "with", "return", "claude", "anthropic")

func (s *scanner) errorNear(pos int) bool {
	pos = s.skip(pos, " -:'\"")
	return s.follows(pos, "error") || s.follows(pos, "status") || s.follows(pos, "response")
}

// beforeReason says whether a reason phrase, an error body or an HTML page stands behind pos.
func (s *scanner) beforeReason(pos int) bool {
	pos = s.skip(pos, " \t\"'\\:-)]")
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

func (s *scanner) alone() bool { return len(s.text) <= aloneLength }
