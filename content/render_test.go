package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

const renderGolden = "testdata/render/article.golden"

// TestRenderVersion keeps old databases from being taken for fresh: Hash knows the parser by renderVersion alone,
// so -update does not accept another rendering before renderVersion is another one too.
func TestRenderVersion(t *testing.T) {
	now := "renderVersion " + renderVersion + "\n"
	rendering := renderFixture(t)
	golden, err := os.ReadFile(renderGolden)
	if errors.Is(err, fs.ErrNotExist) && *update {
		writeGolden(t, now+rendering)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	version, old, _ := bytes.Cut(golden, []byte("\n"))
	sameVersion := string(version)+"\n" == now
	diff := cmp.Diff(string(old), rendering)
	switch {
	case sameVersion && diff == "":
	case sameVersion:
		t.Errorf("Parse renders testdata/render/article.md in another way: raise renderVersion in library.go, then run go test ./content -update (-golden +now):\n%s", diff)
	case *update:
		writeGolden(t, now+rendering)
	default:
		t.Errorf("renderVersion is %q, but %s says %q: run go test ./content -update", renderVersion, renderGolden, version)
	}
}

func renderFixture(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("testdata/render/article.md")
	if err != nil {
		t.Fatal(err)
	}
	article, err := Parse("article", source)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // so that a change of the HTML can be read in review
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(article); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func writeGolden(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(renderGolden, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
