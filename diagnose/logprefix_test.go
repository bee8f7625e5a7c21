package diagnose

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLogPrefixes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"empty", "", nil},
		{"no prefix", "Error: overloaded\n", nil},
		{"time", "2026-11-21T10:14:02.123Z overloaded\n", []string{"2026-11-21T10:14:02.123Z "}},
		{"time with a zone", "2026-11-21T10:14:02+01:00 overloaded", []string{"2026-11-21T10:14:02+01:00 "}},
		{"slashes", "2026/11/21 10:14:02 overloaded", []string{"2026/11/21 10:14:02 "}},
		{"short year", "26-11-21 10:14:02 overloaded", []string{"26-11-21 10:14:02 "}},
		{"level", "2026-11-21 10:14:02,123 ERROR overloaded", []string{"2026-11-21 10:14:02,123 ERROR "}},
		{"name and level", "2026-11-21 10:14:02,123 - app.worker - WARNING - overloaded", []string{"2026-11-21 10:14:02,123 - app.worker - WARNING - "}},
		{"level in brackets", "[2026-11-21 10:14:02] [INFO] overloaded", []string{"[2026-11-21 10:14:02] [INFO] "}},
		{"every line", "2026-11-21 10:14:02 INFO a\nplain\n2026-11-21 10:14:03 WARN b\n", []string{"2026-11-21 10:14:02 INFO ", "2026-11-21 10:14:03 WARN "}},
		{"no level within a word", "2026-11-21T10:14:02Z curl: (35) SSL_connect: SSL_ERROR_SYSCALL", []string{"2026-11-21T10:14:02Z "}},
		{"the first of two levels", "2026-11-21T10:14:02Z WARN credit balance is low, ERROR", []string{"2026-11-21T10:14:02Z WARN "}},
		{"no level within a sentence", "2026-11-21T10:14:02Z the call of Claude ended in ERROR", []string{"2026-11-21T10:14:02Z "}},
		{"time of a sentence", "access returns on\n2026-12-01 00:00:00 UTC", nil},
		{"date without time", "2026-11-21 overloaded", nil},
		{"time without date", "10:14:02 overloaded", nil},
		{"time further in", "at 2026-11-21T10:14:02Z overloaded", nil},
		{"nothing but the prefix", "2026-11-21 10:14:02 ERROR", []string{"2026-11-21 10:14:02 ERROR"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, prefix := range logPrefixes([]byte(test.text)) {
				got = append(got, test.text[prefix.start:prefix.end])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("logPrefixes(%q) (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestOmissions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		masks    []span
		prefixes []span
		want     []omission
	}{
		{"nothing", nil, nil, nil},
		{"mask", []span{{2, 4}}, nil, []omission{wall(2, 4)}},
		{"prefix", nil, []span{{2, 4}}, []omission{line(2, 4)}},
		{"in order", []span{{2, 4}, {8, 9}}, []span{{0, 1}, {5, 7}}, []omission{line(0, 1), wall(2, 4), line(5, 7), wall(8, 9)}},
		{"prefix in a mask", []span{{0, 9}}, []span{{3, 5}}, []omission{wall(0, 9)}},
		{"prefix at a mask's end", []span{{0, 3}}, []span{{3, 5}}, []omission{wall(0, 3), line(3, 5)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := omissions(test.masks, test.prefixes, nil)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(omission{}, span{})); diff != "" {
				t.Errorf("omissions(%v, %v) (-want +got):\n%s", test.masks, test.prefixes, diff)
			}
		})
	}
}
