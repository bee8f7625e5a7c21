package server

import (
	"io"
	"net/http"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"errdex/desk"
)

// bodies bound the memory for request bodies: each is read whole, so a thousand clients that send a megabyte and then
// nothing more would fill it. The first smallBody bytes of each are not counted, so that an ordinary paste is taken
// while large ones are refused.
type bodies struct{ held atomic.Int64 }

// limit lets a handler read a body up to MaxBody, and all handlers together up to maxBodies.
func (b *bodies) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > MaxBody {
			return errTooLarge
		}
		if r.Body == http.NoBody {
			return next(c)
		}
		// The writer is net/http's own: behind echo's it can't be told that a body is too large.
		limited := http.MaxBytesReader(c.Response().Writer, r.Body, MaxBody)
		counted := &countedBody{ReadCloser: limited, header: c.Response().Header(), held: &b.held}
		// net/http needs its own body again: where that was not read to its end, the connection is closed gently, so that
		// the client gets the answer before the reset.
		defer func(body io.ReadCloser) {
			r.Body = body
			counted.release()
		}(r.Body)
		r.Body = counted
		return next(c)
	}
}

// countedBody is a body whose bytes in memory are counted.
type countedBody struct {
	io.ReadCloser
	header  http.Header   // of the response
	held    *atomic.Int64 // of all bodies
	read    int64
	counted int64
}

// Read fails with desk.ErrBusy where there is no room for more. After any failure the connection is closed: nobody knows
// where on it the next request begins, and who waits for the rest of the body waits for who sent it.
func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.count(p)
	if err != nil && err != io.EOF {
		b.header.Set("Connection", "close")
	}
	return n, err
}

func (b *countedBody) count(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if more := b.read - smallBody - b.counted; more > 0 {
		b.counted += more
		if b.held.Add(more) > maxBodies {
			return n, desk.ErrBusy
		}
	}
	return n, err
}

// release gives the room back when the request is answered; nobody reads any more.
func (b *countedBody) release() { b.held.Add(-b.counted) }

// closeChunked has the connection closed after a request whose body comes in chunks. If it has a Content-Length too, a
// proxy before us may have believed that one, and would see another end of the request than we do; RFC 9112, 6.1 asks
// for the close then, and net/http does not tell.
func closeChunked(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if len(c.Request().TransferEncoding) > 0 {
			c.Response().Header().Set("Connection", "close")
		}
		return next(c)
	}
}
