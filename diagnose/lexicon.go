package diagnose

// lexicon says what words mean. Nearly every word of a paste is in none, so a small bit filter over a word's
// length and three of its bytes answers before the map has to hash it: a scan asks several for each word.
type lexicon[V any] struct {
	filter   [lexiconBits / 64]uint64
	meanings map[string]V
}

// lexiconBits is wide enough for a few hundred words to leave nine in ten slots empty.
const lexiconBits = 1 << 12

func newLexicon[V any](meanings map[string]V) *lexicon[V] {
	l := &lexicon[V]{meanings: make(map[string]V, len(meanings))}
	for word, meaning := range meanings {
		l.add(word, meaning)
	}
	return l
}

// add gives a word, which must not be empty, its meaning.
func (l *lexicon[V]) add(word string, meaning V) {
	l.meanings[word] = meaning
	slot := lexiconSlot([]byte(word))
	l.filter[slot/64] |= 1 << (slot % 64)
}

// of is what a word means, and whether it is known at all.
func (l *lexicon[V]) of(word []byte) (meaning V, known bool) {
	if len(word) == 0 {
		return meaning, false
	}
	if slot := lexiconSlot(word); l.filter[slot/64]&(1<<(slot%64)) == 0 {
		return meaning, false
	}
	meaning, known = l.meanings[string(word)]
	return meaning, known
}

func (l *lexicon[V]) has(word []byte) bool {
	_, known := l.of(word)
	return known
}

// lexiconSlot is where the filter notes a word, which must not be empty.
func lexiconSlot(word []byte) uint32 {
	const mix = 0x9E3779B1 // the golden ratio in 32 bits spreads neighbouring words over the filter
	key := uint32(word[0]) | uint32(word[len(word)/2])<<8 | uint32(word[len(word)-1])<<16 | uint32(len(word))<<24
	return key * mix >> 20
}
