package server

import (
	"regexp"
	"strings"
	"testing"

	"errdex/content"
)

var markdownLink = regexp.MustCompile(`\]\(([^)]*)\)`)

// TestLLMsTexts: the short text leads to every article's twin, once and on a line with its summary, and to nothing that
// is not there; the long one holds every article.
func TestLLMsTexts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	index, full := s.send(t, "GET", "/llms.txt", "").body, s.send(t, "GET", "/llms-full.txt", "").body
	if len(index) > 48<<10 {
		t.Errorf("llms.txt has %d bytes: it is the short one", len(index))
	}
	for _, article := range embedded(t) {
		twin := content.Path(article.Kind, article.Slug) + ".md"
		if line := "\n- [" + article.Title + "](" + publicURL + twin + "): " + article.Summary + "\n"; strings.Count(index, line) != 1 {
			t.Errorf("llms.txt has the line %q %d times, want once", line, strings.Count(index, line))
		}
		if !strings.Contains(full, s.send(t, "GET", twin, "").body) {
			t.Errorf("llms-full.txt lacks %s", twin)
		}
	}
	for _, link := range markdownLink.FindAllStringSubmatch(index, -1) {
		path, ours := strings.CutPrefix(link[1], publicURL)
		if !ours || s.send(t, "GET", path, "").status != 200 {
			t.Errorf("llms.txt links to %s, which is not there", link[1])
		}
	}
	for _, named := range []string{"/diagnose", "/api/v1/diagnose", "/mcp", "/errors/429.md", "/api/v1/search", "errdex mcp"} {
		if strings.HasPrefix(named, "/") {
			named = publicURL + named
		}
		if !strings.Contains(index, named) {
			t.Errorf("llms.txt does not tell of %s", named)
		}
	}
	if first, _, _ := strings.Cut(index, "\n"); first != "# Errdex" {
		t.Errorf("llms.txt begins with %q, want its title", first)
	}
}
