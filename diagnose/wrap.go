package diagnose

import "bytes"

// This file puts together the words that a terminal cut in two.

const (
	minWrapped = 40 // how long a line is at least that a terminal wrapped, in bytes of the view
	maxWrapped = 64 // how long the part of a word is at most that stands on the next line, and its indentation
)

// wrapped is the word between start and end, with the rest of it where a terminal cut it in two at the end of a
// line. That shows only where the whole is known and neither part is.
func (s *scanner) wrapped(start, end int) (word []byte, at span, joined bool) {
	word, at = s.text[start:end], span{start, end}
	if end == len(s.text) || s.text[end] != '\n' || s.lineLength(end) <= minWrapped || s.text[end-1] == '.' || s.text[end-1] == '-' || s.text[end-1] == '_' {
		return word, at, false
	}
	next := s.text[end+1 : min(len(s.text), end+1+maxWrapped)]
	indent := 0
	for indent < len(next) && next[indent] == ' ' {
		indent++
	}
	size := indent
	for size < len(next) && wordClass[next[size]] != outside {
		size++
	}
	rest := bytes.TrimRight(next[indent:size], ".-")
	if len(rest) == 0 || size == maxWrapped {
		return word, at, false
	}
	s.whole = append(append(s.whole[:0], word...), rest...)
	whole := s.whole
	if !s.mayBeKnown(whole, len(word)) || !s.known(whole) && !meant(whole, len(word)) || s.known(word) || s.known(rest) {
		return word, at, false
	}
	return whole, span{start, end + 1 + indent + len(rest)}, true
}

// lineLength is how long the line is that ends at end. Ends come in order.
func (s *scanner) lineLength(end int) int {
	for {
		size := bytes.IndexByte(s.text[s.line:end], '\n')
		if size < 0 {
			return end - s.line + 1 // with the break before it
		}
		s.line += size + 1
	}
}

// mayBeKnown says whether known or meant may hold of a word whose joint is at pos: of the words that happen to end
// and begin a line nearly none is one.
func (s *scanner) mayBeKnown(whole []byte, pos int) bool {
	first, part := lower(whole[0]), partAt(whole, pos)
	return first == 'a' || first == 'x' || // as headers begin that come in families
		s.asked.sieve.word(whole, 0, len(whole)) != 0 || s.asked.sieve.part(part, 0, len(part), false) != 0 ||
		bytes.IndexByte(whole, '.') >= 0 || bytes.HasPrefix(whole, []byte("req_")) || bytes.Contains(s.fold(whole), []byte("bedrock"))
}

// meant says whether the part of a word that the joint at pos divides tells whose the error is.
func meant(word []byte, pos int) bool {
	part := partAt(word, pos)
	_, known := meanings.of(bytes.ToLower(part))
	return known && !partBreak(word[pos-1]) && !partBreak(word[pos])
}

// partAt is the part of a word at pos.
func partAt(word []byte, pos int) []byte {
	start, end := pos, pos
	for start > 0 && !partBreak(word[start-1]) {
		start--
	}
	for end < len(word) && !partBreak(word[end]) {
		end++
	}
	return word[start:end]
}

// requestIDLength is how long the API's request ids are: req_01 and 22 letters and digits in every one seen.
const requestIDLength = 28

// known says whether a word is a whole fact: a type or class that somebody asks for, the name of a field, a
// request id, or a host.
func (s *scanner) known(word []byte) bool {
	if bytes.HasPrefix(word, []byte("req_")) {
		return !bytes.HasPrefix(word, []byte("req_01")) || len(word) == requestIDLength
	}
	folded := bytes.ToLower(word)
	if errorTypes.has(word) || fieldOf(folded) != fieldNone || string(folded) == "messages" || s.asked.lexicon.has(word) {
		return true
	}
	kind, _ := classify(string(folded))
	return kind == hostClaude || kind == hostNeutral
}
