package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/views"
)

// The twins of an article's page: the same article for tools.
const (
	markdownTwin = ".md"
	jsonTwin     = ".json"
)

// splitTwin splits what stands behind /errors/ into a name and the twin that is asked for, "" for the page.
func splitTwin(name string) (slug, twin string) {
	for _, twin := range []string{markdownTwin, jsonTwin} {
		if slug, found := strings.CutSuffix(name, twin); found {
			return slug, twin
		}
	}
	return name, ""
}

// article serves an article by its slug, as a page, as one of its twins or as its picture, and sends aliases, statuses
// and error types on to theirs.
func (s *Server) article(c echo.Context) error {
	if slug, found := strings.CutSuffix(c.Param("name"), cardSuffix); found {
		return s.articleCard(c, slug)
	}
	slug, twin := splitTwin(strings.ToLower(c.Param("name")))
	link, known := s.shelf.links[slug]
	if !known {
		return s.shortLink(c)
	}
	if c.Request().URL.Path != link.URL+twin {
		return redirect(c, link.URL+twin)
	}
	if twin == "" && prefersMarkdown(c.Request().Header.Get("Accept")) {
		twin = markdownTwin
	}
	if c.Request().URL.RawQuery == "" {
		return s.serveKeptOf(c, link.URL+twin)
	}
	return s.filledArticle(c, slug, twin)
}

// filledArticle serves an article with the values of a link in it.
func (s *Server) filledArticle(c echo.Context, slug, twin string) error {
	article, err := s.desk.Read(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	switch values := filled(article, c.QueryParams()); twin {
	case markdownTwin:
		body := s.desk.Markdown(article, values)
		return newDocument(markdownType+"; charset=utf-8", checkAlways, []byte(body), twinHeaders(slug)...).serve(c)
	case jsonTwin:
		return renderJSON(c, s.desk.Article(article, values))
	}
	for _, h := range twinHeaders(slug) {
		c.Response().Header()[h.name] = h.values
	}
	return s.render(c, http.StatusOK, views.Article(s.articlePage(article, c.QueryParams())))
}

// shortLink resolves /errors/429, /errors/rate_limit_error, /429 and /rate-limit, and the twins of each. Where two
// articles share the name, a page shows the choice.
func (s *Server) shortLink(c echo.Context) error {
	name, twin := splitTwin(strings.ToLower(c.Param("name")))
	if link, ok := s.shelf.links[name]; ok {
		return redirect(c, link.URL+twin)
	}
	slugs, err := s.store.Resolve(c.Request().Context(), name)
	if err != nil {
		return err
	}
	links := s.shelf.list(slugs)
	if len(links) == 1 {
		return redirect(c, links[0].URL+twin)
	}
	if twin != "" {
		return errSharedName
	}
	return s.render(c, http.StatusOK, views.Choice(views.ChoicePage{Name: name, Articles: links}))
}

// redirect sends on to a path, with the values that an article can be filled with. Nothing else of the query goes
// along: it could be a secret, and addresses stand in the logs of others.
func redirect(c echo.Context, path string) error {
	kept := url.Values{}
	for name, values := range c.QueryParams() {
		for _, value := range values {
			if shown := name + "=" + value; len(shown) <= maxValueBytes && holdsNoSecret(shown) {
				kept.Add(name, value)
			}
		}
	}
	if len(kept) > 0 {
		path += "?" + kept.Encode()
	}
	return c.Redirect(http.StatusPermanentRedirect, path)
}

// filled are the values of a link, with the wait in words.
func filled(article content.Article, query url.Values) map[string]string {
	values := linkValues(article, query)
	if seconds, ok := linkWait(query); ok {
		values["wait"] = diagnose.Seconds(seconds)
	}
	return values
}

func (s *Server) articlePage(article content.Article, query url.Values) views.ArticlePage {
	page := articlePage(s.shelf, article, query)
	if s.editURL != "" && article.Origin == "" { // a team's files are not where the built-in ones are edited
		page.Edit = s.editURL + content.File(article.Kind, article.Slug)
	}
	return page
}

func articlePage(s shelf, article content.Article, query url.Values) views.ArticlePage {
	values := filled(article, query)
	verdict := diagnose.Verdict{Retry: article.Retry}
	if seconds, ok := linkWait(query); ok {
		verdict.RetryAfterSeconds = &seconds
	}
	article.HTML = content.FillHTML(article.HTML, values)
	page := views.ArticlePage{
		Article: article, Children: s.list(s.children[article.Slug]), Related: s.list(article.Related),
		Advice: diagnose.RetryAdvice(verdict, values), Resend: diagnose.ResendAdvice(article.Resend),
		Markdown: content.Path(article.Kind, article.Slug) + markdownTwin,
	}
	if parent, ok := s.links[article.Parent]; ok {
		page.Parent = &parent
		page.Siblings = s.list(slices.DeleteFunc(slices.Clone(s.children[article.Parent]), func(slug string) bool {
			return slug == article.Slug || slices.Contains(article.Related, slug)
		}))
	}
	if len(article.Steps) > 0 {
		page.Guided = way{guide: article}.url()
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
