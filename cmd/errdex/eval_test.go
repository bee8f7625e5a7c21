package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writeCorpus makes a corpus of one right case and one whose label no answer can meet.
func writeCorpus(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "cases.jsonl")
	cases := `{"id":"1","form":"bare-code","text":"529 Overloaded","primary":"overloaded"}` + "\n" +
		`{"id":"2","form":"terminal","text":"529 Overloaded","primary":"no-such-article"}` + "\n"
	if err := os.WriteFile(file, []byte(cases), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEvalPrints(t *testing.T) {
	t.Parallel()
	leaveToWholeRun(t)
	const figures = `cases      2
positives  2
pos_top1   0.5000
top3       0.5000
layer      0.5000
silent     0.0000
negatives  0
quiet      -
form bare-code cases 1
form bare-code pos_top1 1.0000
form terminal cases 1
form terminal pos_top1 0.0000
`
	const confusion = "confusion no-such-article -> overloaded 1\n"
	const miss = "miss 2 [terminal] want no-such-article got [overloaded]\n"
	tests := []struct {
		name  string
		flags []string
		want  string
	}{
		{"figures", nil, figures},
		{"confusions", []string{"--confusions"}, confusion + figures},
		{"all", []string{"--confusions", "--misses"}, miss + confusion + figures},
	}
	corpus := writeCorpus(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := shell(t, "", append(append([]string{"eval"}, test.flags...), corpus)...)
			if diff := cmp.Diff(test.want, stdout); diff != "" || code != exitDone || stderr != "" {
				t.Errorf("exit code %d, stderr %q, stdout (-want +got):\n%s", code, stderr, diff)
			}
		})
	}
}

// TestEvalMutate: the copies are counted beside the cases, and each is told by its own form and name.
func TestEvalMutate(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := shell(t, "", "eval", "--mutate", "--misses", "--confusions", writeCorpus(t))
	if code != exitDone || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	for _, line := range []string{
		"miss 2/box [mutated/box] want no-such-article got [overloaded]", "confusion no-such-article -> overloaded 5",
		"cases      10", "pos_top1   0.5000", "form bare-code cases 1", "form mutated/box cases 2", "form mutated/box pos_top1 0.5000",
	} {
		if !strings.Contains("\n"+stdout, "\n"+line+"\n") {
			t.Errorf("no line %q in:\n%s", line, stdout)
		}
	}
}
