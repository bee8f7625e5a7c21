package diagnose

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// automaton finds where the literals of many templates may stand in one pass over a squeezed text. Every
// literal is filed under the eight bytes of it that are rarest among all literals; a small bit filter keeps
// most positions away from the files. Cost follows the length of the text, not the number of literals.
type automaton struct {
	shift  uint     // leaves as much of a hash as numbers the bits of the filter
	filter []uint64 // filterBits for each literal
	starts []int32  // of each drawer in files; a drawer holds what 64 bits of the filter stand for
	files  []filed
}

// filed is where a gram stands in a literal.
type filed struct {
	gram            uint64
	literal, offset int32
}

// gramLength is how much of a literal is filed; a shorter one is never found. content.MinLiteral makes sure
// that every template has one as long.
const gramLength = 8

// filterBits leaves more than nine in ten bits of the filter empty, and the filter small enough for the processor to
// keep at hand: that of our library takes 8 KiB.
const filterBits = 32

func newAutomaton(literals [][]byte) *automaton {
	size := bits.Len(uint(max(64, filterBits*len(literals))))
	a := &automaton{shift: uint(64 - size), filter: make([]uint64, 1<<size/64), files: make([]filed, 0, len(literals))}
	count := countGrams(literals)
	for i, literal := range literals {
		if len(literal) < gramLength {
			continue
		}
		rarest := 0
		for offset := 1; offset+gramLength <= len(literal); offset++ {
			if *count.of(gramAt(literal, offset)) < *count.of(gramAt(literal, rarest)) {
				rarest = offset
			}
		}
		a.files = append(a.files, filed{gramAt(literal, rarest), int32(i), int32(rarest)})
	}
	slices.SortStableFunc(a.files, func(x, y filed) int { return cmp.Compare(a.hash(x.gram), a.hash(y.gram)) })
	a.starts = make([]int32, len(a.filter)+1)
	for _, f := range a.files {
		hash := a.hash(f.gram)
		a.filter[hash/64] |= 1 << (hash % 64)
		a.starts[hash/64+1]++
	}
	for i := range a.filter {
		a.starts[i+1] += a.starts[i]
	}
	return a
}

// gramCounts counts grams, by hash: two that share a place make each other look less rare, which does no harm.
type gramCounts struct {
	shift  uint
	counts []int32
}

func countGrams(literals [][]byte) gramCounts {
	total := 1 << 12
	for _, literal := range literals {
		total += 2 * len(literal)
	}
	size := bits.Len(uint(total))
	c := gramCounts{uint(64 - size), make([]int32, 1<<size)}
	for _, literal := range literals {
		for offset := 0; offset+gramLength <= len(literal); offset++ {
			*c.of(gramAt(literal, offset))++
		}
	}
	return c
}

func (c gramCounts) of(gram uint64) *int32 { return &c.counts[gram*mix>>c.shift] }

func gramAt(text []byte, at int) uint64 { return binary.LittleEndian.Uint64(text[at:]) }

// mix spreads neighbouring texts over a filter: the golden ratio in 64 bits.
const mix = 0x9E3779B97F4A7C15

func (a *automaton) hash(gram uint64) uint64 {
	return gram * mix >> (a.shift & 63)
}

// find calls visit with every position from start on where a literal may stand, and that literal's index.
func (a *automaton) find(text []byte, start int, visit func(at, literal int)) {
	start = max(0, start)
	for at := start; at+gramLength <= len(text); at++ {
		gram := gramAt(text, at)
		hash := a.hash(gram)
		if a.filter[hash/64]>>(hash%64)&1 == 0 {
			continue
		}
		for _, f := range a.files[a.starts[hash/64]:a.starts[hash/64+1]] {
			if f.gram == gram && at-int(f.offset) >= start {
				visit(at-int(f.offset), int(f.literal))
			}
		}
	}
}
