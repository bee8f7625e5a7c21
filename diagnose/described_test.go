package diagnose

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

// teaRoom is a library whose articles are told of in sentences, among enough others that their words are rare.
func teaRoom(t *testing.T) *Engine {
	t.Helper()
	told := func(slug string, kind content.Kind, sentences ...string) content.Article {
		a := article(slug, content.Signature{Message: "nothing says this of " + slug})
		a.Title, a.Summary, a.Kind, a.Described = slug, slug+".", kind, sentences
		return a
	}
	kettle := told("kettle", content.KindCause, "the kettle refuses boiling water", "boiling water never arrives from the kettle")
	kettle.Parent = "hot"
	articles := []content.Article{
		kettle,
		told("hot", content.KindCode, "boiling water never arrives from the kettle", "kettle refuses water"),
		told("cup", content.KindCause, "the saucer lost its porcelain handle", "porcelain handle broken off"),
		told("pot", content.KindCause, "the teapot lid lost its porcelain handle"),
		told("left", content.KindCause, "copper whistle dropped behind cast stove"),
		told("right", content.KindCause, "copper whistle dropped behind cast oven"),
	}
	busy := told("busy", content.KindCode)
	busy.Status, busy.Signatures = []int{529}, []content.Signature{{Status: content.Ints{529}}, {Message: "everything is overloaded"}}
	barred := told("barred", content.KindCause)
	barred.Status, barred.Signatures = []int{451}, []content.Signature{{Status: content.Ints{451}}}
	full := told("full", content.KindCode)
	full.Status, full.Signatures = []int{507}, []content.Signature{
		{Message: "nothing fits anymore", Confidence: content.ConfidencePossible},
		{Status: content.Ints{507}},
	}
	articles = append(articles, busy, barred, full)
	for _, slug := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"} {
		articles = append(articles, told("other-"+slug, content.KindCause, "something else of another kind "+slug))
	}
	return newEngine(t, articles...)
}

func TestDescribed(t *testing.T) {
	t.Parallel()
	engine := teaRoom(t)
	tests := []struct {
		name, paste string
		want        []string
	}{
		{"other words, another order", "claude's kettle never boiled: water refused to arrive from the boiling kettle", []string{"kettle"}},
		{"the parent does not stand in the way", "boiling water never arrives from kettle, claude!", []string{"kettle"}},
		{"two articles alike", "claude's copper whistle dropped behind cast iron", nil},
		{"one more word for one of them", "claude's copper whistle dropped behind cast oven", []string{"right"}},
		{"one of them clearly", "claude: porcelain handle broken off the saucer, and its porcelain lost", []string{"cup"}},
		{"too few words", "claude lost water", nil},
		{"nobody is named", "boiling water never arrives from the kettle", nil},
		{"somebody else is named", "stripe: boiling water never arrives from the kettle, the kettle refuses boiling water", nil},
		{"a status gives way to the cause", "claude 529: boiling water never arrives from the kettle", []string{"kettle", "busy"}},
		{"a cause does not, even by its status alone", "claude 451: boiling water never arrives from the kettle", []string{"barred"}},
		{"nor a status whose article's message stands there too", "claude 507: nothing fits anymore, boiling water never arrives from the kettle", []string{"full"}},
		{"a message does not", "claude: everything is overloaded, boiling water never arrives from the kettle", []string{"busy"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(engine, test.paste)
			if diff := cmp.Diff(test.want, answers(d)); diff != "" {
				t.Errorf("Diagnose(%q) (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

func TestDescribedEvidence(t *testing.T) {
	t.Parallel()
	paste := "claude: boiling water never arrives from the kettle"
	d := diagnosePaste(teaRoom(t), paste)
	if d.Verdict.Confidence != content.ConfidenceLikely {
		t.Errorf("Diagnose(%q) is %s, want likely: nobody printed it", paste, d.Verdict.Confidence)
	}
	want := []string{"boiling", "water", "never", "kettle"}
	if diff := cmp.Diff(want, evidenceOf(d, paste)); diff != "" {
		t.Errorf("evidence in %q (-want +got):\n%s", paste, diff)
	}
}

// TestDescribedCommonWords: a term of most articles, or of very many, tells none of them apart.
func TestDescribedCommonWords(t *testing.T) {
	t.Parallel()
	const size = 3 * maxPostings
	articles := make([]content.Article, size)
	for i := range articles {
		articles[i] = article(fmt.Sprintf("article-%d", i))
		articles[i].Title, articles[i].Summary = "", ""
		if i < size/2+1 {
			articles[i].Described = append(articles[i].Described, "saucer")
		}
		if i < maxPostings+1 {
			articles[i].Described = append(articles[i].Described, "kettle")
		}
		if i < maxPostings {
			articles[i].Described = append(articles[i].Described, "teapot")
		}
	}
	large, small := describe(articles), describe(articles[:10])
	for _, test := range []struct {
		term string
		in   *descriptions
		want int
	}{
		{"saucer", large, 0}, {"kettle", large, 0}, {"teapot", large, maxPostings}, {"teapot", small, 0},
	} {
		if got := len(test.in.rank(words([]byte(test.term)))); got != test.want {
			t.Errorf("rank(%q) in %d articles scores %d, want %d", test.term, len(test.in.slugs), got, test.want)
		}
	}
}
