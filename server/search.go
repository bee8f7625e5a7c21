package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/desk"
	"errdex/redact"
	"errdex/store"
	"errdex/views"
)

func (s *Server) search(c echo.Context) error {
	query := c.QueryParam("q")
	// The page shows the query again, and people search for what they have just copied.
	query = redact.Clean([]byte(query[:min(len(query), desk.MaxQuery)])).String()
	hits, named, err := s.desk.Find(c.Request().Context(), query)
	if err != nil {
		return err
	}
	page := searchPage(query, hits)
	if !named {
		for _, article := range s.desk.Near(query) {
			page.Meant = append(page.Meant, s.shelf.links[article.Slug])
		}
	}
	return s.render(c, http.StatusOK, views.Search(page))
}

func searchPage(query string, hits []store.Hit) views.SearchPage {
	page := views.SearchPage{Query: query}
	for _, hit := range hits {
		page.Hits = append(page.Hits, views.SearchHit{
			Link:    views.Link{URL: content.Path(hit.Kind, hit.Slug), Title: hit.Title, Summary: hit.Summary, Layer: hit.Layer},
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
