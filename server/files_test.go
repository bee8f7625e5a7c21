package server

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"errdex/content"
	"errdex/views"
)

// readXML reads a file of the site as a program does, and checks what every XML file has.
func readXML(t *testing.T, s *site, target string, into any) {
	t.Helper()
	got := s.send(t, "GET", target, "")
	if got.status != 200 || !strings.HasPrefix(got.body, `<?xml version="1.0" encoding="UTF-8"?>`) {
		t.Fatalf("GET %s = %d:\n%s", target, got.status, got.body)
	}
	decoder := xml.NewDecoder(strings.NewReader(got.body))
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", target, err)
	}
}

// TestSitemap compares the sitemap with the site: every page of it is there, is for search engines and is its own
// canonical address, and no page that a walk finds is missing.
func TestSitemap(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var list sitemap
	readXML(t, s, "/sitemap.xml", &list)
	listed := map[string]bool{}
	for _, page := range list.Pages {
		path, ours := strings.CutPrefix(page.Location, publicURL)
		if !ours || listed[path] {
			t.Errorf("%s is listed twice or is not ours", page.Location)
		}
		listed[path] = true
		if tags := preview(t, s, path); tags["canonical"] != page.Location || tags["robots"] != "" {
			t.Errorf("%s has the canonical address %s, robots %q", page.Location, tags["canonical"], tags["robots"])
		}
		if _, err := time.Parse(time.DateOnly, page.Modified); page.Modified != "" && err != nil {
			t.Errorf("%s: %v", page.Location, err)
		}
	}
	for _, path := range append(walk(t, s), "/errors/403", "/errors/504") {
		if !listed[path] {
			t.Errorf("the sitemap lacks %s", path)
		}
	}
}

// walk follows links from the home page and returns the canonical paths of what it finds for search engines.
func walk(t *testing.T, s *site) []string {
	t.Helper()
	seen, found := map[string]bool{"/": true}, []string{}
	for next := []string{"/"}; len(next) > 0; next = next[1:] {
		got := s.send(t, "GET", next[0], "")
		canonical := canonicals.FindStringSubmatch(got.body)
		if got.status != 200 || canonical == nil {
			continue
		}
		found = append(found, strings.TrimPrefix(canonical[1], publicURL))
		for _, href := range hrefs.FindAllStringSubmatch(got.body, -1) {
			path, _, _ := strings.Cut(href[1], "#")
			if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/static/") && !seen[path] {
				seen[path] = true
				next = append(next, path)
			}
		}
	}
	return found
}

func TestSharedNames(t *testing.T) {
	t.Parallel()
	code := func(status []int, types ...string) content.Article {
		return content.Article{Kind: content.KindCode, Status: status, Types: types}
	}
	got := sharedNames([]content.Article{
		code([]int{403}, "permission_error"), code([]int{403, 404}), code([]int{403}, "permission_error"),
		{Kind: content.KindCause, Status: []int{404}},
	})
	if want := []string{"403", "permission_error"}; !slices.Equal(got, want) {
		t.Errorf("sharedNames = %q, want %q", got, want)
	}
}

// uuid is the form of a version 5 UUID, as a URN.
var uuid = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// TestFeed reads the feed by the rules of RFC 4287.
func TestFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var got feed
	readXML(t, s, "/changes.atom", &got)
	if !uuid.MatchString(got.ID) || got.Title == "" || got.Author == "" || len(got.Entries) != min(maxEntries, len(embedded(t))) {
		t.Errorf("feed: id %q, title %q, author %q, %d entries", got.ID, got.Title, got.Author, len(got.Entries))
	}
	if len(got.Links) != 2 || got.Links[0].Relation != "self" || got.Links[0].Target != publicURL+"/changes.atom" || got.Links[1].Relation != "alternate" {
		t.Errorf("links of the feed: %+v", got.Links)
	}
	seen := map[string]bool{got.ID: true}
	before := got.Updated
	for _, entry := range got.Entries {
		if _, err := time.Parse(time.RFC3339, entry.Updated); err != nil || entry.Updated > before {
			t.Errorf("%s was updated %s, after one of %s: %v", entry.Title, entry.Updated, before, err)
		}
		if !uuid.MatchString(entry.ID) || seen[entry.ID] || entry.Title == "" || entry.Summary == "" {
			t.Errorf("entry %+v lacks a field or an id of its own", entry)
		}
		seen[entry.ID], before = true, entry.Updated
		if path, ours := strings.CutPrefix(entry.Link.Target, publicURL); !ours || s.send(t, "HEAD", path, "").status != 200 {
			t.Errorf("%s leads to %s, which is no page", entry.Title, entry.Link.Target)
		}
	}
	if got.Updated != got.Entries[0].Updated {
		t.Errorf("the feed was updated %s, its first entry %s", got.Updated, got.Entries[0].Updated)
	}
}

// TestFeedOrder fills a library larger than the feed: the newest stay, and equal days are in the order of slugs.
func TestFeedOrder(t *testing.T) {
	t.Parallel()
	var articles []content.Article
	for i := range maxEntries + 10 {
		articles = append(articles, content.Article{Slug: fmt.Sprintf("a%02d", i), Reviewed: fmt.Sprintf("2026-%02d-01", 1+i%12)})
	}
	got := newFeed(views.Address{Base: publicURL}, newShelf(articles))
	if len(got.Entries) != maxEntries || got.Updated != "2026-12-01T00:00:00Z" {
		t.Fatalf("%d entries, updated %s", len(got.Entries), got.Updated)
	}
	var first []string
	for _, entry := range got.Entries[:6] {
		first = append(first, strings.TrimPrefix(entry.Link.Target, publicURL+"/errors/"))
	}
	if want := []string{"a11", "a23", "a35", "a47", "a59", "a10"}; !slices.Equal(first, want) {
		t.Errorf("first entries = %q, want %q", first, want)
	}
}

// TestStableID holds two ids by their bytes: a change of them shows every article as new in every reader.
func TestStableID(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"changes":            "urn:uuid:cfdeca14-88a2-5a3e-9ae2-7142b892c092",
		"article/overloaded": "urn:uuid:fc90db8e-e07d-57f6-b9b3-42f6e41cd2a9",
	} {
		if got := stableID(name); got != want {
			t.Errorf("stableID(%q) = %s, want %s", name, got, want)
		}
	}
}

// TestOpenSearch searches as a browser does that has read the description.
func TestOpenSearch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var got openSearch
	readXML(t, s, "/opensearch.xml", &got)
	if len(got.ShortName) == 0 || len(got.ShortName) > 16 || got.Description == "" || got.Encoding != "UTF-8" || len(got.URLs) != 2 {
		t.Fatalf("description = %+v", got)
	}
	target := strings.ReplaceAll(got.URLs[0].Template, "{searchTerms}", url.QueryEscape("overloaded error"))
	path, ours := strings.CutPrefix(target, publicURL)
	if !ours {
		t.Fatalf("search leads to %s", target)
	}
	checkHas(t, s.send(t, "GET", path, "").body, "/errors/overloaded")
	icon, ours := strings.CutPrefix(got.Image.URL, publicURL)
	if !ours || s.send(t, "GET", icon, "").status != 200 {
		t.Errorf("the icon %s is not there", got.Image.URL)
	}
	if home := s.send(t, "GET", "/", ""); !strings.Contains(home.body, `rel="search" type="application/opensearchdescription+xml"`) ||
		!strings.Contains(home.body, `rel="alternate" type="application/atom+xml"`) {
		t.Error("the home page does not name the search and the feed")
	}
}

// TestRobotsWithoutPrefix is about a site at the root of its host.
func TestRobotsWithoutPrefix(t *testing.T) {
	t.Parallel()
	got := newSite(t, func(c *Config) { c.PublicURL = "https://errdex.example" }).send(t, "GET", "/robots.txt", "").body
	checkHas(t, got, "Disallow: /diagnose\n", "Disallow: /search\n", "Sitemap: https://errdex.example/sitemap.xml\n")
}
