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
	var f filter
	order, first := make([]int, len(rules)), make([]string, len(rules))
	for i, r := range rules {
		order[i], first[i] = i, strings.ToLower(r.literal)
	}
	slices.SortFunc(order, func(a, b int) int {
		// The shortest let any byte pass behind them, for all of their group.
		return cmp.Or(min(len(first[a]), len(f.masks))-min(len(first[b]), len(f.masks)), strings.Compare(first[a], first[b]))
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
	if depth >= len(r.literal) {
		for b := range f.masks[depth] {
			f.masks[depth][b] |= bit
		}
		return
	}
	b := r.literal[depth]
	f.masks[depth][b] |= bit
	if r.fold && 'a' <= b && b <= 'z' {
		f.masks[depth][b-'a'+'A'] |= bit
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
