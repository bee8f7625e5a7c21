package errdex_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// clocks are the files that look at a clock, and why it may jump.
var clocks = map[string]string{
	"server/middleware.go": "how long a request took: Go counts that on the clock that never jumps",
	"server/metrics.go":    "likewise; and when a library was put into service, which is shown and compared with nothing",
	"server/deadline.go":   "deadlines, which net/http sets by the clock that never jumps",
	"store/files.go":       "the age of an unfinished file: one that seems older is built again, one that seems newer stays longer",
	"cmd/errdex/new.go":    "the day in a skeleton, which its author goes over",
}

// TestWallClock: waits are told from the times in a paste and feeds have the articles' dates, so a clock that jumps can
// do no harm, as long as nothing else reads one.
func TestWallClock(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if call, ok := node.(*ast.SelectorExpr); ok && slices.Contains([]string{"Now", "Since", "Until", "SetToCurrentTime"}, call.Sel.Name) {
				seen[filepath.ToSlash(file)] = true
			}
			return true
		})
	}
	for file := range seen {
		if clocks[file] == "" {
			t.Errorf("%s looks at the clock: say in clocks why it may jump", file)
		}
	}
	for file := range clocks {
		if !seen[file] {
			t.Errorf("%s looks at no clock any more", file)
		}
	}
}
