package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/store"
	"errdex/views"
)

// article serves an article by its slug, or its picture, and sends aliases, statuses and error types on to theirs.
func (s *Server) article(c echo.Context) error {
	if slug, found := strings.CutSuffix(c.Param("name"), cardSuffix); found {
		return s.articleCard(c, slug)
	}
	article, err := s.store.Article(c.Request().Context(), strings.ToLower(c.Param("name")))
	if errors.Is(err, store.ErrNotFound) {
		return s.shortLink(c)
	}
	if err != nil {
		return err
	}
	if home := articlePath(article.Kind, article.Slug); c.Request().URL.Path != home {
		return redirect(c, home)
	}
	return render(c, http.StatusOK, views.Article(articlePage(s.shelf, article, c.QueryParams())))
}

// shortLink resolves /errors/429, /errors/rate_limit_error, /429 and /rate-limit. Where two articles share the
// name, a page shows the choice.
func (s *Server) shortLink(c echo.Context) error {
	name := strings.ToLower(c.Param("name"))
	if link, ok := s.shelf.links[name]; ok {
		return redirect(c, link.URL)
	}
	slugs, err := s.store.Resolve(c.Request().Context(), name)
	if err != nil {
		return err
	}
	links := s.shelf.list(slugs)
	if len(links) == 1 {
		return redirect(c, links[0].URL)
	}
	return render(c, http.StatusOK, views.Choice(views.ChoicePage{Name: name, Articles: links}))
}

func redirect(c echo.Context, path string) error {
	if query := c.Request().URL.RawQuery; query != "" {
		path += "?" + query
	}
	return c.Redirect(http.StatusPermanentRedirect, path)
}

func articlePage(s shelf, article content.Article, query url.Values) views.ArticlePage {
	values := linkValues(article, query)
	verdict := diagnose.Verdict{Retry: article.Retry}
	if seconds, ok := linkWait(query); ok {
		verdict.RetryAfterSeconds = &seconds
		values["wait"] = diagnose.Seconds(seconds)
	}
	article.HTML = content.FillHTML(article.HTML, values)
	page := views.ArticlePage{
		Article: article, Children: s.list(s.children[article.Slug]), Related: s.list(article.Related),
		Advice: diagnose.RetryAdvice(verdict, values),
	}
	if parent, ok := s.links[article.Parent]; ok {
		page.Parent = &parent
	}
	for _, step := range article.Steps {
		page.Steps = append(page.Steps, guideStep(s, article, step))
	}
	return page
}

// linkValues takes from a link's query the values that the article's signatures capture, each only in the
// form that its hole would take: a link made by somebody else can't put words of his into our page.
func linkValues(article content.Article, query url.Values) map[string]string {
	values := map[string]string{}
	for name, kind := range valueTypes(article) {
		value := query.Get(name)
		if value != "" && len(value) <= maxValueBytes && diagnose.Fits(kind, value) && holdsNoSecret(value) {
			values[name] = value
		}
	}
	return values
}

func holdsNoSecret(value string) bool { return redact.Clean([]byte(value)).String() == value }

// linkWait is how many seconds a link says to wait.
func linkWait(query url.Values) (int, bool) {
	seconds, err := strconv.Atoi(query.Get("wait"))
	return seconds, err == nil && seconds >= 0 && seconds <= diagnose.MaxWait
}

func valueTypes(article content.Article) map[string]content.HoleType {
	types := map[string]content.HoleType{}
	for _, signature := range article.Signatures {
		for _, text := range []string{signature.Message, signature.Value} {
			template, err := content.ParseValueTemplate(text)
			if err != nil {
				continue // the library was linted; a template that does not parse has no values
			}
			for _, part := range template {
				if part.Name != "" {
					types[part.Name] = part.Type
				}
			}
		}
	}
	return types
}

func guideStep(s shelf, guide content.Article, step content.Step) views.GuideStep {
	out := views.GuideStep{ID: stepAnchor(step), Ask: step.Ask}
	for _, answer := range step.Answers {
		if answer.Slug != "" {
			link := s.links[answer.Slug]
			out.Answers = append(out.Answers, views.GuideAnswer{Text: answer.Text, URL: link.URL, Target: link.Title})
			continue
		}
		for _, next := range guide.Steps {
			if next.ID == answer.Next {
				out.Answers = append(out.Answers, views.GuideAnswer{Text: answer.Text, URL: "#" + stepAnchor(next), Target: next.Ask})
			}
		}
	}
	return out
}

// stepAnchor keeps the ids of steps apart from those of the text's headings on the same page.
func stepAnchor(step content.Step) string { return "step-" + step.ID }
