package redact

import "math/bits"

// filter tells which literals can start at a byte, from that byte and the two
// after it: a bit for each rule, bits are shared when there are more than 64.
// One pass with it is several times as fast as a search for each literal.
type filter [3][256]uint64

var literals = newFilter()

func newFilter() *filter {
	var f filter
	for i, r := range rules {
		for depth := range f {
			f.add(depth, uint64(1)<<(i%64), r)
		}
	}
	return &f
}

// add marks what a rule allows at one depth; beyond its literal, anything.
func (f *filter) add(depth int, bit uint64, r rule) {
	for b := range 256 {
		same := depth >= len(r.literal) || byte(b) == r.literal[depth] ||
			r.fold && lower(byte(b)) == r.literal[depth]
		if same {
			f[depth][b] |= bit
		}
	}
}

// each calls found with every rule whose literal stands in s and begins before limit, front to back.
func (f *filter) each(s string, limit int, found func(rule, at int)) {
	for at := 0; at < limit && at+2 < len(s); at++ { // so written, no index is checked
		mask := f[0][s[at]] & f[1][s[at+1]] & f[2][s[at+2]]
		for ; mask != 0; mask &= mask - 1 {
			for i := bits.TrailingZeros64(mask); i < len(rules); i += 64 {
				if rules[i].standsAt(s, at) {
					found(i, at)
				}
			}
		}
	}
}

func (r *rule) standsAt(s string, at int) bool {
	if len(s)-at < len(r.literal) {
		return false
	}
	if !r.fold {
		return s[at:at+len(r.literal)] == r.literal
	}
	for i := range len(r.literal) {
		if lower(s[at+i]) != r.literal[i] {
			return false
		}
	}
	return true
}
