package views

import "errdex/content"

// Search engines read of an article what it is and the way to it, in the words of https://schema.org.
const vocabulary = "https://schema.org"

type techArticle struct {
	Context      string       `json:"@context"`
	Type         string       `json:"@type"`
	ID           string       `json:"@id"`
	Headline     string       `json:"headline"`
	Description  string       `json:"description"`
	DateModified string       `json:"dateModified"`
	URL          string       `json:"url"`
	Image        image        `json:"image"`
	Language     string       `json:"inLanguage"`
	Publisher    organization `json:"publisher"`
}

type image struct {
	Type   string `json:"@type"`
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

type organization struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

type breadcrumbList struct {
	Context string  `json:"@context"`
	Type    string  `json:"@type"`
	Items   []crumb `json:"itemListElement"`
}

type crumb struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

func articleData(address Address, a content.Article, s share) *techArticle {
	return &techArticle{
		Context: vocabulary, Type: "TechArticle", ID: s.URL, Headline: a.Title, Description: a.Summary, DateModified: a.Reviewed, URL: s.URL,
		Image: image{Type: "ImageObject", URL: s.Image, Width: CardWidth, Height: CardHeight}, Language: "en",
		Publisher: organization{Type: "Organization", Name: "Errdex", URL: address.URL("/")},
	}
}

// breadcrumbs is the way from the list that an article stands in; guides stand on the home page.
func breadcrumbs(address Address, p ArticlePage, s share) *breadcrumbList {
	list := breadcrumbList{Context: vocabulary, Type: "BreadcrumbList"}
	add := func(name, url string) {
		list.Items = append(list.Items, crumb{Type: "ListItem", Position: len(list.Items) + 1, Name: name, Item: url})
	}
	if p.Article.Kind == content.KindGuide {
		add("Errdex", address.URL("/"))
	} else {
		add("Errors", address.URL("/errors"))
	}
	if p.Parent != nil {
		add(p.Parent.Title, address.URL(p.Parent.URL))
	}
	add(p.Article.Title, s.URL)
	return &list
}
