package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/desk"
	"errdex/store"
	"errdex/views"
)

// problem is an error with a page of its own, as RFC 9457 tells programs of it.
type problem struct {
	name   string // below /problems/
	status int
	title  string
	detail string
	remedy string
}

func (p *problem) Error() string { return p.title }

// The problems that this service answers with. Each has a page: /problems/{name}.
var (
	errBadRequest  = &problem{"bad-request", http.StatusBadRequest, "The request could not be read", "The body is not the form, text or JSON that its content type promises, or it broke off.", "Send the paste as text/plain, as the form field paste, or as JSON {\"text\": \"...\"}."}
	errNoText      = &problem{"no-text", http.StatusBadRequest, "There is nothing to diagnose", "The paste is empty.", "Send the text of an error in the body, in the form field paste, or in the JSON field text."}
	errCrossSite   = &problem{"cross-site", http.StatusForbidden, "Another site's page sent this", "Pastes are only taken from this site's own pages and from tools.", "Open this site and paste there, or call the API from your own back end."}
	errNotFound    = &problem{"not-found", http.StatusNotFound, "There is no such page", "No article, alias, status or error type has this name.", "Search for it, or browse all errors."}
	errSharedName  = &problem{"shared-name", http.StatusNotFound, "Several articles have this name", "A status or an error type that two codes share leads to a page with the choice, not to one article.", "Open /errors/{name} for the choice, or ask GET /api/v1/search?q={name}."}
	errMethod      = &problem{"method-not-allowed", http.StatusMethodNotAllowed, "This address takes another method", "Pages are read with GET, pastes are sent with POST.", "Use POST /diagnose or POST /api/v1/diagnose for pastes."}
	errTooLarge    = &problem{"too-large", http.StatusRequestEntityTooLarge, "The paste is too large", "A paste may have at most " + PasteLimit + ".", "Send the part around the error: its message, the lines above it, the response headers."}
	errMediaType   = &problem{"media-type", http.StatusUnsupportedMediaType, "This content type is not taken", "Pastes come as text/plain, application/x-www-form-urlencoded, multipart/form-data or, on the API, application/json.", "Set the content type, or send text/plain."}
	errEncoded     = &problem{"encoded-body", http.StatusUnsupportedMediaType, "Compressed bodies are not taken", "The request has a Content-Encoding.", "Send the text as it is."}
	errPicture     = &problem{"picture", http.StatusUnsupportedMediaType, "This is a picture, not text", "Errors are read from their text; what a picture shows is not looked at.", "Copy the text of the error and paste that."}
	errBinary      = &problem{"binary-file", http.StatusUnsupportedMediaType, "This is a binary file, not text", "It holds bytes that no text has. UTF-16 is read where the text begins with a byte order mark.", "Copy the text of the error and paste that, or save the file as UTF-8."}
	errTooMany     = &problem{"too-many-requests", http.StatusTooManyRequests, "Too many requests from your address", "Each client has a share of requests a second.", "Wait for the seconds in Retry-After, then go on more slowly."}
	errUnavailable = &problem{"unavailable", http.StatusServiceUnavailable, "The service can't answer at the moment", "It is starting, stopping or can't read its library.", "Try again in a few seconds."}
	errSlow        = &problem{"slow-search", http.StatusServiceUnavailable, "The search took too long", "A search that takes more than 0.3 seconds is given up, so that others get theirs.", "Search again in a few seconds, or for words that fewer articles have."}
	errBusy        = &problem{"busy", http.StatusServiceUnavailable, "Too many pastes are being diagnosed", "As many as the service has room for are under way.", "Wait for the seconds in Retry-After, then send it again."}
	errInternal    = &problem{"internal", http.StatusInternalServerError, "Something broke on our side", "This is a fault of this service, not of your text.", "Try again; if it stays, report the request id."}
)

var problems = []*problem{errBadRequest, errNoText, errCrossSite, errNotFound, errSharedName, errMethod, errTooLarge, errMediaType, errEncoded, errPicture, errBinary,
	errTooMany, errUnavailable, errSlow, errBusy, errInternal}

// errPanicked stands for a panic that recoverPanic has logged.
var errPanicked = errors.New("panicked")

// handleError is the one place where an error becomes an answer: a problem document below /api, a page or,
// for tools, one line elsewhere. Only faults of our own are logged, with the route and never with the body.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := problemOf(err)
	gone := errors.Is(c.Request().Context().Err(), context.Canceled) // or it let the time for its body pass
	if gone && p.status >= http.StatusInternalServerError {
		_ = c.NoContent(statusClientGone) // mostly nobody is there to read it, but without a status it would be 200
		return
	}
	// A panic is in the log already, and a flood must not fill it: what is too much is told by the request's own line.
	if p.status >= http.StatusInternalServerError && !errors.Is(err, errPanicked) && p != errBusy && p != errSlow {
		s.log.Error("request failed", "route", c.Path(), "error", err.Error(), "id", requestID(c))
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	switch p {
	case errUnavailable, errSlow:
		c.Response().Header().Set("Retry-After", "5")
	case errBusy:
		c.Response().Header().Set("Retry-After", "1")
	}
	if err := s.answerProblem(c, p); err != nil && !gone {
		s.log.Error("answer failed", "route", c.Path(), "error", err.Error(), "id", requestID(c))
		if !c.Response().Committed {
			_ = c.String(p.status, p.title+"\n") // the last resort; if this fails too, the client is gone
		}
	}
}

// statusClientGone is what nginx logs for a client that went away before its answer.
const statusClientGone = 499

func (s *Server) answerProblem(c echo.Context, p *problem) error {
	switch {
	case strings.HasPrefix(c.Request().URL.Path, "/api/"):
		return problemJSON(c, p)
	case answerType(c.Request()) != htmlType:
		return c.String(p.status, fmt.Sprintf("%s. %s %s\n", p.title, p.detail, p.remedy))
	}
	page := views.ErrorPage{Status: p.status, Title: p.title, Detail: p.detail + " " + p.remedy}
	if p.status >= http.StatusInternalServerError {
		page.RequestID = requestID(c)
	}
	return s.render(c, p.status, views.Error(page))
}

// problemOf finds the problem that an error stands for; what is unknown is a fault of our own.
func problemOf(err error) *problem {
	var known *problem
	var tooLarge *http.MaxBytesError
	var fromEcho *echo.HTTPError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &tooLarge), errors.Is(err, desk.ErrTooLarge):
		return errTooLarge
	case errors.Is(err, desk.ErrBusy):
		return errBusy
	case errors.Is(err, desk.ErrPicture):
		return errPicture
	case errors.Is(err, desk.ErrBinary):
		return errBinary
	case errors.Is(err, desk.ErrNoText):
		return errNoText
	case errors.Is(err, store.ErrNotFound):
		return errNotFound
	case errors.Is(err, context.DeadlineExceeded): // a search's, nothing else has one
		return errSlow
	case errors.Is(err, context.Canceled), errors.Is(err, store.ErrDamaged):
		return errUnavailable
	case errors.As(err, &fromEcho):
		return problemWith(fromEcho.Code)
	}
	return errInternal
}

func problemWith(status int) *problem {
	for _, p := range problems {
		if p.status == status {
			return p
		}
	}
	return errInternal
}

// problemJSON writes an RFC 9457 document.
func problemJSON(c echo.Context, p *problem) error {
	body, err := json.Marshal(map[string]any{
		"type": "/problems/" + p.name, "title": p.title, "status": p.status, "detail": p.detail + " " + p.remedy,
		"instance": requestID(c),
	})
	if err != nil {
		return fmt.Errorf("encode problem: %w", err)
	}
	return c.Blob(p.status, "application/problem+json", body)
}

func (s *Server) problem(c echo.Context) error {
	for _, p := range problems {
		if p.name == c.Param("name") {
			return s.render(c, http.StatusOK, views.Problem(views.ProblemPage{Title: p.title, Detail: p.detail, Remedy: p.remedy}))
		}
	}
	return errNotFound
}
