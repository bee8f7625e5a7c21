package server

import (
	"fmt"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"errdex/card"
	"errdex/content"
)

// cardSuffix leads from an article's address to its picture's.
const cardSuffix = ".png"

// siteCardPath stands for pages that are no article.
const siteCardPath = "/card.png"

// keepCards draws each picture when it is first asked for: some fifty kilobytes for each article.
func (s *Server) keepCards() {
	// One picture at a time: a burst that asks for all of them must not take the machine from those who paste.
	drawing := new(sync.Mutex)
	keepCard := func(path string, c card.Card) {
		s.keep(path, "image/png", checkDaily, func() ([]byte, error) {
			drawing.Lock()
			defer drawing.Unlock()
			return card.Draw(c)
		}, forOthers)
	}
	keepCard(siteCardPath, siteCard)
	for _, a := range s.shelf.articles {
		keepCard(content.Path(a.Kind, a.Slug)+cardSuffix, articleCard(a))
	}
}

// forOthers lets pages of others show what is answered: chats do so with pictures, and with nothing else.
var forOthers = newHeader("Cross-Origin-Resource-Policy", "cross-origin")

var siteCard = card.Card{Title: "What does this Claude error mean?", Note: "Paste it: who can fix it, whether to retry, what to do next."}

func articleCard(a content.Article) card.Card {
	c := card.Card{Title: a.Title, Layer: a.Layer, Tags: statusWords(a.Status)}
	if a.Kind == content.KindGuide {
		c.Note = fmt.Sprintf("A guide of about %d minutes", a.Minutes)
	}
	return c
}

// articleCard serves the picture of an article. Like the article it has one address, to which the others lead.
func (s *Server) articleCard(c echo.Context, slug string) error {
	link, known := s.shelf.links[strings.ToLower(slug)]
	if !known {
		return errNotFound
	}
	if path := link.URL + cardSuffix; c.Request().URL.Path != path {
		c.Response().Header()[forOthers.name] = forOthers.values // of the redirect, too
		return redirect(c, path)
	}
	return s.serveKept(c)
}
