package server

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/redact"
	"errdex/static"
	"errdex/views"
)

// kept is a value that is made when it is first asked for, and then kept. Who asks meanwhile waits for it; a failure
// is told to who asked, and the next one tries again.
type kept[T any] struct {
	make   func() (T, error)
	value  atomic.Pointer[T]
	making sync.Mutex
}

func keep[T any](make func() (T, error)) *kept[T] { return &kept[T]{make: make} }

func (k *kept[T]) get() (T, error) {
	if value := k.value.Load(); value != nil {
		return *value, nil
	}
	k.making.Lock()
	defer k.making.Unlock()
	if value := k.value.Load(); value != nil {
		return *value, nil
	}
	value, err := k.make()
	if err == nil {
		k.value.Store(&value)
	}
	return value, err
}

// keepAll says what is the same for everybody and changes with the library only: the site without what was made for
// one request. Each is rendered when it is first asked for, and compressed when somebody first takes it so.
func (s *Server) keepAll() {
	s.keepPages()
	s.keepFiles()
	for _, article := range s.shelf.articles {
		s.keepArticle(article)
	}
	s.keepCards()
}

func (s *Server) keepPages() {
	s.keepPage("/", func() (templ.Component, error) { return views.Home(homePage(s.shelf)), nil })
	s.keepPage("/errors", func() (templ.Component, error) { return views.Index(indexPage(s.shelf, "", "", "")), nil })
	s.keepPage("/privacy", func() (templ.Component, error) { return views.Privacy(), nil })
	s.keepPage("/accuracy", accuracyPage)
	s.keepPage("/recipes", recipesPage)
}

func (s *Server) keepFiles() {
	const text, data, atom, xml = echo.MIMETextPlainCharsetUTF8, echo.MIMEApplicationJSON, "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8"
	ready := func(body []byte) func() ([]byte, error) { return func() ([]byte, error) { return body, nil } }
	for _, file := range static.Files() {
		s.keep(file.URL, file.Kind, checkNever, ready(file.Body))
	}
	s.keep("/secrets.json", data, checkHourly, ready(redact.Shapes())) // for the preview in the pages' script
	s.keep("/openapi.json", data, checkHourly, ready(openAPIDocument))
	s.keep("/robots.txt", text, checkHourly, func() ([]byte, error) { return robotsText(s.address()), nil })
	s.keep("/sitemap.xml", xml, checkHourly, func() ([]byte, error) { return writeXML(newSitemap(s.address(), s.shelf)) })
	s.keep("/changes.atom", atom, checkHourly, func() ([]byte, error) { return writeXML(newFeed(s.address(), s.shelf)) })
	s.keep("/opensearch.xml", "application/opensearchdescription+xml; charset=utf-8", checkHourly, func() ([]byte, error) { return writeXML(newOpenSearch(s.address())) })
	s.keep("/llms.txt", text, checkHourly, func() ([]byte, error) { return llmsIndex(s.address(), s.desk) })
	s.keep("/llms-full.txt", text, checkHourly, func() ([]byte, error) { return llmsFull(s.desk) })
	s.keep("/api/v1/articles", data, checkAlways, func() ([]byte, error) { return encode(s.desk.List(fitsFilter("", "", ""))) })
}

// keepArticle keeps an article's page and its twins, as they are without values.
func (s *Server) keepArticle(listed content.Article) {
	home := content.Path(listed.Kind, listed.Slug)
	read := func() (content.Article, error) { return s.desk.Read(context.Background(), listed.Slug) }
	s.keepPage(home, func() (templ.Component, error) {
		article, err := read()
		return views.Article(s.articlePage(article, nil)), err
	}, twinHeaders(listed.Slug)...)
	s.keep(home+markdownTwin, markdownType+"; charset=utf-8", checkAlways, func() ([]byte, error) {
		article, err := read()
		return []byte(s.desk.Markdown(article, nil)), err
	}, twinHeaders(listed.Slug)...)
	s.keep(home+jsonTwin, echo.MIMEApplicationJSON, checkAlways, func() ([]byte, error) {
		article, err := read()
		if err != nil {
			return nil, err
		}
		return encode(s.desk.Article(article, nil))
	})
	s.kept[articlesPath+listed.Slug] = s.kept[home+jsonTwin]
}

func (s *Server) keepPage(path string, make func() (templ.Component, error), more ...header) {
	s.keep(path, echo.MIMETextHTMLCharsetUTF8, checkAlways, func() ([]byte, error) {
		page, err := make()
		if err != nil {
			return nil, err
		}
		return s.renderAt(context.Background(), path, page)
	}, more...)
}

func (s *Server) keep(path, kind, cache string, make func() ([]byte, error), more ...header) {
	s.kept[path] = keep(func() (*document, error) {
		body, err := make()
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", path, err)
		}
		return newKeptDocument(kind, cache, body, more...), nil
	})
}

// serveKept answers with what is kept for the path.
func (s *Server) serveKept(c echo.Context) error { return s.serveKeptOf(c, c.Request().URL.Path) }

func (s *Server) serveKeptOf(c echo.Context, path string) error {
	kept, ok := s.kept[path]
	if !ok {
		return errNotFound
	}
	document, err := kept.get()
	if err != nil {
		return err
	}
	return document.serve(c)
}

// serveUnasked answers with what is kept for the path unless the request has a query, which asks for more than that.
func (s *Server) serveUnasked(asked echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().URL.RawQuery == "" {
			return s.serveKept(c)
		}
		return asked(c)
	}
}

// address is that of the site.
func (s *Server) address() views.Address { return views.Address{Base: s.publicURL} }

// twinHeaders tell of an article's twins, beside its page, and caches that what they hold depends on what the client
// takes.
func twinHeaders(slug string) []header {
	alternate := func(twin, kind string) string {
		return fmt.Sprintf(`<%s>; rel="alternate"; type="%s"`, slug+twin, kind)
	}
	return []header{
		newHeader(echo.HeaderVary, echo.HeaderAccept),
		newHeader("Link", alternate(markdownTwin, markdownType), alternate(jsonTwin, echo.MIMEApplicationJSON)),
	}
}
