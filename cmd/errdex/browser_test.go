package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	browserTime   = 4 * time.Minute        // bounds everything that one test does in its tab
	conditionTime = 60 * time.Second       // bounds the wait for one condition
	loadTime      = 60 * time.Second       // bounds the wait for one page
	lookAgain     = 10 * time.Millisecond  // between two looks at a condition
	slowNetwork   = 400 * time.Millisecond // how late a file comes where a test plays a slow network
)

// chromium is the one browser of all tests. It starts with the first tab; TestMain stops it.
var chromium struct {
	start sync.Once
	stop  context.CancelFunc
	tabs  context.Context
	err   error
}

func startChromium() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		chromium.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	tabs, stopBrowser := chromedp.NewContext(allocator)
	chromium.tabs, chromium.stop = tabs, func() { stopBrowser(); stopAllocator() }
	chromium.err = chromedp.Do(tabs)
}

func stopChromium() {
	if chromium.stop != nil {
		chromium.stop()
	}
}

// tab is a tab of the browser with storage of its own. It writes down what its pages ask for and complain of.
type tab struct {
	context.Context
	t *testing.T

	mu         sync.Mutex
	requests   []string // addresses, in order
	complaints []string // console messages, exceptions, entries of the browser's log, dialogs
}

// watch runs before the scripts of every page: it keeps what the policy refused and what moved after it was drawn.
const watch = `{
	const seen = globalThis.testSeen = { refused: [], shifts: [] };
	document.addEventListener("securitypolicyviolation", (event) =>
		seen.refused.push(event.violatedDirective + " refused " + event.blockedURI + " " + event.sample));
	const note = (list) => { for (const entry of list) {
		const moved = entry.sources.map((source) => source.node?.nodeName + "." + source.node?.className).join(", ");
		seen.shifts.push("moved by " + entry.value.toFixed(4) + ": " + moved);
	} };
	const observer = new PerformanceObserver((list) => note(list.getEntries()));
	observer.observe({ type: "layout-shift", buffered: true });
	seen.take = () => note(observer.takeRecords());
}`

// newTab opens a tab. On a desk without Chromium the test is skipped and says so; under CI that fails.
func newTab(t *testing.T) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("-short leaves the browser out")
	}
	chromium.start.Do(startChromium)
	if chromium.err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no browser: %v (.ci/run installs it)", chromium.err)
		}
		t.Skipf("no browser: %v; this test runs in CI", chromium.err)
	}
	opened, closeTab := chromedp.NewContext(chromium.tabs, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &tab{Context: opened, t: t}
	if err := chromedp.Listen(opened, b.note); err != nil {
		t.Fatal(err)
	}
	timed, cancel := context.WithTimeout(opened, browserTime)
	t.Cleanup(cancel)
	b.Context = timed
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // as the tab that a person looks at
	return b
}

// note is called with every event of the tab and must not wait.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, fmt.Sprintf("console.%s %s", e.Type, values(e.Args)))
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text+" "+values([]*runtime.RemoteObject{e.ExceptionDetails.Exception}))
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, e.Entry.Text+" "+e.Entry.URL)
	case *page.EventJavascriptDialogOpening:
		b.complaints = append(b.complaints, "dialog: "+e.Message)
		go func() { _ = chromedp.Do(b.Context, closeDialog) }() // it would stop the page; the complaint is written down
	}
}

var closeDialog = chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
	_, err := cdp.Call(ctx, target, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: false})
	return err
})

func values(arguments []*runtime.RemoteObject) string {
	var words []string
	for _, argument := range arguments {
		if argument != nil {
			words = append(words, argument.Description+string(argument.Value))
		}
	}
	return strings.Join(words, " ")
}

// forget starts a new page: what was written down of the one before it is of no interest.
func (b *tab) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests, b.complaints = nil, nil
}

func (b *tab) sent() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

// trouble is what is wrong with the page in the tab, whichever page it is: complaints, refusals of its policy,
// parts that moved after they were drawn.
func (b *tab) trouble() []string {
	b.t.Helper()
	const settled = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
		testSeen.take();
		done([...testSeen.refused, ...testSeen.shifts]);
	})))`
	found := js[[]string](b, settled)
	b.mu.Lock()
	defer b.mu.Unlock()
	return append(found, b.complaints...)
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.Context, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.Context, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// js is the value of a JavaScript expression, or of what the expression promises.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.Context, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.300s: %v", expression, err)
	}
	return value
}

// until waits for a JavaScript expression to be true, on whichever page is there by then.
func (b *tab) until(expression string) {
	b.t.Helper()
	deadline := time.Now().Add(conditionTime)
	for tick := time.NewTicker(lookAgain); ; <-tick.C {
		holds, err := chromedp.Run(b.Context, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && holds {
			return
		}
		if time.Now().After(deadline) {
			shown, _ := chromedp.Run(b.Context, chromedp.Evaluate[string]("location.href"))
			b.t.Fatalf("it never came true: %s (last error %v); at %.200s", expression, err, shown)
		}
	}
}

func (b *tab) open(address string) {
	b.t.Helper()
	b.forget()
	b.do(chromedp.Navigate(address))
}

// follow does something that leads to another page, and waits until that is loaded.
func (b *tab) follow(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.forget()
	bounded, cancel := context.WithTimeout(b.Context, loadTime)
	defer cancel()
	if _, err := chromedp.RunResponse(bounded, steps...); err != nil {
		b.t.Fatalf("no other page came after %s: %v", b.location(), err)
	}
}

// paste fills the box of the page in the tab and sends it by its button.
func (b *tab) paste(text string) {
	b.t.Helper()
	b.follow(chromedp.Evaluate[chromedp.Void](`document.querySelector("#paste").value = `+quoted(b.t, text)), chromedp.Click(chromedp.CSS(".paste .send button")))
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	found, err := chromedp.Run(b.Context, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatalf("text of %s: %v", selector, err)
	}
	return found
}

func (b *tab) location() string {
	b.t.Helper()
	at, err := chromedp.Run(b.Context, chromedp.Location())
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

func (b *tab) press(keys string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

func (b *tab) width(pixels int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(pixels, 900))
}

// scheme sets what the operating system asks for, "light" or "dark".
func (b *tab) scheme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}

func (b *tab) scriptless() {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// allowClipboard lets the pages of an address write the clipboard and the test read it.
func (b *tab) allowClipboard(origin string) {
	b.t.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		params := browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
			Origin: origin, BrowserContextID: chromedp.FromContext(b.Context).BrowserContextID}
		if _, err := chromedp.CallBrowser(b.Context, browser.SetPermission, params); err != nil {
			b.t.Fatal(err)
		}
	}
}

// quoted is a value as JavaScript writes it.
func quoted(t *testing.T, value any) string {
	t.Helper()
	literal, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(literal)
}
