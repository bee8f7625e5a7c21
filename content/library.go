package content

import (
	"embed"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

//go:embed articles/*.md guides/*.md
var embedded embed.FS

// Embedded is the library that is built into the program.
func Embedded() fs.FS { return embedded }

// renderVersion goes into Hash, so that a database filled by an older parser is filled again. Raise it
// whenever Parse derives something else from the same file; TestRenderVersion tells when that is due.
const renderVersion = "3"

// Load parses every article and guide of a library, as Sources.Parse does; err is for a library that cannot be read.
func Load(fsys fs.FS) (articles []Article, problems []Problem, err error) {
	sources, err := Read(fsys)
	if err != nil {
		return nil, nil, err
	}
	articles, problems = sources.Parse()
	return articles, problems, nil
}

// Hash names the state of a library, as Sources.Hash does, without keeping its files: every start asks for it.
func Hash(fsys fs.FS) (string, error) {
	sum := newSum()
	buffer := make([]byte, 32<<10)
	err := eachName(fsys, func(name string) error {
		file, err := fsys.Open(name)
		if err != nil {
			return err
		}
		defer file.Close() // nothing was written
		info, err := file.Stat()
		if err != nil {
			return err
		}
		sum.file(name, info.Size(), "")
		_, err = io.CopyBuffer(sum, file, buffer)
		return err
	})
	return sum.String(), err
}

// File is where an article of this kind and slug lives in a library.
func File(kind Kind, slug string) string {
	if kind == KindGuide {
		return guidesDirectory + "/" + slug + ".md"
	}
	return articlesDirectory + "/" + slug + ".md"
}

// Path is where an article of this kind and slug stands below a site's root.
func Path(kind Kind, slug string) string {
	if kind == KindGuide {
		return "/guides/" + slug
	}
	return "/errors/" + slug
}

// Named returns the articles that a name stands for: a slug, an alias, or a status or an error type, which
// belong to the code articles.
func Named(articles []Article, name string) []Article {
	name = strings.ToLower(strings.TrimSpace(name))
	return slices.DeleteFunc(slices.Clone(articles), func(a Article) bool { return !slices.Contains(a.names(), name) })
}

// Near returns the articles whose slug, alias, status or error type is spelled most nearly like a name, with
// one letter missing, added or wrong, or two in a long name. An article that Named finds is not near, it is it.
func Near(articles []Article, name string) []Article {
	name = strings.ToLower(strings.TrimSpace(name))
	nearest := 1
	if len(name) >= longName {
		nearest = 2
	}
	if len(name) < shortestName || len(name) > longestName {
		return nil
	}
	var near []Article
	for _, a := range articles {
		distance := nearest + 1
		for _, known := range a.names() {
			if gap := len(known) - len(name); gap > nearest || -gap > nearest {
				continue
			}
			distance = min(distance, levenshtein.ComputeDistance(name, known))
		}
		if distance < nearest {
			nearest, near = distance, nil
		}
		if distance == nearest {
			near = append(near, a)
		}
	}
	return near
}

// A name of fewer letters than shortestName is near to too many, one that is longer than any is near to none.
const (
	shortestName = 3
	longName     = 6
	longestName  = 64
)

// names are what an article may be called, in lower case.
func (a Article) names() []string {
	names := slices.Concat([]string{a.Slug}, a.Aliases)
	if a.Kind == KindCode {
		names = append(names, a.Types...)
		for _, status := range a.Status {
			names = append(names, strconv.Itoa(status))
		}
	}
	return names
}
