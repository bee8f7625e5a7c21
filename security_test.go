package errdex_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	promisedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`")
	definedTest  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z]+)\(`)
	required     = regexp.MustCompile(`(?m)^\t(\S+\.\S+/\S+|\S+\.\S+) (v\S+)(?: // tests only)?$`)
	outgoing     = regexp.MustCompile(`\bhttp\.(?:Client|Get|Post|PostForm|Head|DefaultClient|DefaultTransport|Transport|NewRequest\w*)\b|\bnet\.(?:Dial\w*|Lookup\w*|Resolver)\b`)
	tabled       = regexp.MustCompile(`(?m)^\| (\S+) \| (v\S+) \| [^|]+ \| [^|]+ \| [^|]+ \|$`)
)

// TestPromises: every test that SECURITY.md names exists, and every promise names one.
func TestPromises(t *testing.T) {
	defined := map[string]bool{}
	for _, file := range append(goFiles(t), "redact/oracle/oracle_test.go") {
		for _, test := range definedTest.FindAllStringSubmatch(read(t, file), -1) {
			defined[test[1]] = true
		}
	}
	promises := 0
	for line := range strings.Lines(read(t, "SECURITY.md")) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Promise ") {
			continue
		}
		promises++
		named := promisedTest.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("SECURITY.md promises without a test: %s", line)
		}
		for _, test := range named {
			if !defined[test[1]] {
				t.Errorf("SECURITY.md names %s, which no file has", test[1])
			}
		}
	}
	if promises < 10 {
		t.Errorf("SECURITY.md has %d promises: is its table read?", promises)
	}
}

// TestDependencies: docs/dependencies.md lists the modules that go.mod asks for, in their versions.
func TestDependencies(t *testing.T) {
	list := func(expression *regexp.Regexp, text string) map[string]string {
		modules := map[string]string{}
		for _, line := range expression.FindAllStringSubmatch(text, -1) {
			modules[line[1]] = line[2]
		}
		return modules
	}
	want, got := list(required, read(t, "go.mod")), list(tabled, read(t, "docs/dependencies.md"))
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 20 {
		t.Errorf("docs/dependencies.md (-go.mod +page):\n%s", diff)
	}
}

// TestOutgoingConnections: only the commands that ask a server which somebody has named can make a connection.
func TestOutgoingConnections(t *testing.T) {
	asks := map[string]bool{"cmd/errdex/remote.go": true, "cmd/errdex/healthcheck.go": true}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "bench/") {
			continue
		}
		if call := outgoing.FindString(read(t, file)); (call != "") != asks[file] {
			t.Errorf("%s: %q; outgoing connections are made in %v and nowhere else", file, call, asks)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
