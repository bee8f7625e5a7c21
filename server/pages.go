package server

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/views"
)

func (s *Server) home(c echo.Context) error {
	return render(c, http.StatusOK, views.Home(views.HomePage{
		PasteLimit: PasteLimit,
		Codes:      s.shelf.where(func(a content.Article) bool { return a.Kind == content.KindCode }),
		Guides:     s.shelf.where(func(a content.Article) bool { return a.Kind == content.KindGuide }),
	}))
}

func (s *Server) privacy(c echo.Context) error { return render(c, http.StatusOK, views.Privacy()) }

func (s *Server) index(c echo.Context) error {
	return render(c, http.StatusOK, views.Index(indexPage(s.shelf, c.QueryParam("layer"), c.QueryParam("status"), c.QueryParam("surface"))))
}

func indexPage(s shelf, layer, status, surface string) views.IndexPage {
	page := views.IndexPage{Active: layer != "" || status != "" || surface != ""}
	page.Filters = []views.Filter{
		{Name: "layer", Label: "Layer", Chosen: layer, Options: s.options(func(a content.Article) []string { return []string{string(a.Layer)} })},
		{Name: "status", Label: "Status", Chosen: status, Options: s.options(func(a content.Article) []string { return statusWords(a.Status) })},
		{Name: "surface", Label: "Where", Chosen: surface, Options: s.options(func(a content.Article) []string { return a.Surfaces })},
	}
	if !page.Active {
		page.Codes = s.codes()
		page.Others = s.where(func(a content.Article) bool { return a.Kind == content.KindCause && a.Parent == "" })
		return page
	}
	page.Found = s.where(func(a content.Article) bool {
		return a.Kind != content.KindGuide && (layer == "" || string(a.Layer) == layer) &&
			(status == "" || slices.Contains(statusWords(a.Status), status)) &&
			(surface == "" || slices.Contains(a.Surfaces, surface))
	})
	return page
}

func statusWords(status []int) []string {
	var words []string
	for _, code := range status {
		words = append(words, strconv.Itoa(code))
	}
	return words
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
