// Package saved keeps what a running service answered, so that bare servers can write the same bytes with the
// same headers, and file servers can serve the same files.
package saved

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Encodings are the forms of a page, by what the client accepts. The first is the plain one.
var Encodings = []string{"identity", "gzip", "br"}

// Answer is one answer as it was sent. It is not changed after it was read.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Page is an article's page in all its forms.
type Page struct {
	forms       map[string]Answer // by encoding
	notModified map[string]Answer // by entity tag
}

// Fetch asks a service for a page in each form and keeps the answers in a directory.
func Fetch(url, directory string) (Page, error) {
	for _, encoding := range Encodings {
		page, err := keep(http.MethodGet, url, http.Header{"Accept-Encoding": {encoding}}, nil, filepath.Join(directory, encoding))
		if err != nil {
			return Page{}, err
		}
		again := http.Header{"Accept-Encoding": {encoding}, "If-None-Match": {page.Header.Get("ETag")}}
		answer, err := keep(http.MethodGet, url, again, nil, filepath.Join(directory, encoding+".304"))
		if err == nil && answer.Status != http.StatusNotModified {
			err = fmt.Errorf("%s answers %d to its own entity tag", url, answer.Status)
		}
		if err != nil {
			return Page{}, err
		}
	}
	return ReadPage(directory)
}

// FetchPost posts a body and keeps the answer in a file.
func FetchPost(url, kind string, body []byte, file string) (Answer, error) {
	return keep(http.MethodPost, url, http.Header{"Content-Type": {kind}}, body, file)
}

// keep has no client of net/http in between that would ask for gzip by itself.
func keep(method, url string, header http.Header, body []byte, file string) (Answer, error) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	request.Header = header
	response, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return Answer{}, fmt.Errorf("%s %s answers %s", method, url, response.Status)
	}
	whole, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{}, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "HTTP/1.1 %s\r\n", response.Status)
	response.Header.Del("Connection")
	response.Header.Del("Content-Length") // those of the body that follows
	if response.StatusCode != http.StatusNotModified {
		response.Header.Set("Content-Length", strconv.Itoa(len(whole)))
	}
	response.Header.Del("Date") // every server writes its own
	if err := response.Header.Write(&out); err != nil {
		return Answer{}, err
	}
	out.WriteString("\r\n")
	out.Write(whole)
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		return Answer{}, err
	}
	return ReadAnswer(file)
}

// ReadAnswer reads an answer that was kept.
func ReadAnswer(file string) (Answer, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Answer{}, err
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(data)), nil)
	if err != nil {
		return Answer{}, fmt.Errorf("%s: %w", file, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{}, fmt.Errorf("%s: %w", file, err)
	}
	return Answer{Status: response.StatusCode, Header: response.Header, Body: body}, nil
}

// ReadPage reads the answers that Fetch kept.
func ReadPage(directory string) (Page, error) {
	page := Page{forms: map[string]Answer{}, notModified: map[string]Answer{}}
	for _, encoding := range Encodings {
		form, err := ReadAnswer(filepath.Join(directory, encoding))
		if err != nil {
			return Page{}, err
		}
		again, err := ReadAnswer(filepath.Join(directory, encoding+".304"))
		if err != nil {
			return Page{}, err
		}
		page.forms[encoding], page.notModified[form.Header.Get("ETag")] = form, again
	}
	return page, nil
}

// Form is the page in an encoding.
func (p Page) Form(encoding string) Answer { return p.forms[encoding] }

// For negotiates: the form that the request accepts, or that its reader has it already.
func (p Page) For(r *http.Request) Answer {
	encoding := Encodings[0]
	for _, other := range Encodings[1:] {
		if strings.Contains(r.Header.Get("Accept-Encoding"), other) {
			encoding = other
		}
	}
	form := p.forms[encoding]
	if tag := r.Header.Get("If-None-Match"); tag != "" && tag == form.Header.Get("ETag") {
		return p.notModified[tag]
	}
	return form
}

// Write writes the answer as bare as net/http can.
func (a Answer) Write(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range a.Header {
		header[name] = values
	}
	w.WriteHeader(a.Status)
	w.Write(a.Body) // the reader may have gone: there is nobody to tell
}
