package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"

	"errdex/redact"
)

// hostileParts are what hostileStrings are made of: each would do harm, or be changed, on some page of some site.
var hostileParts = []string{
	// Markup, and ways out of the elements and attributes that show a paste.
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`,
	`<object data="javascript:alert(1)">`, `<a href="javascript:alert(1)">x</a>`, `<body onload=alert(1)>`, `<details open ontoggle=alert(1)>`,
	`<input autofocus onfocus=alert(1)>`, `<style>*{background:url(//evil.example)}</style>`, `<base href="//evil.example/">`,
	`<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<form action="//evil.example"><button formaction="javascript:alert(1)">`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`</pre>`, `</textarea>`, `</title>`, `</script>`, `</style>`, `</strong></p></main>`, `<!--`, `-->`, `<![CDATA[`, `]]>`, `<?xml?>`, `<template>`, `<plaintext>`,
	`" onmouseover="alert(1)`, `' onfocus='alert(1)`, "` style=`x:y", `"><script src=//evil.example></script>`, `'><img src=x onerror=alert(1)>`,
	// Addresses that run, and templates.
	`javascript:alert(1)`, `JaVaScRiPt:alert(1)`, "java\tscript:alert(1)", `data:text/html,<script>alert(1)</script>`, `vbscript:msgbox(1)`,
	`{{constructor.constructor('alert(1)')()}}`, `${alert(1)}`, `<%= 7*7 %>`, `{{limit}}`, `@templ.Raw("x")`, `#{7*7}`,
	"[x](javascript:alert(1))", "![x](x\" onerror=\"alert(1))", "```html\n<script>alert(1)</script>\n```",
	// Characters that turn the line around, hide or end it.
	"\u202eexe.txt\u202c", "\u2066abc\u2069", "a\u200bb\ufeffc\u00ad", "\u2028", "\u2029", "\x00", "\x01\x08\x0b\x0c\x1f\x7f", "\x1b[31mred\x1b[0m", "\x1b]8;;javascript:alert(1)\a", "\u0085", "\ufffe", "e\u0301\u0301\u0301\u0301",
	// Entities, whole and in part.
	`&lt;script&gt;`, `&#x3c;img src=x onerror=alert(1)&#62;`, `&amp;lt;`, `&quot;`, `&#0;`, `&nosuch;`, `&lt`, `&#x`,
	// Bytes that are not UTF-8.
	"\xff\xfe", "\xc3(", "\xed\xa0\x80", "\xf0\x9f", "\xc0\xbcscript\xc0\xbe", "\x80",
	// Quotes in quotes, and words that no line can hold.
	`"'"'"`, "`'\"`", `\"\'\\`, `{"a":"{\"b\":\"</script>\"}"}`, strings.Repeat("W", 180), strings.Repeat("<b>", 30), strings.Repeat("🧑\u200d", 20),
	// What makes a page answer: an error with room for more.
	`{"type":"error","error":{"type":"rate_limit_error","message":"of 40,000 input tokens per minute"}}`, "529 Overloaded", "invalid x-api-key",
}

// unknownWords are in no article, so that the search page tells them again.
var unknownWords = []string{
	`<zzqx>`, `</zzqw><zzqx zzqy="zzqv">`, `"><zzqx onzzqx=zzqy>`, `'><zzqx/onzzqx='zzqy'>`, `&zzql;zzqx&zzqg;`, `&zzqx;`, `<!--zzqx-->`, `{{zzqx}}`, "zzqx\u202ezzqy\u202c", "zzqx\x00\x1bzzqy\xff",
	strings.Repeat("zzqx", 120),
}

// hostileStrings are the same in every run; their number is in the text, so that a failure tells which.
func hostileStrings(count int) []string {
	random := rand.New(rand.NewPCG(7, 2026))
	list := make([]string, count)
	for i := range list {
		text := fmt.Sprintf("h%d:", i)
		for range 1 + random.IntN(4) {
			text += hostileParts[random.IntN(len(hostileParts))] + []string{"", " ", "\n", "\r\n", "\t", "/"}[random.IntN(6)]
		}
		list[i] = text
	}
	return list
}

// fit joins strings to texts of at most size bytes, one at least in each.
func fit(list []string, size int) []string {
	var texts []string
	for i, text := range list {
		if i > 0 && len(texts[len(texts)-1])+1+len(text) <= size {
			texts[len(texts)-1] += " " + text
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// foreign lists what no template of ours makes: elements, handlers, styles, addresses that run. The elements
// that a page has a fixed number of are counted.
const foreign = `(() => {
	const ours = new Set(("html head meta title link script body a header div img nav form input button main section p span h1 h2 h3 dl dt dd ol ul li " +
		"strong em code pre mark details summary label textarea footer select option time article aside table thead tbody tr th td wbr br").split(" "));
	const runs = (value) => /^[\s\x00-\x1f]*(javascript|data|vbscript):/i.test(value);
	const found = [...document.querySelectorAll("*")].filter((e) => !ours.has(e.localName) || [...e.attributes].some(({ name, value }) =>
		name.startsWith("on") || name === "style" || name === "srcdoc" || ["href", "src", "action", "formaction"].includes(name) && runs(value)))
		.map((e) => e.outerHTML.slice(0, 200));
	const counts = Object.fromEntries(["script", "img", "meta", "link", "form", "textarea", "select", "main"].map((name) =>
		[name, document.querySelectorAll(name === "script" ? "script:not([type='application/ld+json'])" : name).length])); // a data block does not run
	return { Found: [...found, ...(globalThis.testSeen?.refused ?? ["the page is not watched"])], Counts: JSON.stringify(counts), Wide: document.documentElement.scrollWidth - innerWidth };
})()`

type foreignParts struct {
	Found  []string
	Counts string
	Wide   int
}

// harmless fails where the page in the tab holds what a hostile text brought in.
func (b *tab) harmless(usual, text string) {
	b.t.Helper()
	got := js[foreignParts](b, foreign)
	if len(got.Found) > 0 || got.Counts != usual || got.Wide > 0 {
		b.t.Errorf("%q made the elements %q, counts of %s (usually %s), %d pixels too wide", text, got.Found, got.Counts, usual, got.Wide)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.complaints) > 0 {
		b.t.Errorf("%q: %q", text, b.complaints)
	}
}

// usual counts the elements of a page that nobody attacks.
func (b *tab) usual() string {
	b.t.Helper()
	got := js[foreignParts](b, foreign)
	if len(got.Found) > 0 || !strings.Contains(got.Counts, `"script":1,"img":1`) {
		b.t.Fatalf("the page itself has foreign parts: %+v", got)
	}
	return got.Counts
}

// What redaction leaves of a text is shown as the rules of HTML have it: line ends of all kinds become one, or none
// in a box of one line; NUL is left out of text and replaced in an attribute.
var (
	inText = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")
	inBox  = strings.NewReplacer("\r", "", "\n", "", "\x00", "\ufffd")
)

const (
	hostileCount = 1000
	maxQuery     = 512 // bytes of a query that the server looks at
)

// TestHostilePastes sends bytes in the place of the form's own, since a box holds nothing that is not Unicode.
func TestHostilePastes(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url)
	b.paste("529 Overloaded")
	usual := b.usual()
	next := make(chan string, 1)
	call(b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/diagnose"}}})
	if err := chromedp.Listen(b.Context, func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go func() {
				_ = chromedp.Do(b.Context, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
					body := []byte("paste=" + url.QueryEscape(<-next))
					_, err := cdp.Call(ctx, target, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: paused.RequestID, PostData: body})
					return err
				})) // if it fails the page never comes, and the test says so
			}()
		}
	}); err != nil {
		t.Fatal(err)
	}
	for batch := range slices.Chunk(hostileStrings(hostileCount), 50) {
		// A NUL, or a byte order mark at the start, would make it another kind of file.
		text := "529 Overloaded\n" + strings.ReplaceAll(strings.Join(batch, "\n"), "\x00", "\x01")
		b.open(site.url)
		next <- text
		b.paste(text)
		b.harmless(usual, batch[0]+" and what follows")
		const shown = `(() => { const copy = document.querySelector(".pasted").cloneNode(true); for (const n of copy.querySelectorAll(".number")) n.remove(); return copy.textContent; })()`
		if got, want := js[string](b, shown), inText.Replace(redact.Clean([]byte(text)).String()); got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Errorf("the paste is shown as %.100q, want %.100q", got[max(0, at-20):], want[max(0, at-20):])
		}
	}
}

// TestHostileSearches searches for the same strings, and reads them back from the box and the page.
func TestHostileSearches(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	b := newTab(t)
	b.open(site.url + "/search?q=zzzqqq")
	usual := b.usual()
	queries := append(unknownWords, fit(hostileStrings(hostileCount), maxQuery)...)
	for i, query := range queries {
		b.search(site, query)
		b.harmless(usual, query)
		cleaned := redact.Clean([]byte(query[:min(len(query), maxQuery)])).String()
		got := js[[]string](b, `[document.querySelector(".search input").value, document.querySelector("main strong")?.textContent ?? ""]`)
		if want := inBox.Replace(cleaned); got[0] != want {
			t.Errorf("the search box holds %q, want %q", got[0], want)
		}
		if want := inText.Replace(cleaned); got[1] != want && (got[1] != "" || i < len(unknownWords)) {
			t.Errorf("the page says that nothing was found for %q, want %q", got[1], want)
		}
	}
}

// search opens the page of a query. A search that takes too long on a busy machine is given up by the server and
// asked again here.
func (b *tab) search(site service, query string) {
	b.t.Helper()
	for deadline := time.Now().Add(conditionTime); ; {
		b.open(site.url + "/search?q=" + url.QueryEscape(query))
		if !strings.Contains(b.text("h1"), "can't answer at the moment") || time.Now().After(deadline) {
			return
		}
	}
}

// TestHostileValues puts the strings into the link of an article that shows five values of a paste.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	b := newTab(t)
	const article = "/errors/vertex-model-not-found"
	names := []string{"host", "model", "project", "region", "wait"}
	b.open(site.url + article + "?model=claude-sonnet-4-6&region=us-east5&project=p&host=h.example")
	if got := b.text("strong.value"); got == "" {
		t.Fatal("the article shows no value of its link")
	}
	usual := b.usual()
	for values := range slices.Chunk(hostileStrings(hostileCount), len(names)) {
		query := url.Values{}
		for i, value := range values {
			_, value, _ = strings.Cut(value, ":")
			query.Set(names[i], value)
		}
		b.open(site.url + article + "?" + query.Encode())
		b.harmless(usual, strings.Join(values, " "))
		for _, shown := range js[[]string](b, `[...document.querySelectorAll("strong.value")].map((value) => value.innerHTML)`) {
			if strings.Trim(shown, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@[]") != "" {
				t.Errorf("the article shows the value %q", shown)
			}
		}
	}
}
