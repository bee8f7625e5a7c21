package server

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/views"
)

// smallGuide is the guide of smallShelf with the text that its questions show.
func smallGuide() (shelf, content.Article) {
	s, articles := smallShelf()
	guide := articles[4]
	guide.Minutes = 5
	guide.HTML = "<h2 id=\"first\">First</h2>\n<p>Look at <a href=\"#second\">the code</a>.</p>\n<h2 id=\"second\">Second</h2>\n<p>Look again.</p>\n"
	return s, guide
}

func TestFollow(t *testing.T) {
	t.Parallel()
	_, guide := smallGuide()
	tests := []struct {
		answers, url, at, end string
		whole                 bool
	}{
		{"", "", "first", "", true},
		{"1", "/1", "", "rate-limit", true},
		{"2", "/2", "second", "", true},
		{"2.1", "/2.1", "", "bad-request", true},
		{"3", "", "first", "", false},
		{"0", "", "first", "", false},
		{"-1", "", "first", "", false},
		{"2.2", "/2", "second", "", false},
		{"2.1.1", "/2.1", "", "bad-request", false},
		{"2.", "/2", "second", "", true},
		{"2..", "/2", "second", "", false},
		{".2", "", "first", "", false},
		{"2..1", "/2", "second", "", false},
		{"+2", "", "first", "", false},
		{"02", "", "first", "", false},
		{" 2", "", "first", "", false},
		{"2e0", "", "first", "", false},
		{"99999999999999999999", "", "first", "", false},
		{"18446744073709551618", "", "first", "", false}, // 2 in 64 bits
		{"٢", "", "first", "", false},
	}
	for _, test := range tests {
		w, whole := follow(guide, test.answers)
		if w.url() != "/guides/order/check"+test.url || w.at.ID != test.at || w.end != test.end || whole != test.whole {
			t.Errorf("follow(%q) = %s at %q, end %q, %t; want %s at %q, end %q, %t",
				test.answers, w.url(), w.at.ID, w.end, whole, "/guides/order/check"+test.url, test.at, test.end, test.whole)
		}
	}
}

// TestFollowStops holds what the lint refuses, but must not break a page.
func TestFollowStops(t *testing.T) {
	t.Parallel()
	guide := content.Article{Slug: "g", Kind: content.KindGuide, Steps: []content.Step{
		{ID: "a", Answers: []content.StepAnswer{{Text: "to nothing", Next: "none"}, {Text: "empty"}, {Text: "round", Next: "a"}}},
	}}
	for _, answers := range []string{"1", "2", "3.1"} {
		if w, whole := follow(guide, answers); whole || w.at.ID != "a" {
			t.Errorf("follow(%q) is at %q, %t, want to stop at a", answers, w.at.ID, whole)
		}
	}
}

func TestGuidedPage(t *testing.T) {
	t.Parallel()
	s, guide := smallGuide()
	w, _ := follow(guide, "")
	want := views.GuidedPage{
		Guide: s.links["order"], Minutes: 5, Number: 1, Last: 2, Ask: "Is it 429?",
		Answers: []views.GuideAnswer{{Text: "yes", URL: "/guides/order/check/1"}, {Text: "no", URL: "/guides/order/check/2"}},
		HowTo:   "<p>Look at <a href=\"/guides/order#second\">the code</a>.</p>\n", HowToAt: "/guides/order#first",
	}
	if diff := cmp.Diff(want, guidedPage(s, w, false)); diff != "" {
		t.Errorf("first question (-want +got):\n%s", diff)
	}
	w, _ = follow(guide, "2")
	want = views.GuidedPage{
		Guide: s.links["order"], Minutes: 5, Number: 2, Last: 2, Ask: "Is it 400?", Broken: true,
		Answers: []views.GuideAnswer{{Text: "yes", URL: "/guides/order/check/2.1"}},
		HowTo:   "<p>Look again.</p>\n", HowToAt: "/guides/order#second",
		Trail: []views.TrailStep{{Ask: "Is it 429?", Answer: "no", URL: "/guides/order/check"}},
	}
	if diff := cmp.Diff(want, guidedPage(s, w, true)); diff != "" {
		t.Errorf("second question (-want +got):\n%s", diff)
	}
}

func TestGuidedEndPage(t *testing.T) {
	t.Parallel()
	s, guide := smallGuide()
	w, _ := follow(guide, "2.1")
	article := content.Article{Slug: "bad-request", Retry: content.RetryNever}
	for _, fix := range []string{"Send {{model|another model}}.", "b", "c", "d"} {
		article.Fixes = append(article.Fixes, content.Fix{HTML: fix})
	}
	want := views.GuidedEndPage{
		Guide: s.links["order"], Article: s.links["bad-request"], Fixes: []string{"Send another model.", "b", "c"},
		Advice: "Do not retry: the same request fails again.",
		Trail: []views.TrailStep{
			{Ask: "Is it 429?", Answer: "no", URL: "/guides/order/check"}, {Ask: "Is it 400?", Answer: "yes", URL: "/guides/order/check/2"}},
		Report: "Guide: An order\n1. Is it 429?\n   no\n2. Is it 400?\n   yes\n" +
			"Most likely: Bad request (/errors/bad-request)\nPath: /guides/order/check/2.1\n",
	}
	if diff := cmp.Diff(want, guidedEndPage(s, w, article, false)); diff != "" {
		t.Errorf("guidedEndPage (-want +got):\n%s", diff)
	}
}

var (
	choices   = regexp.MustCompile(`(?s)<ol class="choices".*?</ol>`)
	trails    = regexp.MustCompile(`(?s)<ol class="trail".*?</ol>`)
	titles    = regexp.MustCompile(`<h1>(.*?)</h1>`)
	buttons   = regexp.MustCompile(`class="action" href="([^"]*)"`)
	leastText = regexp.MustCompile(`(?s)id="how-title">How to find out</h2>\s*<[a-z].{40}`)
)

// walker goes through guides by nothing but the links of their pages.
type walker struct {
	*site
	guide content.Article
	asked map[string]int // question -> how often
	ended map[string]int // address of an article -> how often
}

// TestEveryPathOfEveryGuide answers each question in each way.
func TestEveryPathOfEveryGuide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, guide := range embedded(t) {
		if guide.Kind != content.KindGuide {
			continue
		}
		t.Run(guide.Slug, func(t *testing.T) {
			t.Parallel()
			w := walker{s, guide, map[string]int{}, map[string]int{}}
			start := buttons.FindStringSubmatch(s.send(t, "GET", "/guides/"+guide.Slug, "").body)
			if start == nil {
				t.Fatal("the guide's page has no button that leads to its questions")
			}
			w.walk(t, start[1], nil)
			for _, step := range guide.Steps {
				if w.asked[step.Ask] == 0 {
					t.Errorf("no path leads to the question %q", step.Ask)
				}
			}
			if len(w.ended) == 0 {
				t.Error("no path ends in an article")
			}
			for article := range w.ended {
				if status := s.send(t, "GET", article, "").status; status != 200 {
					t.Errorf("a path ends in %s, which is %d", article, status)
				}
			}
		})
	}
}

// walk takes the page at url, to which the answers in trail have led, and goes on from it in every way.
func (w walker) walk(t *testing.T, url string, trail []string) {
	t.Helper()
	if len(trail) > len(w.guide.Steps) {
		t.Fatalf("%s: more answers than the guide has questions", url)
	}
	page := w.send(t, "GET", url, "")
	checkPage(t, url, page.body)
	title := titles.FindStringSubmatch(page.body)
	if page.status != 200 || title == nil || !strings.Contains(page.body, `content="noindex"`) || !strings.Contains(page.body, `rel="canonical"`) {
		t.Fatalf("GET %s = %d, titled %q, want 200, a title, noindex and a canonical link", url, page.status, title)
	}
	shown := html.UnescapeString(trails.FindString(page.body))
	for _, answer := range trail {
		if !strings.Contains(shown, "<strong>"+answer+"</strong>") {
			t.Errorf("%s does not show that %q was answered", url, answer)
		}
	}
	answers := hrefs.FindAllStringSubmatch(choices.FindString(page.body), -1)
	i := slices.IndexFunc(w.guide.Steps, func(s content.Step) bool { return s.Ask == html.UnescapeString(title[1]) })
	if i < 0 {
		w.end(t, url, page.body, answers)
		return
	}
	w.asked[w.guide.Steps[i].Ask]++
	if len(answers) != len(w.guide.Steps[i].Answers) || !leastText.MatchString(page.body) {
		t.Errorf("%s has %d answers, want %d, and text that tells how to find out", url, len(answers), len(w.guide.Steps[i].Answers))
		return
	}
	for n, answer := range w.guide.Steps[i].Answers {
		w.walk(t, answers[n][1], append(slices.Clone(trail), answer.Text))
	}
}

// end checks the last page of a path.
func (w walker) end(t *testing.T, url, body string, answers [][]string) {
	t.Helper()
	article := buttons.FindStringSubmatch(body)
	if article == nil || !strings.HasPrefix(article[1], "/errors/") || len(answers) > 0 {
		t.Errorf("%s is no question and leads to %q, want an article and no answers", url, article)
		return
	}
	w.ended[article[1]]++
	checkHas(t, body, "It is most likely: ", `class="badge layer-`, `<ol class="steps"><li>`, "Path: "+url)
}

// TestHostilePaths sends what nobody's link holds. Each comes back soon as the last good step or as no page.
func TestHostilePaths(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const first = "<h1>Whose limit is it?</h1>"
	tests := []struct {
		answers string
		status  int
		body    string
	}{
		{"1%2e6", 404, first},
		{"1" + strings.Repeat(".1", 2000), 404, "It is most likely"},
		{strings.Repeat("9", 4000), 404, first},
		{strings.Repeat(".", 4000), 404, first},
		{"18446744073709551617", 404, first},
		{"-1", 404, first},
		{"%2e%2e", 404, first},
		{"%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, first},
		{"..", 404, first},
		{"../../../etc/passwd", 404, first},
		{"1%00", 404, first},
		{"1%0d%0aSet-Cookie:%20a=b", 404, first},
		{"%D9%A1.%D9%A2", 404, first},
		{"%F0%9F%94%A5", 404, first},
		{"%ff%fe", 404, first},
		{"%3Cscript%3Ealert(1)%3C/script%3E", 404, first},
		{"%3Cb%3E", 404, first},
		{"1;2", 404, first},
		{"1.6?answers=2", 200, "<h1>Can waiting help at all?</h1>"},
	}
	for _, test := range tests {
		start := time.Now()
		got := s.send(t, "GET", "/guides/rate-limits-429/check/"+test.answers, "")
		if got.status != test.status || !strings.Contains(got.body, test.body) {
			t.Errorf("GET .../check/%.60s = %d, titled %q, want %d and %q", test.answers, got.status, titles.FindString(got.body), test.status, test.body)
		}
		checkLacks(t, got.body, "<script>", "<b>")
		if taken := time.Since(start); taken > 5*time.Second { // a page takes milliseconds; other tests share the machine
			t.Errorf("GET .../check/%.60s took %v", test.answers, taken)
		}
	}
	if logged := s.log.String(); strings.Contains(logged, "etc") {
		t.Errorf("the log holds a path:\n%s", logged)
	}
}
