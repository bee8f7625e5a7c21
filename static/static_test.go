package static

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestFiles looks at every embedded file, so that one of a new kind can't be without its content type.
func TestFiles(t *testing.T) {
	t.Parallel()
	types := map[string]string{"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "js": "text/javascript; charset=utf-8"}
	entries, err := files.ReadDir(".")
	if err != nil || len(entries) == 0 || len(entries) != len(Files()) {
		t.Fatalf("%d files are embedded, error %v; Files returns %d", len(entries), err, len(Files()))
	}
	address := regexp.MustCompile(`^/static/[0-9a-f]{16}/[a-z.]+$`)
	for _, file := range Files() {
		name := file.URL[strings.LastIndexByte(file.URL, '/')+1:]
		body, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if want := types[name[strings.LastIndexByte(name, '.')+1:]]; file.Kind != want || want == "" || !bytes.Equal(file.Body, body) || len(body) == 0 {
			t.Errorf("%s is %s with %d bytes, want %s with %d", file.URL, file.Kind, len(file.Body), want, len(body))
		}
		if file.URL != URL(name) || !address.MatchString(file.URL) {
			t.Errorf("URL(%q) = %s, want %s, of the form %s", name, URL(name), file.URL, address)
		}
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
		if !slices.ContainsFunc(Files(), func(f File) bool { return f.URL == address[1] }) {
			t.Errorf("app.css loads %s, which is not there", address[1])
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
