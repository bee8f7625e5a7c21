package saved

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// TestSaved makes sure that a bare server says what the service said, for each form and for a reader who has it.
func TestSaved(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		encoding := r.Header.Get("Accept-Encoding")
		w.Header().Set("ETag", `"`+encoding+`"`)
		w.Header().Set("Vary", "Accept-Encoding")
		w.Header().Add("Link", "<a>")
		w.Header().Add("Link", "<b>")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if encoding != "identity" {
			w.Header().Set("Content-Encoding", encoding)
		}
		if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "the page as ", encoding, " after ", r.Method)
	}))
	defer service.Close()
	page, err := Fetch(service.URL, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page.For(r).Write(w) }))
	defer bare.Close()
	for _, encoding := range Encodings {
		for _, tag := range []string{"", `"` + encoding + `"`, `"other"`} {
			if want, got := ask(t, service.URL, encoding, tag), ask(t, bare.URL, encoding, tag); got != want {
				t.Errorf("%s %s: bare answers\n%s\nwant\n%s", encoding, tag, got, want)
			}
		}
	}
	answer, err := FetchPost(service.URL, "text/plain", []byte("paste"), filepath.Join(t.TempDir(), "answer"))
	if err != nil || string(answer.Body) != "the page as  after POST" {
		t.Errorf("FetchPost = %q, %v", answer.Body, err)
	}
}

func ask(t *testing.T, url, encoding, tag string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Accept-Encoding": {encoding}, "If-None-Match": {tag}}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	response.Header.Del("Date")
	return fmt.Sprint(response.Status, response.Header, string(body))
}
