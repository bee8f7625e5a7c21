// Package eval measures a diagnosis engine on labelled cases: pasted errors and the articles that are a right
// answer to each. The articles' own examples and near misses are cases too, so that every library tests itself.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
)

// Case is one labelled paste; a corpus holds one per line as JSON.
type Case struct {
	ID      string   `json:"id"`
	Form    string   `json:"form"` // the shape of the text: terminal, json, log, ...
	Text    string   `json:"text"`
	Primary string   `json:"primary"` // the right article, or content.NoMatch
	Also    []string `json:"also"`    // other fair answers
}

// fair says whether a slug is a right answer.
func (c Case) fair(slug string) bool { return slug == c.Primary || slices.Contains(c.Also, slug) }

// maxLine bounds one line of a corpus, in bytes.
const maxLine = 4 << 20

// ReadCases reads a corpus: one JSON object a line, empty lines left out.
func ReadCases(r io.Reader) ([]Case, error) {
	var cases []Case
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for number := 1; lines.Scan(); number++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if c.Primary == "" {
			return nil, fmt.Errorf("line %d: primary is missing", number)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return cases, nil
}

// Samples are the examples and near misses of articles as cases.
func Samples(articles []content.Article) []Case {
	var cases []Case
	for _, article := range articles {
		for i, text := range article.Examples {
			cases = append(cases, Case{ID: fmt.Sprintf("%s: examples[%d]", article.Slug, i), Form: "example", Text: text, Primary: article.Slug})
		}
		for i, miss := range article.NearMisses {
			cases = append(cases, Case{ID: fmt.Sprintf("%s: near_misses[%d]", article.Slug, i), Form: "near-miss", Text: miss.Text, Primary: miss.Want})
		}
	}
	return cases
}

// Miss is a case whose first answer is not right.
type Miss struct {
	Case  Case
	Found []string // the slugs that were answered, best first; content.NoMatch alone for silence
}

// String is one line for a report.
func (m Miss) String() string {
	return fmt.Sprintf("miss %s [%s] want %s got %v", m.Case.ID, m.Case.Form, m.Case.Primary, m.Found)
}

// Report holds the figures of a run. Positives are the cases that have an article, negatives those that want silence.
type Report struct {
	Cases     int
	Positives int
	Negatives int
	Top1      int // positives whose first match is right
	Top3      int // positives with a right match among the first three
	Layer     int // positives whose verdict names the layer of a right article
	Silent    int // positives without any match
	Quiet     int // negatives without any match, or with one that is fair
	Misses    []Miss
}

// Score diagnoses every case. Layers come from the articles: a case whose article is not in the library
// yet cannot count there.
func Score(engine *diagnose.Engine, articles []content.Article, cases []Case) Report {
	layers := map[string]content.Layer{content.NoMatch: content.LayerUnknown}
	for _, article := range articles {
		layers[article.Slug] = article.Layer
	}
	var report Report
	for _, c := range cases {
		report.add(c, engine.Diagnose(redact.Clean([]byte(c.Text))), layers)
	}
	return report
}

func (r *Report) add(c Case, d diagnose.Diagnosis, layers map[string]content.Layer) {
	found := []string{}
	for _, match := range d.Matches {
		found = append(found, match.Slug)
	}
	if len(found) == 0 {
		found = append(found, content.NoMatch)
	}
	r.Cases++
	right := c.fair(found[0])
	if !right {
		r.Misses = append(r.Misses, Miss{Case: c, Found: found})
	}
	if c.Primary == content.NoMatch {
		r.Negatives++
		r.Quiet += count(right)
		return
	}
	r.Positives++
	r.Top1 += count(right)
	r.Top3 += count(slices.ContainsFunc(found[:min(3, len(found))], c.fair))
	r.Silent += count(found[0] == content.NoMatch)
	r.Layer += count(slices.ContainsFunc(append([]string{c.Primary}, c.Also...), func(slug string) bool {
		layer, known := layers[slug]
		return known && layer == d.Verdict.Layer
	}))
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// WriteTo prints the figures, one a line.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	n, err := fmt.Fprintf(w, "cases      %d\npositives  %d\npos_top1   %s\ntop3       %s\nlayer      %s\nsilent     %s\nnegatives  %d\nquiet      %s\n",
		r.Cases, r.Positives, share(r.Top1, r.Positives), share(r.Top3, r.Positives), share(r.Layer, r.Positives),
		share(r.Silent, r.Positives), r.Negatives, share(r.Quiet, r.Negatives))
	return int64(n), err
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.4f", float64(part)/float64(whole))
}
