package server

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"errdex/desk"
)

func FuzzNegotiate(f *testing.F) {
	for _, accept := range []string{"", "*/*", "text/*", "text/html", "text/markdown;q=0.5, text/html;q=0.4", "text/html;q=0, */*", "text/plain;q=2", "text/html;q=NaN", "text/markdown;q=1e-400", ",,;;==", "text/html;q=\"1\"", "TEXT/HTML"} {
		f.Add(accept)
	}
	offers := []string{markdownType, htmlType, textType}
	f.Fuzz(func(t *testing.T, accept string) {
		got := negotiate(accept, offers...)
		if !slices.Contains(offers, got) {
			t.Errorf("negotiate(%q) = %q, which is not on offer", accept, got)
		}
		if got != textType && !strings.Contains(strings.ToLower(accept), got) {
			t.Errorf("negotiate(%q) = %q, which it does not name", accept, got)
		}
	})
}

// FuzzReadPaste reads bodies of all kinds, from pages and from programs: a paste is never larger than its body but
// where the bytes of JSON that are not UTF-8 become marks, and an error is one that has an answer.
func FuzzReadPaste(f *testing.F) {
	f.Add("text/plain", overloaded)
	f.Add("", "\xff\xfe5\x002\x009\x00")
	f.Add(formType, "paste=529+%7B%22a%22%7D&x=1")
	f.Add(formType, "529 Overloaded")
	f.Add(partsType, inParts(overloaded))
	f.Add("multipart/form-data; boundary=\"a b\"", "--a b\r\nContent-Disposition: form-data; name=paste; filename=x\r\n\r\n529\r\n--a b--")
	f.Add(jsonType, `{"text":"529 \ud800\u0000"}`)
	f.Add("image/png", "\x89PNG\r\n\x1a\n")
	f.Add("text/plain; charset", "529")
	f.Fuzz(func(t *testing.T, kind, body string) {
		for _, read := range []func(*http.Request) ([]byte, error){readPaste, readAPIPaste} {
			r := &http.Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body))}
			paste, err := read(r)
			if err != nil && problemOf(err).status >= 500 {
				t.Errorf("a body of %q fails with %v, which is a fault of ours", kind, err)
			}
			if most := len(body) * utf8.UTFMax; len(paste) > most {
				t.Errorf("a body of %q with %d bytes is a paste of %d", kind, len(body), len(paste))
			}
			if err != nil && errors.Is(err, desk.ErrBusy) {
				t.Errorf("a body of %q is refused for others that there are not", kind)
			}
		}
	})
}

// FuzzPath asks for paths of all kinds: there is an answer, of no other kinds than these, and a redirect stays here.
func FuzzPath(f *testing.F) {
	for _, path := range pathTricks {
		if len(path) < 100 { // the fuzzer spends its time on making longer ones shorter
			f.Add("/" + path)
		}
	}
	for _, path := range []string{"/429?a=//evil.example", "/errors/RATE-LIMIT.md", "/api/v1/articles/429", "/guides/rate-limits-429/check/1.2.", "/problems/no-text", "/static/0/app.css"} {
		f.Add(path)
	}
	s := newSite(f)
	f.Fuzz(func(t *testing.T, path string) {
		target, err := url.ParseRequestURI(path)
		if err != nil || !strings.HasPrefix(path, "/") {
			return // net/http answers that
		}
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, &http.Request{Method: http.MethodGet, URL: target, RequestURI: path, Header: http.Header{}, Body: http.NoBody, Host: "x", RemoteAddr: "192.0.2.1:1"})
		switch location := answer.Header().Get("Location"); answer.Code {
		case 200, 404, 429, 503: // found, not found, too fast, a search that takes too long
		case 308:
			if !strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") || strings.HasPrefix(location, `/\`) {
				t.Errorf("GET %q leads to %q", path, location)
			}
		case 405: // an address for pastes
			if !strings.HasPrefix(target.Path, "/diagnose") && !strings.HasPrefix(target.Path, "/api/v1/diagnose") {
				t.Errorf("GET %q = 405", path)
			}
		default:
			t.Errorf("GET %q = %d", path, answer.Code)
		}
		if got := answer.Header().Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("GET %q has no security headers", path)
		}
	})
}
