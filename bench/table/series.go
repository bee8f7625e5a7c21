package table

import (
	"math"
	"slices"
)

// Series are the figures of the same thing in each round.
type Series []float64

// Median is not a number where nothing was measured.
func (s Series) Median() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
