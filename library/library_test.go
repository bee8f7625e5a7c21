package library

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"errdex/content"
	"errdex/eval"
)

// budget is a sound article of a team; a test changes it.
const budget = `---
title: House budget used up
summary: Your team's budget is used up. Ask for more.
kind: cause
layer: quota
retry: after-fix
surfaces: [gateway]
signatures:
  - message: the house budget of team {team:word} is used up
examples:
  - 'claude: the house budget of team red is used up'
  - '{"type":"error","error":{"type":"rate_limit_error","message":"the house budget of team blue is used up"}}'
  - 'anthropic.RateLimitError: the house budget of team green is used up'
near_misses:
  - {text: 529 Overloaded, want: overloaded}
  - {text: 'make: *** [all] Error 2', want: no-match}
reviewed: 2026-11-21
sources: [{url: "https://wiki.example/budget", seen: 2026-10}]
---

## What happened {#what}

See [the code](/errors/rate-limit#fix).

## Look-alikes {#look-alikes}

## Confirm {#confirm}

## Fix {#fix}

1. Ask for a larger budget.

## Verify {#verify}

## Still stuck {#still-stuck}
`

// newDirectory is a content directory with the given files.
func newDirectory(t *testing.T, files map[string]string) string {
	t.Helper()
	directory := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(directory, name), text)
	}
	return directory
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// made is what Read and Make give for directories.
func made(directories ...string) (Library, []content.Problem) {
	sources, problems := Read(directories...)
	if len(problems) > 0 {
		return Library{}, problems
	}
	return Make(sources)
}

func TestMake(t *testing.T) {
	t.Parallel()
	library, problems := made(newDirectory(t, map[string]string{"articles/budget.md": budget, "notes/overloaded.md": "Ask us."}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	builtIn, problems := made()
	if len(problems) > 0 {
		t.Fatalf("the built-in library: %v", problems)
	}
	if got, want := len(library.Articles), len(builtIn.Articles)+1; got != want {
		t.Errorf("%d articles, want %d", got, want)
	}
	if hash, err := content.Hash(content.Embedded()); err != nil || builtIn.Hash != hash || library.Hash == hash {
		t.Errorf("hashes: built-in %s, with a team %s, embedded %s, error %v", builtIn.Hash, library.Hash, hash, err)
	}
	if got := library.Engine.Library().Version; got != Version(library.Hash) {
		t.Errorf("the engine names version %s, want %s", got, Version(library.Hash))
	}
}

// TestMakeRefuses wants every problem of a directory at once, in the order of the files.
func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	overloaded, err := fs.ReadFile(content.Embedded(), "articles/overloaded.md")
	if err != nil {
		t.Fatal(err)
	}
	shorter := regexp.MustCompile(`(?s)\n## Verify \{#verify\}.*?\n## Still`).ReplaceAllString(string(overloaded), "\n## Still")
	tests := []struct {
		name  string
		files map[string]string
		want  []string // each is the beginning of a problem
	}{
		{"what the file says and what its examples are diagnosed as", map[string]string{
			"articles/budget.md": strings.NewReplacer("title: House budget used up", "title: ''", "team green is used up", "team green is empty",
				"/errors/rate-limit#fix", "/errors/rate-limits").Replace(budget),
		}, []string{
			"articles/budget.md: title: is missing", "articles/budget.md: body: link to /errors/rate-limits leads nowhere",
			"articles/budget.md: examples[2]: is diagnosed as ",
		}},
		{"an example that a built-in article wins", map[string]string{
			"articles/budget.md": strings.Replace(budget, "claude: the house budget of team red is used up", "529 Overloaded", 1),
		}, []string{"articles/budget.md: examples[0]: is diagnosed as overloaded (it must be budget)"}},
		{"a text of a built-in article that the team's wins", map[string]string{
			"articles/budget.md": strings.Replace(budget, "  - message: the house", "  - status: 529\n    message: Overloaded\n    alone: true\n  - message: the house", 1),
		}, []string{"articles/budget.md: near_misses[0]: is diagnosed as budget, then overloaded (it must be overloaded)"}},
		{"a replaced article that lacks a section", map[string]string{"articles/overloaded.md": shorter},
			[]string{"articles/overloaded.md: body: has the sections [what look-alikes confirm fix still-stuck]"}},
		{"a near miss", map[string]string{
			"articles/budget.md": strings.Replace(budget, "text: 529 Overloaded, want: overloaded", "text: 529 Overloaded, want: no-match", 1),
		}, []string{"articles/budget.md: near_misses[0]: is diagnosed as overloaded (it must be no-match)"}},
		{"a signature that takes another article's", map[string]string{
			"articles/budget.md": strings.Replace(budget, "the house budget of team {team:word} is used up", "would exceed your organization's rate limit", 1),
		}, []string{"articles/budget.md: examples[0]", "articles/budget.md: examples[1]", "articles/budget.md: examples[2]", "built-in articles/"}},
		{"a file that cannot be parsed blames nobody else", map[string]string{
			"articles/budget.md": "---\ntitle: x\n", "notes/lost.md": "Ask us.",
		}, []string{"articles/budget.md: file: front matter has no end", "notes/lost.md: file: there is no article"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			library, problems := made(newDirectory(t, test.files))
			if library.Engine != nil || len(problems) == 0 {
				t.Fatalf("Make = %v with problems %v, want only problems", library, problems)
			}
			for _, want := range test.want {
				if !slices.ContainsFunc(problems, func(p content.Problem) bool { return strings.HasPrefix(p.String(), want) }) {
					t.Errorf("no problem begins with %q:\n%v", want, problems)
				}
			}
			if !slices.IsSortedFunc(problems, func(a, b content.Problem) int { return strings.Compare(a.File, b.File) }) {
				t.Errorf("problems are not in the order of their files:\n%v", problems)
			}
		})
	}
}

// TestReadRefuses: problems name no path that leads to the directory, since readers of /readyz see them.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	folder := newDirectory(t, map[string]string{"notes/x.md/y": ""})
	tests := []struct{ name, directory, want string }{
		{"nothing", filepath.Join(folder, "none"), "none: directory: cannot be read: no such file or directory"},
		{"a file", filepath.Join(folder, "notes/x.md/y"), "y: directory: cannot be read: is a file"},
		{"a secret with slashes", "/srv/hooks.slack" + ".com/services/T0EXAMPLE/B0EXAMPLE/abcdefghijklmnopqrstuvwx",
			"[redacted:slack-token]: directory: cannot be read: no such file or directory"},
		{"a folder in the place of a note", folder, "notes/x.md: file: cannot be read: is a directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, problems := Read(test.directory)
			if len(problems) != 1 || problems[0].String() != test.want {
				t.Errorf("Read = %v, want %s", problems, test.want)
			}
		})
	}
}

// TestManyArticles: what a team adds changes how rare words are, and is no reason to refuse the built-in articles.
func TestManyArticles(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 300 {
		name := fmt.Sprintf("budget%d", i)
		text := strings.ReplaceAll(budget, "house budget", name+" budget")
		text = strings.Replace(text, "title: House budget", "title: The budget "+name, 1)
		text = strings.Replace(text, "near_misses:", "described:\n  - our claude requests are refused, the proxy says that the "+name+" limit of our key is used up\nnear_misses:", 1)
		files["articles/"+name+".md"] = text
	}
	sources, problems := Read(newDirectory(t, files))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	made, problems := Make(sources)
	for _, problem := range problems {
		t.Error(problem)
	}
	silent := 0
	for _, miss := range eval.Score(made.Engine, made.Articles, eval.Descriptions(made.Articles)).Misses {
		t.Log(miss)
		silent++
	}
	if silent == 0 {
		t.Error("no description fell silent: this test can't tell anything")
	}
}
