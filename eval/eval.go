// Package eval measures a diagnosis engine on labelled cases: pasted errors and the articles that are a right
// answer to each. The articles' own examples and near misses are cases too, so that every library tests itself.
package eval

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
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

// FormDescription is the form of the cases that Descriptions makes.
const FormDescription = "description"

// Descriptions are the sentences in which people tell of articles' errors, as cases. They are what the engine
// compares with, so they measure nothing; one that leads elsewhere misleads.
func Descriptions(articles []content.Article) []Case {
	var cases []Case
	for _, article := range articles {
		for i, text := range article.Described {
			cases = append(cases, Case{ID: fmt.Sprintf("%s: described[%d]", article.Slug, i), Form: FormDescription, Text: text, Primary: article.Slug})
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

// Figures count how a set of cases went. Positives are the cases that have an article, negatives those that want silence.
type Figures struct {
	Cases     int `json:"cases"`
	Positives int `json:"positives"`
	Negatives int `json:"negatives"`
	Top1      int `json:"top1"`   // positives whose first match is right
	Top3      int `json:"top3"`   // positives with a right match among the first three
	Layer     int `json:"layer"`  // positives whose verdict names the layer of a right article
	Silent    int `json:"silent"` // positives without any match
	Quiet     int `json:"quiet"`  // negatives without any match, or with one that is fair
}

// Report is the outcome of a run: the figures of all cases and of each form, and what went wrong.
type Report struct {
	Figures
	Forms  map[string]Figures
	Misses []Miss
}

// Score diagnoses every case. Layers come from the articles: a case whose article is not in the library
// yet cannot count there.
func Score(engine *diagnose.Engine, articles []content.Article, cases []Case) Report {
	layers := map[string]content.Layer{content.NoMatch: content.LayerUnknown}
	for _, article := range articles {
		layers[article.Slug] = article.Layer
	}
	report := Report{Forms: map[string]Figures{}}
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
	if !c.fair(found[0]) {
		r.Misses = append(r.Misses, Miss{Case: c, Found: found})
	}
	layer := slices.ContainsFunc(append([]string{c.Primary}, c.Also...), func(slug string) bool {
		layer, known := layers[slug]
		return known && layer == d.Verdict.Layer
	})
	r.Figures.add(c, found, layer)
	form := r.Forms[c.Form]
	form.add(c, found, layer)
	r.Forms[c.Form] = form
}

// add counts one case; layer says whether the verdict named the layer of a right article.
func (f *Figures) add(c Case, found []string, layer bool) {
	right := c.fair(found[0])
	f.Cases++
	if c.Primary == content.NoMatch {
		f.Negatives++
		f.Quiet += count(right)
		return
	}
	f.Positives++
	f.Top1 += count(right)
	f.Top3 += count(slices.ContainsFunc(found[:min(3, len(found))], c.fair))
	f.Silent += count(found[0] == content.NoMatch)
	f.Layer += count(layer)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Confusion is a wrong first answer and how often it was given.
type Confusion struct {
	Want  string `json:"want"`
	Got   string `json:"got"`
	Count int    `json:"count"`
}

// String is one line for a report.
func (c Confusion) String() string {
	return fmt.Sprintf("confusion %s -> %s %d", c.Want, c.Got, c.Count)
}

// Confusions counts which article was answered where another was wanted, the most frequent first.
func (r Report) Confusions() []Confusion {
	counts := map[Confusion]int{}
	for _, miss := range r.Misses {
		counts[Confusion{Want: miss.Case.Primary, Got: miss.Found[0]}]++
	}
	var table []Confusion
	for confusion, n := range counts {
		confusion.Count = n
		table = append(table, confusion)
	}
	slices.SortFunc(table, func(a, b Confusion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got))
	})
	return table
}

// WriteTo prints the figures, one a line: of all cases, then of each form.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	var out bytes.Buffer
	f := r.Figures
	fmt.Fprintf(&out, "cases      %d\npositives  %d\npos_top1   %s\ntop3       %s\nlayer      %s\nsilent     %s\nnegatives  %d\nquiet      %s\n",
		f.Cases, f.Positives, share(f.Top1, f.Positives), share(f.Top3, f.Positives), share(f.Layer, f.Positives),
		share(f.Silent, f.Positives), f.Negatives, share(f.Quiet, f.Negatives))
	for _, form := range slices.Sorted(maps.Keys(r.Forms)) {
		f := r.Forms[form]
		fmt.Fprintf(&out, "form %s cases %d\n", form, f.Cases)
		if f.Positives > 0 {
			fmt.Fprintf(&out, "form %s pos_top1 %s\n", form, share(f.Top1, f.Positives))
		}
		if f.Negatives > 0 {
			fmt.Fprintf(&out, "form %s quiet %s\n", form, share(f.Quiet, f.Negatives))
		}
	}
	return out.WriteTo(w)
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.4f", float64(part)/float64(whole))
}
