package desk

import (
	"fmt"
	"strconv"
	"strings"

	"errdex/content"
	"errdex/diagnose"
)

// Markdown is a whole article for tools and tickets, with values in the places that are kept for them: what its
// page says, in the page's order.
func (d *Desk) Markdown(article content.Article, values map[string]string) string {
	w := &strings.Builder{}
	fmt.Fprintf(w, "# %s\n\n%s\n\n", article.Title, article.Summary)
	for _, row := range factRows(article) {
		if row.value != "" {
			fmt.Fprintf(w, "- %s: %s\n", row.name, row.value)
		}
	}
	d.writeSteps(w, article)
	fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(content.FillText(article.Markdown, values)))
	writeLinks(w, "Causes beneath it", d.causes(article.Slug))
	writeLinks(w, "Often confused with", d.links(article.Related))
	fmt.Fprintf(w, "\n## Sources\n\n")
	for _, source := range article.Sources {
		fmt.Fprintf(w, "- <%s> (copy of %s)\n", source.URL, source.Seen)
	}
	return w.String()
}

type factRow struct{ name, value string }

// factRows are an article's facts as a page shows them in its head and beside its text.
func factRows(a content.Article) []factRow {
	var status []string
	for _, code := range a.Status {
		status = append(status, strconv.Itoa(code))
	}
	return []factRow{
		{"Withdrawn", a.Withdrawn}, {"Layer", string(a.Layer)}, {"Status", strings.Join(status, ", ")}, {"Type", strings.Join(a.Types, ", ")},
		{"Retry", diagnose.RetryAdvice(diagnose.Verdict{Retry: a.Retry}, nil)}, {"Send again", diagnose.ResendAdvice(a.Resend)},
		{"Page", content.Path(a.Kind, a.Slug)}, {"Last gone through", a.Reviewed},
	}
}

// writeSteps writes the questions of a guide, with where each answer leads.
func (d *Desk) writeSteps(w *strings.Builder, guide content.Article) {
	if len(guide.Steps) == 0 {
		return
	}
	number := map[string]int{}
	for i, step := range guide.Steps {
		number[step.ID] = i + 1
	}
	fmt.Fprintf(w, "\n## Steps\n\n")
	for i, step := range guide.Steps {
		fmt.Fprintf(w, "%d. %s\n", i+1, step.Ask)
		for _, answer := range step.Answers {
			target := fmt.Sprintf("go on with step %d", number[answer.Next])
			if article, ok := d.bySlug[answer.Slug]; ok {
				target = fmt.Sprintf("[%s](%s)", article.Title, content.Path(article.Kind, article.Slug))
			}
			fmt.Fprintf(w, "   - %s: %s\n", answer.Text, target)
		}
	}
}

func writeLinks(w *strings.Builder, title string, links []Link) {
	if len(links) == 0 {
		return
	}
	fmt.Fprintf(w, "\n## %s\n\n", title)
	for _, link := range links {
		fmt.Fprintf(w, "- [%s](%s)\n", link.Title, link.URL)
	}
}
