package diagnose

import "encoding/binary"

// automaton finds where the literals of many templates may stand in one pass over a squeezed text. Every
// literal is filed under its first eight bytes; a small bit filter keeps most positions away from the map.
// Cost follows the length of the text, not the number of literals.
type automaton struct {
	filter [1 << 13]uint64 // 2^19 bits
	heads  map[uint64][]int
}

// headLength is how much of a literal is filed; a shorter one is never found. content.MinLiteral makes sure
// that every template has one as long.
const headLength = 8

func newAutomaton(literals [][]byte) *automaton {
	a := &automaton{heads: make(map[uint64][]int, len(literals))}
	for i, literal := range literals {
		if len(literal) < headLength {
			continue
		}
		head := binary.LittleEndian.Uint64(literal)
		a.heads[head] = append(a.heads[head], i)
		word, bit := slot(head)
		a.filter[word] |= bit
	}
	return a
}

func slot(head uint64) (word uint64, bit uint64) {
	const mix = 0x9E3779B97F4A7C15 // the golden ratio in 64 bits spreads neighbouring texts over the filter
	hash := head * mix >> 45
	return hash >> 6, 1 << (hash & 63)
}

// find calls visit for every position from start on where the head of a literal stands, with that literal's index.
func (a *automaton) find(text []byte, start int, visit func(at, literal int)) {
	for at := max(0, start); at+headLength <= len(text); at++ {
		head := binary.LittleEndian.Uint64(text[at:])
		if word, bit := slot(head); a.filter[word]&bit == 0 {
			continue
		}
		for _, literal := range a.heads[head] {
			visit(at, literal)
		}
	}
}
