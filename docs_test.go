package errdex_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestFaultsNamesTests keeps the promises of docs/faults.md: each test that it names is there.
func TestFaultsNamesTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(source)
		}
	}
	names := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllSubmatch(page, -1)
	if len(names) < 20 {
		t.Errorf("docs/faults.md names %d tests, which cannot be all", len(names))
	}
	for _, name := range names {
		if !strings.Contains(tests.String(), "func "+string(name[1])+"(t *testing.T)") {
			t.Errorf("docs/faults.md names %s, which is no test", name[1])
		}
	}
}
