package server

import (
	"slices"

	"errdex/content"
	"errdex/views"
)

// shelf is the library's table of contents, made once: lists need titles and links, not bodies.
type shelf struct {
	links    map[string]views.Link
	children map[string][]string // parent -> slugs, in order
	articles []content.Article   // those with a status first, in its order
}

func newShelf(articles []content.Article) shelf {
	s := shelf{links: map[string]views.Link{}, children: map[string][]string{}, articles: slices.Clone(articles)}
	for _, a := range articles {
		s.links[a.Slug] = views.Link{URL: content.Path(a.Kind, a.Slug), Title: a.Title, Summary: a.Summary, Layer: a.Layer, Status: a.Status}
		if a.Parent != "" {
			s.children[a.Parent] = append(s.children[a.Parent], a.Slug)
		}
	}
	slices.SortStableFunc(s.articles, func(a, b content.Article) int { return firstStatus(a) - firstStatus(b) })
	return s
}

// firstStatus orders the codes by status; transport failures, which have none, come last.
func firstStatus(a content.Article) int {
	if len(a.Status) == 0 {
		return 1000
	}
	return a.Status[0]
}

// guidesFor returns the guides that name a status, and the one to begin with where nothing else is known.
func (s shelf) guidesFor(status int) []views.Link {
	return s.where(func(a content.Article) bool {
		return a.Kind == content.KindGuide && (slices.Contains(a.Status, status) || a.Slug == firstGuide)
	})
}

// firstGuide is the order of steps for an error that nothing is known of.
const firstGuide = "lock-the-problem-down"

// list returns the links of slugs, without those that are not in the library.
func (s shelf) list(slugs []string) []views.Link {
	var links []views.Link
	for _, slug := range slugs {
		if link, ok := s.links[slug]; ok {
			links = append(links, link)
		}
	}
	return links
}

// where returns the links of the articles that fit.
func (s shelf) where(fits func(content.Article) bool) []views.Link {
	var links []views.Link
	for _, a := range s.articles {
		if fits(a) {
			links = append(links, s.links[a.Slug])
		}
	}
	return links
}

// codes returns the links of all codes, each with the causes beneath it.
func (s shelf) codes() []views.Link {
	var links []views.Link
	for _, a := range s.articles {
		if a.Kind != content.KindCode {
			continue
		}
		link := s.links[a.Slug]
		link.Children = s.list(s.children[a.Slug])
		links = append(links, link)
	}
	return links
}
