package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/diagnose"
	"errdex/views"
)

// maxFixes is how many steps of an article's fix stand at the end of a guided path; the article has them all.
const maxFixes = 3

// guided asks one question of a guide, or names the article that the answers lead to. The answers stand in the
// path, /guides/rate-limits-429/check/1.2, so a link shows anybody the same step and how one came to it. Where a
// link goes on with an answer that the guide does not have, its last good step is shown, as a 404.
func (s *Server) guided(c echo.Context) error {
	guide, err := s.desk.Read(c.Request().Context(), strings.ToLower(c.Param("name")))
	if err != nil {
		return err
	}
	if len(guide.Steps) == 0 {
		return errNotFound
	}
	w, whole := follow(guide, c.Param("answers"))
	if home := w.url(); whole && c.Request().URL.Path != home {
		return redirect(c, home)
	}
	status := http.StatusOK
	if !whole {
		status = http.StatusNotFound
	}
	if w.end == "" {
		return s.render(c, status, views.Guided(guidedPage(s.shelf, w, !whole)))
	}
	article, err := s.desk.Read(c.Request().Context(), w.end)
	if err != nil {
		return err
	}
	return s.render(c, status, views.GuidedEnd(guidedEndPage(s.shelf, w, article, !whole)))
}

// way is a path through a guide's questions.
type way struct {
	guide content.Article
	taken []choice
	at    content.Step // the question to answer now; empty at the end, so that no answer fits
	end   string       // the slug of the article that the last answer led to
}

// choice is an answer that was given: the n-th of its question, from 1.
type choice struct {
	step   content.Step
	number int
}

func (c choice) answer() content.StepAnswer { return c.step.Answers[c.number-1] }

// follow goes the way that a link's answers tell, "1.2". It stops before the first answer that can't be given and
// says whether it came to the link's end.
func follow(guide content.Article, answers string) (w way, whole bool) {
	w = way{guide: guide, at: guide.Steps[0]}
	answers = strings.TrimSuffix(answers, ".") // of the sentence that the link ended
	if answers == "" {
		return w, true
	}
	for text := range strings.SplitSeq(answers, ".") {
		number, err := strconv.Atoi(text)
		// Atoi takes +1 and 01 too; a step has one address.
		if err != nil || strconv.Itoa(number) != text || !w.take(number) {
			return w, false
		}
	}
	return w, true
}

// take gives the n-th answer to the question at hand; it reports false where there is no such answer.
func (w *way) take(number int) bool {
	if number < 1 || number > len(w.at.Answers) {
		return false
	}
	taken := choice{w.at, number}
	next, found := w.guide.Step(taken.answer().Next)
	if !found && taken.answer().Slug == "" {
		return false
	}
	w.taken = append(w.taken, taken)
	w.at, w.end = next, taken.answer().Slug
	return true
}

// url is the address of the step at hand.
func (w way) url() string { return w.urlAfter(len(w.taken)) }

// urlAfter is the address of the step behind the first n answers.
func (w way) urlAfter(n int) string {
	url, between := content.Path(w.guide.Kind, w.guide.Slug)+"/check", "/"
	for _, c := range w.taken[:n] {
		url += between + strconv.Itoa(c.number)
		between = "."
	}
	return url
}

func (w way) trail() []views.TrailStep {
	var steps []views.TrailStep
	for i, c := range w.taken {
		steps = append(steps, views.TrailStep{Ask: c.step.Ask, Answer: c.answer().Text, URL: w.urlAfter(i)})
	}
	return steps
}

func guidedPage(s shelf, w way, broken bool) views.GuidedPage {
	guide := s.links[w.guide.Slug]
	page := views.GuidedPage{
		Guide: guide, Minutes: w.guide.Minutes, Number: len(w.taken) + 1, Last: len(w.taken) + w.guide.Longest(w.at.ID),
		Ask: w.at.Ask, HowToAt: guide.URL + "#" + w.at.Anchor(), Trail: w.trail(), Broken: broken,
	}
	section, _ := w.guide.Section(w.at.Anchor())
	// On this page a link to a place in the guide needs the guide's address.
	page.HowTo = strings.ReplaceAll(section, `href="#`, `href="`+guide.URL+"#")
	between := "."
	if len(w.taken) == 0 {
		between = "/"
	}
	for i, answer := range w.at.Answers {
		page.Answers = append(page.Answers, views.GuideAnswer{Text: answer.Text, URL: w.url() + between + strconv.Itoa(i+1)})
	}
	return page
}

func guidedEndPage(s shelf, w way, article content.Article, broken bool) views.GuidedEndPage {
	page := views.GuidedEndPage{
		Guide: s.links[w.guide.Slug], Article: s.links[article.Slug], Trail: w.trail(), Broken: broken,
		Advice: diagnose.RetryAdvice(diagnose.Verdict{Retry: article.Retry}, nil), Resend: diagnose.ResendAdvice(article.Resend),
	}
	for _, fix := range article.Fixes[:min(len(article.Fixes), maxFixes)] {
		page.Fixes = append(page.Fixes, content.FillHTML(fix.HTML, nil))
	}
	page.Report = report(page, w.url())
	return page
}

// report tells a path as text.
func report(page views.GuidedEndPage, url string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "Guide: %s\n", page.Guide.Title)
	for i, step := range page.Trail {
		fmt.Fprintf(&out, "%d. %s\n   %s\n", i+1, step.Ask, step.Answer)
	}
	fmt.Fprintf(&out, "Most likely: %s (%s)\nPath: %s\n", page.Article.Title, page.Article.URL, url)
	return out.String()
}
