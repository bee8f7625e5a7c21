package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"errdex/views"
)

// render writes a page. It is rendered whole first, so that a failure can still become an error page, and so
// that a reader who has the page, or wants a part of it, is answered as for any file.
func render(c echo.Context, status int, page templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := page.Render(c.Request().Context(), buffer); err != nil {
		return fmt.Errorf("render %s: %w", c.Path(), err)
	}
	if status != http.StatusOK || c.Request().Method == http.MethodPost {
		return c.HTMLBlob(status, buffer.Bytes())
	}
	return newDocument(echo.MIMETextHTMLCharsetUTF8, checkAlways, buffer.Bytes()).serve(c)
}

// checkErrorPage renders the error page once at start: it must not be the one that fails in need.
func checkErrorPage() error {
	var out bytes.Buffer
	if err := views.Error(views.ErrorPage{Status: errInternal.status, Title: errInternal.title}).Render(context.Background(), &out); err != nil {
		return fmt.Errorf("render error page: %w", err)
	}
	return nil
}
