package server

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/docs"
	"errdex/views"
)

// home offers the box to paste into, with the example of an article in it when one is asked for.
func (s *Server) home(c echo.Context) error {
	page := homePage(s.shelf)
	if slug := c.QueryParam("example"); slices.Contains(shown, slug) && s.shelf.links[slug].URL != "" {
		article, err := s.desk.Read(c.Request().Context(), slug)
		if err != nil {
			return err
		}
		if len(article.Examples) > 0 {
			page.Paste = pasteBox(article.Examples[0])
		}
	}
	return s.render(c, http.StatusOK, views.Home(page))
}

// shown are the articles whose first example the home page offers to paste: one of each layer.
var shown = []string{"rate-limit-input-tokens", "invalid-api-key", "credit-balance-too-low", "overloaded", "connection-refused", "tool-result-missing"}

func homePage(s shelf) views.HomePage {
	page := views.HomePage{
		Codes:  s.where(func(a content.Article) bool { return a.Kind == content.KindCode && len(a.Status) > 0 }),
		Broken: s.where(func(a content.Article) bool { return a.Kind == content.KindCode && len(a.Status) == 0 }),
		Guides: s.where(func(a content.Article) bool { return a.Kind == content.KindGuide }),
		Paste:  pasteBox(""),
	}
	for _, layer := range content.Layers() {
		page.Layers = append(page.Layers, views.Link{URL: "/errors?layer=" + string(layer), Layer: layer, Summary: views.LayerMeaning(layer)})
	}
	for _, slug := range shown {
		if link, ok := s.links[slug]; ok {
			page.Examples = append(page.Examples, views.Link{URL: "/?example=" + slug, Title: link.Title})
		}
	}
	return page
}

func pasteBox(text string) views.PasteBox {
	return views.PasteBox{Limit: PasteLimit, LimitBytes: MaxPaste, Text: text}
}

// accuracyPage shows the page that the tests keep true.
func accuracyPage() (templ.Component, error) {
	html, err := content.HTML(docs.Accuracy)
	return views.Accuracy(html), err
}

// recipesPage shows how a program prints the link to an error's article.
func recipesPage() (templ.Component, error) {
	html, err := content.HTML(docs.Recipes)
	return views.Recipes(html), err
}

func (s *Server) index(c echo.Context) error {
	return s.render(c, http.StatusOK, views.Index(indexPage(s.shelf, c.QueryParam("layer"), c.QueryParam("status"), c.QueryParam("surface"))))
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
