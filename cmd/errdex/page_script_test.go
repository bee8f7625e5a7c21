package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"errdex/server"
)

// fromScript runs an expression with what the pages' script exports.
func fromScript[T any](b *tab, expression string) T {
	b.t.Helper()
	return js[T](b, `import(document.querySelector("script").src).then(async ({ preview, readable, pack, unpack }) => `+expression+`)`)
}

// fakeKey has the shape of a key and is none.
const fakeKey = "sk-ant-api03-FAKEFAKEFAKEfake0000"

// TestSecretsPreview holds the preview to the cases by which redaction is tested, with the shapes that the service tells.
func TestSecretsPreview(t *testing.T) {
	vectors, err := os.ReadFile("../../redact/testdata/preview.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text  string         `json:"text"`
		Found map[string]int `json:"found"`
	}
	if err := json.Unmarshal(vectors, &cases); err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, error %v", len(cases), err)
	}
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	for _, test := range cases {
		got := fromScript[map[string]int](b, fmt.Sprintf("Object.fromEntries(preview(%s, await (await fetch('/secrets.json')).json()))", quoted(t, test.Text)))
		if !maps.Equal(got, test.Found) {
			t.Errorf("preview(%q) = %v, want %v", test.Text, got, test.Found)
		}
	}

	b.do(chromedp.Focus(chromedp.CSS("#paste")))
	call(b, input.InsertText, input.InsertTextParams{Text: "two keys: " + fakeKey + ", " + fakeKey + "1"})
	b.until(`document.querySelector(".note").textContent.startsWith("Will be cut out: 2 × anthropic-api-key")`)
	js[any](b, `document.querySelector("#paste").value = ""`)
	b.press("529 Overloaded")
	b.until(`document.querySelector(".note").hidden`)
}

// TestLinksHoldTheirText packs texts and unpacks them again.
func TestLinksHoldTheirText(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	for _, text := range []string{"a", "429 {\"a\":1}\r\n\tb", "naïve Zoë 日本語 🙂\u200d🧑 \u202e\u0000\u0007", mixedText(200 << 10)} {
		if !fromScript[bool](b, fmt.Sprintf("{ const text = %s; return await unpack(await pack(text), %d) === text; }", quoted(t, text), server.MaxPaste)) {
			t.Errorf("%d bytes that begin with %.20q came back changed", len(text), text)
		}
	}
}

// TestDamagedLinks: what a link lost or gained on its way, and what unpacks to more than a paste may be, is refused.
func TestDamagedLinks(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	damaged := map[string]string{
		"cut off":          "(await pack(text)).slice(0, -8)",
		"another letter":   "(await pack(text)).replace(/.(.{40})$/, '~$1')",
		"more behind it":   "(await pack(text)) + 'AAAA'",
		"no base64":        "'%%%'",
		"no deflate":       "'AAAAAAAA'",
		"nothing":          "''",
		"no UTF-8":         "btoa(String.fromCharCode(...new Uint8Array(await new Response(new Blob([new Uint8Array([255, 254, 128])]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer()))).replaceAll('+', '-').replaceAll('/', '_')",
		"more than may be": fmt.Sprintf("await pack('a'.repeat(%d))", 64*server.MaxPaste),
	}
	for name, link := range damaged {
		got := fromScript[string](b, fmt.Sprintf("{ const text = %s, link = %s; return unpack(link, %d).then((text) => 'taken as ' + text.length, () => 'refused'); }", quoted(t, rateLimited), link, server.MaxPaste))
		if got != "refused" {
			t.Errorf("a link with %s: %s", name, got)
		}
	}
	bomb := fromScript[string](b, fmt.Sprintf("pack('a'.repeat(%d))", 4*server.MaxPaste))
	if len(bomb) > 8<<10 {
		t.Fatalf("the bomb has %d characters: too many for a link", len(bomb))
	}
	for _, link := range []string{"AAAA", "AAAA)", "", bomb} {
		b.open("about:blank")
		b.open(site.url + "/#d=" + link)
		b.until(`document.querySelector(".note")?.textContent.startsWith("This link is damaged")`)
		if at := b.location(); at != site.url+"/" {
			t.Errorf("a damaged link stays in the address: %s", at)
		}
	}
}

// TestLinkOpensSameAnswer copies the link of an answer and opens it, and looks for it in what the server got.
func TestLinkOpensSameAnswer(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.allowClipboard(site.url)
	b.open(site.url)
	b.paste(rateLimited + "\nx-api-key: " + fakeKey)
	verdict, shown := b.text(".verdict h1"), js[string](b, `document.querySelector(".pasted").textContent`)
	b.do(chromedp.Click(chromedp.CSS("button[data-share]")))
	b.until(`document.querySelector("button[data-share]").textContent === "Copied"`)
	link := b.clipboard()
	if !strings.HasPrefix(link, site.url+"/#d=") {
		t.Fatalf("the link is %q", link)
	}
	text := fromScript[string](b, fmt.Sprintf("unpack(%s, %d)", quoted(t, strings.TrimPrefix(link, site.url+"/#d=")), server.MaxPaste))
	if strings.Contains(text, "FAKEFAKE") || !strings.Contains(text, "[redacted:anthropic-api-key]") {
		t.Errorf("the link holds %q", text)
	}
	b.open("about:blank")
	b.open(link)
	b.until(`document.querySelector(".verdict h1")`)
	if again := b.text(".verdict h1"); again != verdict {
		t.Errorf("the link opens %q, the paste was answered with %q", again, verdict)
	}
	if again := js[string](b, `document.querySelector(".pasted").textContent`); again != shown {
		t.Errorf("the link shows\n%s\nthe paste was shown as\n%s", again, shown)
	}
	for _, request := range b.sent() {
		if strings.Contains(request, strings.TrimPrefix(link, site.url+"/#d=")) {
			t.Errorf("the link was sent: %s", request)
		}
	}
	if log := site.log.String(); strings.Contains(log, "d=") || !strings.Contains(log, "/diagnose") {
		t.Errorf("the log holds the link or no request:\n%s", log)
	}
	b.until(`document.readyState === "complete"`)
	js[any](b, "history.back()")
	b.until(`document.querySelector("h1").textContent.startsWith("What does this Claude error mean?")`) // and it is not sent again
}

// mixedText has characters of one to four bytes, combining ones and line ends of both kinds.
func mixedText(size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, "line %d: naïve Ζωή 日本語 🧑🏽‍🚀 e\u0301 \u05d0\u05d1 \"{}\\n\"\r\n\t%x\n", i, i*7919)
	}
	return text.String()
}

// TestChoicesAreKept chooses colours and a code language; both are there with the first paint of the next page,
// also when the script comes late.
func TestChoicesAreKept(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.scheme("light")
	address := site.url + "/errors/rate-limit-input-tokens"
	b.open(address)
	b.do(chromedp.Focus(chromedp.CSS(".scheme select")), chromedp.KeyEvent("d"))
	b.until(`document.documentElement.dataset.scheme === "dark"`)
	b.do(chromedp.Click(chromedp.CSS(".tabs button:nth-child(2)")))
	b.until(`document.querySelector(".tabs [aria-selected=true]").textContent === "TypeScript"`)

	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		new MutationObserver(() => { globalThis.schemeSet ??= performance.now(); }).observe(document, { attributes: true, attributeFilter: ["data-scheme"], subtree: true });
		new PerformanceObserver((list) => { globalThis.painted ??= list.getEntries()[0].startTime; }).observe({ type: "paint", buffered: true });`})
	b.delay("*/app.js")
	b.open(address)
	b.until("globalThis.painted")
	got := js[struct {
		SchemeSet, Painted   float64
		Ground, Chosen, Code string
		Open                 int
	}](b, `({ SchemeSet: schemeSet, Painted: painted, Ground: getComputedStyle(document.body).colorScheme, Chosen: document.querySelector(".scheme select").value,
		Code: [...document.querySelectorAll("[role=tabpanel]")].filter((panel) => panel.checkVisibility()).map((panel) => panel.getAttribute("aria-label")).join(),
		Open: document.querySelectorAll(".tabs").length })`)
	if got.SchemeSet < float64(slowNetwork.Milliseconds()) || got.SchemeSet > got.Painted {
		t.Errorf("the scheme was set after %.0f ms, the first paint was after %.0f ms", got.SchemeSet, got.Painted)
	}
	if got.Ground != "dark" || got.Chosen != "dark" {
		t.Errorf("after the reload the scheme is %q and %q is chosen, want dark", got.Ground, got.Chosen)
	}
	if want := strings.TrimSuffix(strings.Repeat("TypeScript,", got.Open), ","); got.Open == 0 || got.Code != want {
		t.Errorf("after the reload the panels %q are open, want %q", got.Code, want)
	}
	if trouble := b.trouble(); len(trouble) > 0 {
		t.Errorf("%q", trouble)
	}
}

// delay plays a network on which a file comes late.
func (b *tab) delay(pattern string) {
	b.t.Helper()
	call(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	call(b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}})
	if err := chromedp.Listen(b.Context, func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			time.AfterFunc(slowNetwork, func() {
				_ = chromedp.Do(b.Context, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
					_, err := cdp.Call(ctx, target, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: paused.RequestID})
					return err
				})) // if it fails the tab is closed already
			})
		}
	}); err != nil {
		b.t.Fatal(err)
	}
}

// TestDrops drops files of all kinds onto the paste box.
func TestDrops(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	tests := []struct {
		name, bytes, kind string // bytes: a JavaScript expression
		value, note       string // what the box and the note below it then hold, a part of it
	}{
		{"text", `"529 Overloaded"`, "text/plain", "529 Overloaded", ""},
		{"a log without a type", `"529 Overloaded\r\nnext"`, "", "529 Overloaded\nnext", ""},
		{"a picture", `new Uint8Array([137, 80, 78, 71])`, "image/png", "", "That is a picture"},
		{"a binary file", `new Uint8Array([127, 69, 76, 70, 2, 1, 1, 0, 0])`, "application/octet-stream", "", "That is a binary file"},
		{"UTF-16, little end first", `new Uint8Array([255, 254, 53, 0, 50, 0, 57, 0])`, "text/plain", "529", ""},
		{"UTF-16, big end first", `new Uint8Array([254, 255, 0, 53, 0, 50, 0, 57])`, "text/plain", "529", ""},
		{"a file with a key", quoted(t, "key "+fakeKey), "text/plain", fakeKey, "Will be cut out: 1 × anthropic-api-key"},
		{"a little too large", fmt.Sprintf(`"x".repeat(%d)`, server.MaxPaste+1), "text/plain", "xxx", "1 KiB too much"},
		{"much too large", fmt.Sprintf(`"x".repeat(%d)`, 2*server.MaxPaste+1), "text/plain", "", "That file has 513 KiB, a paste at most 256 KiB"},
	}
	for _, test := range tests {
		b.open(site.url)
		taken := js[bool](b, fmt.Sprintf(`{
				const data = new DataTransfer(), form = document.querySelector("form.paste");
				data.items.add(new File([%s], "dropped", { type: %s }));
				const event = (name) => new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true });
				form.dispatchEvent(event("dragover"));
				const shows = form.classList.contains("drop"), taken = !form.dispatchEvent(event("drop"));
				shows && taken && !form.classList.contains("drop")
			}`, test.bytes, quoted(t, test.kind)))
		if !taken {
			t.Fatalf("%s: the box does not show that it takes it, or leaves it to the browser, which opens it", test.name)
		}
		value, note := quoted(t, test.value), quoted(t, test.note)
		b.until(fmt.Sprintf(`document.querySelector("#paste").value.startsWith(%s) || document.querySelector("#paste").value.includes(%s)`, value, value))
		b.until(fmt.Sprintf(`document.querySelector(".note").textContent.includes(%s)`, note))
		if got := js[string](b, `document.querySelector("#paste").value`); (got == "") != (test.value == "") {
			t.Errorf("%s: the box holds %.40q, want %q", test.name, got, test.value)
		}
		if hidden := js[bool](b, `document.querySelector(".note").hidden`); hidden != (test.note == "") {
			t.Errorf("%s: the note is hidden: %v; it says %q", test.name, hidden, js[string](b, `document.querySelector(".note").textContent`))
		}
	}
}

// TestTimes looks at the clocks of an answer: the wait runs down, and a moment is told as the reader's clock shows it.
func TestTimes(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	call(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"})
	call(b, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: "en-GB"})
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `{ const now = Date.now.bind(Date); globalThis.skipped = 0; Date.now = () => now() + skipped; }`})
	b.open(site.url)
	b.paste(rateLimited)
	if moment := b.text("time[datetime='2026-11-21T10:14:19Z']"); !strings.Contains(moment, "(21/11/2026, 19:14:19 where you are)") {
		t.Errorf("the reset is shown as %q", moment)
	}
	running := regexp.MustCompile(`^1[0-7] s left, until \d\d:\d\d:\d\d$`)
	if clock := b.text(".countdown"); !running.MatchString(clock) {
		t.Errorf("the wait of 17 seconds begins as %q", clock)
	}
	js[any](b, "skipped = 10000")
	b.until(`/^[1-7] s left/.test(document.querySelector(".countdown").textContent)`)
	js[any](b, "skipped = 18000")
	b.until(`/^The wait is over since \d\d:\d\d:\d\d\.$/.test(document.querySelector(".countdown").textContent)`)
	if trouble := b.trouble(); len(trouble) > 0 {
		t.Errorf("while the clock ran: %q", trouble)
	}
}

// TestCodeBlocks copies every block of an article, and the article.
func TestCodeBlocks(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.allowClipboard(site.url)
	b.open(site.url + "/errors/rate-limit-input-tokens")
	_, markdown := site.get(t, "/errors/rate-limit-input-tokens.md")
	blocks := regexp.MustCompile("(?ms)^( *)```\\w*\n(.*?)^ *```$").FindAllStringSubmatch(markdown, -1)
	if count := js[int](b, `document.querySelectorAll(".block").length`); count != len(blocks) || count < 3 {
		t.Fatalf("the page has %d blocks of code, the article %d", count, len(blocks))
	}
	for i, block := range blocks {
		want := regexp.MustCompile("(?m)^"+block[1]).ReplaceAllString(block[2], "")
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{
			const frame = document.querySelectorAll(".block")[%d], language = frame.getAttribute("aria-label");
			for (const tab of document.querySelectorAll("[role=tab]")) if (tab.getAttribute("aria-controls") === frame.id) tab.click();
			frame.querySelector(".copy").setAttribute("data-under-test", "");
		}`, i)), chromedp.Click(chromedp.CSS("[data-under-test]")))
		b.until(`document.querySelector("[data-under-test]").textContent === "Copied"`)
		if got := b.clipboard(); got != want {
			t.Errorf("block %d is copied as\n%q\nwant\n%q", i+1, got, want)
		}
		b.do(chromedp.RemoveAttribute(chromedp.CSS("[data-under-test]"), "data-under-test"))
	}

	b.do(chromedp.Focus(chromedp.CSS("a[data-copy] + button")))
	b.until(`document.querySelector("a[data-copy]").dataset.text`)
	b.press(kb.Enter)
	b.until(`document.querySelector("a[data-copy] + button").textContent === "Copied"`)
	if got := b.clipboard(); got != markdown {
		t.Errorf("the article is copied as %.200q", got)
	}
}

// TestLanguageTabs changes the language of code by arrow keys, round and round; only its panel is shown.
func TestLanguageTabs(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url + "/errors/read-timeout")
	const three = `[...document.querySelectorAll(".tabs")].find((tabs) => tabs.children.length === 3)`
	names := js[[]string](b, "[..."+three+".children].map((tab) => tab.textContent)")
	js[any](b, three+".children[0].focus()")
	for i, step := range []struct {
		key  string
		want int
	}{{kb.ArrowRight, 1}, {kb.ArrowRight, 2}, {kb.ArrowRight, 0}, {kb.ArrowLeft, 2}, {kb.ArrowLeft, 1}} {
		b.press(step.key)
		got := js[struct{ Focus, Selected, Reachable, Panel string }](b, `(() => {
			const tabs = [...`+three+`.children], texts = (list) => list.map((tab) => tab.textContent).join();
			const panels = tabs.map((tab) => document.getElementById(tab.getAttribute("aria-controls")));
			return { Focus: document.activeElement.textContent, Selected: texts(tabs.filter((tab) => tab.ariaSelected === "true")),
				Reachable: texts(tabs.filter((tab) => tab.tabIndex === 0)), Panel: panels.filter((panel) => panel.checkVisibility()).map((panel) => panel.ariaLabel).join() };
		})()`)
		want := names[step.want]
		if got.Focus != want || got.Selected != want || got.Reachable != want || got.Panel != want {
			t.Errorf("after arrow number %d: %+v, want %s everywhere", i+1, got, want)
		}
	}
}

// TestEvidenceInSight: in a long paste the box opens where the evidence is.
func TestEvidenceInSight(t *testing.T) {
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	b.paste(longPaste())
	const inSight = `(() => {
		const box = document.querySelector(".pasted").getBoundingClientRect(), mark = document.querySelector(".pasted mark").getBoundingClientRect();
		return mark.top >= box.top && mark.bottom <= box.bottom;
	})()`
	if !js[bool](b, inSight) {
		t.Error("the first mark is out of sight")
	}
}
