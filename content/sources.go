package content

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// Sources are the files of a library as they were at one moment, so that what is hashed is what is parsed,
// however the files change meanwhile.
type Sources struct {
	files []source // articles, guides, notes, each in the order of their names
}

// source is one file; its origin is empty for a built-in one.
type source struct {
	name   string
	text   []byte
	origin Origin
}

// The directories of a library. Notes are Markdown without front matter; each stands beneath the article of its name.
const (
	articlesDirectory = "articles"
	guidesDirectory   = "guides"
	notesDirectory    = "notes"
)

// Read reads a library and those of teams as one. A file takes the place of one of the same name in a library
// before it, so that a team's article replaces a built-in one.
func Read(library fs.FS, teams ...fs.FS) (Sources, error) {
	files := map[string]source{}
	for i, fsys := range append([]fs.FS{library}, teams...) {
		err := eachFile(fsys, func(name string, text []byte) {
			file := source{name: name, text: text}
			switch hidden, exists := files[name]; {
			case i == 0:
			case exists && hidden.origin != OriginAdded:
				file.origin = OriginReplaced
			default:
				file.origin = OriginAdded
			}
			files[name] = file
		})
		if err != nil {
			return Sources{}, err
		}
	}
	byName := func(a, b source) int { return strings.Compare(a.name, b.name) }
	return Sources{slices.SortedFunc(maps.Values(files), byName)}, nil
}

// eachFile visits the Markdown files of a library.
func eachFile(fsys fs.FS, visit func(name string, text []byte)) error {
	return eachName(fsys, func(name string) error {
		text, err := fs.ReadFile(fsys, name)
		if err == nil {
			visit(name, text)
		}
		return err
	})
}

// eachName visits the names of a library's files. A directory that is not there has none; one that cannot be
// read is an error, since a lost mount must not look like a library without articles. Hidden files are those
// of editors and of volumes that are switched as a whole.
func eachName(fsys fs.FS, visit func(name string) error) error {
	for _, directory := range []string{articlesDirectory, guidesDirectory, notesDirectory} {
		entries, err := fs.ReadDir(fsys, directory)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("list %s: %w", directory, err)
		}
		for _, entry := range entries {
			if path.Ext(entry.Name()) != ".md" || strings.HasPrefix(entry.Name(), ".") {
				continue
			}
			name := path.Join(directory, entry.Name())
			if err := visit(name); err != nil {
				return fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return nil
}

// Hash names the state of the library: it changes with any byte of any file, with whose it is, and with the parser.
func (s Sources) Hash() string {
	sum := newSum()
	for _, file := range s.files {
		sum.file(file.name, int64(len(file.text)), file.origin)
		sum.Write(file.text)
	}
	return sum.String()
}

// sum is the hash of a library while its files are added to it, one after the other in the order of their names.
type sum struct{ *xxhash.Digest }

func newSum() sum {
	s := sum{xxhash.New()}
	fmt.Fprintf(s, "errdex library %s\n", renderVersion)
	return s
}

// file begins a file; its text is written after it.
func (s sum) file(name string, size int64, origin Origin) {
	fmt.Fprintf(s, "%s %d%s\n", name, size, origin)
}

func (s sum) String() string { return fmt.Sprintf("%016x", s.Sum64()) }

// Teams is how many of the files are teams'.
func (s Sources) Teams() int {
	n := 0
	for _, file := range s.files {
		if file.origin != "" {
			n++
		}
	}
	return n
}

// Parse parses the files in their order. Problems holds those that could not be parsed.
func (s Sources) Parse() (articles []Article, problems []Problem) {
	notes := map[string]string{}
	for _, file := range s.files {
		if path.Dir(file.name) == notesDirectory {
			notes[file.slug()] = string(normalBreaks(file.text))
		}
	}
	for _, file := range s.files {
		if path.Dir(file.name) == notesDirectory {
			continue
		}
		note := notes[file.slug()]
		article, err := Parse(file.slug(), annotated(file.text, note))
		if err != nil {
			problems = append(problems, Problem{File: file.name, Field: "file", Text: strings.Join(strings.Fields(err.Error()), " ")})
			continue
		}
		if home := File(article.Kind, article.Slug); home != file.name {
			problems = append(problems, Problem{File: file.name, Field: "kind", Text: fmt.Sprintf("is %q (a file of that kind lives at %s)", article.Kind, home)})
			continue
		}
		article.Origin, article.Note = file.origin, note
		articles = append(articles, article)
	}
	return articles, problems
}

func (f source) slug() string { return strings.TrimSuffix(path.Base(f.name), ".md") }

// Lint returns the articles and every problem of the library, sorted by file.
func (s Sources) Lint() ([]Article, []Problem) {
	articles, problems := s.Parse()
	problems = append(problems, Lint(articles)...)
	problems = append(problems, s.lostNotes()...)
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.File, b.File) })
	return articles, problems
}
