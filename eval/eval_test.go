package eval

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/diagnose"
)

func TestReadCases(t *testing.T) {
	t.Parallel()
	const one = `{"id":"1","form":"json","text":"a\nb","primary":"overloaded","also":["api-error"]}`
	first := Case{ID: "1", Form: "json", Text: "a\nb", Primary: "overloaded", Also: []string{"api-error"}}
	second := Case{Primary: content.NoMatch}
	tests := []struct {
		name, corpus string
		want         []Case
	}{
		{"empty", "", nil},
		{"one", one, []Case{first}},
		{"two", one + "\n" + `{"primary":"no-match"}` + "\n", []Case{first, second}},
		{"empty lines", "\n\n" + one + "\n\n" + `{"primary":"no-match"}` + "\n\n", []Case{first, second}},
		{"CRLF", one + "\r\n\r\n" + `{"primary":"no-match"}` + "\r\n", []Case{first, second}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadCases(strings.NewReader(test.corpus))
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("ReadCases: error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestReadCasesErrors(t *testing.T) {
	t.Parallel()
	const good = `{"primary":"overloaded"}` + "\n"
	tests := []struct{ name, corpus, want string }{
		{"no JSON", good + "\nnonsense\n", "line 3: invalid character 'o' in literal null (expecting 'u')"},
		{"wrong type", good + `{"primary":429}`, "line 2: json: cannot unmarshal number into Go struct field Case.primary of type string"},
		{"cut off", `{"primary":"overloaded"`, "line 1: unexpected end of JSON input"},
		{"two on a line", good + `{"primary":"a"} {"primary":"b"}`, "line 2: invalid character '{' after top-level value"},
		{"primary is missing", good + good + `{"id":"3","also":["overloaded"]}`, "line 3: primary is missing"},
		{"long line", good + `{"primary":"overloaded","text":"` + strings.Repeat("x", maxLine) + `"}`, "read cases: bufio.Scanner: token too long"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cases, err := ReadCases(strings.NewReader(test.corpus))
			if err == nil || err.Error() != test.want || cases != nil {
				t.Errorf("ReadCases = %d cases, error %v, want only %s", len(cases), err, test.want)
			}
		})
	}
}

func TestReadCasesLongText(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", maxLine-100)
	cases, err := ReadCases(strings.NewReader(`{"primary":"overloaded","text":"` + text + `"}`))
	if err != nil || len(cases) != 1 || cases[0].Text != text {
		t.Errorf("ReadCases = %d cases, error %v, want the one of %d bytes", len(cases), err, len(text))
	}
}

func TestSamples(t *testing.T) {
	t.Parallel()
	got := Samples([]content.Article{
		{Slug: "teapot", Examples: []string{"a", "b"}, NearMisses: []content.NearMiss{{Text: "c", Want: "kettle"}, {Text: "d", Want: content.NoMatch}}},
		{Slug: "guide"},
		{Slug: "kettle", Examples: []string{"e"}},
	})
	want := []Case{
		{ID: "teapot: examples[0]", Form: "example", Text: "a", Primary: "teapot"},
		{ID: "teapot: examples[1]", Form: "example", Text: "b", Primary: "teapot"},
		{ID: "teapot: near_misses[0]", Form: "near-miss", Text: "c", Primary: "kettle"},
		{ID: "teapot: near_misses[1]", Form: "near-miss", Text: "d", Primary: content.NoMatch},
		{ID: "kettle: examples[0]", Form: "example", Text: "e", Primary: "kettle"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Samples (-want +got):\n%s", diff)
	}
}

// kitchen is a made-up library. Its articles rank in the order of the list, since each message is shorter than
// the one before and asks for less.
func kitchen(t *testing.T) (*diagnose.Engine, []content.Article) {
	t.Helper()
	var articles []content.Article
	for _, a := range []struct {
		slug    string
		layer   content.Layer
		message string
	}{
		{"teapot", content.LayerRequest, "this teapot does not make any coffee"},
		{"kettle", content.LayerClient, "the kettle has lost its cord"},
		{"stove", content.LayerRequest, "no gas comes from it"},
		{"spoon", content.LayerQuota, "spoon missing"},
	} {
		articles = append(articles, content.Article{
			Slug: a.slug, Kind: content.KindCause, Layer: a.layer, Signatures: []content.Signature{{Message: a.message}},
		})
	}
	engine, err := diagnose.New("test", articles)
	if err != nil {
		t.Fatal(err)
	}
	return engine, articles
}

const (
	saysTeapot = "this teapot does not make any coffee\n"
	saysKettle = "the kettle has lost its cord\n"
	saysStove  = "no gas comes from it\n"
	saysSpoon  = "spoon missing\n"
)

func TestScore(t *testing.T) {
	t.Parallel()
	engine, articles := kitchen(t)
	tests := []struct {
		name string
		c    Case
		want Report
	}{
		{"right at once", Case{Text: saysTeapot, Primary: "teapot"},
			Report{Figures: Figures{Positives: 1, Top1: 1, Top3: 1, Layer: 1}}},
		{"another fair answer", Case{Text: saysTeapot, Primary: "spoon", Also: []string{"kettle", "teapot"}},
			Report{Figures: Figures{Positives: 1, Top1: 1, Top3: 1, Layer: 1}}},
		{"right in second place", Case{Text: saysKettle + saysTeapot, Primary: "kettle"},
			Report{Figures: Figures{Positives: 1, Top3: 1}, Misses: []Miss{{Found: []string{"teapot", "kettle"}}}}},
		{"right in third place, with the layer of the first", Case{Text: saysStove + saysKettle + saysTeapot, Primary: "stove"},
			Report{Figures: Figures{Positives: 1, Top3: 1, Layer: 1}, Misses: []Miss{{Found: []string{"teapot", "kettle", "stove"}}}}},
		{"right in fourth place", Case{Text: saysSpoon + saysStove + saysKettle + saysTeapot, Primary: "spoon"},
			Report{Figures: Figures{Positives: 1}, Misses: []Miss{{Found: []string{"teapot", "kettle", "stove", "spoon"}}}}},
		{"wrong article of the right layer", Case{Text: saysTeapot, Primary: "stove"},
			Report{Figures: Figures{Positives: 1, Layer: 1}, Misses: []Miss{{Found: []string{"teapot"}}}}},
		{"wrong", Case{Text: saysTeapot, Primary: "spoon"},
			Report{Figures: Figures{Positives: 1}, Misses: []Miss{{Found: []string{"teapot"}}}}},
		{"silent", Case{Text: "a cup fell down", Primary: "teapot"},
			Report{Figures: Figures{Positives: 1, Silent: 1}, Misses: []Miss{{Found: []string{content.NoMatch}}}}},
		{"silent where that is fair", Case{Text: "a cup fell down", Primary: "teapot", Also: []string{content.NoMatch}},
			Report{Figures: Figures{Positives: 1, Top1: 1, Top3: 1, Layer: 1, Silent: 1}}},
		{"article not written yet", Case{Text: "a cup fell down", Primary: "cup"},
			Report{Figures: Figures{Positives: 1, Silent: 1}, Misses: []Miss{{Found: []string{content.NoMatch}}}}},
		{"rightly quiet", Case{Text: "a cup fell down", Primary: content.NoMatch},
			Report{Figures: Figures{Negatives: 1, Quiet: 1}}},
		{"not quiet", Case{Text: saysTeapot, Primary: content.NoMatch},
			Report{Figures: Figures{Negatives: 1}, Misses: []Miss{{Found: []string{"teapot"}}}}},
		{"not quiet, but fair", Case{Text: saysTeapot, Primary: content.NoMatch, Also: []string{"teapot"}},
			Report{Figures: Figures{Negatives: 1, Quiet: 1}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.want.Cases = 1
			test.want.Forms = map[string]Figures{"": test.want.Figures}
			for i := range test.want.Misses {
				test.want.Misses[i].Case = test.c
			}
			if diff := cmp.Diff(test.want, Score(engine, articles, []Case{test.c})); diff != "" {
				t.Errorf("Score(%+v) (-want +got):\n%s", test.c, diff)
			}
		})
	}
}

func TestScoreAddsUp(t *testing.T) {
	t.Parallel()
	engine, articles := kitchen(t)
	missed := []Case{
		{ID: "3", Form: "json", Text: saysKettle + saysTeapot, Primary: "kettle"},
		{ID: "4", Form: "log", Text: "a cup fell down", Primary: "teapot"},
		{ID: "6", Form: "log", Text: saysTeapot, Primary: content.NoMatch},
	}
	got := Score(engine, articles, []Case{
		{ID: "1", Form: "json", Text: saysTeapot, Primary: "teapot"},
		{ID: "2", Form: "log", Text: saysSpoon, Primary: "spoon"},
		missed[0], missed[1],
		{ID: "5", Form: "log", Text: "", Primary: content.NoMatch},
		missed[2],
	})
	figures := Figures{Cases: 6, Positives: 4, Negatives: 2, Top1: 2, Top3: 3, Layer: 2, Silent: 1, Quiet: 1}
	want := Report{Figures: figures, Forms: map[string]Figures{
		"json": {Cases: 2, Positives: 2, Top1: 1, Top3: 2, Layer: 1},
		"log":  {Cases: 4, Positives: 2, Negatives: 2, Top1: 1, Top3: 1, Layer: 1, Silent: 1, Quiet: 1},
	}, Misses: []Miss{
		{missed[0], []string{"teapot", "kettle"}}, {missed[1], []string{content.NoMatch}}, {missed[2], []string{"teapot"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Score (-want +got):\n%s", diff)
	}
}

func TestReportWriteTo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		report Report
		want   string
	}{
		{"empty", Report{}, "cases      0\npositives  0\npos_top1   -\ntop3       -\nlayer      -\nsilent     -\nnegatives  0\nquiet      -\n"},
		{"figures", Report{Figures: Figures{Cases: 9, Positives: 6, Negatives: 3, Top1: 3, Top3: 4, Layer: 5, Silent: 1, Quiet: 2}},
			"cases      9\npositives  6\npos_top1   0.5000\ntop3       0.6667\nlayer      0.8333\nsilent     0.1667\nnegatives  3\nquiet      0.6667\n"},
		{"forms", Report{Forms: map[string]Figures{
			"log":  {Cases: 3, Negatives: 3, Quiet: 2},
			"json": {Cases: 5, Positives: 4, Negatives: 1, Top1: 3, Quiet: 1},
		}}, "cases      0\npositives  0\npos_top1   -\ntop3       -\nlayer      -\nsilent     -\nnegatives  0\nquiet      -\n" +
			"form json cases 5\nform json pos_top1 0.7500\nform json quiet 1.0000\nform log cases 3\nform log quiet 0.6667\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			n, err := test.report.WriteTo(&out)
			if out.String() != test.want || n != int64(len(test.want)) || err != nil {
				t.Errorf("WriteTo = %d, error %v, %q, want %d, %q", n, err, out.String(), len(test.want), test.want)
			}
		})
	}
}

func TestReportWriteToError(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "report"))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := (Report{}).WriteTo(file); n != 0 || !errors.Is(err, os.ErrClosed) {
		t.Errorf("WriteTo(closed file) = %d, %v, want 0, %v", n, err, os.ErrClosed)
	}
}

func TestMissString(t *testing.T) {
	t.Parallel()
	miss := Miss{Case: Case{ID: "7", Form: "log", Text: "not shown", Primary: "teapot"}, Found: []string{"kettle", "stove"}}
	const want = "miss 7 [log] want teapot got [kettle stove]"
	if got := miss.String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func TestConfusions(t *testing.T) {
	t.Parallel()
	miss := func(want string, found ...string) Miss { return Miss{Case: Case{Primary: want}, Found: found} }
	report := Report{Misses: []Miss{
		miss("stove", "kettle"), miss("teapot", "stove"), miss("stove", "spoon"), miss("teapot", "stove", "teapot"),
		miss("spoon", content.NoMatch),
	}}
	want := []Confusion{{"teapot", "stove", 2}, {"spoon", content.NoMatch, 1}, {"stove", "kettle", 1}, {"stove", "spoon", 1}}
	if diff := cmp.Diff(want, report.Confusions()); diff != "" {
		t.Errorf("Confusions (-want +got):\n%s", diff)
	}
	if got, want := want[0].String(), "confusion teapot -> stove 2"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if got := (Report{}).Confusions(); got != nil {
		t.Errorf("Confusions of no misses = %v, want none", got)
	}
}
