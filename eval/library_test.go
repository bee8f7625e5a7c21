package eval

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
)

var update = flag.Bool("update", false, "write the golden files")

func embeddedEngine(t *testing.T) (*diagnose.Engine, []content.Article) {
	t.Helper()
	articles, problems, err := content.Load(content.Embedded())
	if err != nil || len(problems) > 0 || len(articles) == 0 {
		t.Fatalf("Load = %d articles, problems %v, error %v", len(articles), problems, err)
	}
	engine, err := diagnose.New("test", articles)
	if err != nil {
		t.Fatal(err)
	}
	return engine, articles
}

// TestLibraryExplainsItsSamples is the gate for articles: each example leads to its article first, each near miss
// to what it wants.
func TestLibraryExplainsItsSamples(t *testing.T) {
	t.Parallel()
	engine, articles := embeddedEngine(t)
	report := Score(engine, articles, Samples(articles))
	if report.Positives == 0 || report.Negatives == 0 {
		t.Errorf("the samples have %d positives and %d negatives, want both", report.Positives, report.Negatives)
	}
	for _, miss := range report.Misses {
		t.Errorf("%v\n%s", miss, miss.Case.Text)
	}
}

// TestDescriptionsLeadHome is the gate for what people say of an error.
func TestDescriptionsLeadHome(t *testing.T) {
	t.Parallel()
	engine, articles := embeddedEngine(t)
	report := Score(engine, articles, Descriptions(articles))
	if report.Positives < 10*len(articles) {
		t.Errorf("%d articles have %d descriptions, want ten each on average", len(articles), report.Positives)
	}
	for _, miss := range report.Misses {
		t.Errorf("%v\n%s", miss, miss.Case.Text)
	}
}

const samplesGolden = "testdata/samples.golden"

// TestSamplesGolden shows in review what a change of articles or engine does to the samples. A lost sample is a
// smaller number there; a wrong answer cannot be updated away, since TestLibraryExplainsItsSamples refuses it.
func TestSamplesGolden(t *testing.T) {
	t.Parallel()
	got := describeSamples(embeddedEngine(t))
	if *update {
		if err := os.WriteFile(samplesGolden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(samplesGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; when that is meant, run go test ./eval -update and say why in the commit (-want +got):\n%s", samplesGolden, diff)
	}
}

// describeSamples writes the totals, then for every article its samples and what its near misses lead to.
func describeSamples(engine *diagnose.Engine, articles []content.Article) string {
	var out, lines strings.Builder
	examples, misses := 0, 0
	for _, article := range articles {
		examples += len(article.Examples)
		misses += len(article.NearMisses)
		if article.Kind == content.KindGuide {
			continue
		}
		fmt.Fprintf(&lines, "%s: %d examples, %d near misses\n", article.Slug, len(article.Examples), len(article.NearMisses))
		for i, miss := range article.NearMisses {
			fmt.Fprintf(&lines, "  near_misses[%d]: %s\n", i, firstMatch(engine, miss.Text))
		}
	}
	report := Score(engine, articles, Samples(articles))
	fmt.Fprintf(&out, "%d articles, %d examples, %d near misses\n%d of %d right, %d with the right layer, %d of %d quiet\n\n",
		len(articles), examples, misses, report.Top1, report.Positives, report.Layer, report.Quiet, report.Negatives)
	return out.String() + lines.String()
}

func firstMatch(engine *diagnose.Engine, text string) string {
	matches := engine.Diagnose(redact.Clean([]byte(text))).Matches
	if len(matches) == 0 {
		return content.NoMatch
	}
	return fmt.Sprintf("%s (%s)", matches[0].Slug, matches[0].Confidence)
}
