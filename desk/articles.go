package desk

import (
	"context"
	"slices"

	"errdex/content"
)

// SchemaVersion is the version of the documents below; it rises when a field changes its meaning or goes away.
// What does not apply to an article is absent.
const SchemaVersion = 1

// Entry is an article as lists have it.
type Entry struct {
	Slug      string         `json:"slug"`
	Kind      content.Kind   `json:"kind"`
	Title     string         `json:"title"`
	Summary   string         `json:"summary"`
	Layer     content.Layer  `json:"layer,omitempty"` // absent for a guide, as is the advice to retry
	Retry     content.Retry  `json:"retry,omitempty"`
	Resend    content.Resend `json:"resend,omitempty"`
	Status    []int          `json:"status,omitempty"`
	Types     []string       `json:"types,omitempty"`
	Surfaces  []string       `json:"surfaces,omitempty"`
	URL       string         `json:"url"`      // path below the site's root
	Reviewed  string         `json:"reviewed"` // the day the article was last gone through, YYYY-MM-DD
	Withdrawn string         `json:"withdrawn,omitempty"`
}

// ArticleList is a list of articles.
type ArticleList struct {
	SchemaVersion int     `json:"schema_version"`
	Articles      []Entry `json:"articles"`
}

// SearchResults are the articles that a search found, the best first.
type SearchResults struct {
	SchemaVersion int     `json:"schema_version"`
	Results       []Entry `json:"results"`
}

// Link leads to another article.
type Link struct {
	Slug  string `json:"slug"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Article is a whole article.
type Article struct {
	SchemaVersion int `json:"schema_version"`
	Entry
	Parent   *Link            `json:"parent,omitempty"`
	Causes   []Link           `json:"causes,omitempty"` // beneath a code
	Related  []Link           `json:"related,omitempty"`
	Aliases  []string         `json:"aliases,omitempty"`
	Minutes  int              `json:"minutes,omitempty"` // of a guide: how long it takes
	Steps    []content.Step   `json:"steps,omitempty"`   // of a guide
	HTML     string           `json:"html"`              // the body
	Markdown string           `json:"markdown"`          // the whole article
	Sources  []content.Source `json:"sources"`
}

// List returns the articles of the library for which fits holds, in its order.
func (d *Desk) List(fits func(content.Article) bool) ArticleList {
	list := ArticleList{SchemaVersion: SchemaVersion, Articles: []Entry{}}
	for _, article := range d.articles {
		if fits(article) {
			list.Articles = append(list.Articles, entry(article))
		}
	}
	return list
}

// All returns the articles of the library as lists need them. Nobody may change them.
func (d *Desk) All() []content.Article { return d.articles }

// Named returns the articles that a slug, an alias, a status or an error type stands for, as lists need them.
func (d *Desk) Named(name string) []content.Article { return content.Named(d.articles, name) }

// Read returns the whole article of a slug, or store.ErrNotFound.
func (d *Desk) Read(ctx context.Context, slug string) (content.Article, error) {
	return d.store.Article(ctx, slug)
}

// Article is a whole article as a document, with values in the places that are kept for them.
func (d *Desk) Article(article content.Article, values map[string]string) Article {
	whole := Article{
		SchemaVersion: SchemaVersion, Entry: entry(article),
		Causes: d.causes(article.Slug), Related: d.links(article.Related), Aliases: article.Aliases,
		Minutes: article.Minutes, Steps: article.Steps, Sources: article.Sources,
		HTML: content.FillHTML(article.HTML, values), Markdown: d.Markdown(article, values),
	}
	if parent := d.links([]string{article.Parent}); len(parent) > 0 {
		whole.Parent = &parent[0]
	}
	return whole
}

func entry(a content.Article) Entry {
	return Entry{
		Slug: a.Slug, Kind: a.Kind, Title: a.Title, Summary: a.Summary, Layer: a.Layer, Retry: a.Retry, Resend: a.Resend,
		Status: a.Status, Types: a.Types, Surfaces: a.Surfaces, URL: content.Path(a.Kind, a.Slug), Reviewed: a.Reviewed,
		Withdrawn: a.Withdrawn,
	}
}

// links are the links to slugs, without those that are not in the library.
func (d *Desk) links(slugs []string) []Link {
	var links []Link
	for _, slug := range slugs {
		if article, ok := d.bySlug[slug]; ok {
			links = append(links, Link{Slug: slug, Title: article.Title, URL: content.Path(article.Kind, slug)})
		}
	}
	return links
}

func (d *Desk) causes(code string) []Link {
	var slugs []string
	for _, article := range d.articles {
		if article.Parent == code {
			slugs = append(slugs, article.Slug)
		}
	}
	slices.Sort(slugs)
	return d.links(slugs)
}
