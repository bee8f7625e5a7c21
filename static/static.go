// Package static holds the files that pages link to: the style sheet, the script and the icon. They are embedded, and
// their addresses carry a hash of their content, so that a browser may keep them for ever.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
)

//go:embed app.css app.js icon.svg
var files embed.FS

// Prefix is the path below which Handler serves.
const Prefix = "/static/"

// contentTypes are set by hand, since the table of the machine may lack them.
var contentTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

var assets = load()

type asset struct {
	url  string
	body []byte
}

func load() map[string]asset {
	loaded := map[string]asset{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the embedded directory can't be missing
	}
	for _, entry := range entries {
		body, err := files.ReadFile(entry.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(body)
		loaded[entry.Name()] = asset{url: Prefix + hex.EncodeToString(sum[:8]) + "/" + entry.Name(), body: body}
	}
	return loaded
}

// URL is the address of a file. It panics on a name that does not exist; rendering every page in a test
// makes sure that this can't happen in service.
func URL(name string) string {
	file, ok := assets[name]
	if !ok {
		panic("static: no file " + name)
	}
	return file.url
}

// Has says whether Handler serves a path. Each file has one, with its hash, so that an old page never gets today's file
// under yesterday's name.
func Has(path string) bool {
	_, found := find(path)
	return found
}

func find(address string) (file asset, found bool) {
	file, found = assets[path.Base(address)]
	return file, found && file.url == address
}

// Handler serves the files.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, found := find(r.URL.Path)
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentTypes[path.Ext(file.url)])
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		if r.Method != http.MethodHead {
			_, _ = w.Write(file.body) // the client went away: nothing to tell it
		}
	})
}
