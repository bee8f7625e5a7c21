package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// axeFile is axe-core, as the lock file in testdata/axe pins it.
const axeFile = "testdata/axe/node_modules/axe-core/axe.min.js"

func readAxe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(axeFile)
	if err == nil {
		return string(source)
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("axe-core is not installed: %v (.ci/run installs it)", err)
	}
	t.Skip("axe-core is not installed: run npm ci --ignore-scripts in cmd/errdex/testdata/axe; this test runs in CI")
	return ""
}

// violation is one broken rule, as axe-core reports it.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

func (v violation) String() string {
	text := fmt.Sprintf("%s: %s, at %d places", v.ID, v.Help, len(v.Nodes))
	for _, node := range v.Nodes[:min(len(v.Nodes), 3)] {
		text += fmt.Sprintf("\n\t%.200s\n\t\t%s", node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", " "))
	}
	return text
}

// runAxe holds the page to WCAG 2.2 AA and to the practices that axe-core calls best; target-size is off by default.
const runAxe = `axe.run(document, {
	runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
	rules: { "target-size": { enabled: true } },
	resultTypes: ["violations"],
}).then(({ violations, passes }) => passes.length < 10 ? Promise.reject(new Error("axe-core looked at nothing")) :
	violations.map(({ id, help, nodes }) => ({ ID: id, Help: help, Nodes: nodes.map(({ html, failureSummary }) => ({ HTML: html, FailureSummary: failureSummary })) })))`

// TestAccessible runs axe-core on every kind of page, narrow and wide, light and dark.
func TestAccessible(t *testing.T) {
	axe := readAxe(t)
	site := startService(t, t.TempDir())
	for _, width := range []int64{widths[0], widths[len(widths)-1]} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newTab(t)
			call(b, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}) // axe-core makes markup, which the pages' policy refuses
			b.width(width)
			for _, kind := range pageKinds {
				b.visit(site, kind)
				js[any](b, axe+"; null")
				for _, scheme := range schemes {
					b.scheme(scheme)
					for _, broken := range js[[]violation](b, runAxe) {
						t.Errorf("%s, %s: %s", kind.name, scheme, broken)
					}
				}
			}
		})
	}
}
