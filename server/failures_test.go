package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"errdex/desk"
	"errdex/store"
)

// TestRenderFails makes sure that a page that breaks in its middle becomes an error page, not half a page.
func TestRenderFails(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	half := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>half a page</p>")
		return errors.Join(err, errors.New("template broke"))
	})
	s.echo.GET("/breaks", func(c echo.Context) error { return s.render(c, 200, half) })
	got := s.send(t, "GET", "/breaks", "")
	if got.status != 500 {
		t.Errorf("GET /breaks = %d, want 500", got.status)
	}
	checkHas(t, got.body, "<h1>Something broke on our side</h1>", got.header.Get("X-Request-Id"), "</html>")
	checkLacks(t, got.body, "half a page", "template broke")
	checkHas(t, s.log.String(), "render /breaks: template broke", `"level":"ERROR"`)
}

// noMatch has words to search for, and nothing that an article would own.
const noMatch = `{"error":{"type":"planted_error","message":"planted words"}}`

// TestClientLeaves: nobody reads the answer, so nothing is wrong and nothing is warned of.
func TestClientLeaves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	request := httptest.NewRequestWithContext(ctx, "POST", "/api/v1/diagnose", strings.NewReader(noMatch))
	request.Header.Set("Content-Type", "text/plain")
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, request)
	if answer.Body.Len() != 0 {
		t.Errorf("a client that left is answered %q", answer.Body)
	}
	checkHas(t, s.log.String(), fmt.Sprintf(`"status":%d`, statusClientGone))
	checkLacks(t, s.log.String(), "find suggestions")
}

// TestStoreFails closes the database below the site.
func TestStoreFails(t *testing.T) {
	t.Parallel()
	var db *store.Store
	s := newSite(t, func(c *Config) { db = c.Store })
	s.send(t, "GET", "/errors/overloaded", "")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		method, target string
		want           int
	}{
		{"GET", "/livez", 200},
		{"GET", "/", 200},
		{"GET", "/readyz", 503},
		{"GET", "/errors/rate-limit", 500},
		{"GET", "/429", 500},
		{"GET", "/search?q=429", 500},
		{"GET", "/api/v1/search?q=429", 500},
		{"GET", "/errors/rate-limit.md", 500},
		{"GET", "/errors/overloaded", 200}, // it was read before
		{"GET", "/api/v1/articles/rate-limit", 500},
		{"GET", "/api/v1/articles", 200}, // lists are in memory
		{"GET", "/llms.txt", 500},        // it tells how long all articles are
		{"POST", "/diagnose", 200},       // an answer needs no database
		{"POST", "/api/v1/diagnose", 200},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.target, func(t *testing.T) {
			t.Parallel()
			got := s.send(t, test.method, test.target, noMatch, "Content-Type: text/plain", browser)
			if got.status != test.want {
				t.Errorf("status = %d, want %d; body:\n%s", got.status, test.want, got.body)
			}
			if test.want == 503 && got.header.Get("Retry-After") == "" {
				t.Error("503 without Retry-After")
			}
			checkLacks(t, got.body, "sql:", "database is closed")
		})
	}
}

func TestStoreFailsOnPaste(t *testing.T) {
	t.Parallel()
	var db *store.Store
	s := newSite(t, func(c *Config) { db = c.Store })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	// Only a paste without a match asks the database.
	if got := s.send(t, "POST", "/diagnose", overloaded, "Content-Type: text/plain"); got.status != 200 {
		t.Errorf("POST of a match = %d, want 200", got.status)
	}
	s.send(t, "POST", "/diagnose", noMatch, "Content-Type: text/plain")
	checkHas(t, s.log.String(), "database is closed")
	checkLacks(t, s.log.String(), "planted")
}

func TestProblemOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		want *problem
	}{
		{fmt.Errorf("wrapped: %w", errNoText), errNoText},
		{fmt.Errorf("article: %w", store.ErrNotFound), errNotFound},
		{fmt.Errorf("search: %w", context.DeadlineExceeded), errSlow},
		{fmt.Errorf("search: %w", context.Canceled), errUnavailable},
		{fmt.Errorf("read article: %w", store.ErrDamaged), errUnavailable},
		{fmt.Errorf("read: %w", &http.MaxBytesError{Limit: MaxBody}), errTooLarge},
		{desk.ErrTooLarge, errTooLarge},
		{desk.ErrNoText, errNoText},
		{desk.ErrBusy, errBusy},
		{echo.ErrNotFound, errNotFound},
		{echo.ErrMethodNotAllowed, errMethod},
		{echo.ErrTooManyRequests, errTooMany},
		{echo.ErrTeapot, errInternal},
		{errPanicked, errInternal},
		{errors.New("unknown"), errInternal},
	}
	for _, test := range tests {
		t.Run(test.err.Error(), func(t *testing.T) {
			t.Parallel()
			if got := problemOf(test.err); got != test.want {
				t.Errorf("problemOf(%v) = %s, want %s", test.err, got.name, test.want.name)
			}
		})
	}
}

// TestProblems makes sure that every problem has a page of its own that says what to do.
func TestProblems(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	names := map[string]bool{}
	for _, p := range problems {
		if names[p.name] || p.status < 400 || p.title == "" || p.detail == "" || p.remedy == "" {
			t.Errorf("problem %+v is said twice or lacks a part", p)
		}
		names[p.name] = true
		if got := s.send(t, "GET", "/problems/"+p.name, ""); got.status != 200 {
			t.Errorf("GET /problems/%s = %d, want 200", p.name, got.status)
		}
	}
}
