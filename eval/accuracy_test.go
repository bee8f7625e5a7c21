package eval

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/diagnose"
)

const (
	accuracyGolden = "testdata/accuracy.golden"
	accuracyPage   = "../docs/accuracy.md"
)

// accuracyRow holds what the samples of the library, all in one form, are counted for. The golden file is a table
// of them as docs/accuracy.md shows it, and below it the misses, so that a fall can be traced to its cases.
type accuracyRow struct {
	form      string
	examples  int
	top1      int // examples whose own article is the first answer
	top3      int
	layer     int
	nearMiss  int
	nearRight int // near misses with the answer that they want, which may be silence
}

const accuracyHead = `| Form | Examples | Right first | Right in three | Right layer | Near misses | Right |
|---|---|---|---|---|---|---|
`

func (r accuracyRow) String() string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d |", r.form, r.examples, r.top1, r.top3, r.layer, r.nearMiss, r.nearRight)
}

func parseAccuracyRow(line string) (accuracyRow, error) {
	cells := strings.Split(strings.Trim(line, "| "), " | ")
	if len(cells) != 7 {
		return accuracyRow{}, fmt.Errorf("%q has %d cells, want 7", line, len(cells))
	}
	r := accuracyRow{form: cells[0]}
	for i, to := range []*int{&r.examples, &r.top1, &r.top3, &r.layer, &r.nearMiss, &r.nearRight} {
		n, err := strconv.Atoi(cells[i+1])
		if err != nil {
			return accuracyRow{}, fmt.Errorf("%q: %w", line, err)
		}
		*to = n
	}
	return r, nil
}

// worse says what of a row is worse than it was, one thing each; a lost or a new case is one too, since
// figures of other cases compare nothing.
func (r accuracyRow) worse(was accuracyRow) []string {
	var lines []string
	for _, count := range []struct {
		name     string
		was, now int
	}{{"examples", was.examples, r.examples}, {"near misses", was.nearMiss, r.nearMiss}} {
		if count.now != count.was {
			lines = append(lines, fmt.Sprintf("%s: there are %d %s, the golden file counts %d", r.form, count.now, count.name, count.was))
		}
	}
	for _, figure := range []struct {
		name     string
		was, now int
	}{
		{"examples right first", was.top1, r.top1}, {"examples right in three", was.top3, r.top3},
		{"examples with the right layer", was.layer, r.layer}, {"near misses right", was.nearRight, r.nearRight},
	} {
		if figure.now < figure.was {
			lines = append(lines, fmt.Sprintf("%s: %s fell from %d to %d", r.form, figure.name, figure.was, figure.now))
		}
	}
	return lines
}

// accuracy is the content of the golden file.
type accuracy struct {
	rows   []accuracyRow
	misses []string
}

func (a accuracy) table() string {
	var out strings.Builder
	out.WriteString(accuracyHead)
	for _, row := range a.rows {
		fmt.Fprintln(&out, row)
	}
	return out.String()
}

func (a accuracy) String() string { return a.table() + "\n" + strings.Join(a.misses, "\n") + "\n" }

func parseAccuracy(text string) (accuracy, error) {
	var a accuracy
	table, misses, _ := strings.Cut(text, "\n\n")
	table, ok := strings.CutPrefix(table+"\n", accuracyHead)
	if !ok {
		return a, fmt.Errorf("the table does not begin with %q", accuracyHead)
	}
	for line := range strings.Lines(table) {
		row, err := parseAccuracyRow(strings.TrimSpace(line))
		if err != nil {
			return a, err
		}
		a.rows = append(a.rows, row)
	}
	a.misses = strings.Split(strings.TrimSpace(misses), "\n")
	return a, nil
}

// worse compares with the golden file: what fell, and the cases that were right there.
func (a accuracy) worse(was accuracy) []string {
	var lines []string
	old := map[string]accuracyRow{}
	for _, row := range was.rows {
		old[row.form] = row
	}
	for _, row := range a.rows {
		before, known := old[row.form]
		if !known {
			lines = append(lines, row.form+": is not in the golden file")
			continue
		}
		delete(old, row.form)
		lines = append(lines, row.worse(before)...)
	}
	for form := range old {
		lines = append(lines, form+": is only in the golden file")
	}
	if len(lines) == 0 {
		return nil
	}
	slices.Sort(lines)
	missed := map[string]bool{}
	for _, miss := range was.misses {
		missed[missID(miss)] = true
	}
	for _, miss := range a.misses {
		if !missed[missID(miss)] {
			lines = append(lines, "new "+miss)
		}
	}
	return lines
}

// missID is the part of a miss's line that names the case; what is answered instead may change.
func missID(line string) string {
	id, _, _ := strings.Cut(line, " [")
	return id
}

// measure scores the samples as they are and in each mutation, several forms at a time.
func measure(engine *diagnose.Engine, articles []content.Article) accuracy {
	samples := Samples(articles)
	forms := map[string][]Case{"plain": samples}
	for _, sample := range samples {
		for _, c := range Mutate(sample) {
			kind := strings.TrimPrefix(c.Form, mutatedForm(""))
			c.Form = sample.Form
			forms[kind] = append(forms[kind], c)
		}
	}
	order := []string{"plain"}
	for _, m := range mutations {
		order = append(order, m.kind)
	}
	reports := make([]Report, len(order))
	var running sync.WaitGroup
	for i, form := range order {
		running.Go(func() { reports[i] = Score(engine, articles, forms[form]) })
	}
	running.Wait()
	var a accuracy
	for i, form := range order {
		examples, near := reports[i].Forms["example"], reports[i].Forms["near-miss"]
		a.rows = append(a.rows, accuracyRow{
			form: form, examples: examples.Cases, top1: examples.Top1, top3: examples.Top3, layer: examples.Layer,
			nearMiss: near.Cases, nearRight: near.Top1 + near.Quiet,
		})
		for _, miss := range reports[i].Misses {
			a.misses = append(a.misses, miss.String())
		}
	}
	return a
}

// TestAccuracy fails when a figure of the library's samples falls or when samples came or went. After a change
// that is meant, go test ./eval -run Accuracy -update -v writes the golden file and the table of docs/accuracy.md,
// and says how the counts changed.
func TestAccuracy(t *testing.T) {
	t.Parallel()
	got := measure(embeddedEngine(t))
	for _, row := range got.rows {
		if row.examples == 0 || row.nearMiss == 0 {
			t.Fatalf("%s has %d examples and %d near misses, want both: the form was lost", row.form, row.examples, row.nearMiss)
		}
	}
	golden, err := os.ReadFile(accuracyGolden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want, err := parseAccuracy(string(golden))
	if err != nil && !*update {
		t.Fatalf("%s: %v", accuracyGolden, err)
	}
	worse := got.worse(want)
	if *update {
		updateAccuracy(t, got, want, worse)
		want, worse = got, nil
	}
	if len(worse) > 0 {
		t.Errorf("worse than %s; when that is meant, run go test ./eval -run Accuracy -update -v and say why in the commit:\n%s",
			accuracyGolden, strings.Join(worse, "\n"))
	}
	page, err := os.ReadFile(accuracyPage)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "\n\n"+want.table()+"\n") {
		t.Errorf("the table of %s is not that of %s; run go test ./eval -run Accuracy -update -v", accuracyPage, accuracyGolden)
	}
}

// updateAccuracy writes the golden file and the table of the page, and states what became of the counts.
func updateAccuracy(t *testing.T, got, was accuracy, worse []string) {
	t.Helper()
	t.Logf("%s: %s, it was %s", accuracyGolden, got.counts(), was.counts())
	for _, line := range worse {
		t.Log(line)
	}
	if err := os.WriteFile(accuracyGolden, []byte(got.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(accuracyPage)
	if err != nil {
		t.Fatal(err)
	}
	changed, found := withTable(string(page), got.table())
	if !found {
		t.Fatalf("%s has no table of the figures", accuracyPage)
	}
	if err := os.WriteFile(accuracyPage, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
}

// withTable puts a table in the place of the one on the page; found says whether there is one.
func withTable(page, table string) (changed string, found bool) {
	before, rest, found := strings.Cut(page, accuracyHead)
	for strings.HasPrefix(rest, "|") {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	return before + table + rest, found
}

func TestWithTable(t *testing.T) {
	t.Parallel()
	const page = "# A\n\n| x |\n\n" + accuracyHead + "%s\nb\n\n| y |\n\nc\n"
	table := accuracyHead + "| plain | 1 | 1 | 1 | 1 | 1 | 1 |\n"
	want := strings.Replace(page, accuracyHead+"%s", table, 1)
	for _, rows := range []string{"", "| box | 2 | 2 | 2 | 2 | 2 | 2 |\n| mail | 2 | 2 | 2 | 2 | 2 | 2 |\n"} {
		if got, found := withTable(fmt.Sprintf(page, rows), table); got != want || !found {
			t.Errorf("withTable with rows %q = %q, %v, want %q", rows, got, found, want)
		}
	}
	if _, found := withTable("no table", table); found {
		t.Error("withTable finds a table where there is none")
	}
}

func (a accuracy) counts() string {
	examples, near := 0, 0
	for _, row := range a.rows {
		examples += row.examples
		near += row.nearMiss
	}
	return fmt.Sprintf("%d forms, %d examples, %d near misses, %d wrong answers", len(a.rows), examples, near, len(a.misses))
}

func TestAccuracyWorse(t *testing.T) {
	t.Parallel()
	was := accuracy{
		rows: []accuracyRow{
			{form: "plain", examples: 3, top1: 3, top3: 3, layer: 3, nearMiss: 2, nearRight: 2},
			{form: "box", examples: 3, top1: 2, top3: 2, layer: 2, nearMiss: 2, nearRight: 1},
		},
		misses: []string{"miss a/box [example] want a got [b]"},
	}
	tests := []struct {
		name   string
		change func(*accuracy)
		want   []string
	}{
		{"same", func(*accuracy) {}, nil},
		{"better", func(a *accuracy) { a.rows[1].top1, a.rows[1].nearRight = 3, 2 }, nil},
		{"a figure fell", func(a *accuracy) {
			a.rows[0].top1, a.rows[0].nearRight = 2, 1
			a.misses = append(a.misses, "miss b [example] want b got [c]", "miss c [near-miss] want d got [c]")
		}, []string{
			"plain: examples right first fell from 3 to 2", "plain: near misses right fell from 2 to 1",
			"new miss b [example] want b got [c]", "new miss c [near-miss] want d got [c]",
		}},
		{"another wrong answer is no new miss", func(a *accuracy) {
			a.rows[1].top3, a.rows[1].layer = 1, 1
			a.misses[0] = "miss a/box [example] want a got [no-match]"
		}, []string{"box: examples right in three fell from 2 to 1", "box: examples with the right layer fell from 2 to 1"}},
		{"fewer", func(a *accuracy) { a.rows[0].examples = 2 }, []string{"plain: there are 2 examples, the golden file counts 3"}},
		{"more", func(a *accuracy) { a.rows[0].nearMiss = 9 }, []string{"plain: there are 9 near misses, the golden file counts 2"}},
		{"other forms", func(a *accuracy) { a.rows[1].form = "frame" }, []string{
			"box: is only in the golden file", "frame: is not in the golden file",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			now, err := parseAccuracy(was.String()) // a copy, and the way to the file and back
			if err != nil {
				t.Fatal(err)
			}
			test.change(&now)
			if diff := cmp.Diff(test.want, now.worse(was)); diff != "" {
				t.Errorf("worse (-want +got):\n%s", diff)
			}
		})
	}
}
