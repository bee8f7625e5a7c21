package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// How long an answer may be used before the site is asked whether it still holds.
const (
	checkAlways = "no-cache"
	checkHourly = "public, max-age=3600"
	checkDaily  = "public, max-age=86400"
	checkNever  = "public, max-age=31536000, immutable" // for what has a hash of itself in its address
)

// document is ready bytes with what HTTP says of them. It never changes; its compressed forms are made when somebody
// first takes one.
type document struct {
	headers []header               // of every answer
	kind    header                 // of an answer with a body
	hash    string                 // of the body, for its tags
	whole   form                   // the body as it is
	smaller map[string]*kept[form] // by the name of a coding; nil where the body is sent as it is
}

// header is a field of a response as net/http keeps it: setting it costs no allocation.
type header struct {
	name   string // canonical
	values []string
}

func newHeader(name string, values ...string) header {
	return header{http.CanonicalHeaderKey(name), values[:len(values):len(values)]} // whoever adds a value gets a slice of his own
}

// form is a document's body in one content coding. Its entity tag is strong: the same bytes have the same, after a
// restart too.
type form struct {
	tag     header   // of every answer
	headers []header // of an answer with this body
	body    []byte
}

// newDocument makes a document for one request; more are headers beside its type and its time to live.
func newDocument(kind, cache string, body []byte, more ...header) *document {
	sum := sha256.Sum256(body)
	d := &document{hash: hex.EncodeToString(sum[:16]), kind: newHeader(echo.HeaderContentType, kind)}
	d.headers = append([]header{newHeader(echo.HeaderCacheControl, cache)}, more...)
	d.whole = newForm("", d.hash, body)
	return d
}

// newKeptDocument makes a document that is worth compressing: many requests are answered with it.
func newKeptDocument(kind, cache string, body []byte, more ...header) *document {
	if !compressible(kind) {
		return newDocument(kind, cache, body, more...)
	}
	vary := echo.HeaderAcceptEncoding
	for _, h := range more {
		if h.name == echo.HeaderVary {
			vary = h.values[0] + ", " + vary
		}
	}
	d := newDocument(kind, cache, body, append(more, newHeader(echo.HeaderVary, vary))...)
	d.smaller = map[string]*kept[form]{}
	for _, coding := range codings {
		d.smaller[coding.name] = keep(func() (form, error) { return d.compress(coding) })
	}
	return d
}

func newForm(coding, hash string, body []byte) form {
	tag := hash
	if coding != "" {
		tag += "-" + coding
	}
	f := form{tag: newHeader("ETag", `"`+tag+`"`), body: body, headers: []header{newHeader(echo.HeaderContentLength, strconv.Itoa(len(body)))}}
	if coding != "" {
		f.headers = append(f.headers, newHeader(echo.HeaderContentEncoding, coding))
	}
	return f
}

// compress is the body in a coding, or as it is where that is no larger.
func (d *document) compress(coding coding) (form, error) {
	var out bytes.Buffer
	writer := coding.writer(&out)
	if _, err := writer.Write(d.whole.body); err != nil {
		return form{}, fmt.Errorf("compress as %s: %w", coding.name, err)
	}
	if err := writer.Close(); err != nil {
		return form{}, fmt.Errorf("compress as %s: %w", coding.name, err)
	}
	if out.Len() >= len(d.whole.body) {
		return d.whole, nil
	}
	return newForm(coding.name, d.hash, bytes.Clone(out.Bytes())), nil // without what the buffer has too much
}

// serve answers GET and HEAD: whole, compressed, in part, or that nothing has changed.
func (d *document) serve(c echo.Context) error {
	request, answer := c.Request().Header, c.Response().Header()
	for _, h := range d.headers {
		answer[h.name] = h.values
	}
	if request["Range"] != nil || request["If-Match"] != nil { // of the body as it is: parts of a compressed one help nobody
		answer[d.kind.name], answer[d.whole.tag.name] = d.kind.values, d.whole.tag.values
		// No time of change: the tag says it more exactly, and the time of a build says nothing.
		http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(d.whole.body))
		return nil
	}
	f, err := d.form(request)
	if err != nil {
		return err
	}
	answer[f.tag.name] = f.tag.values
	if known := request["If-None-Match"]; known != nil && f.isKnown(known) {
		return c.NoContent(http.StatusNotModified)
	}
	answer[d.kind.name] = d.kind.values
	for _, h := range f.headers {
		answer[h.name] = h.values
	}
	if c.Request().Method == http.MethodHead {
		c.Response().WriteHeader(http.StatusOK)
		return nil
	}
	announce(c.Request().Context(), len(f.body))
	c.Response().WriteHeader(http.StatusOK)
	_, _ = c.Response().Write(f.body) // it fails where the client has gone: nobody to tell
	return nil
}

// form is the document as a request takes it best.
func (d *document) form(request http.Header) (form, error) {
	if taken := request["Accept-Encoding"]; taken != nil && d.smaller != nil {
		if best := bestCoding(taken); best != "" {
			return d.smaller[best].get()
		}
	}
	return d.whole, nil
}

// isKnown says whether an If-None-Match names this form (RFC 9110, 13.1.2: tags are compared weakly).
func (f form) isKnown(fields []string) bool {
	own := f.tag.values[0]
	for _, field := range fields {
		if field == own {
			return true
		}
		for tag := range strings.SplitSeq(field, ",") {
			if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == own {
				return true
			}
		}
	}
	return false
}
