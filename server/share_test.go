package server

import (
	"bytes"
	"encoding/json"
	"html"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

var (
	metas      = regexp.MustCompile(`<meta (?:name|property)="([^"]*)" content="([^"]*)">`)
	canonicals = regexp.MustCompile(`<link rel="canonical" href="([^"]*)">`)
	dataBlocks = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)
)

// previewBytes is how much of a page the readers that make previews are known to load at the least.
const previewBytes = 32 << 10

// preview is what a page's head tells of it, as somebody reads it who loads the first part only.
func preview(t *testing.T, s *site, target string) map[string]string {
	t.Helper()
	got := s.send(t, "GET", target, "", "Range: bytes=0-32767")
	if got.status != 206 || len(got.body) > previewBytes {
		t.Fatalf("GET %s with a range = %d with %d bytes, want 206 and at most %d", target, got.status, len(got.body), previewBytes)
	}
	tags := map[string]string{}
	for _, meta := range metas.FindAllStringSubmatch(got.body, -1) {
		if _, twice := tags[meta[1]]; twice {
			t.Errorf("%s has %s twice", target, meta[1])
		}
		tags[meta[1]] = html.UnescapeString(meta[2])
	}
	if canonical := canonicals.FindAllStringSubmatch(got.body, -1); len(canonical) == 1 {
		tags["canonical"] = html.UnescapeString(canonical[0][1])
	}
	return tags
}

// TestPreviews reads every article and guide as a chat does that shows a link to it. It looks at the picture of the
// first of each kind and layer.
func TestPreviews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	looked := map[string]bool{}
	for _, a := range embedded(t) {
		path := content.Path(a.Kind, a.Slug)
		tags := preview(t, s, path)
		want := map[string]string{
			"canonical": publicURL + path, "description": a.Summary,
			"og:site_name": "Errdex", "og:type": "article", "og:title": a.Title, "og:description": a.Summary, "og:url": publicURL + path,
			"og:image": publicURL + path + ".png", "og:image:type": "image/png", "og:image:width": "1200", "og:image:height": "630",
			"og:image:alt": tags["og:image:alt"],
			"twitter:card": "summary_large_image", "twitter:title": a.Title, "twitter:description": a.Summary,
			"twitter:image": publicURL + path + ".png", "twitter:image:alt": tags["og:image:alt"],
			"viewport": tags["viewport"], "color-scheme": tags["color-scheme"],
		}
		if diff := cmp.Diff(want, tags); diff != "" || a.Summary == "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if alt := tags["og:image:alt"]; !strings.HasPrefix(alt, a.Title) || !strings.Contains(alt, string(a.Layer)) {
			t.Errorf("%s: the picture's text is %q, want title and layer", path, alt)
		}
		if s.kept[path+".png"] == nil {
			t.Errorf("%s has no picture", path)
		}
		kind := string(a.Kind) + string(a.Layer)
		if looked[kind] {
			continue // package card draws every title of the library
		}
		looked[kind] = true
		picture := s.send(t, "GET", strings.TrimPrefix(tags["og:image"], publicURL), "")
		size, err := png.DecodeConfig(strings.NewReader(picture.body))
		if err != nil || size.Width != 1200 || size.Height != 630 {
			t.Errorf("%s: picture of %d by %d, error %v", path, size.Width, size.Height, err)
		}
	}
}

// TestPreviewsOfOtherPages is about pages that are no article.
func TestPreviewsOfOtherPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct{ target, url string }{
		{"/", "/"}, {"/errors", "/errors"}, {"/errors?layer=quota", "/errors"}, {"/privacy", "/privacy"}, {"/errors/403", "/errors/403"}, {"/504", "/errors/504"},
	} {
		tags := preview(t, s, test.target)
		for name, want := range map[string]string{
			"canonical": publicURL + test.url, "og:url": publicURL + test.url, "og:type": "website",
			"og:image": publicURL + "/card.png", "twitter:image": publicURL + "/card.png", "twitter:title": tags["og:title"],
		} {
			if tags[name] != want {
				t.Errorf("%s: %s = %q, want %q", test.target, name, tags[name], want)
			}
		}
		if tags["og:title"] == "" || tags["og:description"] == "" {
			t.Errorf("%s: title %q, description %q, want both", test.target, tags["og:title"], tags["og:description"])
		}
	}
}

// data is a block of structured data, with the fields that are checked.
type data struct {
	Context      string `json:"@context"`
	Type         string `json:"@type"`
	Headline     string
	Description  string
	DateModified string
	URL          string
	Image        struct {
		Type          string `json:"@type"`
		URL           string
		Width, Height int
	}
	Publisher struct {
		Type      string `json:"@type"`
		Name, URL string
	}
	ItemListElement []struct {
		Type       string `json:"@type"`
		Position   int
		Name, Item string
	}
}

func dataOf(t *testing.T, target, page string) []data {
	t.Helper()
	var all []data
	for _, block := range dataBlocks.FindAllStringSubmatch(page, -1) {
		var read data
		if err := json.Unmarshal([]byte(block[1]), &read); err != nil {
			t.Fatalf("%s: %v in %s", target, err, block[1])
		}
		all = append(all, read)
	}
	return all
}

// TestStructuredData reads every article's blocks of data as a search engine does.
func TestStructuredData(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, a := range embedded(t) {
		path := content.Path(a.Kind, a.Slug)
		got := dataOf(t, path, s.send(t, "GET", path+"?limit=5", "").body)
		if len(got) != 2 {
			t.Fatalf("%s has %d blocks of data, want 2", path, len(got))
		}
		want := data{Context: "https://schema.org", Type: "TechArticle", Headline: a.Title, Description: a.Summary, DateModified: a.Reviewed, URL: publicURL + path}
		want.Image.Type, want.Image.URL, want.Image.Width, want.Image.Height = "ImageObject", publicURL+path+".png", 1200, 630
		want.Publisher.Type, want.Publisher.Name, want.Publisher.URL = "Organization", "Errdex", publicURL+"/"
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("%s: article (-want +got):\n%s", path, diff)
		}
		checkCrumbs(t, s, a, got[1])
	}
}

func checkCrumbs(t *testing.T, s *site, a content.Article, crumbs data) {
	t.Helper()
	var want []string
	if a.Kind == content.KindGuide {
		want = append(want, publicURL+"/")
	} else {
		want = append(want, publicURL+"/errors")
	}
	if parent, found := s.shelf.links[a.Parent]; found {
		want = append(want, publicURL+parent.URL)
	}
	want = append(want, publicURL+content.Path(a.Kind, a.Slug))
	var got []string
	for i, item := range crumbs.ItemListElement {
		if item.Type != "ListItem" || item.Position != i+1 || item.Name == "" {
			t.Errorf("%s: crumb %d is %+v", a.Slug, i, item)
		}
		got = append(got, item.Item)
	}
	if diff := cmp.Diff(want, got); diff != "" || crumbs.Type != "BreadcrumbList" || crumbs.Context != "https://schema.org" {
		t.Errorf("%s: %s (-want +got):\n%s", a.Slug, crumbs.Type, diff)
	}
}

// TestHostileTitle puts what would end a tag, a text or a script into an article's words.
func TestHostileTitle(t *testing.T) {
	t.Parallel()
	const hostile = `</script><script>alert(1)</script>"><img src=x> <!-- & '`
	articles := []content.Article{{Slug: "hostile", Title: hostile, Summary: hostile, Kind: content.KindCode, Layer: content.LayerQuota, Reviewed: "2026-11-21"}}
	s := newSite(t, func(c *Config) {
		c.Articles = articles
		c.Store = storeOf(t, articles)
	})
	page := s.send(t, "GET", "/errors/hostile", "")
	if page.status != 200 {
		t.Fatalf("status = %d", page.status)
	}
	checkLacks(t, page.body, "<script>", "<img src=x", "<!--")
	if got := dataOf(t, "/errors/hostile", page.body); len(got) != 2 || got[0].Headline != hostile {
		t.Errorf("data = %+v, want the title as it is", got)
	}
	if got := preview(t, s, "/errors/hostile")["og:title"]; got != hostile {
		t.Errorf("og:title = %q, want %q", got, hostile)
	}
	for _, file := range []string{"/changes.atom", "/sitemap.xml"} {
		if got := s.send(t, "GET", file, "").body; bytes.Contains([]byte(got), []byte("<script")) {
			t.Errorf("%s holds the markup as markup:\n%s", file, got)
		}
	}
}
