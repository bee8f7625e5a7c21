package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"errdex/views"
)

// render writes a page that was made for one request. It is rendered whole first, so that a failure can still become
// an error page, and so that a reader who has the page, or wants a part of it, is answered as for any file.
func (s *Server) render(c echo.Context, status int, page templ.Component) error {
	body, err := s.renderAt(c.Request().Context(), c.Request().URL.Path, page)
	if err != nil {
		return fmt.Errorf("render %s: %w", c.Path(), err)
	}
	if status != http.StatusOK || c.Request().Method == http.MethodPost {
		return c.HTMLBlob(status, body)
	}
	return newDocument(echo.MIMETextHTMLCharsetUTF8, checkAlways, body).serve(c)
}

// renderAt tells a page where it stands. The site's part comes from the configuration: a Host header can say anything,
// and what it says would be kept by caches and previews.
func (s *Server) renderAt(ctx context.Context, path string, page templ.Component) ([]byte, error) {
	var body bytes.Buffer
	ctx = views.WithAddress(ctx, views.Address{Base: s.publicURL, Path: path})
	if err := page.Render(ctx, &body); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}

// renderJSON writes a document that changes with the library only.
func renderJSON(c echo.Context, value any) error {
	body, err := encode(value)
	if err != nil {
		return fmt.Errorf("encode %s: %w", c.Path(), err)
	}
	return newDocument(echo.MIMEApplicationJSON, checkAlways, body).serve(c)
}

func encode(value any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // articles hold HTML; the content type keeps it from being taken for a page
	err := encoder.Encode(value)
	return body.Bytes(), err
}

// checkErrorPage renders the error page once at start: it must not be the one that fails in need.
func checkErrorPage() error {
	var out bytes.Buffer
	if err := views.Error(views.ErrorPage{Status: errInternal.status, Title: errInternal.title}).Render(context.Background(), &out); err != nil {
		return fmt.Errorf("render error page: %w", err)
	}
	return nil
}
