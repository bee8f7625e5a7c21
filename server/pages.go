package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/docs"
	"errdex/redact"
	"errdex/static"
	"errdex/views"
)

func (s *Server) home(c echo.Context) error {
	return render(c, http.StatusOK, views.Home(homePage(s.shelf, c.QueryParam("example"))))
}

// shown are the articles whose first example the home page offers to paste: one of each layer.
var shown = []string{"rate-limit-input-tokens", "invalid-api-key", "credit-balance-too-low", "overloaded", "connection-refused", "tool-result-missing"}

// homePage has the example of an article in its box when one is asked for.
func homePage(s shelf, example string) views.HomePage {
	page := views.HomePage{
		Codes:  s.where(func(a content.Article) bool { return a.Kind == content.KindCode && len(a.Status) > 0 }),
		Broken: s.where(func(a content.Article) bool { return a.Kind == content.KindCode && len(a.Status) == 0 }),
		Guides: s.where(func(a content.Article) bool { return a.Kind == content.KindGuide }),
	}
	for _, layer := range content.Layers() {
		page.Layers = append(page.Layers, views.Link{URL: "/errors?layer=" + string(layer), Layer: layer, Summary: views.LayerMeaning(layer)})
	}
	text := ""
	for _, slug := range shown {
		article, ok := s.bySlug[slug]
		if !ok || len(article.Examples) == 0 {
			continue
		}
		page.Examples = append(page.Examples, views.Link{URL: "/?example=" + slug, Title: article.Title})
		if slug == example {
			text = article.Examples[0]
		}
	}
	page.Paste = pasteBox(text)
	return page
}

func pasteBox(text string) views.PasteBox {
	return views.PasteBox{Limit: PasteLimit, LimitBytes: MaxPaste, Text: text}
}

func (s *Server) privacy(c echo.Context) error { return render(c, http.StatusOK, views.Privacy()) }

// accuracy shows the page that the tests keep true.
func (s *Server) accuracy(c echo.Context) error {
	html, err := content.HTML(docs.Accuracy)
	if err != nil {
		return fmt.Errorf("render accuracy: %w", err)
	}
	return render(c, http.StatusOK, views.Accuracy(html))
}

// recipes shows how a program prints the link to an error's article.
func (s *Server) recipes(c echo.Context) error {
	html, err := content.HTML(docs.Recipes)
	if err != nil {
		return fmt.Errorf("render recipes: %w", err)
	}
	return render(c, http.StatusOK, views.Recipes(html))
}

// secrets tells the pages' script which secrets show by their first characters, for its preview.
func (s *Server) secrets(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=3600")
	return c.Blob(http.StatusOK, "application/json", redact.Shapes())
}

// static serves the files that pages link to.
func (s *Server) static(c echo.Context) error {
	if !static.Has(c.Request().URL.Path) {
		return errNotFound // with a page of ours, which the package of the files has not
	}
	static.Handler().ServeHTTP(c.Response(), c.Request())
	return nil
}

func (s *Server) index(c echo.Context) error {
	return render(c, http.StatusOK, views.Index(indexPage(s.shelf, c.QueryParam("layer"), c.QueryParam("status"), c.QueryParam("surface"))))
}

func indexPage(s shelf, layer, status, surface string) views.IndexPage {
	page := views.IndexPage{Active: layer != "" || status != "" || surface != ""}
	page.Filters = []views.Filter{
		{Name: "layer", Label: "Layer", Chosen: layer, Options: layerOptions(s)},
		{Name: "status", Label: "Status", Chosen: status, Options: plainOptions(s.options(func(a content.Article) []string { return statusWords(a.Status) }))},
		{Name: "surface", Label: "Where", Chosen: surface, Options: plainOptions(s.options(func(a content.Article) []string { return a.Surfaces }))},
	}
	if !page.Active {
		page.Codes = s.codes()
		page.Others = s.where(func(a content.Article) bool { return a.Kind == content.KindCause && a.Parent == "" })
		return page
	}
	fits := fitsFilter(layer, status, surface)
	page.Found = s.where(func(a content.Article) bool { return a.Kind != content.KindGuide && fits(a) })
	return page
}

// fitsFilter says which articles a filter leaves; an empty part of it leaves all.
func fitsFilter(layer, status, surface string) func(content.Article) bool {
	return func(a content.Article) bool {
		return (layer == "" || string(a.Layer) == layer) &&
			(status == "" || slices.Contains(statusWords(a.Status), status)) &&
			(surface == "" || slices.Contains(a.Surfaces, surface))
	}
}

func statusWords(status []int) []string {
	var words []string
	for _, code := range status {
		words = append(words, strconv.Itoa(code))
	}
	return words
}

func plainOptions(values []string) []views.Option {
	var options []views.Option
	for _, value := range values {
		options = append(options, views.Option{Value: value, Text: value})
	}
	return options
}

// layerOptions are the layers of the library's errors by their names.
func layerOptions(s shelf) []views.Option {
	var options []views.Option
	for _, layer := range s.options(func(a content.Article) []string { return []string{string(a.Layer)} }) {
		options = append(options, views.LayerOption(layer))
	}
	return options
}

// options lists every value that some error has, sorted.
func (s shelf) options(of func(content.Article) []string) []string {
	var options []string
	for _, a := range s.articles {
		if a.Kind != content.KindGuide {
			options = append(options, of(a)...)
		}
	}
	slices.Sort(options)
	return slices.Compact(options)
}
