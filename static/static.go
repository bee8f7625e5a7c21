// Package static holds the files that pages link to: the style sheet, the script and the icon. They are embedded, and
// their addresses carry a hash of their content, so that a browser may keep them for ever.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"maps"
	"path"
	"slices"
)

//go:embed app.css app.js icon.svg
var files embed.FS

// Prefix is the path below which the files' addresses are.
const Prefix = "/static/"

// kinds are set by hand, since the table of the machine may lack them.
var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// File is one of the files.
type File struct {
	URL  string // its path, below Prefix
	Kind string // its content type
	Body []byte // nobody may change it
}

var byName = load()

func load() map[string]File {
	loaded := map[string]File{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the embedded directory can't be missing
	}
	for _, entry := range entries {
		name := entry.Name()
		body, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(body)
		loaded[name] = File{URL: Prefix + hex.EncodeToString(sum[:8]) + "/" + name, Kind: kinds[path.Ext(name)], Body: body}
	}
	return loaded
}

// Files returns all files. An address with another hash than today's is none of them, so that an old page never gets
// today's file under yesterday's name.
func Files() []File { return slices.Collect(maps.Values(byName)) }

// URL is the address of a file. It panics on a name that does not exist; rendering every page in a test
// makes sure that this can't happen in service.
func URL(name string) string {
	file, ok := byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return file.URL
}
