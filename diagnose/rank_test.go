package diagnose

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

func TestRank(t *testing.T) {
	t.Parallel()
	const paste = "claude: first words here, second words here, HTTP 529"
	var (
		first  = content.Signature{Message: "first words here"}
		second = content.Signature{Message: "second words here"}
		status = content.Signature{Status: content.Ints{529}}
		twice  = content.Signature{Message: "first words here", Status: content.Ints{529}}
	)
	likely := func(s content.Signature) content.Signature { s.Confidence = content.ConfidenceLikely; return s }
	possible := func(s content.Signature) content.Signature { s.Confidence = content.ConfidencePossible; return s }
	below := func(parent string, a content.Article) content.Article { a.Parent = parent; return a }
	of := func(origin content.Origin, a content.Article) content.Article { a.Origin = origin; return a }
	code := func(a content.Article) content.Article { a.Kind = content.KindCode; return a }
	tests := []struct {
		name     string
		articles []content.Article
		want     []string
	}{
		{"nothing", []content.Article{article("a", content.Signature{Message: "other words here"})}, nil},
		{"surer first", []content.Article{article("a", likely(first)), article("b", second)}, []string{"b", "a"}},
		{"surer code before cause", []content.Article{article("a", likely(first)), code(article("b", second))}, []string{"b", "a"}},
		{"cause before code", []content.Article{code(article("a", twice)), article("b", first)}, []string{"b", "a"}},
		{"more asked first", []content.Article{article("a", first), article("b", twice)}, []string{"b", "a"}},
		{"longer wording first", []content.Article{article("a", first), article("b", second)}, []string{"b", "a"}},
		{"position", []content.Article{article("a", content.Signature{Message: "words here, HTTP"}), article("b", first)}, []string{"b", "a"}},
		{"slug", []content.Article{article("b", first), article("a", first), article("c", first)}, []string{"a", "b", "c"}},
		{"team's first", []content.Article{article("a", first), of(content.OriginAdded, article("b", first))}, []string{"b", "a"}},
		{"team's that replaces first", []content.Article{article("a", first), of(content.OriginReplaced, article("b", first))}, []string{"b", "a"}},
		{"team's does not beat a longer wording", []content.Article{of(content.OriginAdded, article("a", first)), article("b", second)}, []string{"b", "a"}},
		{"parent hidden", []content.Article{article("parent", twice), below("parent", article("child", first))}, []string{"child"}},
		{"parent hidden by a less sure child", []content.Article{article("parent", first), below("parent", article("child", status))}, []string{"child"}},
		{"grandparent hidden", []content.Article{
			article("top", twice), below("top", article("middle", content.Signature{Message: "other words here"})), below("middle", article("child", first)),
		}, []string{"child"}},
		{"whole line hidden", []content.Article{
			article("top", twice), below("top", article("middle", twice)), below("middle", article("child", first)),
		}, []string{"child"}},
		{"parent that is not there", []content.Article{below("gone", article("child", first))}, []string{"child"}},
		{"parents in a ring", []content.Article{below("b", article("a", first)), below("a", article("b", first)), article("c", first)}, []string{"c"}},
		{"sibling stays", []content.Article{
			article("parent", twice), below("parent", article("one", first)), below("parent", article("two", second)),
		}, []string{"two", "one"}},
		{"possible child hides nothing", []content.Article{article("parent", first), below("parent", article("child", possible(second)))}, []string{"parent"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(newEngine(t, test.articles...), paste)
			if diff := cmp.Diff(test.want, answers(d)); diff != "" {
				t.Errorf("Diagnose(%q) (-want +got):\n%s", paste, diff)
			}
		})
	}
}

// TestRankIsStable would see an order that a map's order leaks into.
func TestRankIsStable(t *testing.T) {
	t.Parallel()
	var articles []content.Article
	for i := range 20 {
		articles = append(articles, article(fmt.Sprintf("a%02d", i), content.Signature{Message: "first words here"}))
	}
	want := []string{"a00", "a01", "a02", "a03", "a04"}
	engine := newEngine(t, articles...)
	for range 20 {
		if diff := cmp.Diff(want, answers(diagnosePaste(engine, "first words here"))); diff != "" {
			t.Fatalf("Diagnose (-want +got):\n%s", diff)
		}
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	var articles []content.Article
	for i := range 8 {
		articles = append(articles, article(fmt.Sprintf("a%d", i),
			content.Signature{Message: "first words here", Confidence: content.ConfidencePossible}))
	}
	d := diagnosePaste(newEngine(t, articles...), "first words here")
	var got []string
	for _, suggestion := range d.Suggestions {
		got = append(got, suggestion.Slug+" "+suggestion.Title+" "+suggestion.URL)
	}
	want := []string{
		"a0 Title of a0 /errors/a0", "a1 Title of a1 /errors/a1", "a2 Title of a2 /errors/a2",
		"a3 Title of a3 /errors/a3", "a4 Title of a4 /errors/a4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Suggestions (-want +got):\n%s", diff)
	}
	if len(d.Matches) != 0 || d.Verdict.Layer != content.LayerUnknown {
		t.Errorf("Diagnose = %v, layer %s, want no match", answers(d), d.Verdict.Layer)
	}
}
