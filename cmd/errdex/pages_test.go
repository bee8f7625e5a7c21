package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// pageKind is a kind of page and how to get there: by its path, or by a paste on the home page.
type pageKind struct {
	name   string
	path   string
	paste  string
	status int    // of the answer; 0 for 200
	holds  string // a selector of what makes it this kind
	long   bool   // the page shows a paste that is larger than the budget of a page
}

// pageKinds are all kinds of pages that people see. What holds for a page is tested on each of them.
var pageKinds = []pageKind{
	{name: "home", path: "/", holds: "#guides"},
	{name: "home-example", path: "/?example=invalid-api-key", holds: "#paste:not(:placeholder-shown)"},
	{name: "index", path: "/errors", holds: ".cards ul"},
	{name: "index-filtered", path: "/errors?layer=quota&status=429", holds: "a[href='/errors']"},
	{name: "index-empty", path: "/errors?layer=quota&status=500", holds: ".filters"},
	{name: "code", path: "/errors/rate-limit", holds: "a[href='/errors/rate-limit-input-tokens']"},
	{name: "cause", path: "/errors/rate-limit-input-tokens?limit=40000&model=claude-sonnet-4-6&wait=17", holds: "strong.value"},
	{name: "guide", path: "/guides/lock-the-problem-down", holds: "#step-where, .steps"},
	{name: "question", path: "/guides/rate-limits-429/check", holds: "main ol, main ul"},
	{name: "question-later", path: "/guides/rate-limits-429/check/1.6.4.4.3", holds: "main ol, main ul"},
	{name: "question-end", path: "/guides/rate-limits-429/check/1.6.4.2", holds: ".verdict"},
	{name: "question-broken", path: "/guides/lock-the-problem-down/check/1.2.99", status: 404, holds: "main"},
	{name: "recipes", path: "/recipes", holds: ".body pre"},
	{name: "choice", path: "/errors/403", holds: ".cards a[href='/errors/permission-denied']"},
	{name: "search", path: "/search?q=429", holds: ".match"},
	{name: "search-start", path: "/search", holds: "h1"},
	{name: "search-nothing", path: "/search?q=zzzqqq", holds: "main strong"},
	{name: "search-meant", path: "/search?q=ovrloaded", holds: ".notice a"},
	{name: "answer", paste: rateLimited, holds: ".pasted mark"},
	{name: "answer-service", paste: overloadedTrace, holds: ".verdict.layer-service"},
	{name: "answer-question", paste: "APIConnectionError: Connection error.", holds: ".question li"},
	{name: "answer-several", paste: severalErrors, holds: ".todo .match"},
	{name: "answer-nothing", paste: "make: *** [Makefile:12: all] Error 2", holds: ".verdict.layer-unknown"},
	{name: "answer-secrets", paste: withSecrets, holds: ".pasted + .hint"},
	{name: "answer-long", paste: longPaste(), holds: ".pasted mark", long: true},
	{name: "error", path: "/errors/none", status: 404, holds: ".narrow h1"},
	{name: "problem", path: "/problems/too-large", holds: ".narrow h1"},
	{name: "privacy", path: "/privacy", holds: ".narrow li"},
	{name: "accuracy", path: "/accuracy", holds: ".body table"},
}

const overloadedTrace = `Traceback (most recent call last):
  File "/home/alice/app/main.py", line 12, in <module>
    message = client.messages.create(**request)
anthropic.InternalServerError: Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}, 'request_id': 'req_011CExampleExampleExampl1'}`

// severalErrors holds two errors, the words of three parties and a question.
const severalErrors = `Traceback (most recent call last):
  File "/srv/app/main.py", line 31, in <module>
    for event in stream:
anthropic.PermissionDeniedError: Error code: 403 - {'type': 'error', 'error': {'type': 'permission_error', 'message': 'Your API key does not have permission to use the specified resource'}, 'request_id': 'req_011CExampleExampleExampl1'}

During handling of the above exception, another exception occurred:

litellm.BadRequestError: AnthropicException - {"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}`

const withSecrets = `POST https://api.anthropic.com/v1/messages
x-api-key: sk-ant-api03-FAKEFAKEFAKEfake0000FAKEFAKEFAKEfake0000
authorization: Bearer FAKEfake0000FAKEfake0000
user: alice@corp.example, file /home/alice/work/run.py
HTTP/1.1 401 Unauthorized
{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_011CExampleExampleExampl1"}`

// longPaste is a log of about 200 KiB with the error at its end.
func longPaste() string {
	var log strings.Builder
	for i := 0; log.Len() < 200<<10; i++ {
		log.WriteString("2026-11-21T10:14:02Z worker-" + strconv.Itoa(i%7) + " INFO took job " + strconv.Itoa(i) + " from the queue, 128 items are left\n")
	}
	return log.String() + rateLimited
}

// visit opens a page of a kind and makes sure that it is one.
func (b *tab) visit(site service, kind pageKind) {
	b.t.Helper()
	b.open(site.url + kind.path)
	if kind.paste != "" {
		b.paste(kind.paste)
	}
	if !js[bool](b, "document.querySelector("+strconv.Quote(kind.holds)+") !== null") {
		b.t.Fatalf("%s at %s has no %s", kind.name, b.location(), kind.holds)
	}
}

var (
	widths  = []int64{360, 768, 1280}
	schemes = []string{"light", "dark"}
)

// TestLooks holds every kind of page, on three widths and in both colour schemes, to what people see of it.
// `go test -run TestLooks -artifacts -outputdir DIR` also keeps a picture of each; testdata/looks.md says when
// somebody last looked at them.
func TestLooks(t *testing.T) {
	site := startService(t, t.TempDir())
	for _, scheme := range schemes {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			b := newTab(t)
			b.scheme(scheme)
			for _, width := range widths {
				b.width(width)
				for _, kind := range pageKinds {
					b.visit(site, kind)
					for _, problem := range b.looks(site, kind, width) {
						t.Errorf("%s, %d pixels wide: %s", kind.name, width, problem)
					}
					b.picture(kind.name, width, scheme)
				}
			}
		})
	}
}

// looks says what is wrong with the page in the tab.
func (b *tab) looks(site service, kind pageKind, width int64) []string {
	b.t.Helper()
	problems := slices.DeleteFunc(b.trouble(), func(problem string) bool {
		return kind.status != 0 && strings.HasSuffix(problem, "status of "+strconv.Itoa(kind.status)+" (Not Found) "+site.url+kind.path) // Chromium tells of the page itself
	})
	if wide := js[int64](b, "document.documentElement.scrollWidth"); wide > width {
		problems = append(problems, "it scrolls sideways: its content is "+strconv.FormatInt(wide, 10)+" pixels wide: "+js[string](b, tooWide))
	}
	if headings := js[int](b, "document.querySelectorAll('h1').length"); headings != 1 {
		problems = append(problems, strconv.Itoa(headings)+" elements h1")
	}
	if requests := loads(b.sent()); len(requests) > 4 {
		problems = append(problems, strconv.Itoa(len(requests))+" requests: "+strings.Join(requests, " "))
	}
	b.press("\t")
	if first := js[string](b, firstFocus); first != "" {
		problems = append(problems, "the first Tab: "+first)
	}
	return problems
}

// tooWide names the innermost elements that stand out of the page.
const tooWide = `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("pre, table, .aside"))
	.map((e) => e.tagName + "." + e.className).slice(-3).join(", ")`

// firstFocus says what is wrong with the focus, which must be on the skip link, in sight and with an outline.
const firstFocus = `(() => {
	const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
	if (!at.matches("a.skip[href='#main']")) return "leads to " + at.outerHTML.slice(0, 120);
	if (box.top < 0 || box.left < 0 || box.width < 1 || box.height < 1) return "the skip link is out of sight";
	return at.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? "" : "no outline shows the focus";
})()`

// loads are the files that a page is made of: each once, since the browser keeps them, and without the shapes of
// secrets, which come when there is text in the box.
func loads(requests []string) []string {
	slices.Sort(requests)
	return slices.DeleteFunc(slices.Compact(requests), func(address string) bool { return strings.HasSuffix(address, "/secrets.json") })
}

// TestLooksAreListed makes sure that somebody has looked at every kind of page in every form that TestLooks shows.
func TestLooksAreListed(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("testdata/looks.md")
	if err != nil {
		t.Fatal(err)
	}
	looked := regexp.MustCompile(`(?m)^\| ([a-z-]+) \|((?: \d{4}-\d\d-\d\d \|)+)`).FindAllStringSubmatch(string(list), -1)
	var listed, kinds []string
	for _, row := range looked {
		listed = append(listed, row[1])
		if days := strings.Count(row[2], "|"); days != len(widths)*len(schemes) {
			t.Errorf("testdata/looks.md: %s has %d days, want one for each width and scheme", row[1], days)
		}
	}
	for _, kind := range pageKinds {
		kinds = append(kinds, kind.name)
	}
	if !slices.Equal(listed, kinds) {
		t.Errorf("testdata/looks.md lists %v, the kinds of pages are %v", listed, kinds)
	}
}

// Budgets in bytes, after gzip -9.
const (
	pageBudget   = 40 << 10
	styleBudget  = 12 << 10
	scriptBudget = 8 << 10
)

// TestBudgets weighs every kind of page and the two files that all of them load.
func TestBudgets(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	weigh := func(name string, budget int, status int, body string) {
		if status != http.StatusOK || body == "" {
			t.Errorf("%s: status %d with %d bytes", name, status, len(body))
		}
		if size := zipped(t, body); size > budget {
			t.Errorf("%s has %d bytes after gzip, the budget is %d", name, size, budget)
		}
	}
	_, home := site.get(t, "/")
	for ending, budget := range map[string]int{"css": styleBudget, "js": scriptBudget} {
		file := regexp.MustCompile(`/static/[^"]+\.` + ending).FindString(home)
		status, body := site.get(t, file)
		weigh(file, budget, status, body)
	}
	for _, kind := range pageKinds {
		if kind.long {
			continue
		}
		if kind.paste != "" {
			status, body := site.post(t, "/diagnose", "text/plain", "text/html", kind.paste)
			weigh(kind.name, pageBudget, status, body)
			continue
		}
		status, body := site.get(t, kind.path)
		if kind.status != 0 && status == kind.status {
			status = http.StatusOK
		}
		weigh(kind.name, pageBudget, status, body)
	}
}

func zipped(t *testing.T, body string) int {
	t.Helper()
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return zipped.Len()
}

// picture keeps how the page looks, if -artifacts asks for it.
func (b *tab) picture(name string, width int64, scheme string) {
	b.t.Helper()
	if keep := flag.Lookup("test.artifacts"); keep == nil || keep.Value.String() != "true" {
		return
	}
	b.do(chromedp.Evaluate[chromedp.Void]("document.activeElement.blur()"))
	png, err := chromedp.Run(b.Context, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	file := filepath.Join(b.t.ArtifactDir(), name+"-"+strconv.FormatInt(width, 10)+"-"+scheme+".png")
	if err := os.WriteFile(file, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// TestDataBlocks reads an article's structured data in the browser: our policy, which runs no inline script, lets
// a page hold it. That no kind of page breaks the policy is tested with the looks.
func TestDataBlocks(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	for path, want := range map[string]string{
		"/errors/rate-limit-input-tokens?limit=40000": "TechArticle,BreadcrumbList", "/guides/lock-the-problem-down": "TechArticle,BreadcrumbList", "/": "",
	} {
		b.open(site.url + path)
		const types = `[...document.querySelectorAll('script[type="application/ld+json"]')].map((s) => JSON.parse(s.textContent)["@type"]).join()`
		if got := js[string](b, types); got != want {
			t.Errorf("%s: the browser reads the data %q, want %q", path, got, want)
		}
		if trouble := b.trouble(); len(trouble) > 0 {
			t.Errorf("%s: %q", path, trouble)
		}
	}
}
