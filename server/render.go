package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"errdex/views"
)

// render writes a page. It is rendered whole first, so that a failure can still become an error page.
func render(c echo.Context, status int, page templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := page.Render(c.Request().Context(), buffer); err != nil {
		return fmt.Errorf("render %s: %w", c.Path(), err)
	}
	return c.HTMLBlob(status, buffer.Bytes())
}

// cacheControl is of what changes with the library only; a cache asks again soon, and mostly hears 304.
const cacheControl = "public, max-age=300"

// cached writes what changes with the library only, with a strong ETag: who has it already is answered 304.
func cached(c echo.Context, kind string, body []byte) error {
	sum := sha256.Sum256(body)
	header := c.Response().Header()
	header.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	header.Set("Cache-Control", cacheControl)
	header.Set(echo.HeaderContentType, kind)
	c.Request().Header.Del("Range") // half an article serves nobody
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(body))
	return nil
}

func cachedJSON(c echo.Context, document any) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // articles hold HTML; the content type keeps it from being taken for a page
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("encode %s: %w", c.Path(), err)
	}
	return cached(c, echo.MIMEApplicationJSON, body.Bytes())
}

// checkErrorPage renders the error page once at start: it must not be the one that fails in need.
func checkErrorPage() error {
	var out bytes.Buffer
	if err := views.Error(views.ErrorPage{Status: errInternal.status, Title: errInternal.title}).Render(context.Background(), &out); err != nil {
		return fmt.Errorf("render error page: %w", err)
	}
	return nil
}
