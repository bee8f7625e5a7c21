package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// gapMarks prints gaps.
var gapMarks = map[gap]byte{gapNone: '.', gapSoft: '\'', gapSpace: '_', gapLine: '/', gapWall: '#'}

func printGaps(gaps []gap) string {
	var printed strings.Builder
	for _, g := range gaps {
		printed.WriteByte(gapMarks[g])
	}
	return printed.String()
}

func wall(start, end int) omission { return omission{span{start, end}, gapWall} }
func line(start, end int) omission { return omission{span{start, end}, gapLine} }

func TestSqueeze(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   string
		omit []omission
		want string
		gaps string // one mark for each byte of want
	}{
		{name: "empty"},
		{name: "nothing but space", in: " \n\t ", want: "", gaps: ""},
		{name: "case", in: "RaTe", want: "rate", gaps: "#..."},
		{name: "space", in: "rate  \tlimit", want: "ratelimit", gaps: "#..._...."},
		{name: "line", in: "rate\nlimit", want: "ratelimit", gaps: "#.../...."},
		{name: "indented line", in: "rate\n    limit", want: "ratelimit", gaps: "#.../...."},
		{name: "space before a line's end", in: "rate \nlimit", want: "ratelimit", gaps: "#.../...."},
		{name: "escaped line", in: `rate\nlimit`, want: "ratelimit", gaps: "#.../...."},
		{name: "line escaped twice", in: `rate\\nlimit`, want: "ratelimit", gaps: "#.../...."},
		{name: "line escaped three times", in: `rate\\\\nlimit`, want: "ratelimit", gaps: "#.../...."},
		{name: "escaped return and tab", in: `a\r\n\tb`, want: "ab", gaps: "#/"},
		{name: "backslash at the end", in: `ab\`, want: "ab", gaps: "#."},
		{name: "other escapes", in: `a\dc`, want: "adc", gaps: "#'."},
		{name: "quotes", in: "a\"b'c`d", want: "abcd", gaps: "#'''"},
		{name: "escaped quotes", in: `a\"b\\\"c`, want: "abc", gaps: "#''"},
		{name: "markdown and quotation marks", in: "**a**\n> b | c", want: "abc", gaps: "#/_"},
		{name: "space beats quotes", in: `a "b`, want: "ab", gaps: "#_"},
		{name: "marks stay", in: "a: {b}, c. [d] <e #f_g-h", want: "a:{b},c.[d]<e#f_g-h", gaps: "#._..._._.._._....."},
		{name: "letters beyond ascii", in: "é x", want: "éx", gaps: "#._"},
		{name: "wall", in: "ab--cd", omit: []omission{wall(2, 4)}, want: "abcd", gaps: "#.#."},
		{name: "wall beats line", in: "ab\n--\ncd", omit: []omission{wall(3, 5)}, want: "abcd", gaps: "#.#."},
		{name: "two walls", in: "a-b--c", omit: []omission{wall(1, 2), wall(3, 5)}, want: "abc", gaps: "###"},
		{name: "wall at the start", in: "--ab", omit: []omission{wall(0, 2)}, want: "ab", gaps: "#."},
		{name: "wall at the end", in: "ab--", omit: []omission{wall(2, 4)}, want: "ab", gaps: "#."},
		{name: "omitted like a line break", in: "ab--cd", omit: []omission{line(2, 4)}, want: "abcd", gaps: "#./."},
		{name: "omitted behind a wall", in: "ab----cd", omit: []omission{wall(2, 4), line(4, 6)}, want: "abcd", gaps: "#.#."},
		{name: "nothing but a wall", in: "--", omit: []omission{wall(0, 2)}, want: "", gaps: ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := squeeze([]byte(test.in), test.omit)
			if diff := cmp.Diff(test.want, string(got.text)); diff != "" {
				t.Errorf("squeeze(%q).text (-want +got):\n%s", test.in, diff)
			}
			if diff := cmp.Diff(test.gaps, printGaps(got.gaps)); diff != "" {
				t.Errorf("squeeze(%q).gaps (-want +got):\n%s", test.in, diff)
			}
			for i, at := range got.at {
				if lower(test.in[at]) != got.text[i] {
					t.Errorf("squeeze(%q): byte %d, %q, leads to %q", test.in, i, got.text[i], test.in[at])
				}
			}
		})
	}
}

func TestSqueezedSpan(t *testing.T) {
	t.Parallel()
	in := `say "Rate  Limit" now`
	s := squeeze([]byte(in), nil)
	got := s.span(3, 12)
	if want := "Rate  Limit"; in[got.start:got.end] != want {
		t.Errorf("span(3, 12) of squeeze(%q) = %q, want %q", in, in[got.start:got.end], want)
	}
}

func TestSqueezeLiteral(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Rate Limit":               "ratelimit",
		`"type": "error"`:          "type:error",
		"the model’s `max_tokens`": "themodelsmax_tokens",
		" ' ":                      "",
	} {
		if got := squeezeLiteral(in); got != want {
			t.Errorf("squeezeLiteral(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBoundary(t *testing.T) {
	t.Parallel()
	s := squeeze([]byte("ab cd.é\"f"), nil) // abcd.éf
	want := []bool{true, false, true, false, true, true, false, true, true}
	for at, border := range want {
		if got := s.boundary(at); got != border {
			t.Errorf("boundary(%d) of %q = %v, want %v", at, s.text, got, border)
		}
	}
}
