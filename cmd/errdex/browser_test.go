package main

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// screenshots names a directory that TestLooks fills with pictures of the pages.
var screenshots = flag.String("screenshots", "", "directory for pictures of every kind of page")

// browserTime bounds everything that one test does in the browser.
const browserTime = 90 * time.Second

// newBrowser starts Chromium. On a desk without it the test is skipped and says so; under CI that fails.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is not installed: .ci/run installs it")
		}
		t.Skip("chromium is not installed: this test runs in CI")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	timed, cancel := context.WithTimeout(allocator, browserTime)
	t.Cleanup(cancel)
	browser, closeTab := chromedp.NewContext(timed)
	t.Cleanup(closeTab)
	return browser
}

func do(t *testing.T, browser context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(browser, steps...); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, browser context.Context, selector chromedp.CSS) string {
	t.Helper()
	found, err := chromedp.Run(browser, chromedp.Text(selector))
	if err != nil {
		t.Fatalf("text of %s: %v", selector, err)
	}
	return found
}

func location(t *testing.T, browser context.Context) string {
	t.Helper()
	at, err := chromedp.Run(browser, chromedp.Location())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestWalkInBrowser goes the way of somebody who is stuck, by the pages' own controls: paste, answer,
// article, and back by a short link. It does so with scripts allowed and with scripts switched off.
func TestWalkInBrowser(t *testing.T) {
	site := startService(t, t.TempDir())
	for name, scriptless := range map[string]bool{"with scripts": false, "without scripts": true} {
		t.Run(name, func(t *testing.T) {
			browser := newBrowser(t)
			params := emulation.SetScriptExecutionDisabledParams{Value: scriptless}
			if _, err := chromedp.Call(browser, emulation.SetScriptExecutionDisabled, params); err != nil {
				t.Fatal(err)
			}
			walk(t, browser, site)
		})
	}
}

func walk(t *testing.T, browser context.Context, site service) {
	do(t, browser, chromedp.Navigate(site.url), chromedp.SetValue(chromedp.CSS("#paste"), rateLimited),
		chromedp.Click(chromedp.CSS(".paste button")), chromedp.WaitVisible(chromedp.CSS(".verdict h1")))
	verdict := text(t, browser, ".verdict")
	for _, want := range []string{"Quota", "17 seconds", "Certain"} {
		if !strings.Contains(verdict, want) {
			t.Errorf("the verdict does not say %q:\n%s", want, verdict)
		}
	}
	if marked := text(t, browser, ".pasted mark"); !strings.Contains(marked, "input tokens per minute") && !strings.Contains(marked, "429") {
		t.Errorf("the first mark in the paste is %q", marked)
	}
	do(t, browser, chromedp.Click(chromedp.CSS(".verdict h1 a")), chromedp.WaitVisible(chromedp.CSS("#fix")))
	if at := location(t, browser); !strings.Contains(at, "/errors/rate-limit-input-tokens?") {
		t.Errorf("the verdict leads to %s", at)
	}
	if article := text(t, browser, "main"); !strings.Contains(article, "40000") || !strings.Contains(article, "17 seconds") {
		t.Error("the article does not say the limit and the wait of the paste")
	}
	do(t, browser, chromedp.Navigate(site.url+"/errors/429"), chromedp.WaitVisible(chromedp.CSS("#what")))
	if at := location(t, browser); !strings.HasSuffix(at, "/errors/rate-limit") {
		t.Errorf("/errors/429 leads to %s", at)
	}
}

// TestPagesFitTheScreen looks for what makes a page scroll sideways on a phone and on a wide screen.
func TestPagesFitTheScreen(t *testing.T) {
	site := startService(t, t.TempDir())
	browser := newBrowser(t)
	for _, width := range []int64{360, 1280} {
		do(t, browser, chromedp.EmulateViewport(width, 800))
		for _, page := range []string{"/", "/errors", "/errors/rate-limit-input-tokens", "/search?q=429", "/guides/lock-the-problem-down",
			"/guides/rate-limits-429/check", "/guides/lock-the-problem-down/check/1.1", "/guides/rate-limits-429/check/1.6.4.2"} {
			do(t, browser, chromedp.Navigate(site.url+page))
			inner, err := chromedp.Run(browser, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
			if err != nil {
				t.Fatal(err)
			}
			if inner > width {
				t.Errorf("%s is %d pixels wide on a screen of %d", page, inner, width)
			}
		}
	}
}

// TestLooks takes the pictures that -screenshots asks for; people judge them.
func TestLooks(t *testing.T) {
	if *screenshots == "" {
		t.Skip("run with -screenshots DIR to take pictures")
	}
	site := startService(t, t.TempDir())
	browser := newBrowser(t)
	for _, scheme := range []string{"light", "dark"} {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err := chromedp.Call(browser, emulation.SetEmulatedMedia, media); err != nil {
			t.Fatal(err)
		}
		for _, width := range []int64{360, 768, 1280} {
			do(t, browser, chromedp.EmulateViewport(width, 900))
			for name, page := range map[string]string{
				"home": "/", "index": "/errors", "article": "/errors/rate-limit-input-tokens?limit=40000&wait=17",
				"search": "/search?q=429", "guide": "/guides/lock-the-problem-down", "choice": "/errors/403", "missing": "/errors/none",
				"question": "/guides/rate-limits-429/check", "question-later": "/guides/rate-limits-429/check/1.6.4.4.3",
				"question-end": "/guides/rate-limits-429/check/1.6.4.2", "question-broken": "/guides/lock-the-problem-down/check/1.2.99",
			} {
				do(t, browser, chromedp.Navigate(site.url+page))
				picture(t, browser, name, scheme, width)
			}
			for name, paste := range map[string]string{"answer": rateLimited, "nomatch": "make: *** [Makefile:12: all] Error 2"} {
				do(t, browser, chromedp.Navigate(site.url), chromedp.SetValue(chromedp.CSS("#paste"), paste),
					chromedp.Click(chromedp.CSS(".paste button")), chromedp.WaitVisible(chromedp.CSS(".verdict h1")))
				picture(t, browser, name, scheme, width)
			}
		}
	}
}

func picture(t *testing.T, browser context.Context, name, scheme string, width int64) {
	t.Helper()
	png, err := chromedp.Run(browser, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	size := map[int64]string{360: "phone", 768: "tablet", 1280: "wide"}[width]
	file := filepath.Join(*screenshots, name+"-"+size+"-"+scheme+".png")
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// collectReports notes what the Content-Security-Policy refuses, from the first byte of a page on.
const collectReports = `window.reports = [];
document.addEventListener("securitypolicyviolation", event => window.reports.push(event.effectiveDirective));`

// TestDataBlocksBreakNoPolicy reads an article's structured data in the browser. A page may hold it under our
// policy, which runs no inline script; that such a script would be reported is checked on the same page.
func TestDataBlocksBreakNoPolicy(t *testing.T) {
	site := startService(t, t.TempDir())
	browser := newBrowser(t)
	if _, err := chromedp.Call(browser, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: collectReports}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/errors/rate-limit-input-tokens?limit=40000", "/guides/lock-the-problem-down", "/"} {
		do(t, browser, chromedp.Navigate(site.url+path), chromedp.WaitVisible(chromedp.CSS("h1")))
		if reports := evaluate[string](t, browser, "window.reports.join()"); reports != "" {
			t.Errorf("%s: the policy refused %s", path, reports)
		}
		const types = `[...document.querySelectorAll('script[type="application/ld+json"]')].map(s => JSON.parse(s.textContent)["@type"]).join()`
		want := "TechArticle,BreadcrumbList"
		if path == "/" {
			want = ""
		}
		if got := evaluate[string](t, browser, types); got != want {
			t.Errorf("%s: the browser reads the data %q, want %q", path, got, want)
		}
	}
	// An event handler is an inline script: it is refused with an error, and the report comes a moment later.
	const inline = `(async () => {
		const reported = new Promise(done => document.addEventListener("securitypolicyviolation", done, {once: true}));
		try { document.querySelector("h1").setAttribute("onclick", "1") } catch {}
		await reported;
		return window.reports.join();
	})()`
	if got := evaluate[string](t, browser, inline, chromedp.EvalAwaitPromise); got != "require-trusted-types-for" {
		t.Errorf("an inline script is reported as %q, want require-trusted-types-for", got)
	}
}

func evaluate[T any](t *testing.T, browser context.Context, expression string, options ...chromedp.EvaluateOption) T {
	t.Helper()
	value, err := chromedp.Run(browser, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}
