package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"errdex/desk"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/views"
)

// diagnose answers a paste from the form, or from a tool's plain body.
func (s *Server) diagnose(c echo.Context) error {
	raw, err := readPaste(c.Request())
	if err != nil {
		return err
	}
	paste, answer, err := s.answer(c, raw)
	if err != nil {
		return err
	}
	switch answerType(c.Request()) {
	case markdownType:
		return c.Blob(http.StatusOK, markdownType+"; charset=utf-8", []byte(answer.Markdown()))
	case textType:
		return c.String(http.StatusOK, answer.Text())
	}
	return s.render(c, http.StatusOK, views.Diagnosis(diagnosisPage(s.shelf, paste, answer, s.desk.Fixes, s.reportTo)))
}

// apiDiagnose answers text/plain and {"text": "..."} with JSON.
func (s *Server) apiDiagnose(c echo.Context) error {
	raw, err := readAPIPaste(c.Request())
	if err != nil {
		return err
	}
	_, answer, err := s.answer(c, raw)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(answer); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(body.Len())) // else it goes out in chunks
	return c.JSONBlob(http.StatusOK, body.Bytes())
}

// answer asks the desk, and has nobody keep the answer. It holds a slot meanwhile, and no longer: neither who sends
// slowly nor who reads slowly takes it from others.
func (s *Server) answer(c echo.Context, raw []byte) (redact.Text, diagnose.Diagnosis, error) {
	if err := s.slots.Take(c.Request().Context()); err != nil {
		return redact.Text{}, diagnose.Diagnosis{}, err
	}
	defer s.slots.Give()
	paste, answer, err := s.desk.Diagnose(raw)
	if err != nil {
		return redact.Text{}, diagnose.Diagnosis{}, err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	s.metrics.diagnosed(answer)
	ctx := c.Request().Context()
	err = s.desk.Suggest(ctx, &answer)
	if errors.Is(ctx.Err(), context.Canceled) { // the client has gone; a search that takes too long still gets its answer
		return redact.Text{}, diagnose.Diagnosis{}, ctx.Err()
	}
	if err != nil { // an answer without suggestions is better than none
		s.log.Warn("find suggestions", "error", err.Error(), "id", requestID(c))
	}
	return paste, answer, nil
}

// readPaste takes the form field paste, a text/plain body, or a body that says it is a form but does not
// begin with paste=: that is what curl --data-binary sends, and it is the paste byte for byte.
func readPaste(r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.Header.Get("Content-Type") != "" {
		return nil, errMediaType
	}
	switch kind {
	case "multipart/form-data":
		return multipartPaste(r)
	case "text/plain", "application/x-www-form-urlencoded", "":
		body, err := readBody(r)
		if err != nil {
			return nil, badBody(err)
		}
		if kind == "application/x-www-form-urlencoded" && bytes.HasPrefix(body, []byte("paste=")) {
			return formPaste(body)
		}
		return body, nil
	}
	return nil, wrongKind(r)
}

// readBody reads a body whole. Room is made beforehand for what a small one says it holds; a large one has to come first.
func readBody(r *http.Request) ([]byte, error) {
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), smallBody)) + bytes.MinRead)
	_, err := body.ReadFrom(r.Body)
	return body.Bytes(), err
}

// wrongKind says what is wrong with a body of a content type that is not taken: most often it is a picture.
func wrongKind(r *http.Request) error {
	body, err := readBody(r)
	if err != nil {
		return badBody(err)
	}
	if _, err := desk.Text(body); err != nil {
		return err
	}
	return errMediaType
}

// multipartPaste takes the field paste as text or as a file (curl -F paste=@err.txt).
func multipartPaste(r *http.Request) ([]byte, error) {
	if err := r.ParseMultipartForm(MaxBody); err != nil {
		return nil, badBody(err)
	}
	if files := r.MultipartForm.File["paste"]; len(files) > 0 {
		file, err := files[0].Open()
		if err != nil {
			return nil, badBody(err)
		}
		defer file.Close() // opened for reading: nothing to lose
		return io.ReadAll(file)
	}
	return []byte(r.PostForm.Get("paste")), nil
}

func formPaste(body []byte) ([]byte, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errBadRequest
	}
	return []byte(form.Get("paste")), nil
}

func readAPIPaste(r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, errMediaType
	}
	if kind != "text/plain" && kind != "application/json" {
		return nil, wrongKind(r)
	}
	body, err := readBody(r)
	if err != nil {
		return nil, badBody(err)
	}
	if kind == "text/plain" {
		return body, nil
	}
	var request struct {
		Text *string `json:"text"`
	}
	if err := json.Unmarshal(body, &request); err != nil || request.Text == nil {
		return nil, errBadRequest
	}
	return []byte(*request.Text), nil
}

// badBody tells a body over the limit, or for which there is no room now, from one that broke off or is malformed.
func badBody(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case errors.Is(err, desk.ErrBusy):
		return errBusy
	}
	return errBadRequest
}
