package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"

	"errdex/redact/canary"
	"errdex/store"
)

// spy sends secrets to a site by every way that takes a text, and looks for them in all that comes out of it.
type spy struct {
	*site
	texts []canary.Text
	next  int             // text to be sent
	seen  map[string]bool // what was looked through
	leaks []string

	sabotage echo.HandlerFunc // done before every request, if there is any
}

// canaries are made and indexed once for all tests.
var canaries = sync.OnceValues(func() ([]canary.Text, *canary.Finder) {
	texts := canary.Texts()
	return texts, canary.NewFinder(texts)
})

// newSpy makes a site that logs everything there is to log, and whose every route panics with all that it was sent
// when the request says so.
func newSpy(t *testing.T, texts []canary.Text, changes ...func(*Config)) *spy {
	t.Helper()
	var log *logBuffer
	var final Config
	p := &spy{texts: texts, seen: map[string]bool{}}
	p.site = newSite(t, append([]func(*Config){func(c *Config) {
		log = &logBuffer{}
		c.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Rate = 1e9
		c.MCP = http.HandlerFunc(panicWithRequest)
	}}, append(changes, func(c *Config) { final = *c })...)...)
	p.site.log = log
	p.handle = p.passing(final, func(c echo.Context) error {
		if p.sabotage != nil {
			if err := p.sabotage(c); err != nil || c.Response().Committed {
				return err
			}
		}
		if c.Request().Header.Get("X-Panic") != "" {
			panicWithRequest(c.Response(), c.Request())
		}
		return p.route(c)
	})
	return p
}

func panicWithRequest(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	panic(fmt.Sprint(r.URL, r.Header, string(body), err))
}

// text is the next secret in its context.
func (p *spy) text() string {
	p.next++
	return p.texts[(p.next-1)%len(p.texts)].Text
}

// look notes every secret that a text holds.
func (p *spy) look(place, text string) {
	if p.seen[text] {
		return
	}
	p.seen[text] = true
	_, finder := canaries()
	for _, leak := range finder.Find(text) {
		p.leaks = append(p.leaks, place+" holds the "+leak)
	}
}

// ask sends a request and looks through its answer, but for what differs in each.
func (p *spy) ask(t *testing.T, method, target string, body io.Reader, headers ...string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.base+target, body)
	if err != nil {
		t.Fatal(err)
	}
	setHeaders(request, headers)
	response, err := p.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	id := response.Header.Get("X-Request-Id")
	response.Header.Del("X-Request-Id")
	response.Header.Del("Date")
	path, _, _ := strings.Cut(target, "?")
	from := fmt.Sprintf("%d to %s %.60s", response.StatusCode, method, path)
	p.look("the header of "+from, fmt.Sprint(response.Header))
	p.look("the body of "+from, strings.ReplaceAll(string(got), id, ""))
}

// everywhere puts secrets into all parts of one request: path, query, headers, body.
func (p *spy) everywhere(t *testing.T, method, route string, round int) {
	t.Helper()
	names := []string{url.PathEscape(p.text()), "429", "rate-limit", url.PathEscape(p.text()) + ".md", "rate-limit.json", url.PathEscape(p.text()) + ".png"}
	target := strings.NewReplacer(":name", names[round%len(names)], ":answers", url.PathEscape(p.text()), "*", url.PathEscape(p.text())).Replace(route)
	query := url.Values{}
	for _, name := range []string{"q", "layer", "status", "surface", "limit", "model", "host", "key", "paste", "other"} {
		query.Set(name, p.text())
	}
	target += "?" + query.Encode()
	if round%5 == 3 {
		target += "&" + url.QueryEscape(p.text()) + "=1"
	}
	body, kind := p.body(t, round)
	headers := []string{"Content-Type: " + kind}
	if round%7 == 6 {
		headers[0] = "Content-Type: " + p.headerText()
	}
	for _, name := range []string{"User-Agent", "Referer", "Cookie", "X-Request-Id", "Authorization", "X-Forwarded-For", "Accept-Language", "If-None-Match", "X-Api-Key"} {
		headers = append(headers, name+": "+p.headerText())
	}
	if round%3 > 0 {
		headers = append(headers, []string{"", browser, "Accept: " + p.headerText()}[round%3])
	}
	if round%4 == 1 {
		headers = append(headers, "X-Panic: 1")
	}
	p.ask(t, method, target, body, headers...)
}

// headerText is the next secret as a header can hold it.
func (p *spy) headerText() string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, p.text())
}

// body is the next secret as a body of one of the kinds that are taken, beside an error or alone.
func (p *spy) body(t *testing.T, round int) (body io.Reader, kind string) {
	t.Helper()
	paste := p.text()
	if round%2 == 0 {
		paste = overloaded + "\n" + paste
	}
	switch round % 5 {
	case 0:
		return strings.NewReader(paste), "text/plain"
	case 1:
		return strings.NewReader(url.Values{"paste": {paste}, "other": {p.text()}}.Encode()), "application/x-www-form-urlencoded"
	case 2:
		message, err := json.Marshal(map[string]string{"text": paste, "other": p.text()})
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(message), "application/json"
	case 3:
		return strings.NewReader(paste), "image/png"
	}
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	part, err := parts.CreateFormFile("paste", p.headerText())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, paste) // a bytes.Buffer takes everything
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	return &form, parts.FormDataContentType()
}

// methods are the ones that routes take, and others.
var methods = []string{"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}

// visit sends secrets by every route that the site has, so that a new route is visited too, rounds times by each
// method, and by a path that is no route.
func (p *spy) visit(t *testing.T, rounds int) {
	t.Helper()
	routes := []string{"/api/none/*", "/none/*"}
	for _, route := range p.echo.Routes() {
		routes = append(routes, route.Path)
	}
	slices.Sort(routes)
	for _, route := range slices.Compact(routes) {
		for round := range rounds {
			for i, method := range methods {
				p.everywhere(t, method, route, round*len(methods)+i+round)
			}
		}
	}
}

// pasteAll pastes every secret, each by itself.
func (p *spy) pasteAll(t *testing.T) {
	t.Helper()
	for round, text := range p.texts {
		encoding := encodings[round%len(encodings)]
		paste := text.Text
		if round%3 > 0 {
			paste = overloaded + "\n" + paste
		}
		accept := []string{"*/*", "text/html", "text/markdown"}[round/len(encodings)%3]
		p.ask(t, "POST", encoding.target, strings.NewReader(encoding.encode(paste)), "Content-Type: "+encoding.kind, "Accept: "+accept)
	}
}

// search looks through what stays behind: log, database and everything beside it, metrics and profiles.
func (p *spy) search(t *testing.T) []string {
	t.Helper()
	p.look("the log", p.log.String())
	err := filepath.WalkDir(p.directory, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		p.look("a file's name", name)
		file, err := os.ReadFile(name)
		p.look(name, string(file))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/metrics", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2", "/debug/pprof/heap?debug=1", "/debug/pprof/"} {
		answer := httptest.NewRecorder()
		p.metrics.Admin().ServeHTTP(answer, httptest.NewRequest("GET", target, nil))
		if answer.Code != http.StatusOK {
			t.Errorf("GET %s = %d", target, answer.Code)
		}
		p.look(target, answer.Body.String())
	}
	return p.leaks
}

// TestCanaries sends over a thousand secrets by every route, method and part of a request, at the log level debug and
// with panics, and finds none again. TEST_SECRETS=full sends each of them by each route and method.
func TestCanaries(t *testing.T) {
	t.Parallel()
	texts, _ := canaries()
	p := newSpy(t, texts)
	rounds := 3 // of some 200 secrets by each route
	if os.Getenv("TEST_SECRETS") == "full" {
		rounds = 100 // of some 25 secrets by each route and method
	}
	if testing.Short() {
		rounds = 1
		p.texts = texts[:200]
	}
	p.visit(t, rounds)
	p.texts = texts
	if testing.Short() {
		p.texts = texts[200:400]
	}
	p.pasteAll(t)
	if leaks := p.search(t); len(leaks) > 0 {
		t.Errorf("%d leaks, such as\n%s", len(leaks), strings.Join(leaks[:min(len(leaks), 20)], "\n"))
	}
	log := p.log.String()
	if panics := strings.Count(log, `"msg":"panic"`); panics < 50 || !strings.Contains(log, `"msg":"request"`) {
		t.Errorf("the log tells of %d panics: the test injects more", panics)
	}
	t.Logf("%d texts sent, %d leaks", p.next+len(p.texts), len(p.leaks))
}

// TestCanariesAreSeen: whoever breaks a promise is caught. Each saboteur is what a careless change would be.
func TestCanariesAreSeen(t *testing.T) {
	t.Parallel()
	texts, _ := canaries()
	body := func(c echo.Context) []byte {
		read, err := io.ReadAll(c.Request().Body)
		if err != nil {
			return nil
		}
		c.Request().Body = io.NopCloser(bytes.NewReader(read))
		return read
	}
	saboteurs := []struct {
		name, place string
		do          func(p *spy, c echo.Context) error
	}{
		{"logs the body", "the log", func(p *spy, c echo.Context) error {
			p.Server.log.Debug("request", "body", string(body(c)))
			return nil
		}},
		{"logs the body as bytes", "base64", func(p *spy, c echo.Context) error {
			p.Server.log.Debug("request", "body", body(c))
			return nil
		}},
		{"logs the query", "the log", func(p *spy, c echo.Context) error {
			p.Server.log.Warn("slow", "query", c.Request().URL.RawQuery)
			return nil
		}},
		{"logs an error that repeats the paste", "the log", func(_ *spy, c echo.Context) error {
			return fmt.Errorf("cannot parse %q", body(c))
		}},
		{"answers with a header of the request", "the header of", func(_ *spy, c echo.Context) error {
			c.Response().Header().Set("X-Agent", c.Request().UserAgent())
			return nil
		}},
		{"answers with the query, escaped", "the body of", func(_ *spy, c echo.Context) error {
			return c.String(http.StatusOK, url.QueryEscape(c.QueryParam("other")))
		}},
		{"counts by what was pasted", "/metrics", func(p *spy, c echo.Context) error {
			p.metrics.redactions.WithLabelValues(strings.ToValidUTF8(string(body(c)), "")).Inc()
			return nil
		}},
		{"keeps the paste in the database", "library-", func(p *spy, c echo.Context) error {
			articles := slices.Clone(embedded(t)[:1])
			articles[0].Title = string(body(c))
			db, err := store.Create(c.Request().Context(), p.directory, "0123456789ab", articles)
			if err != nil {
				return err
			}
			return db.Close()
		}},
	}
	for _, saboteur := range saboteurs {
		t.Run(saboteur.name, func(t *testing.T) {
			t.Parallel()
			p := newSpy(t, texts)
			p.sabotage = func(c echo.Context) error { return saboteur.do(p, c) }
			for round := range 10 {
				p.everywhere(t, "POST", "/diagnose", 2*round)
			}
			leaks := strings.Join(p.search(t), "\n")
			if !strings.Contains(leaks, saboteur.place) {
				t.Errorf("nobody saw it in %s; seen was:\n%.2000s", saboteur.place, leaks)
			}
		})
	}
}
