package catalogue

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"errdex/content"
)

// Write writes articles as a team's content directory.
func Write(directory string, articles []content.Article) error {
	for _, a := range articles {
		front, err := yaml.Marshal(a)
		if err != nil {
			return err
		}
		text := a.Markdown
		if text == "" {
			text = body(a)
		}
		path := filepath.Join(directory, content.File(a.Kind, a.Slug))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte("---\n"+string(front)+"---\n\n"+text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// WriteTeam writes articles as a directory that a service takes beside its built-in ones. Those stand in it too, without
// what tests their words: a word weighs more in a larger library, so that some descriptions lead elsewhere there.
func WriteTeam(directory string, articles []content.Article) error {
	builtIn, problems, err := content.Load(content.Embedded())
	if err != nil || len(problems) > 0 {
		return fmt.Errorf("built-in library: %v %w", problems, err)
	}
	all := slices.Clone(articles)
	for _, a := range builtIn {
		if a.Kind == content.KindGuide {
			continue
		}
		a.Described, a.NearMisses = nil, nearMisses
		if a.Slug == nearMisses[0].Want {
			a.NearMisses = []content.NearMiss{nearMisses[1], nearMisses[1]}
		}
		all = append(all, a)
	}
	return Write(directory, all)
}

// body lays an article's text out in the sections that every article has.
func body(a content.Article) string {
	words := strings.Fields(a.Text)
	part := len(words) / len(content.Sections)
	var out strings.Builder
	for i, section := range content.Sections {
		text := strings.Join(words[i*part:(i+1)*part], " ")
		if section == "fix" {
			text = "1. " + text
		}
		fmt.Fprintf(&out, "## Section %d {#%s}\n\n%s\n\n", i+1, section, text)
	}
	return out.String()
}
