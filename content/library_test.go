package content

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func slugs(articles []Article) []string {
	var slugs []string
	for _, article := range articles {
		slugs = append(slugs, article.Slug)
	}
	return slugs
}

func smallLibrary() fstest.MapFS {
	return fstest.MapFS{
		"articles/b.md":      {Data: []byte("---\ntitle: B\n---\nbody\n")},
		"articles/a.md":      {Data: []byte("---\ntitle: A\n---\nbody\n")},
		"guides/a-guide.md":  {Data: []byte("---\ntitle: G\nkind: guide\n---\nbody\n")},
		"articles/notes.txt": {Data: []byte("no article")},
		"articles/old/c.md":  {Data: []byte("too deep")},
		"README.md":          {Data: []byte("no article")},
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	library := smallLibrary()
	library["articles/aa.md"] = &fstest.MapFile{Data: []byte("no front matter")}
	library["articles/ab.md"] = &fstest.MapFile{Data: []byte("---\nkind: guide\n---\n")}
	articles, problems, err := Load(library)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b", "a-guide"}, slugs(articles)); diff != "" {
		t.Errorf("Load articles (-want +got):\n%s", diff)
	}
	want := []Problem{
		{File: "articles/aa.md", Field: "file", Text: "front matter is missing: the first line must be ---"},
		{File: "articles/ab.md", Field: "kind", Text: `is "guide" (a file of that kind lives at guides/ab.md)`},
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("Load problems (-want +got):\n%s", diff)
	}
	if articles[0].Title != "A" || articles[0].HTML != "<p>body</p>\n" {
		t.Errorf("Load articles[0] = %+v, want it parsed", articles[0])
	}
}

func TestLoadEmpty(t *testing.T) {
	t.Parallel()
	articles, problems, err := Load(os.DirFS(t.TempDir()))
	if len(articles) != 0 || len(problems) != 0 || err != nil {
		t.Errorf("Load(empty folder) = %v, %v, %v, want nothing", articles, problems, err)
	}
}

// A folder in the place of a file is the one kind of unreadable file that a test can make as root, too.
func TestUnreadableLibrary(t *testing.T) {
	t.Parallel()
	library := fstest.MapFS{"guides/x.md": {Mode: fs.ModeDir}}
	const want = "read guides/x.md: read guides/x.md: invalid argument"
	if _, _, err := Load(library); err == nil || err.Error() != want {
		t.Errorf("Load error = %v, want %s", err, want)
	}
	if _, err := Hash(library); err == nil || err.Error() != want {
		t.Errorf("Hash error = %v, want %s", err, want)
	}
	if articles, problems, err := LintFS(library); err == nil || articles != nil || problems != nil {
		t.Errorf("LintFS = %v, %v, %v, want only an error", articles, problems, err)
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(library fstest.MapFS)
		same   bool
	}{
		{"nothing", func(fstest.MapFS) {}, true},
		{"files that are no articles", func(l fstest.MapFS) { delete(l, "README.md"); delete(l, "articles/notes.txt") }, true},
		{"a byte of an article", func(l fstest.MapFS) { l["articles/a.md"].Data[5] = 'T' }, false},
		{"a byte of a guide", func(l fstest.MapFS) { l["guides/a-guide.md"].Data[5] = 'T' }, false},
		{"a name", func(l fstest.MapFS) { l["articles/c.md"] = l["articles/b.md"]; delete(l, "articles/b.md") }, false},
		{"the folder", func(l fstest.MapFS) { l["guides/b.md"] = l["articles/b.md"]; delete(l, "articles/b.md") }, false},
		{"an empty file more", func(l fstest.MapFS) { l["articles/c.md"] = &fstest.MapFile{} }, false},
		{"a file less", func(l fstest.MapFS) { delete(l, "guides/a-guide.md") }, false},
		{"a file swallowed by the one before", func(l fstest.MapFS) {
			l["articles/a.md"].Data = slices.Concat(l["articles/a.md"].Data, []byte("articles/b.md\n"), l["articles/b.md"].Data)
			delete(l, "articles/b.md")
		}, false},
		{"bytes moved to the next file", func(l fstest.MapFS) {
			l["articles/a.md"].Data, l["articles/b.md"].Data = []byte("---\ntitle: A\n---\nbo"), []byte("dy\n---\ntitle: B\n---\nbody\n")
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			library := smallLibrary()
			before := mustHash(t, library)
			test.change(library)
			if after := mustHash(t, library); (after == before) != test.same {
				t.Errorf("Hash = %s, before %s, want the same: %v", after, before, test.same)
			}
		})
	}
}

func mustHash(t *testing.T, library fs.FS) string {
	t.Helper()
	hash, err := Hash(library)
	if err != nil || len(hash) != 16 {
		t.Fatalf("Hash = %q, error %v, want 16 hex digits", hash, err)
	}
	return hash
}

// TestHashOfSources: a library that is read and one that is only hashed have the same hash.
func TestHashOfSources(t *testing.T) {
	t.Parallel()
	for _, library := range []fs.FS{smallLibrary(), Embedded()} {
		sources, err := Read(library)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := sources.Hash(), mustHash(t, library); got != want {
			t.Errorf("Sources.Hash = %s, Hash = %s", got, want)
		}
	}
}

// BenchmarkHash is part of every start.
func BenchmarkHash(b *testing.B) {
	for b.Loop() {
		if _, err := Hash(Embedded()); err != nil {
			b.Fatal(err)
		}
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	for kind, want := range map[Kind]string{KindCode: "articles/x.md", KindCause: "articles/x.md", KindGuide: "guides/x.md"} {
		if got := File(kind, "x"); got != want {
			t.Errorf("File(%q, x) = %q, want %q", kind, got, want)
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	articles := []Article{
		{Slug: "rate-limit", Kind: KindCode, Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"too-many"}},
		{Slug: "rate-limit-tokens", Kind: KindCause, Status: []int{429}, Types: []string{"rate_limit_error"}, Aliases: []string{"tokens"}},
		{Slug: "bad-gateway", Kind: KindCode, Status: []int{502, 520}},
		{Slug: "gateway-timeout", Kind: KindCode, Status: []int{504, 520}},
	}
	tests := []struct {
		name string
		want []string
	}{
		{"rate-limit", []string{"rate-limit"}},
		{" Rate-Limit\n", []string{"rate-limit"}},
		{"tokens", []string{"rate-limit-tokens"}},
		{"429", []string{"rate-limit"}},
		{"RATE_LIMIT_ERROR", []string{"rate-limit"}},
		{"520", []string{"bad-gateway", "gateway-timeout"}},
		{"42", nil},
		{"rate", nil},
		{"", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, slugs(Named(articles, test.name))); diff != "" {
				t.Errorf("Named(%q) (-want +got):\n%s", test.name, diff)
			}
		})
	}
	if diff := cmp.Diff([]string{"rate-limit", "rate-limit-tokens", "bad-gateway", "gateway-timeout"}, slugs(articles)); diff != "" {
		t.Errorf("Named changed its argument (-want +got):\n%s", diff)
	}
}

// codes are the code articles of the catalogue: each status, error type and transport failure has its page.
var codes = []string{
	"api-error", "authentication-error", "bad-gateway", "billing-error", "cloudflare-block", "conflict-error",
	"connect-timeout", "connection-error", "connection-refused", "connection-reset", "dns-failure", "gateway-timeout",
	"invalid-request", "method-not-allowed", "not-found", "overloaded", "permission-denied", "proxy-auth-required",
	"rate-limit", "read-timeout", "request-too-large", "service-unavailable", "stream-interrupted", "timeout-error",
	"tls-certificate", "tls-protocol",
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	articles, problems, err := LintFS(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
	byKind := map[Kind][]string{}
	for _, article := range articles {
		byKind[article.Kind] = append(byKind[article.Kind], article.Slug)
	}
	if diff := cmp.Diff(codes, byKind[KindCode]); diff != "" {
		t.Errorf("code articles (-want +got):\n%s", diff)
	}
	if kinds := slices.Sorted(maps.Keys(byKind)); !slices.Equal(kinds, []Kind{KindCause, KindCode, KindGuide}) {
		t.Errorf("kinds of article = %v, want all three", kinds)
	}
}

// TestEveryErrorSaysWhatResendingRepeats: the format leaves it open, our own library does not.
func TestEveryErrorSaysWhatResendingRepeats(t *testing.T) {
	t.Parallel()
	articles, _, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		if (a.Kind == KindGuide) != (a.Resend == "") {
			t.Errorf("%s: resend is %q", File(a.Kind, a.Slug), a.Resend)
		}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	library := []Article{
		{Slug: "overloaded", Kind: KindCode, Status: []int{529}, Types: []string{"overloaded_error"}, Aliases: []string{"high-load"}},
		{Slug: "rate-limit", Kind: KindCode, Status: []int{429}, Types: []string{"rate_limit_error"}},
		{Slug: "input-tokens", Kind: KindCause, Status: []int{429}, Types: []string{"rate_limit_error"}},
		{Slug: "rate-limits", Kind: KindGuide},
	}
	tests := []struct {
		name string
		want []string
	}{
		{"overlaoded_error", []string{"overloaded"}},
		{" Overloadd ", []string{"overloaded"}},
		{"hgh-load", []string{"overloaded"}},
		{"52", nil},                                           // too short to be near to anything
		{"528", []string{"overloaded"}},                       // one wrong digit
		{"419", []string{"rate-limit"}},                       // a cause does not own its code's status
		{"rate-limti", []string{"rate-limit", "rate-limits"}}, // as near to both
		{"rate-limi", []string{"rate-limit"}},                 // one letter is nearer than two
		{"rate-limitss", []string{"rate-limits"}},             // the nearest only
		{"kettle", nil},
		{"", nil},
		{strings.Repeat("overloaded", 1000), nil},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, slugs(Near(library, test.name))); diff != "" {
			t.Errorf("Near(%.20q) (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	got, err := HTML([]byte("# A\n\n<b>x</b>\n\n| a |\n|---|\n| b |\n"))
	want := "<h1>A</h1>\n<p><!-- raw HTML omitted -->x<!-- raw HTML omitted --></p>\n<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("HTML: %v (-want +got):\n%s", err, diff)
	}
}
