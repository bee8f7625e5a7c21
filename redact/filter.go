package redact

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// filter tells which literals can start at a byte, from that byte and the two after it. One pass with it is several
// times as fast as a search for each literal.
type filter struct {
	masks  [3][256]uint64 // at each depth, by byte: a bit for each group that has a literal with it
	groups [64][]int      // rules whose literals begin alike, so that few texts pass that begin like none
}

var literals = newFilter()

func newFilter() *filter {
	order := make([]int, len(rules))
	for i := range order {
		order[i] = i
	}
	var f filter
	slices.SortFunc(order, func(a, b int) int {
		first, second := strings.ToLower(rules[a].literal), strings.ToLower(rules[b].literal)
		// The shortest let any byte pass behind them, for all of their group.
		return cmp.Or(min(len(first), len(f.masks))-min(len(second), len(f.masks)), strings.Compare(first, second))
	})
	for at, i := range order {
		group := at * len(f.groups) / len(order)
		f.groups[group] = append(f.groups[group], i)
		for depth := range f.masks {
			f.add(depth, 1<<group, rules[i])
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
			f.masks[depth][b] |= bit
		}
	}
}

// each calls found with every rule whose literal stands in s and begins before limit, front to back.
func (f *filter) each(s string, limit int, found func(rule, at int)) {
	for at := 0; at < limit && at+2 < len(s); at++ { // so written, no index is checked
		mask := f.masks[0][s[at]] & f.masks[1][s[at+1]] & f.masks[2][s[at+2]]
		for ; mask != 0; mask &= mask - 1 {
			for _, i := range f.groups[bits.TrailingZeros64(mask)] {
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
