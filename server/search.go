package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/store"
	"errdex/views"
)

func (s *Server) search(c echo.Context) error {
	query := c.QueryParam("q")
	hits, err := s.store.Search(c.Request().Context(), query[:min(len(query), maxQuery)], maxHits)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Search(searchPage(query, hits)))
}

func searchPage(query string, hits []store.Hit) views.SearchPage {
	page := views.SearchPage{Query: query}
	for _, hit := range hits {
		page.Hits = append(page.Hits, views.SearchHit{
			Link:    views.Link{URL: articlePath(hit.Kind, hit.Slug), Title: hit.Title, Summary: hit.Summary, Layer: hit.Layer},
			Snippet: marked(hit.Snippet),
		})
	}
	return page
}

// marked splits a snippet at the marks that the store puts around the words that were found.
func marked(snippet string) []views.Segment {
	var segments []views.Segment
	for snippet != "" {
		before, rest, found := strings.Cut(snippet, store.MarkStart)
		segments = append(segments, views.Segment{Text: before})
		if !found {
			break
		}
		word, after, _ := strings.Cut(rest, store.MarkEnd)
		segments = append(segments, views.Segment{Text: word, Mark: 1})
		snippet = after
	}
	return segments
}
