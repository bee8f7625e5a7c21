package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// How long an answer may be used before the site is asked whether it still holds.
const (
	checkAlways = "no-cache"
	checkHourly = "public, max-age=3600"
	checkDaily  = "public, max-age=86400"
)

// document is ready bytes with what HTTP says of them.
type document struct {
	kind  string // the content type
	cache string // Cache-Control
	tag   string // a strong entity tag: the same bytes have the same, after a restart too
	body  []byte
}

func newDocument(kind, cache string, body []byte) document {
	sum := sha256.Sum256(body)
	return document{kind: kind, cache: cache, tag: `"` + hex.EncodeToString(sum[:16]) + `"`, body: body}
}

// serve answers GET and HEAD: whole, in part, or that nothing has changed.
func (d document) serve(c echo.Context) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, d.kind)
	header.Set(echo.HeaderCacheControl, d.cache)
	header.Set("ETag", d.tag)
	// No time of change: the tag says it more exactly, and the time of a build says nothing.
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(d.body))
	return nil
}
