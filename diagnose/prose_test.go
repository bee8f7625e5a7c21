package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/redact"
)

func TestOwnWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
	}{
		{"words in lower case", "Claude REFUSED me", "claude refused me"},
		{"apostrophes", "claude won’t answer", "claude wont answer"},
		{"names of parameters", "claude rejects max_tokens", "claude rejects max tokens"},
		{"names of functions", "claude failed in retry_on_limit() today", "claude failed in today"},
		{"statuses", "claude gives 529 since 10 am", "claude gives 529 since am"},
		{"numbers of an address", "claude fails on port 502 and 127.0.0.1:429", "claude fails on port and"},
		{"letters without spaces", "claude超时", "claude 超 时"},
		{"marks of redaction", "claude lost sk-ant-api03-" + strings.Repeat("A1", 30), "claude lost"},
		{"no trouble", "claude works on my machine", ""},
		{"a question", "which claude model has no limit?", ""},
		{"a wish", "claude code should support my broken keyboard", ""},
		{"what claude wrote", "Claude wrote a page that fails", ""},
		{"what claude said of something else", "Claude told me that my postgres refuses connections", ""},
		{"a question about trouble", "is claude down? 529 again", "is claude down 529 again"},
		{"an address", "claude refuses https://claude.example/a/b today", "claude refuses today"},
		{"a path", "claude fails in /srv/app/src/main.js today", "claude fails in today"},
		{"git", "fatal: unable to access claude-tools", ""},
		{"npm", "npm ERR! claude not found", ""},
		{"an access log's line", `claude "POST /v1/messages HTTP/1.1" 429`, ""},
		{"an object", `claude failed {"a": 1}`, ""},
		{"a page", "claude failed <p>", ""},
		{"a comparison", "claude fails with httpx<0.28", "claude fails with httpx"},
		{"a class", "claude failed: ValueError", ""},
		{"Claude Code's own line", "API Error: claude failed", ""},
		{"a log's level", "[ERROR] claude failed", ""},
		{"a log's prefix", "2026-11-03 10:14:25 INFO claude failed", ""},
		{"a stack frame", "claude failed\n    at main (/srv/app.js:4:7)", ""},
		{"two paragraphs", "claude failed.\n\nwhat now", "claude failed what now"},
		{"many lines", "claude\nfailed\nand\nfailed", ""},
		{"longer than anybody writes", "claude failed" + strings.Repeat(" and failed", maxProse/10), ""},
	}
	engine := newEngine(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, w := range engine.read(redact.Clean([]byte(test.text))).words {
				got = append(got, w.text)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("own words of %q (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

// TestToldStatuses: a person names a status without the words that announce it.
func TestToldStatuses(t *testing.T) {
	t.Parallel()
	engine := newEngine(t)
	for text, want := range map[string]int{
		"claude 529 since noon, why":            529,
		"claude keeps throwing 500s":            500,
		"is claude down? 503 again":             503,
		"claude fails after 500 lines of code":  0,
		"claude refuses more than 500 requests": 0,
		"claude wrote 529 all over the page":    0, // no trouble with Claude
		"my shop fails with 529 since noon":     0, // nor with anybody
	} {
		if got := diagnosePaste(engine, text).Facts.Status; got != want {
			t.Errorf("status of %q = %d, want %d", text, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                      nil,
		"the":                   nil,
		"refused":               {"refus"},
		"the proxy is refusing": {"proxi", "refus", "proxi refus"},
		"超时了":                   {"超 时", "时 了"},
		"claude超时":              {"claud", "claud 超", "超 时"},
	} {
		var got []string
		for _, term := range (stems{}).terms(words([]byte(text))) {
			got = append(got, term.text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("terms of %q (-want +got):\n%s", text, diff)
		}
	}
}
