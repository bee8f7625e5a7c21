// Package server speaks HTTP: it serves the articles as pages, takes pastes and answers them as a page, as
// text or as JSON. It owns the limits, the headers and the mapping of errors to answers. Types of echo stay
// in this package. Nothing here writes a paste anywhere.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/desk"
	"errdex/static"
	"errdex/store"
)

// Config is what a Server is made of. Store, Version, Articles, Engine and Log are required.
type Config struct {
	Store          *store.Store
	Version        string            // of the library
	Articles       []content.Article // those of the store, as its List has them
	Engine         desk.Engine       // of the same articles
	PublicURL      string            // where readers find the site, without a slash at its end
	Log            *slog.Logger
	TrustedProxies []*net.IPNet // whose X-Forwarded-For counts; none: the connection's address is the client's
	Rate           float64      // requests a second for one client; 0: DefaultRate
	EditURL        string       // where the built-in articles' files can be edited, up to their path in the library; empty: no such link
	ReportTo       string       // a mailto: or https: address for wrong and missing answers; empty: no such link
	Slots          desk.Slots   // for pastes, shared by all that answers them; nil: New makes some
	MCP            http.Handler // answers POST /mcp; nil: there is no such address
	Metrics        *Metrics     // shared by all Servers of a service; nil: counted for nobody
	Problems       Problems     // of a team's content, for the operator; nil: there is none
}

// Problems says what keeps a team's content from being served; the service works without it.
type Problems func() []content.Problem

// Server answers requests from one library, which never changes: Live puts another Server in its place. It is made
// by New.
type Server struct {
	store    *store.Store
	desk     *desk.Desk
	log      *slog.Logger
	shelf    shelf
	kept     map[string]*kept[*document] // by path
	echo     *echo.Echo                  // routes, and lends contexts
	handle   echo.HandlerFunc
	metrics  *Metrics
	slots    desk.Slots
	problems Problems
	leaving  *atomic.Bool // of the Live that it serves for

	publicURL, editURL, reportTo string
}

// New makes a Server. It renders the last-resort error page, so that a broken template shows now.
func New(config Config) (*Server, error) {
	s := &Server{
		store: config.Store, desk: desk.New(config.Store, config.Version, config.Articles, config.Engine), log: config.Log,
		shelf: newShelf(config.Articles), kept: map[string]*kept[*document]{}, echo: echo.New(), metrics: config.Metrics, slots: config.Slots,
		problems: config.Problems, publicURL: config.PublicURL, editURL: config.EditURL, reportTo: config.ReportTo, leaving: new(atomic.Bool),
	}
	if s.problems == nil {
		s.problems = func() []content.Problem { return nil }
	}
	if s.metrics == nil {
		s.metrics = NewMetrics(s.problems)
	}
	if s.slots == nil {
		s.slots = desk.NewSlots()
	}
	if err := checkErrorPage(); err != nil {
		return nil, err
	}
	s.keepAll()
	s.echo.HTTPErrorHandler = s.handleError // for c.Error
	s.handle = s.passing(config, s.route)
	s.routes()
	if config.MCP != nil {
		s.post("/mcp", echo.WrapHandler(config.MCP))
	}
	return s, nil
}

// routes is the whole site.
func (s *Server) routes() {
	// Pages.
	s.get("/", s.serveUnasked(s.home))
	s.get("/errors", s.serveUnasked(s.index))
	s.get("/errors/:name", s.article)
	s.get("/guides/:name", s.article)
	s.get("/guides/:name/check", s.guided)
	s.get("/guides/:name/check/:answers", s.guided)
	s.get("/search", s.search)
	s.post("/diagnose", s.diagnose)
	s.get("/privacy", s.serveKept)
	s.get("/accuracy", s.serveKept)
	s.get("/recipes", s.serveKept)
	s.get("/secrets.json", s.serveKept)
	s.get("/problems/:name", s.problem)
	s.get(static.Prefix+"*", s.serveKept)
	// For previews, crawlers, feed readers and the browser's own search. An article's picture is its address and .png.
	s.get(siteCardPath, s.serveKept)
	s.get("/robots.txt", s.serveKept)
	s.get("/sitemap.xml", s.serveKept)
	s.get("/changes.atom", s.serveKept)
	s.get("/opensearch.xml", s.serveKept)
	// For programs.
	s.post("/api/v1/diagnose", s.apiDiagnose)
	s.get("/api/v1/articles", s.serveUnasked(s.apiArticles))
	s.get("/api/v1/articles/:name", s.apiArticle)
	s.get("/api/v1/search", s.apiSearch)
	s.get("/openapi.json", s.serveKept)
	s.get("/llms.txt", s.serveKept)
	s.get("/llms-full.txt", s.serveKept)
	s.get("/livez", s.live)
	s.get("/readyz", s.ready)
	// Short links: /429.
	s.get("/:name", s.shortLink)
}

// get routes GET, and HEAD with it: net/http leaves the body out.
func (s *Server) get(path string, handler echo.HandlerFunc) {
	s.echo.Match([]string{http.MethodGet, http.MethodHead}, path, handler)
}

// post routes POST, and refuses GET by name: /diagnose would otherwise be looked up as a short link.
func (s *Server) post(path string, handler echo.HandlerFunc) {
	s.echo.POST(path, handler)
	s.get(path, func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderAllow, http.MethodPost)
		return errMethod
	})
}

// ServeHTTP makes a Server an http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := s.echo.AcquireContext()
	defer s.echo.ReleaseContext(c)
	c.Reset(r, w)
	if err := s.handle(c); err != nil {
		s.handleError(err, c)
	}
}

// Serve answers on listener until ctx is done, then lets requests under way finish, for at most drainTimeout.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	return serve(ctx, listener, newHTTPServer(handler, log), log)
}

// newHTTPServer holds its clients to the limits: of headers, of time and of connections that nobody uses.
func newHTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ConnContext:       withConnection,

		DisableGeneralOptionsHandler: true, // OPTIONS * gets our answer too
	}
	server.ConnState = (&crowd{server: server}).watch
	return server
}

func serve(ctx context.Context, listener net.Listener, server *http.Server, log *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(newListener(listener)) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		log.Warn("some requests did not end in time and were cut off", "error", err.Error())
		if err := server.Close(); err != nil {
			return fmt.Errorf("stop: %w", err)
		}
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
