package server

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/desk"
)

// TestNotModified asks again for what is there already.
func TestNotModified(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	targets := []string{"/api/v1/articles", "/api/v1/articles?layer=quota", "/api/v1/articles/rate-limit", "/errors/rate-limit.md",
		"/errors/rate-limit.json", "/errors/rate-limit-input-tokens.md?limit=5", "/openapi.json", "/llms.txt", "/llms-full.txt"}
	tags := map[string]string{}
	for _, target := range targets {
		first := s.send(t, "GET", target, "")
		tag := first.header.Get("ETag")
		if first.status != 200 || strings.HasPrefix(tag, "W/") || len(tag) < 10 {
			t.Fatalf("GET %s = %d with the ETag %q, want a strong one", target, first.status, tag)
		}
		if other, known := tags[tag]; known && first.body != s.send(t, "GET", other, "").body {
			t.Errorf("%s and %s have the same ETag and differ", target, other)
		}
		tags[tag] = target
		for match, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200} {
			for _, method := range []string{"GET", "HEAD"} {
				got := s.send(t, method, target, "", "If-None-Match: "+match)
				if got.status != want || got.header.Get("ETag") != tag || want == 304 && got.body != "" {
					t.Errorf("%s %s with If-None-Match %s = %d, ETag %q, %d bytes, want %d", method, target, match, got.status, got.header.Get("ETag"), len(got.body), want)
				}
			}
		}
	}
}

// TestTwins compares the forms of every article: they say the same.
func TestTwins(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, article := range embedded(t) {
		home := content.Path(article.Kind, article.Slug)
		page, asked := s.send(t, "GET", home, ""), s.send(t, "GET", home, "", "Accept: text/markdown")
		markdown, document := s.send(t, "GET", home+".md", ""), s.send(t, "GET", home+".json", "")
		if asked.body != markdown.body || asked.header.Get("ETag") != markdown.header.Get("ETag") {
			t.Errorf("%s: Accept: text/markdown is not answered as %s.md is", home, home)
		}
		if api := s.send(t, "GET", "/api/v1/articles/"+article.Slug, ""); api.body != document.body {
			t.Errorf("%s.json is not what the API says", home)
		}
		var whole desk.Article
		if err := json.Unmarshal([]byte(document.body), &whole); err != nil {
			t.Fatalf("%s.json: %v", home, err)
		}
		if whole.Markdown != markdown.body || whole.URL != home || whole.Title != article.Title || len(whole.Sources) != len(article.Sources) {
			t.Errorf("%s.json is of another article, or its Markdown is not that of %s.md", home, home)
		}
		links := []string{"<" + article.Slug + `.md>; rel="alternate"; type="text/markdown"`, "<" + article.Slug + `.json>; rel="alternate"; type="application/json"`}
		for _, got := range []reply{page, asked} {
			if diff := cmp.Diff(links, got.header.Values("Link")); diff != "" || got.header.Get("Vary") != "Accept, Accept-Encoding" {
				t.Errorf("%s: Vary %q, Link (-want +got):\n%s", home, got.header.Get("Vary"), diff)
			}
		}
		checkHas(t, page.body, whole.HTML)
		for _, step := range article.Steps {
			checkHas(t, markdown.body, step.Ask)
		}
	}
}

// TestArticleList compares the list's filter with the page's.
func TestArticleList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, query := range []string{"", "?layer=quota", "?status=429", "?surface=chat", "?layer=network&surface=gateway", "?layer=none"} {
		var list desk.ArticleList
		if err := json.Unmarshal([]byte(s.send(t, "GET", "/api/v1/articles"+query, "").body), &list); err != nil {
			t.Fatal(err)
		}
		if query == "" && len(list.Articles) != len(embedded(t)) {
			t.Errorf("the list has %d articles, the library %d", len(list.Articles), len(embedded(t)))
		}
		page := s.send(t, "GET", "/errors"+query, "").body
		for _, article := range embedded(t) {
			listed := slices.ContainsFunc(list.Articles, func(entry desk.Entry) bool { return entry.Slug == article.Slug })
			shown := strings.Contains(page, `href="`+content.Path(article.Kind, article.Slug)+`"`)
			if query != "" && article.Kind != content.KindGuide && listed != shown {
				t.Errorf("%q: %s is in the list: %t, on the page: %t", query, article.Slug, listed, shown)
			}
		}
	}
}

// TestOtherSitesMayRead asks with every method: what another site's page may read is what is for programs, and
// nothing that is posted.
func TestOtherSitesMayRead(t *testing.T) {
	t.Parallel()
	s, limited := newSite(t), newSite(t, onlyOnce)
	limited.send(t, "GET", "/livez", "")
	for target, open := range map[string]bool{
		"/api/v1/articles": true, "/api/v1/articles/rate-limit": true, "/api/v1/search?q=429": true, "/api/v1/none": true, "/openapi.json": true,
		"/errors/rate-limit.md": true, "/guides/lock-the-problem-down.json": true, "/errors/none.md": true, "/api/v1/diagnose": true,
		"/": false, "/errors/rate-limit": false, "/llms.txt": false, "/diagnose": false, "/search?q=x.json": false, "/x.md": false,
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} {
			want := ""
			if open && (method == "GET" || method == "HEAD") {
				want = "*"
			}
			for _, site := range []*site{s, limited} {
				got := site.send(t, method, target, "529 overloaded_error", "Content-Type: text/plain")
				if allowed := got.header.Get("Access-Control-Allow-Origin"); allowed != want || got.header.Get("Access-Control-Allow-Methods") != "" {
					t.Errorf("%s %s = %d: Access-Control-Allow-Origin is %q, want %q", method, target, got.status, allowed, want)
				}
			}
		}
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	tests := []struct{ accept, page, paste string }{
		{"", htmlType, textType},
		{"*/*", htmlType, textType},
		{"text/*", htmlType, textType},
		{"image/png", htmlType, textType},
		{"text/html", htmlType, htmlType},
		{"TEXT/HTML", htmlType, htmlType},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", htmlType, htmlType},
		{"text/plain", htmlType, textType},
		{"text/markdown", markdownType, markdownType},
		{"text/markdown;charset=utf-8", markdownType, markdownType},
		{"text/markdown, text/html, */*", markdownType, markdownType},
		{"text/html, text/markdown", markdownType, markdownType},
		{"text/html;q=0.9, text/markdown;q=0.8", htmlType, htmlType},
		{"text/html;q=0.8, text/markdown;q=0.9", markdownType, markdownType},
		{"text/markdown;q=0.5, */*", htmlType, textType},
		{"text/markdown;q=0.5, text/*;q=0.4, */*", markdownType, markdownType},
		{"text/markdown, */*;q=0.1", markdownType, markdownType},
		{"text/markdown;q=0", htmlType, textType},
		{"text/markdown;q=0, text/html;q=0", htmlType, textType},
		{"text/markdown;q=0.001", markdownType, markdownType},
		{"text/markdown;q=2, text/html", htmlType, htmlType},
		{"text/markdown;q=NaN", htmlType, textType},
		{"text/markdown;q=high, text/html;q=0.1", htmlType, htmlType},
		{"text/markdown;;, text/html", htmlType, htmlType},
		{",,;,", htmlType, textType},
	}
	for _, test := range tests {
		if got := negotiate(test.accept, markdownType, htmlType); got != test.page {
			t.Errorf("negotiate(%q) for a page = %s, want %s", test.accept, got, test.page)
		}
		if got := negotiate(test.accept, markdownType, htmlType, textType); got != test.paste {
			t.Errorf("negotiate(%q) for a paste = %s, want %s", test.accept, got, test.paste)
		}
	}
}
