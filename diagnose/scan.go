package diagnose

import (
	"bytes"
)

// scanner walks a view once, word by word, and reads the facts of each. A word is a run of letters, digits,
// '_', '-' and '.'; what stands before and behind it tells what it is.
type scanner struct {
	text   []byte
	masks  []span     // sorted; of the words in them only those that name a client of Claude count
	marks  []span     // of redaction; sorted
	asked  askedWords // errnos, classes and types that some signature asks for
	facts  []fact
	folded []byte // the word at hand in lower case
	whole  []byte // the word at hand, when two lines hold it
	line   int    // where the line starts in which a word ended a line last
	read   int    // bytes of values read so far; a hostile paste is one long value behind thousands of keys
}

// maxFacts bounds the work on a hostile paste; a real one has fewer than a hundred.
const maxFacts = 2000

// scan reads the facts of a view, in the memory of others; asked are the errnos, classes and types that some signature
// asks for, as they are written.
func scan(memory []fact, text []byte, masks, marks []span, asked askedWords) []fact {
	s := scanner{text: text, masks: masks, marks: marks, asked: asked, facts: memory[:0]}
	for pos := 0; len(s.facts) < maxFacts; {
		for pos < len(text) && wordClass[text[pos]] != inPart {
			pos++
		}
		if pos == len(text) {
			break
		}
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
		pos = s.word(pos)
	}
	return s.facts
}

// word reads the word at start and returns where to go on. A word that the sieve holds back may still be a number
// or the name of a host.
func (s *scanner) word(start int) int {
	if start > 0 && s.text[start-1] == '\\' && isLetterEscape(s.text[start]) && (start < 2 || s.text[start-2] != ':') {
		return start + 1 // the letter of an escaped line break, not of the word
	}
	end, readers, parted, dotted := s.wordEnd(start)
	word, at, joined := s.wrapped(start, end)
	if !joined {
		for last := len(word) - 1; word[last] == '.' || word[last] == '-'; last-- { // begins with neither
			word = word[:last]
		}
		at.end = start + len(word)
	}
	masked := len(s.masks) > 0 && s.masks[0].contains(start)
	if !masked && isDigit(word[0]) {
		s.number(word, at)
		return at.end
	}
	dot := none
	if dotted || joined {
		dot = bytes.LastIndexByte(word, '.')
	}
	switch {
	case joined:
		readers = sieveAll
	case parted:
		readers |= s.asked.sieve.word(s.text, start, at.end) | s.asked.sieve.word(s.text, min(start+dot+1, at.end-1), at.end)
	}
	if isException(word[dot+1:]) {
		readers |= sieveCode
	}
	host := !masked && (dot >= 0 || s.behindScheme(start))
	if readers != 0 || host {
		s.fold(word)
		s.ask(readers, word, at, masked, host)
	}
	return at.end
}

// wordEnd is where the word at start ends, who may make something of one of its parts or of the whole, unless it is
// parted, and whether a full stop is in it.
func (s *scanner) wordEnd(start int) (end int, readers uint8, parted, dotted bool) {
	text, part := s.text, start
	for end = start; ; end++ {
		for end < len(text) && wordClass[text[end]] == inPart {
			end++
		}
		last := end == len(text) || wordClass[text[end]] != breaksPart
		readers |= s.asked.sieve.part(text, part, end, last && !parted)
		if last {
			return end, readers, parted, dotted
		}
		parted, dotted = true, dotted || text[end] == '.'
		part = end + 1
	}
}

// ask asks the readers about a word. Words stay bytes until one of them is a fact: nearly all are not, and a
// string for each would cost more than reading it.
func (s *scanner) ask(readers uint8, word []byte, at span, masked, host bool) {
	if readers&(sievePart|sieveOther) != 0 {
		s.origin(s.folded, at, masked, readers&sieveOther != 0)
	}
	if masked {
		return
	}
	if readers&(sievePart|sieveCode) != 0 {
		s.code(word, at)
	}
	if readers&sieveCode != 0 {
		s.exception(word, at)
	}
	if readers&(sievePart|sieveField) != 0 {
		s.field(s.folded, at)
	}
	if host {
		s.host(s.folded, at)
	}
	if readers&sieveOther != 0 {
		s.page(s.folded, at)
		s.event(s.folded, at)
	}
}

// fold makes a word the folded one at hand.
func (s *scanner) fold(word []byte) []byte {
	s.folded = appendLower(s.folded[:0], word)
	return s.folded
}

// asksFor says whether some signature asks for the word as a fact of a kind.
func (s *scanner) asksFor(kind factKind, word []byte) bool {
	asked, known := s.asked.lexicon.of(word)
	return known && asked == kind
}

func appendLower(to, word []byte) []byte {
	to = append(to, word...)
	for i, c := range to[len(to)-len(word):] {
		to[len(to)-len(word)+i] = lowered[c]
	}
	return to
}

func scanByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

func (s *scanner) add(kind factKind, name, value string, at span) {
	if len(s.facts) == maxFacts {
		return // one word of many parts can hold them all
	}
	s.facts = append(s.facts, fact{kind: kind, name: name, value: value, span: at})
}

// code reads errnos, error types and request ids.
func (s *scanner) code(word []byte, at span) {
	switch {
	case s.asksFor(factErrno, word):
		s.add(factErrno, "", string(word), at)
	case errorTypes.has(word) && !s.otherField(at.start):
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

func (s *scanner) digitsAt(pos int) string {
	pos = min(pos, len(s.text))
	end := pos
	for end < len(s.text) && (s.text[end] >= '0' && s.text[end] <= '9' || end == pos && s.text[end] == '-') {
		end++
	}
	return string(s.text[pos:end])
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
