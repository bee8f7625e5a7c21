package diagnose

import (
	"bytes"
	"encoding/binary"
)

// sieve lets those words of a paste through of which some reader of the scanner may make something. Nearly no word
// is one, and to ask every reader about each would cost more than all the rest of a diagnosis. A word that gets
// through for nothing does no harm; one that is held back is never read.
type sieve [1 << sieveBits]uint8

// sieveBits leaves nine in ten slots empty with the words of our library.
const sieveBits = 13

// What the bits of a slot say of a word: who may make something of it.
const (
	sievePart  uint8 = 1 << iota // origin, of a part of it, and who reads words that begin with a part
	sieveCode                    // code and exception, of the whole or of what stands behind its last full stop
	sieveField                   // field
	sieveOther                   // anybody else

	sieveAll = sievePart | sieveCode | sieveField | sieveOther
)

// newSieve lets through what the scanner reads whatever the library is.
func newSieve() *sieve {
	s := &sieve{}
	for word := range meanings.meanings {
		s.add(word, sievePart)
	}
	for _, part := range []string{"req", "msg", "org"} { // req_..., msg_01..., org.gradle...
		s.add(part, sievePart)
	}
	for _, prefix := range headerPrefixes {
		part, _ := nextPart(bytes.TrimPrefix(prefix, []byte("x-")))
		s.add(string(part), sievePart)
	}
	for word := range errorTypes.meanings {
		s.add(word, sieveCode)
	}
	for word := range fields.meanings {
		s.add(word, sieveField)
	}
	for word := range ownTraffic.meanings {
		s.add(word, sieveOther)
	}
	for word := range compoundClients {
		s.add(word, sieveOther)
	}
	for _, word := range []string{"title", "event", "messages", "cli.js", "api"} {
		s.add(word, sieveOther)
	}
	for _, word := range []string{"errno", "winerror"} {
		s.add(word, sieveCode)
	}
	return s
}

func (s *sieve) add(word string, bit uint8) { s[sieveSlot([]byte(word), 0, len(word))] |= bit }

// word says who may make something of a whole word, which must not be empty, of a text.
func (s *sieve) word(text []byte, start, end int) uint8 {
	return s[sieveSlot(text, start, end)] &^ sievePart
}

// part says so of a part of a word, with or without the digits that end it, and, where it is all of the word, of that.
func (s *sieve) part(text []byte, start, end int, all bool) uint8 {
	if start == end {
		return 0
	}
	bits := s[sieveSlot(text, start, end)]
	if !all {
		bits &= sievePart
	}
	if isDigit(text[end-1]) {
		for end > start && isDigit(text[end-1]) {
			end--
		}
		if end > start {
			bits |= s[sieveSlot(text, start, end)] & sievePart
		}
	}
	return bits
}

// sieveSlot is where the sieve notes the word of a text between two places, in whatever case: by its length and its
// last eight bytes. It does without a branch for short words, since half of all are, in no order.
func sieveSlot(text []byte, start, end int) uint64 {
	const lower = 0x2020202020202020 // makes capitals small, and of the other bytes what no word holds
	var last uint64
	if end >= 8 {
		last = binary.LittleEndian.Uint64(text[end-8:])
	} else { // at the very beginning of the text
		var padded [8]byte
		copy(padded[8-end:], text[:end])
		last = binary.LittleEndian.Uint64(padded[:])
	}
	size := uint64(end - start)
	key := (last | lower) >> ((64 - 8*min(size, 8)) & 63)
	return (key ^ size<<56) * mix >> (64 - sieveBits)
}

// wordClass says what a byte is in a word.
var wordClass = func() (classes [256]uint8) {
	for c := range classes {
		switch {
		case partBreak(byte(c)):
			classes[c] = breaksPart
		case scanByte(byte(c)):
			classes[c] = inPart
		}
	}
	return classes
}()

const (
	outside uint8 = iota
	inPart
	breaksPart
)

// askedWords are the words that the signatures of a library ask for, and the sieve that lets them through.
type askedWords struct {
	lexicon *lexicon[factKind] // errnos, exception classes and error types
	sieve   *sieve
}

func newAskedWords() askedWords {
	return askedWords{lexicon: newLexicon[factKind](nil), sieve: newSieve()}
}

func (a askedWords) add(word string, kind factKind) {
	a.lexicon.add(word, kind)
	a.sieve.add(word, sieveCode)
}
