package table

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	more := Row{Number: "1", Floor: 0.85, Goal: 0.95}
	less := Row{Number: "4", Floor: 1.4, Goal: 1.15, Less: true}
	faster := Row{Number: "5", Floor: 200, Goal: 2000, Inverse: true}
	beyond := Row{Number: "20", Floor: 8, Goal: 2, Less: true, Difference: true}
	for _, test := range []struct {
		name  string
		line  Line
		want  string
		holds bool
	}{
		{"more", more.With("", Series{96}, Series{100}), "ok, goal reached", true},
		{"floor", more.With("", Series{85}, Series{100}), "ok, below goal", true},
		{"too little", more.With("", Series{84}, Series{100}), "BELOW FLOOR", false},
		{"less", less.With("", Series{1}, Series{1}), "ok, goal reached", true},
		{"too much", less.With("", Series{3}, Series{2}), "BELOW FLOOR", false},
		{"times faster", faster.With("", Series{2}, Series{1000}), "ok, below goal", true},
		{"difference", beyond.With("", Series{12}, Series{10}), "ok, goal reached", true},
		{"no goal", Row{Floor: none, Goal: none}.With("", Series{1}, Series{1}), "-", true},
		{"no floor", Row{Floor: none, Goal: 2}.With("", Series{1}, Series{1}), "below goal", true},
		{"nothing measured", less.With("", nil, nil), "BELOW FLOOR", false},
		{"failed", more.Failed("", errors.New("nginx: not found\nand more")), "FAILED: nginx: not found", false},
	} {
		if got := test.line.Verdict(); got != test.want || test.line.Holds() != test.holds {
			t.Errorf("%s: verdict %q, holds %v, want %q, %v", test.name, got, test.line.Holds(), test.want, test.holds)
		}
	}
}

// TestWith takes the median of the rounds' ratios: a round that is slow for both leaves it alone.
func TestWith(t *testing.T) {
	t.Parallel()
	got := Row{}.With("", Series{90, 45, 80}, Series{100, 50, 20})
	if got.Ratio != 0.9 || got.Product != 80 || got.Peer != 50 {
		t.Errorf("With = %+v, want ratio 0.9 of medians 80 and 50", got)
	}
	if median := (Series{4, 1, 3, 2}).Median(); median != 2.5 {
		t.Errorf("median of four = %v", median)
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	Print(&out, []Line{PageRate.With("br, c=16", Series{41_234.4}, Series{43_000}), PageAllocs.With("", Series{26.5}, Series{25}), ColdStart.Failed("", errors.New("gone"))})
	want := `| row | what                                                | product      | peer         | ratio | floor  | goal   | verdict          |
|-----|-----------------------------------------------------|--------------|--------------|-------|--------|--------|------------------|
| 1   | article page against bare net/http, br, c=16        | 41,234 req/s | 43,000 req/s | 0.96  | ≥ 0.85 | ≥ 0.95 | ok, goal reached |
| 20  | allocations of an article page beyond bare net/http | 26.5         | 25.0         | +1.5  | ≤ 8.00 | ≤ 2.00 | ok, goal reached |
| 16  | cold start to the first page against bare net/http  | -            | -            | -     | ≤ 2.50 | ≤ 1.50 | FAILED: gone     |
`
	if out.String() != want {
		t.Errorf("Print:\n%s\nwant:\n%s", out.String(), want)
	}
	for value, want := range map[float64]string{1.234: "1.23", 12.34: "12.3", 999.6: "1,000", 1234567: "1,234,567", math.NaN(): "-"} {
		if got := format(value); got != want {
			t.Errorf("format(%v) = %s, want %s", value, got, want)
		}
	}
}
