// Package library makes the library that answers are given from out of the built-in articles and those of
// teams: it lints the whole, down to what every example is diagnosed to, and compiles its engine. A Keeper does
// so again whenever a team's files change. The package serves nothing and keeps nothing on disk.
package library

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"errdex/content"
	"errdex/diagnose"
	"errdex/eval"
	"errdex/redact"
)

// Library is a library without a problem, ready to answer. It is immutable.
type Library struct {
	Hash     string // of its files, see content.Sources.Hash
	Articles []content.Article
	Engine   *diagnose.Engine
}

// versionLength is how much of a hash stands for a library's version: enough to tell any two apart.
const versionLength = 12

// Version is the part of a library's hash that answers name it by.
func Version(hash string) string { return hash[:versionLength] }

// Read reads the built-in library and those of the directories as one; what cannot be read is one problem.
func Read(directories ...string) (content.Sources, []content.Problem) {
	var teams []fs.FS
	for _, directory := range directories {
		info, err := os.Stat(directory)
		if err == nil && !info.IsDir() {
			err = errors.New("is a file")
		}
		if err != nil {
			// The whole path is the operator's; readers of the service's state may be others. What a secret in it looks like
			// shows only in the whole.
			name := filepath.Base(redact.Clean([]byte(directory)).String())
			return content.Sources{}, []content.Problem{{File: name, Field: "directory", Text: "cannot be read: " + cause(err)}}
		}
		teams = append(teams, os.DirFS(directory))
	}
	sources, err := content.Read(content.Embedded(), teams...)
	if err != nil {
		problem := content.Problem{File: "directory", Field: "file", Text: "cannot be read: " + cause(err)}
		if path := (*fs.PathError)(nil); errors.As(err, &path) {
			problem.File = path.Path // below the team's directory, see os.DirFS
		}
		return content.Sources{}, []content.Problem{problem}
	}
	return sources, nil
}

// cause is an error without the path that it names.
func cause(err error) string {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// Make lints sources in full and compiles them. It returns either a library or every problem that it has.
func Make(sources content.Sources) (Library, []content.Problem) {
	articles, problems := sources.Lint()
	library := Library{Hash: sources.Hash(), Articles: articles}
	// No article is blamed for an example while a file is left out, which may be the one that it belongs to.
	if leftOut := slices.ContainsFunc(problems, func(p content.Problem) bool { return p.Field == "file" || p.Field == "kind" }); !leftOut {
		var err error
		if library.Engine, err = diagnose.New(Version(library.Hash), articles); err == nil {
			problems = append(problems, disagreements(library.Engine, articles, sources.Teams() > 0)...)
		} else if len(problems) == 0 { // otherwise the lint has said it
			problems = append(problems, content.Problem{File: "library", Field: "signatures", Text: err.Error()})
		}
	}
	if len(problems) == 0 {
		return library, nil
	}
	if sources.Teams() > 0 {
		nameBuiltIn(problems, articles)
	}
	slices.SortStableFunc(problems, func(a, b content.Problem) int { return cmp.Compare(a.File, b.File) })
	return Library{}, problems
}

// disagreements are the problems that only the whole library shows: signatures that tell nothing apart, and
// samples that another article wins.
func disagreements(engine *diagnose.Engine, articles []content.Article, withTeams bool) []content.Problem {
	files, builtIn := map[string]string{}, map[string]bool{}
	for _, a := range articles {
		files[a.Slug], builtIn[a.Slug] = content.File(a.Kind, a.Slug), a.Origin == ""
	}
	var problems []content.Problem
	for _, overlap := range engine.Overlaps() {
		problems = append(problems, content.Problem{File: files[overlap.Slug], Field: "signatures", Text: overlap.String()})
	}
	samples := eval.Samples(articles)
	if len(articles) >= minForWidth {
		var examples []redact.Text
		for _, sample := range samples {
			examples = append(examples, redact.Clean([]byte(sample.Text)))
		}
		for _, wide := range engine.TooWide(examples) {
			problems = append(problems, content.Problem{File: files[wide.Slug], Field: "signatures", Text: wide.String()})
		}
	}
	for _, miss := range eval.Score(engine, articles, slices.Concat(samples, eval.Descriptions(articles))).Misses {
		slug, field, _ := strings.Cut(miss.Case.ID, ": ")
		// How rare a word is depends on all articles, so those of a team may silence a built-in description, which the
		// team can't mend. Where one wins it, that is another matter.
		if withTeams && builtIn[slug] && miss.Case.Form == eval.FormDescription && miss.Found[0] == content.NoMatch {
			continue
		}
		problems = append(problems, content.Problem{File: files[slug], Field: field,
			Text: fmt.Sprintf("is diagnosed as %s (it must be %s)", strings.Join(miss.Found, ", then "), miss.Case.Primary)})
	}
	return problems
}

// minForWidth is from how many articles on a signature that holds in half of all examples is suspicious.
const minForWidth = 10

// nameBuiltIn marks the files that a team will not find in its directory.
func nameBuiltIn(problems []content.Problem, articles []content.Article) {
	builtIn := map[string]bool{}
	for _, a := range articles {
		if a.Origin == "" {
			builtIn[content.File(a.Kind, a.Slug)] = true
		}
	}
	for i, p := range problems {
		if builtIn[p.File] {
			problems[i].File = "built-in " + p.File
		}
	}
}
