package static

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func ask(method, target string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	Handler().ServeHTTP(recorder, httptest.NewRequest(method, target, nil))
	return recorder
}

// TestFiles fetches every embedded file, so that one of a new kind can't be without its content type.
func TestFiles(t *testing.T) {
	t.Parallel()
	types := map[string]string{"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "js": "text/javascript; charset=utf-8"}
	entries, err := files.ReadDir(".")
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files are embedded, error %v", len(entries), err)
	}
	address := regexp.MustCompile(`^/static/[0-9a-f]{16}/[a-z.]+$`)
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) {
			t.Parallel()
			body, err := files.ReadFile(entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			if !address.MatchString(URL(entry.Name())) || !Has(URL(entry.Name())) {
				t.Errorf("URL(%q) = %s, want one of the form %s", entry.Name(), URL(entry.Name()), address)
			}
			want := types[entry.Name()[strings.LastIndex(entry.Name(), ".")+1:]]
			get, head := ask("GET", URL(entry.Name())), ask("HEAD", URL(entry.Name()))
			if get.Code != http.StatusOK || get.Body.String() != string(body) || get.Body.Len() == 0 {
				t.Errorf("GET = %d with %d bytes, want 200 with %d", get.Code, get.Body.Len(), len(body))
			}
			if head.Code != http.StatusOK || head.Body.Len() != 0 {
				t.Errorf("HEAD = %d with %d bytes, want 200 without", head.Code, head.Body.Len())
			}
			for _, reply := range []*httptest.ResponseRecorder{get, head} {
				if got := reply.Header().Get("Content-Type"); got != want || want == "" {
					t.Errorf("content type = %q, want %q", got, want)
				}
				if got := reply.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
					t.Errorf("Cache-Control = %q, want a year, immutable", got)
				}
			}
		})
	}
}

func TestHandlerNotFound(t *testing.T) {
	t.Parallel()
	hash := strings.Split(URL("app.css"), "/")[2]
	for _, target := range []string{
		"/static/", "/static/app.css", "/static/0000000000000000/app.css", "/static/" + hash + "/icon.svg", "/static/" + hash + "/none.css",
		"/static/" + hash + "/", "/static/" + hash + "/x/app.css", "/static/" + hash + "/../" + hash + "/app.css", "/other/" + hash + "/app.css",
		"/static/" + strings.ToUpper(hash) + "x/app.css", "/static/" + hash + "/static.go", "/",
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			got := ask("GET", target)
			if Has(target) || got.Code != http.StatusNotFound || strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("GET %s = %d, Cache-Control %q, want 404 that is not kept", target, got.Code, got.Header().Get("Cache-Control"))
			}
		})
	}
}

func TestURLOfUnknownFile(t *testing.T) {
	t.Parallel()
	defer func() {
		if value := recover(); value != "static: no file none.css" {
			t.Errorf("URL of an unknown file panics with %v, want the file's name", value)
		}
	}()
	t.Errorf("URL of an unknown file = %q, want a panic", URL("none.css"))
}

// addresses are what a style sheet loads.
var addresses = regexp.MustCompile(`(?:url\(\s*|@import\s+)["']?([^"')\s;]+)`)

func TestStyleSheetAddresses(t *testing.T) {
	t.Parallel()
	sheet, err := files.ReadFile("app.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses.FindAllStringSubmatch(string(sheet), -1) {
		if got := ask("GET", address[1]); got.Code != http.StatusOK {
			t.Errorf("app.css loads %s, which is %d", address[1], got.Code)
		}
	}
}

// TestAddresses holds the pattern above: a sheet without an address passes it.
func TestAddresses(t *testing.T) {
	t.Parallel()
	const sheet = `@import "a.css"; @font-face { src: url(b.woff2) } i { background: url( "c.svg" ) , url('d.svg') }`
	want := []string{"a.css", "b.woff2", "c.svg", "d.svg"}
	got := addresses.FindAllStringSubmatch(sheet, -1)
	if len(got) != len(want) {
		t.Fatalf("addresses of %s = %q, want %q", sheet, got, want)
	}
	for i := range want {
		if got[i][1] != want[i] {
			t.Errorf("address %d = %q, want %q", i, got[i][1], want[i])
		}
	}
}
