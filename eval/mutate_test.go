package eval

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// changed is what one kind makes of a text.
func changed(t *testing.T, kind, text string) string {
	t.Helper()
	i := slices.IndexFunc(mutations, func(m mutation) bool { return m.kind == kind })
	if i < 0 {
		t.Fatalf("there is no mutation %s", kind)
	}
	return mutations[i].change(text)
}

func TestMutations(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("abc def ", 9) + "ghijklmno" // 81 characters
	tests := []struct{ kind, text, want string }{
		{"wrap-words", "Error: 529\n", "  ⎿  Error: 529\n"},
		{"wrap-words", long + "\nx", "  ⎿  " + strings.Repeat("abc def ", 9)[:71] + "\n     ghijklmno\n     x"},
		{"wrap-words", strings.Repeat("a", 80), "  ⎿  " + strings.Repeat("a", 73) + "\n     aaaaaaa"},
		{"wrap-hard", "Error: 529\n", "Error: 529\n"},
		{"wrap-hard", long + "\n", long[:78] + "\n  mno\n"},
		{"wrap-hard", strings.Repeat("ä", 160), strings.Repeat("ä", 78) + "\n  " + strings.Repeat("ä", 76) + "\n  ääääää"},
		{"box", "529\n", "╭" + strings.Repeat("─", 76) + "╮\n│ 529" + strings.Repeat(" ", 71) + " │\n╰" + strings.Repeat("─", 76) + "╯\n"},
		{"ansi", "Error: 529\n\nx", "\x1b[31m\x1b[1;33mError\x1b[22;31m: \x1b[1;33m529\x1b[22;31m\x1b[0m\x1b[K\n\n\x1b[31mx\x1b[0m\x1b[K"},
		{"crlf", "a\nb\n", "a\r\nb\r\n"},
		{"crlf", "a\n", "a\n"},
		{"json-log", "a \"b\"\n<c>", `{"level":"error","time":"2026-11-21T10:14:02.117Z","pid":4290,"name":"worker","msg":"a \"b\"\n<c>"}` + "\n"},
		{"traceback", "a \"b\"\n\\", "Traceback (most recent call last):\n  File \"/srv/worker/run.py\", line 429, in main\n    answer = retry(ask, times=5)\n" +
			"  File \"/srv/worker/retry.py\", line 52, in retry\n    raise GivenUp(last)\nworker.retry.GivenUp: 'a \"b\"\\n\\\\'\n"},
		{"log-prefix", "a\nb\n", "2026-11-21 10:14:00,417 ERROR a\n2026-11-21 10:14:00,418 ERROR b\n"},
		{"mail", "a\nb\n", "> a\n> b\n"},
		{"typographic", `he said "it's 'so'" ("x")`, `he said “it’s ‘so’” (“x”)`},
		{"html", `<a "b" & 'c'>`, "&lt;a &#34;b&#34; &amp; &#39;c&#39;&gt;"},
		{"cut-tail", strings.Repeat("ä", 80), strings.Repeat("ä", 72) + "…"},
		{"cut-tail", strings.Repeat("ä", 79), strings.Repeat("ä", 79)},
	}
	tried := map[string]bool{"json-in-json": true, "noise": true} // they have tests of their own
	for _, test := range tests {
		tried[test.kind] = true
		if diff := cmp.Diff(test.want, changed(t, test.kind, test.text)); diff != "" {
			t.Errorf("%s of %q (-want +got):\n%s", test.kind, test.text, diff)
		}
	}
	for _, m := range mutations {
		if !tried[m.kind] {
			t.Errorf("mutation %s has no test", m.kind)
		}
	}
}

func TestRepr(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a": `'a'`, "it's": `"it's"`, `it's "b"`: `'it\'s "b"'`, "\x1b[0m\t\r\n": `'\x1b[0m\t\r\n'`,
	} {
		if got := repr(text); got != want {
			t.Errorf("repr(%q) = %s, want %s", text, got, want)
		}
	}
}

// TestJSONInJSON reads the text back through both levels.
func TestJSONInJSON(t *testing.T) {
	t.Parallel()
	const text = "a \"b\" \\ <c> é\n\x1b[0m"
	var outer struct{ Log string }
	var inner struct{ Msg string }
	if err := json.Unmarshal([]byte(changed(t, "json-in-json", text)), &outer); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(outer.Log), &inner); err != nil || inner.Msg != text {
		t.Errorf("the message is %q, error %v, want %q", inner.Msg, err, text)
	}
}

// TestNoise makes sure that the text stands in the noise as it was, between numbers that could be statuses.
func TestNoise(t *testing.T) {
	t.Parallel()
	got := changed(t, "noise", "a\nb")
	before, after, found := strings.Cut(got, "\na\nb\n")
	number := regexp.MustCompile(`\b[45][0-9]{2}\b`)
	if !found || !number.MatchString(before) || !number.MatchString(after) {
		t.Errorf("noise = %q, want a and b on lines between others with numbers from 400 to 599", got)
	}
}

// TestWrapsKeepToTheEdge holds every kind of wrapping to the width.
func TestWrapsKeepToTheEdge(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("Übermäßig lange Wörter, ", 30) + strings.Repeat("é", 300)
	for _, kind := range []string{"wrap-words", "wrap-hard", "box"} {
		for line := range strings.Lines(changed(t, kind, text)) {
			if size := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); size > width {
				t.Errorf("%s: a line has %d characters, want at most %d: %q", kind, size, width, line)
			}
		}
	}
}

func TestMutate(t *testing.T) {
	t.Parallel()
	c := Case{ID: "7", Form: "log", Text: "a \"long\" line of 80 characters: " + strings.Repeat("abc ", 12) + "\nand one more\n",
		Primary: "teapot", Also: []string{"kettle"}}
	var kinds []string
	for _, m := range mutations {
		kinds = append(kinds, m.kind)
	}
	var got []string
	for _, mutated := range Mutate(c) {
		kind := strings.TrimPrefix(mutated.ID, "7/")
		got = append(got, kind)
		want := Case{ID: "7/" + kind, Form: "mutated/" + kind, Text: changed(t, kind, c.Text), Primary: c.Primary, Also: c.Also}
		if diff := cmp.Diff(want, mutated); diff != "" {
			t.Errorf("Mutate (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(kinds, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Mutate(c), Mutate(c)); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

// TestMutateSkips: no copy where the kind would drown the text or leave it as it is.
func TestMutateSkips(t *testing.T) {
	t.Parallel()
	whole := []string{"wrap-words", "box", "ansi", "mail"}
	tests := []struct {
		name string
		c    Case
		want []string
	}{
		{"a bare code", Case{Form: "bare-code", Text: "529"}, whole},
		{"a short line of any form", Case{Form: "example", Text: "529 Overloaded\n"}, whole},
		{"a sentence of somebody", Case{Form: "free-text", Text: strings.Repeat("claude is slow ", 4) + "today"}, whole},
		{"two short lines", Case{Form: "example", Text: "529\nOverloaded\n"},
			[]string{"wrap-words", "box", "ansi", "crlf", "json-log", "json-in-json", "traceback", "log-prefix", "mail", "noise"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, mutated := range Mutate(test.c) {
				got = append(got, strings.TrimPrefix(mutated.Form, "mutated/"))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
		})
	}
}
