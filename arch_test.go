package errdex_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room says what a package may import of ours, and which modules from outside. Test files may use
// testModules and every room on a lower level.
type room struct {
	level   int
	ours    []string
	modules []string
}

// rooms is the layout of docs/design.md. Imports run one way, from a higher level to a lower one; nothing
// imports its own level.
var rooms = map[string]room{
	"redact/canary": {level: 0}, // for tests: no room may import it
	"redact":        {level: 1},
	"content":       {level: 1, modules: []string{"github.com/yuin/goldmark", "go.yaml.in/yaml/v3", "github.com/agnivade/levenshtein", "github.com/cespare/xxhash/v2"}},
	"migrations":    {level: 1},
	"static":        {level: 1},
	"docs":          {level: 1},
	"diagnose":      {level: 2, ours: []string{"content", "redact"}, modules: []string{"github.com/kljensen/snowball"}},
	"store":         {level: 2, ours: []string{"content", "migrations"}, modules: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3", "github.com/cespare/xxhash/v2"}},
	"views":         {level: 2, ours: []string{"content", "static"}, modules: []string{"github.com/a-h/templ"}},
	"card":          {level: 2, ours: []string{"content"}, modules: []string{"golang.org/x/image"}},
	"eval":          {level: 3, ours: []string{"content", "redact", "diagnose"}},
	"desk":          {level: 3, ours: []string{"content", "redact", "diagnose", "store"}, modules: []string{"golang.org/x/text"}},
	"server": {level: 4, ours: []string{"card", "content", "redact", "diagnose", "desk", "docs", "static", "store", "views"},
		modules: []string{"github.com/labstack/echo/v4", "github.com/a-h/templ", "golang.org/x/sync/semaphore", "golang.org/x/time", "github.com/hashicorp/golang-lru/v2",
			"github.com/prometheus/client_golang", "github.com/andybalholm/brotli"}},
	"mcpserver": {level: 4, ours: []string{"content", "diagnose", "desk"},
		modules: []string{"github.com/modelcontextprotocol/go-sdk"}},
	"library": {level: 4, ours: []string{"content", "redact", "diagnose", "eval"}, modules: []string{"github.com/fsnotify/fsnotify"}},
	"cmd/errdex": {level: 5, ours: []string{"content", "redact", "diagnose", "desk", "store", "eval", "server", "mcpserver", "library"},
		modules: []string{"github.com/alecthomas/kong", "github.com/agnivade/levenshtein", "golang.org/x/sync", "golang.org/x/sys", "golang.org/x/term"}},
	".": {level: 6},
}

// testModules are for tests alone; the SQLite driver is there for the peer that a benchmark measures us against.
var testModules = []string{
	"github.com/google/go-cmp", "github.com/chromedp/chromedp", "github.com/chromedp/cdproto", "modernc.org/sqlite",
	"github.com/evanw/esbuild", "mvdan.cc/sh/v3", // read the code in the articles
	"github.com/getkin/kin-openapi",                                                                                                      // holds answers against the description of the API
	"github.com/modelcontextprotocol/go-sdk",                                                                                             // its client asks our MCP server
	"github.com/compose-spec/compose-go/v2", "github.com/coreos/go-systemd/v22", "k8s.io/api", "k8s.io/apimachinery", "sigs.k8s.io/yaml", // read deploy/
	"github.com/rogpeppe/go-internal", // runs commands from scripts
}

// TestImports reads the files itself: a test that asked `go list` could be answered from the test cache.
func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, file := range goFiles(t) {
		name := filepath.ToSlash(filepath.Dir(file))
		seen[name] = true
		here, known := rooms[name]
		if !known {
			t.Errorf("%s: package %s has no line in rooms", file, name)
			continue
		}
		for _, imported := range imports(t, file) {
			if reason := here.refuses(imported, strings.HasSuffix(file, "_test.go")); reason != "" {
				t.Errorf("%s: imports %s: %s", file, imported, reason)
			}
		}
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("room %s has no Go file", name)
		}
	}
}

// refuses says why a file of the room may not import a path, or "".
func (r room) refuses(imported string, test bool) string {
	ours, isOurs := strings.CutPrefix(imported, "errdex/")
	standard := !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".")
	switch {
	case isOurs && rooms[ours].level >= r.level:
		return "imports run from a higher level to a lower one"
	case isOurs && !test && !slices.Contains(r.ours, ours):
		return "not in its line of rooms"
	case isOurs || standard:
		return ""
	}
	allowed := r.modules
	if test {
		allowed = append(slices.Clone(allowed), testModules...)
	}
	if !slices.ContainsFunc(allowed, func(module string) bool { return imported == module || strings.HasPrefix(imported, module+"/") }) {
		return "this module is not for this room"
	}
	return ""
}

// TestPackageComments makes sure that every package says what it owns.
func TestPackageComments(t *testing.T) {
	documented := map[string]bool{}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Dir(file)
		documented[name] = documented[name] || parsed.Doc != nil
	}
	for name, has := range documented {
		if !has {
			t.Errorf("package %s has no package comment", name)
		}
	}
}

// TestReadmeNamesEveryRoom keeps the layout of the README true.
func TestReadmeNamesEveryRoom(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && !strings.Contains(string(readme), entry.Name()+"/") {
			t.Errorf("README.md does not name %s/", entry.Name())
		}
	}
}

func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && file != "." && (strings.HasPrefix(entry.Name(), ".") || isModule(file)) {
			return fs.SkipDir
		}
		if err == nil && path.Ext(file) == ".go" {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d Go files, error %v", len(files), err)
	}
	return files
}

// isModule tells a directory that is a module of its own: what it imports is not in the binary.
func isModule(directory string) bool {
	_, err := os.Stat(filepath.Join(directory, "go.mod"))
	return err == nil
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, imported)
	}
	return paths
}
