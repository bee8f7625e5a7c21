package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// apiArticles lists the articles, those that a filter leaves; its parts are those of the page /errors.
func (s *Server) apiArticles(c echo.Context) error {
	return renderJSON(c, s.desk.List(fitsFilter(c.QueryParam("layer"), c.QueryParam("status"), c.QueryParam("surface"))))
}

// apiArticle answers an article whole, and sends its other names on to its slug.
func (s *Server) apiArticle(c echo.Context) error {
	if _, known := s.shelf.links[c.Param("name")]; known && c.Request().URL.RawQuery == "" {
		return s.serveKeptOf(c, articlesPath+c.Param("name"))
	}
	name := strings.ToLower(c.Param("name"))
	named := s.desk.Named(name)
	switch {
	case len(named) == 0:
		return errNotFound
	case len(named) > 1:
		return errSharedName
	case named[0].Slug != c.Param("name"):
		return redirect(c, articlesPath+named[0].Slug)
	}
	article, err := s.desk.Read(c.Request().Context(), named[0].Slug)
	if err != nil {
		return err
	}
	return renderJSON(c, s.desk.Article(article, filled(article, c.QueryParams())))
}

const articlesPath = "/api/v1/articles/"

// apiSearch answers a search as JSON, for programs and for the pages' palette.
func (s *Server) apiSearch(c echo.Context) error {
	results, err := s.desk.Search(c.Request().Context(), c.QueryParam("q"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, results)
}
