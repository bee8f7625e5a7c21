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

// cards draws each picture when it is first asked for and keeps it: some fifty kilobytes for each article.
type cards map[string]func() (document, error) // by path

func newCards(articles []content.Article) cards {
	// One picture at a time: a burst that asks for all of them must not take the machine from those who paste.
	drawing := new(sync.Mutex)
	all := cards{siteCardPath: drawOnce(drawing, siteCard)}
	for _, a := range articles {
		all[articlePath(a.Kind, a.Slug)+cardSuffix] = drawOnce(drawing, articleCard(a))
	}
	return all
}

// drawOnce lets everybody who asks for a picture while it is being drawn wait for the same one.
func drawOnce(drawing *sync.Mutex, c card.Card) func() (document, error) {
	return sync.OnceValues(func() (document, error) {
		drawing.Lock()
		defer drawing.Unlock()
		picture, err := card.Draw(c)
		if err != nil {
			return document{}, fmt.Errorf("draw card: %w", err)
		}
		return newDocument("image/png", checkDaily, picture), nil
	})
}

var siteCard = card.Card{Title: "What does this Claude error mean?", Note: "Paste it: who can fix it, whether to retry, what to do next."}

func articleCard(a content.Article) card.Card {
	c := card.Card{Title: a.Title, Layer: a.Layer, Tags: statusWords(a.Status)}
	if a.Kind == content.KindGuide {
		c.Note = fmt.Sprintf("A guide of about %d minutes", a.Minutes)
	}
	return c
}

func (s *Server) siteCard(c echo.Context) error {
	shareWithOthers(c)
	return s.serveCard(c, siteCardPath)
}

// articleCard serves the picture of an article. Like the article it has one address, to which the others lead.
func (s *Server) articleCard(c echo.Context, slug string) error {
	link, known := s.shelf.links[strings.ToLower(slug)]
	if !known {
		return errNotFound
	}
	shareWithOthers(c)
	path := link.URL + cardSuffix
	if c.Request().URL.Path != path {
		return redirect(c, path)
	}
	return s.serveCard(c, path)
}

// shareWithOthers lets pages of others show what is answered: chats do so with pictures, and with nothing else.
func shareWithOthers(c echo.Context) {
	c.Response().Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
}

func (s *Server) serveCard(c echo.Context, path string) error {
	picture, err := s.cards[path]()
	if err != nil {
		return err
	}
	return picture.serve(c)
}
