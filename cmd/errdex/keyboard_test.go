package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// maxTabs is how many times somebody presses Tab on one page at most; the guide's page has the most links above.
const maxTabs = 120

// TestGuideByKeyboard goes from the home page through a guide to an article with Tab and Enter alone, scripts
// switched off.
func TestGuideByKeyboard(t *testing.T) {
	site := startService(t, t.TempDir())
	browser := newBrowser(t)
	params := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(browser, emulation.SetScriptExecutionDisabled, params); err != nil {
		t.Fatal(err)
	}
	do(t, browser, chromedp.Navigate(site.url))
	const guide = "/guides/rate-limits-429"
	for _, link := range []string{
		guide, guide + "/check", guide + "/check/1", guide + "/check/1.6", guide + "/check/1.6.4", guide + "/check/1.6.4.1",
		guide + "/check/1.6.4", // not it: the last answer is changed
		guide + "/check/1.6.4.2", "/errors/rate-limit-input-tokens",
	} {
		tabTo(t, browser, link)
		do(t, browser, chromedp.KeyEvent(kb.Enter))
	}
	do(t, browser, chromedp.WaitVisible(chromedp.CSS("#still-stuck")))
	if at := location(t, browser); !strings.HasSuffix(at, "/errors/rate-limit-input-tokens") {
		t.Errorf("the guide led to %s", at)
	}
}

// tabTo waits for the page that has a link and presses Tab until the link has the focus, which must be seen.
func tabTo(t *testing.T, browser context.Context, link string) {
	t.Helper()
	do(t, browser, chromedp.WaitVisible(chromedp.CSS(`main a[href="`+link+`"]`)))
	for range maxTabs {
		do(t, browser, chromedp.KeyEvent(kb.Tab))
		focused, err := chromedp.Run(browser, chromedp.Evaluate[string](
			`(document.activeElement.getAttribute("href") ?? "") + " " + getComputedStyle(document.activeElement).outlineStyle`))
		if err != nil {
			t.Fatal(err)
		}
		if at, outline, _ := strings.Cut(focused, " "); at == link {
			if outline == "none" {
				t.Errorf("the focus on %s is not seen", link)
			}
			return
		}
	}
	t.Fatalf("%d times Tab on %s did not lead to %s", maxTabs, location(t, browser), link)
}
