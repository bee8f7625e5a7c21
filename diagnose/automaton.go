package diagnose

import "encoding/binary"

// automaton finds where the literals of many templates may stand in one pass over a squeezed text. Every
// literal is filed under the eight bytes of it that are rarest among all literals; a small bit filter keeps
// most positions away from the map. Cost follows the length of the text, not the number of literals.
type automaton struct {
	filter [1 << 13]uint64 // 2^19 bits
	grams  map[uint64][]filed
}

// filed is where a gram stands in a literal.
type filed struct{ literal, offset int }

// gramLength is how much of a literal is filed; a shorter one is never found. content.MinLiteral makes sure
// that every template has one as long.
const gramLength = 8

func newAutomaton(literals [][]byte) *automaton {
	a := &automaton{grams: make(map[uint64][]filed, len(literals))}
	count := map[uint64]int{}
	for _, literal := range literals {
		for offset := 0; offset+gramLength <= len(literal); offset++ {
			count[gramAt(literal, offset)]++
		}
	}
	for i, literal := range literals {
		if len(literal) < gramLength {
			continue
		}
		rarest := 0
		for offset := 1; offset+gramLength <= len(literal); offset++ {
			if count[gramAt(literal, offset)] < count[gramAt(literal, rarest)] {
				rarest = offset
			}
		}
		gram := gramAt(literal, rarest)
		a.grams[gram] = append(a.grams[gram], filed{i, rarest})
		word, bit := slot(gram)
		a.filter[word] |= bit
	}
	return a
}

func gramAt(text []byte, at int) uint64 { return binary.LittleEndian.Uint64(text[at:]) }

func slot(gram uint64) (word uint64, bit uint64) {
	const mix = 0x9E3779B97F4A7C15 // the golden ratio in 64 bits spreads neighbouring texts over the filter
	hash := gram * mix >> 45
	return hash >> 6, 1 << (hash & 63)
}

// find calls visit with every position from start on where a literal may stand, and that literal's index.
func (a *automaton) find(text []byte, start int, visit func(at, literal int)) {
	start = max(0, start)
	for at := start; at+gramLength <= len(text); at++ {
		gram := gramAt(text, at)
		if word, bit := slot(gram); a.filter[word]&bit == 0 {
			continue
		}
		for _, p := range a.grams[gram] {
			if at-p.offset >= start {
				visit(at-p.offset, p.literal)
			}
		}
	}
}
