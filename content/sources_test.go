package content

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// TestReadMerges reads the small library together with those of two teams.
func TestReadMerges(t *testing.T) {
	t.Parallel()
	first := fstest.MapFS{
		"articles/b.md":   file("---\ntitle: B of the first\n---\nbody\n"),
		"articles/own.md": file("---\ntitle: Own\n---\nbody\n"),
		"notes/a.md":      file("Ask *the first*.\r\n"),
		"notes/.hidden":   file("no note"),
	}
	second := fstest.MapFS{
		"articles/b.md":     file("---\ntitle: B of the second\n---\nbody\n"),
		"articles/own.md":   file("---\ntitle: Own of the second\n---\nbody\n"),
		"articles/.#own.md": file("an editor's lock"),
		"notes/a-guide.md":  file("Ask the second."),
	}
	sources, err := Read(smallLibrary(), first, second)
	if err != nil {
		t.Fatal(err)
	}
	articles, problems := sources.Parse()
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	type row struct {
		Slug, Title, HTML string
		Origin            Origin
	}
	var got []row
	for _, a := range articles {
		got = append(got, row{a.Slug, a.Title, a.HTML, a.Origin})
	}
	const noted = "<p>body</p>\n<h2 id=\"team\">Notes of your team</h2>\n"
	want := []row{
		{"a", "A", noted + "<p>Ask <em>the first</em>.</p>\n", ""},
		{"b", "B of the second", "<p>body</p>\n", OriginReplaced},
		{"own", "Own of the second", "<p>body</p>\n", OriginAdded},
		{"a-guide", "G", noted + "<p>Ask the second.</p>\n", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read and Parse (-want +got):\n%s", diff)
	}
	if got := articles[0].written(); got != "body\n" {
		t.Errorf("written() = %q, want the body without the note", got)
	}
	if got := sources.Teams(); got != 4 {
		t.Errorf("Teams() = %d, want the 4 files that count", got)
	}
}

// TestMergedHash: a team that copies a file changes whose it is; one without files changes nothing.
func TestMergedHash(t *testing.T) {
	t.Parallel()
	plain := mustHash(t, smallLibrary())
	copied := fstest.MapFS{"articles/a.md": smallLibrary()["articles/a.md"]}
	tests := []struct {
		name string
		team fs.FS
		same bool
	}{
		{"empty", fstest.MapFS{}, true},
		{"a directory that is not there", os.DirFS(filepath.Join(t.TempDir(), "none")), true},
		{"a copy", copied, false},
		{"a note", fstest.MapFS{"notes/a.md": file("x")}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sources, err := Read(smallLibrary(), test.team)
			if err != nil {
				t.Fatal(err)
			}
			if got := sources.Hash(); (got == plain) != test.same {
				t.Errorf("hash = %s, without the team %s, want the same: %v", got, plain, test.same)
			}
		})
	}
}

func TestLintNotes(t *testing.T) {
	t.Parallel()
	library := fstest.MapFS{
		"articles/broken.md": file("no front matter"),
		"notes/broken.md":    file("Ask us."), // its article is there: only that one's problem is said
		"notes/lost.md":      file("Ask us."),
		"notes/void.md":      file(" \n"),
	}
	_, problems, err := LintFS(library)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, problem := range problems {
		got = append(got, problem.String())
	}
	want := []string{
		"articles/broken.md: file: front matter is missing: the first line must be ---",
		`notes/lost.md: file: there is no article "lost" (a note has the name of the article that it stands beneath)`,
		"notes/void.md: note: is empty",
		`notes/void.md: file: there is no article "void" (a note has the name of the article that it stands beneath)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LintFS (-want +got):\n%s", diff)
	}
}

// TestReadRefuses: what is there but cannot be listed is not the same as nothing.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	if err := os.WriteFile(filepath.Join(directory, "notes"), []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(smallLibrary(), os.DirFS(directory)); err == nil || !strings.HasPrefix(err.Error(), "list notes: ") {
		t.Errorf("Read = %v, want an error that names notes", err)
	}
}
