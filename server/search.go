package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/redact"
	"errdex/store"
	"errdex/views"
)

func (s *Server) search(c echo.Context) error {
	query := c.QueryParam("q")
	// The page shows the query again, and people search for what they have just copied.
	query = redact.Clean([]byte(query[:min(len(query), maxQuery)])).String()
	hits, err := s.store.Search(c.Request().Context(), query, maxHits)
	if err != nil {
		return err
	}
	named, err := s.store.Resolve(c.Request().Context(), strings.ToLower(strings.TrimSpace(query)))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return render(c, http.StatusOK, views.Search(searchPage(query, namedFirst(hits, named))))
}

// namedFirst puts the articles that the query names outright (429, overloaded_error) before those that
// merely hold its words.
func namedFirst(hits []store.Hit, named []string) []store.Hit {
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(a, b store.Hit) int {
		return position(named, a.Slug) - position(named, b.Slug)
	})
	return hits
}

// position is where a slug stands in a list, or behind its end.
func position(list []string, slug string) int {
	if i := slices.Index(list, slug); i >= 0 {
		return i
	}
	return len(list)
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
