package server

import (
	"context"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/redact"
	"errdex/store"
	"errdex/views"
)

func (s *Server) search(c echo.Context) error {
	query := c.QueryParam("q")
	// The page shows the query again, and people search for what they have just copied.
	query = redact.Clean([]byte(query[:min(len(query), maxQuery)])).String()
	hits, named, err := s.find(c.Request().Context(), query)
	if err != nil {
		return err
	}
	page := searchPage(query, namedFirst(hits, named))
	if len(named) == 0 {
		page.Meant = s.shelf.near(query)
	}
	return render(c, http.StatusOK, views.Search(page))
}

// apiSearch answers a search as JSON, for programs and for the pages' palette.
func (s *Server) apiSearch(c echo.Context) error {
	query := c.QueryParam("q")
	hits, named, err := s.find(c.Request().Context(), query[:min(len(query), maxQuery)])
	if err != nil {
		return err
	}
	found := []searchResult{}
	for _, hit := range namedFirst(hits, named) {
		found = append(found, searchResult{Slug: hit.Slug, Kind: hit.Kind, Layer: hit.Layer, Title: hit.Title, Summary: hit.Summary, URL: articlePath(hit.Kind, hit.Slug)})
	}
	if len(found) == 0 {
		for _, link := range s.shelf.near(query[:min(len(query), maxQuery)]) {
			found = append(found, searchResult{Slug: path.Base(link.URL), Kind: s.shelf.bySlug[path.Base(link.URL)].Kind, Layer: link.Layer, Title: link.Title, Summary: link.Summary, URL: link.URL})
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"results": found})
}

// searchResult is an article that a search found; of a guide the layer is absent.
type searchResult struct {
	Slug    string        `json:"slug"`
	Kind    content.Kind  `json:"kind"`
	Layer   content.Layer `json:"layer,omitempty"`
	Title   string        `json:"title"`
	Summary string        `json:"summary"`
	URL     string        `json:"url"`
}

// find returns the articles that hold a query's words, and the slugs of those that it names.
func (s *Server) find(ctx context.Context, query string) (hits []store.Hit, named []string, err error) {
	if hits, err = s.store.Search(ctx, query, maxHits); err != nil {
		return nil, nil, err
	}
	named, err = s.store.Resolve(ctx, strings.ToLower(strings.TrimSpace(query)))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, nil, err
	}
	return hits, named, nil
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
