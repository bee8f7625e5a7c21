package server

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/store"
	"errdex/views"
)

// smallShelf is a library with one article of each kind, in an order that is not that of the pages.
func smallShelf() (shelf, []content.Article) {
	articles := []content.Article{
		{Slug: "refused", Title: "Refused", Summary: "Nobody listens.", Kind: content.KindCode, Layer: content.LayerNetwork, Retry: content.RetryAfterFix,
			Surfaces: []string{"sdk"}},
		{Slug: "rate-limit", Title: "Rate limit", Summary: "Wait.", Kind: content.KindCode, Layer: content.LayerQuota, Retry: content.RetryWait,
			Status: []int{429}, Surfaces: []string{"api", "sdk"}, Related: []string{"refused", "gone"}},
		{Slug: "input-tokens", Title: "Input tokens", Kind: content.KindCause, Parent: "rate-limit", Layer: content.LayerQuota, Retry: content.RetryWait,
			Status: []int{429, 430}, Surfaces: []string{"api"}, HTML: "<p>{{limit|too many}}, {{model}}, {{wait|soon}}</p>", Markdown: "\nSend {{limit|fewer}} after {{wait|a while}}.\n",
			Fixes: []content.Fix{{Text: "Wait {{wait|a while}}.", HTML: "<b>Wait</b> {{wait|a while}}."}}, Examples: []string{"limit of 5 tokens", "more"}, Resend: content.ResendRefused,
			Signatures: []content.Signature{{Message: "limit of {limit:number} tokens of {model:model} reached"}}},
		{Slug: "bad-request", Title: "Bad request", Kind: content.KindCode, Layer: content.LayerRequest, Retry: content.RetryNever, Status: []int{400}},
		{Slug: "order", Title: "An order", Kind: content.KindGuide, Status: []int{429}, Surfaces: []string{"sdk", "chat"}, Steps: []content.Step{
			{ID: "first", Ask: "Is it 429?", Answers: []content.StepAnswer{{Text: "yes", Slug: "rate-limit"}, {Text: "no", Next: "second"}}},
			{ID: "second", Ask: "Is it 400?", Answers: []content.StepAnswer{{Text: "yes", Slug: "bad-request"}}},
		}},
	}
	return newShelf(articles), articles
}

// smallFixes are the fixes of smallShelf's articles.
func smallFixes(slug string) []content.Fix {
	_, articles := smallShelf()
	for _, a := range articles {
		if a.Slug == slug {
			return a.Fixes
		}
	}
	return nil
}

func slugs(links []views.Link) []string {
	var urls []string
	for _, link := range links {
		urls = append(urls, link.URL)
	}
	return urls
}

func TestIndexPage(t *testing.T) {
	t.Parallel()
	s, _ := smallShelf()
	tests := []struct {
		name                   string
		layer, status, surface string
		want                   []string
	}{
		{"layer", "quota", "", "", []string{"/errors/rate-limit", "/errors/input-tokens"}},
		{"status", "", "429", "", []string{"/errors/rate-limit", "/errors/input-tokens"}},
		{"second status", "", "430", "", []string{"/errors/input-tokens"}},
		{"surface", "", "", "sdk", []string{"/errors/rate-limit", "/errors/refused"}},
		{"all three", "quota", "429", "sdk", []string{"/errors/rate-limit"}},
		{"nothing fits", "network", "429", "", nil},
		{"unknown", "none", "", "", nil},
		{"a part of a status", "", "42", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			page := indexPage(s, test.layer, test.status, test.surface)
			if diff := cmp.Diff(test.want, slugs(page.Found)); diff != "" || !page.Active || page.Codes != nil {
				t.Errorf("indexPage(%q, %q, %q).Found (-want +got), Active %t, %d codes:\n%s",
					test.layer, test.status, test.surface, page.Active, len(page.Codes), diff)
			}
		})
	}
}

func TestIndexPageUnfiltered(t *testing.T) {
	t.Parallel()
	s, _ := smallShelf()
	page := indexPage(s, "", "", "")
	// By status; what has none comes last. Guides are no errors, causes stand beneath their code.
	if diff := cmp.Diff([]string{"/errors/bad-request", "/errors/rate-limit", "/errors/refused"}, slugs(page.Codes)); diff != "" {
		t.Errorf("Codes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"/errors/input-tokens"}, slugs(page.Codes[1].Children)); diff != "" {
		t.Errorf("Children (-want +got):\n%s", diff)
	}
	want := []views.Filter{
		{Name: "layer", Label: "Layer", Options: []views.Option{views.LayerOption("network"), views.LayerOption("quota"), views.LayerOption("request")}},
		{Name: "status", Label: "Status", Options: plainOptions([]string{"400", "429", "430"})},
		{Name: "surface", Label: "Where", Options: plainOptions([]string{"api", "sdk"})},
	}
	if diff := cmp.Diff(want, page.Filters); diff != "" || page.Active || page.Found != nil {
		t.Errorf("Filters (-want +got), Active %t, %d found:\n%s", page.Active, len(page.Found), diff)
	}
}

func TestArticlePage(t *testing.T) {
	t.Parallel()
	s, articles := smallShelf()
	page := articlePage(s, articles[1], nil)
	want := views.ArticlePage{
		Article: articles[1], Children: []views.Link{s.links["input-tokens"]}, Related: []views.Link{s.links["refused"]},
		Advice: "Wait for the time that the response or the message names, then retry.", Markdown: "/errors/rate-limit.md",
	}
	if diff := cmp.Diff(want, page); diff != "" {
		t.Errorf("articlePage of a code (-want +got):\n%s", diff)
	}
	if parent := articlePage(s, articles[2], nil).Parent; parent == nil || parent.URL != "/errors/rate-limit" {
		t.Errorf("articlePage of a cause has the parent %v, want rate-limit", parent)
	}
	guide := articlePage(s, articles[4], nil)
	steps := []views.GuideStep{
		{ID: "step-first", Ask: "Is it 429?", Answers: []views.GuideAnswer{
			{Text: "yes", URL: "/errors/rate-limit", Target: "Rate limit"}, {Text: "no", URL: "#step-second", Target: "Is it 400?"}}},
		{ID: "step-second", Ask: "Is it 400?", Answers: []views.GuideAnswer{{Text: "yes", URL: "/errors/bad-request", Target: "Bad request"}}},
	}
	if diff := cmp.Diff(steps, guide.Steps); diff != "" || guide.Advice != "" || guide.Parent != nil || guide.Guided != "/guides/order/check" {
		t.Errorf("articlePage of a guide: steps (-want +got), advice %q, parent %v, questions at %q:\n%s", guide.Advice, guide.Parent, guide.Guided, diff)
	}
}

func TestArticlePageValues(t *testing.T) {
	t.Parallel()
	s, articles := smallShelf()
	const asWritten = "<p>too many, <var>model</var>, soon</p>"
	tests := []struct{ name, query, want string }{
		{"none", "", asWritten},
		{"number", "limit=30000", `<p><strong class="value">30000</strong>, <var>model</var>, soon</p>`},
		{"all", "limit=1&model=claude-x&wait=5",
			`<p><strong class="value">1</strong>, <strong class="value">claude-x</strong>, <strong class="value">5 seconds</strong></p>`},
		{"the first of two", "limit=1&limit=2", `<p><strong class="value">1</strong>, <var>model</var>, soon</p>`},
		{"not a number", "limit=many", asWritten},
		{"a number and more", "limit=30000+now", asWritten},
		{"markup", "limit=<b>&model=<b>", asWritten},
		{"too long", "limit=123456789012345678901", asWritten},
		{"empty", "limit=&wait=", asWritten},
		{"wait is negative", "wait=-1", asWritten},
		{"wait is words", "wait=for+ever", asWritten},
		{"unknown name", "other=1", asWritten},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			query, err := url.ParseQuery(test.query)
			if err != nil {
				t.Fatal(err)
			}
			if got := articlePage(s, articles[2], query).Article.HTML; got != test.want {
				t.Errorf("articlePage(%q) = %s, want %s", test.query, got, test.want)
			}
		})
	}
}

func TestSearchPage(t *testing.T) {
	t.Parallel()
	hits := []store.Hit{
		{Slug: "a", Title: "A", Summary: "One.", Kind: content.KindCode, Layer: content.LayerQuota, Snippet: "x \x02y\x03"},
		{Slug: "g", Title: "G", Kind: content.KindGuide},
	}
	want := views.SearchPage{Query: "y", Hits: []views.SearchHit{
		{Link: views.Link{URL: "/errors/a", Title: "A", Summary: "One.", Layer: content.LayerQuota}, Snippet: []views.Segment{{Text: "x "}, {Text: "y", Mark: 1}}},
		{Link: views.Link{URL: "/guides/g", Title: "G"}},
	}}
	if diff := cmp.Diff(want, searchPage("y", hits)); diff != "" {
		t.Errorf("searchPage (-want +got):\n%s", diff)
	}
}

func TestMarked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		snippet string
		want    []views.Segment
	}{
		{"", nil},
		{"no mark", []views.Segment{{Text: "no mark"}}},
		{"a \x02b\x03 c", []views.Segment{{Text: "a "}, {Text: "b", Mark: 1}, {Text: " c"}}},
		{"\x02a\x03\x02b\x03", []views.Segment{{}, {Text: "a", Mark: 1}, {}, {Text: "b", Mark: 1}}},
		{"a \x02cut", []views.Segment{{Text: "a "}, {Text: "cut", Mark: 1}}},
	}
	for _, test := range tests {
		t.Run(test.snippet, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, marked(test.snippet)); diff != "" {
				t.Errorf("marked(%q) (-want +got):\n%s", test.snippet, diff)
			}
		})
	}
}
