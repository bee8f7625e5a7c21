package server

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"errdex/content"
	"errdex/static"
)

var (
	hrefs = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	holes = regexp.MustCompile(`\{\{[a-z_]+(\||\}\})`)
	ids   = regexp.MustCompile(` id="([^"]*)"`)
)

// TestLinks walks the site from its home page: every link leads to a page, and every fragment to a place on it.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	pages := map[string]reply{}
	next := []string{"/"}
	for len(next) > 0 {
		from := next[0]
		next = next[1:]
		for _, target := range linksOf(s, t, from, pages) {
			if _, known := pages[target]; !known {
				pages[target] = s.send(t, "GET", target, "")
				next = append(next, target)
			}
			if status := pages[target].status; status >= 400 && target != "/diagnose" {
				t.Errorf("%s links to %s, which is %d", from, target, status)
			}
		}
	}
	for _, article := range embedded(t) {
		if _, found := pages[content.Path(article.Kind, article.Slug)]; !found {
			t.Errorf("no link leads to %s", article.Slug)
		}
	}
}

// linksOf returns the targets on our own site that a page names, without fragments, and checks the fragments
// of its links to itself.
func linksOf(s *site, t *testing.T, from string, pages map[string]reply) []string {
	t.Helper()
	page, known := pages[from]
	if !known {
		page = s.send(t, "GET", from, "")
		pages[from] = page
	}
	if page.status == 200 && strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		checkPage(t, from, page.body)
	}
	places := map[string]bool{}
	for _, id := range ids.FindAllStringSubmatch(page.body, -1) {
		places[id[1]] = true
	}
	var targets []string
	for _, href := range hrefs.FindAllStringSubmatch(page.body, -1) {
		target, fragment, _ := strings.Cut(html.UnescapeString(href[1]), "#")
		if target == "" && !places[fragment] {
			t.Errorf("%s links to #%s, which it does not have", from, fragment)
		}
		if strings.HasPrefix(target, "/") {
			targets = append(targets, target)
		}
	}
	return targets
}

func checkPage(t *testing.T, target, body string) {
	t.Helper()
	if hole := holes.FindString(body); hole != "" {
		t.Errorf("%s shows the hole %s, into which nothing was filled", target, hole)
	}
	if titles := strings.Count(body, "<h1"); titles != 1 {
		t.Errorf("%s has %d h1, want 1", target, titles)
	}
}

// TestStaticFiles fetches what the pages link to.
func TestStaticFiles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/static/", "/static/0/app.css", "/static/app.css", static.URL("app.css") + "x"} {
		if got := s.send(t, "GET", target, "", browser); got.status != 404 || !strings.Contains(got.body, "<h1>There is no such page</h1>") {
			t.Errorf("GET %s = %d, want 404 and our page; body:\n%.300s", target, got.status, got.body)
		}
	}
	for name, kind := range map[string]string{"app.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"} {
		for _, method := range []string{"GET", "HEAD"} {
			got := s.send(t, method, static.URL(name), "")
			if got.status != 200 || got.header.Get("Content-Type") != kind || !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s %s = %d, %v, want 200, %s, immutable", method, static.URL(name), got.status, got.header, kind)
			}
			if (got.body == "") != (method == "HEAD") {
				t.Errorf("%s %s has %d bytes", method, static.URL(name), len(got.body))
			}
		}
	}
}
