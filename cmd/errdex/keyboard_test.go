package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabTo presses Tab until the focus is on an element that fits a selector; there, something must show it.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 200 {
		b.press(kb.Tab)
		if js[bool](b, "document.activeElement.matches("+quoted(b.t, selector)+")") {
			if hidden := js[string](b, focusHidden); hidden != "" {
				b.t.Errorf("the focus on %s: %s", selector, hidden)
			}
			return
		}
	}
	b.t.Fatalf("Tab never leads to %s at %s", selector, b.location())
}

// focusHidden says why a person can't see where the focus is.
const focusHidden = `(() => {
	const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
	const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
	if (style.opacity === "0") return "it is transparent";
	if (!outline && !at.matches(".palette input")) return "no outline";
	return box.bottom > 0 && box.top < innerHeight ? "" : "it is out of sight";
})()`

func (b *tab) focused() string {
	b.t.Helper()
	return js[string](b, "document.activeElement.id || document.activeElement.className || document.activeElement.tagName")
}

func (b *tab) clipboard() string {
	b.t.Helper()
	return js[string](b, "navigator.clipboard.readText()")
}

// TestKeyboardWalk goes from a paste to the fix and on to another article without a pointer.
func TestKeyboardWalk(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.allowClipboard(site.url)
	b.open(site.url)

	b.tabTo("#paste")
	call(b, input.InsertText, input.InsertTextParams{Text: rateLimited})
	b.follow(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	if verdict := b.text(".verdict h1"); !strings.Contains(verdict, "Input tokens per minute") {
		t.Fatalf("Ctrl+Enter leads to %q", verdict)
	}

	b.tabTo(".verdict h1 a")
	b.follow(chromedp.KeyEvent(kb.Enter))
	if at := b.location(); !strings.Contains(at, "/errors/rate-limit-input-tokens?") {
		t.Fatalf("the verdict leads to %s", at)
	}

	b.tabTo("#fix button.copy")
	b.press(kb.Enter)
	b.until(`document.activeElement.textContent === "Copied"`)
	if got, want := b.clipboard(), b.location()+"#fix"; got != want {
		t.Errorf("the clipboard holds %q, want %q", got, want)
	}

	b.press("/")
	b.until(`document.querySelector("dialog[open] input") === document.activeElement`)
	b.find("overl", `document.querySelectorAll("#found li").length > 1`)
	for _, move := range []struct{ key, chosen string }{{"", "found-0"}, {kb.ArrowDown, "found-1"}, {kb.ArrowUp, "found-0"}} {
		if move.key != "" {
			b.press(move.key)
		}
		if got := js[string](b, chosenOption); got != move.chosen {
			t.Errorf("after %q the palette has %q chosen, want %q", move.key, got, move.chosen)
		}
	}
	b.press(kb.Escape)
	b.until(`!document.querySelector("dialog[open]")`)
	if !js[bool](b, `document.activeElement.matches("#fix button.copy")`) {
		t.Errorf("after Escape the focus is on %s, not where it was", b.focused())
	}

	b.press("/")
	b.until(`document.querySelector("dialog[open] input") === document.activeElement`)
	b.find("529", `document.querySelector("#found-0 strong")?.textContent.includes("529")`) // in place of what stood there, which is selected
	b.follow(chromedp.KeyEvent(kb.Enter))
	if at := b.location(); !strings.HasSuffix(at, "/errors/overloaded") {
		t.Errorf("Enter in the palette leads to %s", at)
	}
}

// find types a query into the palette and waits for what it brings. A search that takes too long on a busy machine is
// given up by the server, which the palette tells; the last letter is then typed again.
func (b *tab) find(query, condition string) {
	b.t.Helper()
	const silent = `document.querySelector(".palette .hint").textContent.startsWith("The search does not answer")`
	b.press(query)
	for range 5 {
		b.until(`document.querySelector("#found[aria-busy=false]") && (` + condition + `) || ` + silent)
		if js[bool](b, "Boolean("+condition+")") {
			return
		}
		js[any](b, `document.querySelector(".palette .hint").textContent = ""`)
		b.press(kb.Backspace + query[len(query)-1:])
	}
	b.t.Fatalf("the search for %q never answers", query)
}

// TestPaletteWithoutSearch: where the server can't search, the palette says so and what leads on.
func TestPaletteWithoutSearch(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	js[any](b, `globalThis.fetch = async () => new Response("{}", { status: 503 }); null`)
	b.press("k", chromedp.ModifierCtrl)
	b.until(`document.querySelector("dialog[open] input") === document.activeElement`)
	b.press("x")
	b.until(`document.querySelector(".palette .hint").textContent === "The search does not answer. Enter opens the search page."`)
	if trouble := b.trouble(); len(trouble) > 0 {
		t.Errorf("%q", trouble)
	}
	b.follow(chromedp.KeyEvent(kb.Enter))
	if at := b.location(); !strings.HasSuffix(at, "/search?q=x") {
		t.Errorf("Enter leads to %s", at)
	}
}

// chosenOption is the option that the input names, if that is also the one which is marked.
const chosenOption = `(() => {
	const named = document.querySelector(".palette input").getAttribute("aria-activedescendant");
	const marked = [...document.querySelectorAll("#found [aria-selected=true]")].map((item) => item.id).join();
	return named === marked ? named : named + " is named, " + marked + " is marked";
})()`

// TestPaletteKeys opens the palette where it may be opened, and nowhere else.
func TestPaletteKeys(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	b.tabTo("#paste")
	b.press("/")
	if got := js[string](b, `document.querySelector("#paste").value`); got != "/" {
		t.Errorf("a / in the paste box makes it hold %q", got)
	}
	b.press("k", chromedp.ModifierCtrl)
	b.until(`document.querySelector("dialog[open] input") === document.activeElement`)
	b.find("zzzqqq", `document.querySelector(".palette .hint").textContent.startsWith("Nothing found")`)
	b.press(kb.Escape)
	b.until(`!document.querySelector("dialog[open]")`)
	if got := b.focused(); got != "paste" {
		t.Errorf("after Escape the focus is on %s, want the paste box", got)
	}
	b.tabTo("main .paste button")
	b.press("/")
	b.until(`document.querySelector("dialog[open] input") === document.activeElement`)
}

// walkFocus notes every element that gets the focus, and what is wrong with how it shows. It waits for two frames
// first: the page's script hears only with the first one what scrolls sideways, and makes that a stop.
const walkFocus = `(async () => {
	for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
	const reachable = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
		.filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
	globalThis.testFocus = { at: [], hidden: [], names: reachable.map((e) => e.outerHTML.slice(0, 100)), jumps: reachable.filter((e) => e.tabIndex > 0).length };
	document.addEventListener("focusin", ({ target }) => {
		testFocus.at.push(reachable.indexOf(target));
		const hidden = ` + focusHidden + `;
		if (hidden) testFocus.hidden.push(target.outerHTML.slice(0, 100) + ": " + hidden);
	});
	return reachable.length;
})()`

// TestTabOrder presses Tab through every kind of page: each control comes once, in the order of the page, and
// the focus can be seen.
func TestTabOrder(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	for i, kind := range pageKinds {
		b.width(widths[i%len(widths)])
		b.visit(site, kind)
		count := js[int](b, walkFocus)
		b.press(strings.Repeat(kb.Tab, count))
		got := js[struct {
			At            []int
			Hidden, Names []string
			Jumps         int
		}](b, "({ At: testFocus.at, Hidden: testFocus.hidden, Names: testFocus.names, Jumps: testFocus.jumps })")
		if count < 8 || got.Jumps > 0 {
			t.Errorf("%s: %d controls, %d of them with a place of their own in the order", kind.name, count, got.Jumps)
		}
		for i := range count {
			if i >= len(got.At) || got.At[i] != i {
				t.Errorf("%s: Tab number %d should lead to %s; the order is %v", kind.name, i+1, got.Names[i], got.At)
				break
			}
		}
		for _, hidden := range got.Hidden[:min(len(got.Hidden), 3)] {
			t.Errorf("%s: %s", kind.name, hidden)
		}
	}
}

// deadControls are those that do nothing without a script, and links within the page that lead nowhere.
const deadControls = `[...document.querySelectorAll("a, button, input, select, textarea, summary, [role], [tabindex]")].filter((e) => {
	if (!e.checkVisibility()) return false;
	if (e.matches("a")) return !e.hasAttribute("href") || e.hash && e.pathname === location.pathname && !document.getElementById(decodeURIComponent(e.hash.slice(1)));
	if (e.matches("summary")) return !e.parentElement.matches("details");
	if (e.matches("button")) return e.form === null || e.type !== "submit";
	if (e.matches("input, select, textarea")) return !e.name || !e.form?.querySelector("button:not([type=button])");
	return e.matches("[role=button], [role=tab], [role=timer]");
}).map((e) => e.outerHTML.slice(0, 150))`

// TestWithoutScripts goes the same way by links and forms alone, with scripts switched off.
func TestWithoutScripts(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.scriptless()
	for _, kind := range pageKinds {
		b.visit(site, kind)
		for _, dead := range js[[]string](b, deadControls) {
			t.Errorf("%s: without scripts this does nothing: %s", kind.name, dead)
		}
	}

	click := func(selector, wantAt, wantText string) {
		t.Helper()
		b.follow(chromedp.Click(chromedp.CSS(selector)))
		if at := b.location(); !strings.Contains(at, wantAt) {
			t.Fatalf("%s leads to %s, want %s", selector, at, wantAt)
		}
		if shown := b.text("main"); !strings.Contains(shown, wantText) {
			t.Fatalf("behind %s there is no %q:\n%.500s", selector, wantText, shown)
		}
	}
	b.open(site.url)
	b.paste(rateLimited)
	verdict := b.text(".verdict")
	for _, want := range []string{"Input tokens per minute", "Wait 17 seconds", "Certain"} {
		if !strings.Contains(verdict, want) {
			t.Errorf("the verdict does not say %q:\n%s", want, verdict)
		}
	}
	if marked := b.text(".pasted mark"); !strings.Contains(marked, "429") {
		t.Errorf("the first mark in the paste is %q", marked)
	}
	click(".verdict h1 a", "/errors/rate-limit-input-tokens?", "17 seconds")
	b.do(chromedp.Click(chromedp.CSS(".contents a[href='#fix']")))
	if !js[bool](b, `document.querySelector("#fix:target").getBoundingClientRect().top < innerHeight`) {
		t.Error("the list of sections does not lead to one")
	}
	b.do(chromedp.SetValue(chromedp.CSS(".search input"), "529"))
	click(".search button", "/search?q=529", "overloaded")
	click(".match a[href='/errors/overloaded']", "/errors/overloaded", "529")
	click("nav a[href='/errors']", "/errors", "All errors")
	b.do(chromedp.SetValue(chromedp.CSS("select[name=layer]"), "quota"))
	click(".filters button", "layer=quota", "Input tokens per minute")
	click(".filters a", "/errors", "Invalid request")
	click(".brand", "/", "What does this Claude error mean?")
	click(".chip[href$='=overloaded']", "/?example=overloaded", "What does this Claude error mean?")
	click(".paste .send button", "/diagnose", "overloaded")
}

// TestGuideByKeyboard goes from the home page through a guide to an article with Tab and Enter alone, scripts
// switched off.
func TestGuideByKeyboard(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.scriptless()
	b.open(site.url)
	const guide = "/guides/rate-limits-429"
	for _, link := range []string{
		guide, guide + "/check", guide + "/check/1", guide + "/check/1.6", guide + "/check/1.6.4", guide + "/check/1.6.4.1",
		guide + "/check/1.6.4", // not it: the last answer is changed
		guide + "/check/1.6.4.2", "/errors/rate-limit-input-tokens",
	} {
		b.tabTo(`main a[href="` + link + `"]`)
		b.follow(chromedp.KeyEvent(kb.Enter))
	}
	if at := b.location(); !strings.HasSuffix(at, "/errors/rate-limit-input-tokens") {
		t.Errorf("the guide led to %s", at)
	}
}
