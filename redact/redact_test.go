package redact

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanNotes(t *testing.T) {
	t.Parallel()
	key := "sk-ant-api03-" + fake(93) + "AA"
	long := "eyJ" + fake(33) + ".eyJ" + fake(80) + "." + fake(43)
	pem := "-----BEGIN RSA PRIVATE KEY-----\n" + fake(64) + "\n" + fake(64) + "\n" + fake(20) + "=="
	tests := []struct{ name, in, want string }{
		{"bytes literal", `Illegal header value b'` + key + `\n'`, `Illegal header value b'[redacted:anthropic-api-key:newline]\n'`},
		{"shortened in a bytes literal", `Illegal header value b'sk-ant-api03-...\n'`, `Illegal header value b'[redacted:anthropic-api-key:newline]\n'`},
		{"bearer in a bytes literal", `b'Bearer ` + key + `\r\n'`, `b'Bearer [redacted:anthropic-api-key:newline]\r\n'`},
		{"escaped twice", `\"` + key + `\\n\"`, `\"[redacted:anthropic-api-key:newline]\\n\"`},
		{"real break in quotes", "'" + key + "\n'", "'[redacted:anthropic-api-key:newline]\n'"},
		{"any header value", `{"x-api-key": "abcdefgh\n"}`, `{"x-api-key": "[redacted:api-key-header:newline]\n"}`},
		{"escaped for a URL", `"x-api-key":"sk-ant-api03-` + fake(20) + `%0A"`, `"x-api-key":"[redacted:anthropic-api-key:newline]%0A"`},
		{"backslash and no break", `{"password": "ab\cd%e"}`, `{"password": "[redacted:secret-field]"}`},
		{"break inside a value", `{"api_key": "abcd\nefgh"}`, `{"api_key": "[redacted:secret-field:newline]"}`},
		{"the line of a log", `{"log":"key ` + key + `\n","stream":"stderr"}`, `{"log":"key [redacted:anthropic-api-key]\n","stream":"stderr"}`},
		{"the end of a line", "key " + key + "\nnext", "key [redacted:anthropic-api-key]\nnext"},

		{"dots", "sk-ant-api03-abc...", "[redacted:anthropic-api-key:truncated]"},
		{"ellipsis", "key sk-ant-oat01-…, sk-…", "key [redacted:anthropic-oauth-token:truncated], [redacted:openai-key:truncated]"},
		{"stars", "sk-ant-api03-****", "[redacted:anthropic-api-key:truncated]"},
		{"masked middle", "sk-ant-api03-abc...xyz and sk-proj-****abcd", "[redacted:anthropic-api-key] and [redacted:openai-key]"},
		{"masked value", "x-api-key: ab12***", "x-api-key: [redacted:api-key-header:truncated]"},
		{"masked header of a token", "eyJhbGciOi...", "[redacted:jwt:truncated]"},

		{"wrapped", "key: " + key[:60] + "\n     " + key[60:] + "\nnext line", "key: [redacted:anthropic-api-key:newline]\nnext line"},
		{"wrapped in a box", "│ key " + key[:40] + " │\n│ " + key[40:] + "  │", "│ key [redacted:anthropic-api-key:newline]  │"},
		{"wrapped twice", key[:40] + "\n" + key[40:80] + "\n" + key[80:] + ".", "[redacted:anthropic-api-key:newline]."},
		{"wrapped at the end", key[:100] + "\n" + key[100:] + "'", "[redacted:anthropic-api-key:newline]'"},
		{"wrapped in JSON", `"` + key[:60] + `\n    ` + key[60:] + `"`, `"[redacted:anthropic-api-key:newline]"`},
		{"wrapped token", "Bearer " + long[:50] + "\n  " + long[50:] + "\n", "Bearer [redacted:jwt:newline]\n"},
		{"wrapped header of a token", long[:20] + "\n" + long[20:], "[redacted:jwt:newline]"},
		{"wrapped value", `"api_key": "` + fake(30) + "\n   " + fake(30) + `"`, `"api_key": "[redacted:secret-field:newline]"`},
		{"wrapped in its first letters", "key " + key[:3] + "\n    " + key[3:] + " x", "key [redacted:anthropic-api-key:newline] x"},
		{"wrapped after its first letters", "key " + key[:9] + "\r\n" + key[9:] + " x", "key [redacted:anthropic-api-key:newline] x"},
		{"wrapped early in a box", "│ " + key[:6] + " │\n│ " + key[6:60] + " │\n│ " + key[60:] + " │", "│ [redacted:anthropic-api-key:newline] │"},
		{"wrapped early in JSON", `"` + key[:7] + `\n  ` + key[7:] + `"`, `"[redacted:anthropic-api-key:newline]"`},
		{"wrapped after a hyphen", "key sk-ant-│\n│ " + key[7:60] + "\n" + key[60:] + " x", "key [redacted:anthropic-api-key:newline] x"},
		{"wrapped before letters only", "sk-proj-  │\n│ " + strings.Repeat("FAKE", 11) + "\n", "[redacted:openai-key:newline]\n"},
		{"wrapped password in a URL", "http://me:Pass1word2\nrest@proxy.example:3128/ x", "http://[redacted:url-credentials:newline]@proxy.example:3128/ x"},
		{"a port, then an address", "http://localhost:8080\nme@x.example", "http://localhost:8080\n[redacted:email]"},
		{"wrapped before the mark of its kind", "key " + fake(20) + "\n" + fake(32) + "JQQJ99" + fake(26) + " x", "key [redacted:azure-api-key:newline] x"},
		{"in an element", "<password>hunter2</password><apiKey>\n  abcdefgh\n</apiKey>", "<password>[redacted:secret-field]</password><apiKey>\n  [redacted:secret-field]\n</apiKey>"},
		{"name wrapped after a hyphen", "[x-api- │\n│ key: abcdefgh], x", "[x-api- │\n│ key: [redacted:api-key-header]], x"},
		{"whole, then a word", key + "\nLocalProtocolError2", "[redacted:anthropic-api-key]\nLocalProtocolError2"},
		{"short, then an id", "sk-ant-api03-" + fake(20) + "\nreq_011CWt5g1T007c3d67Ufrhcx", "[redacted:anthropic-api-key]\nreq_011CWt5g1T007c3d67Ufrhcx"},
		{"short, then a header", "sk-ant-api03-" + fake(20) + "\nX-Request-Id2: 1", "[redacted:anthropic-api-key]\nX-Request-Id2: 1"},
		{"short, then a log line", "sk-ant-api03-" + fake(20) + "\n2025-03-03T05:10:37 INFO", "[redacted:anthropic-api-key]\n2025-03-03T05:10:37 INFO"},
		{"short, then a system", "sk-ant-api03-" + fake(20) + "\nWindows11", "[redacted:anthropic-api-key]\nWindows11"},
		{"nearly whole, then a word", key[:101] + "\nTraceback", "[redacted:anthropic-api-key]\nTraceback"},
		{"short, then an exception", "sk-ant-api03-" + fake(20) + "\nanthropic.APIConnectionError", "[redacted:anthropic-api-key]\nanthropic.APIConnectionError"},

		{"invisible characters", "sk-ant-api03-abcd\u200befgh\ufeff1234", "[redacted:anthropic-api-key]"},
		{"private key", "a\n" + pem + "\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted:private-key]\nb"},
		{"private key in JSON", `{"private_key":"` + strings.ReplaceAll(pem, "\n", `\n`) + `\n-----END RSA PRIVATE KEY-----\n"}`, `{"private_key":"[redacted:private-key]\n"}`},
		{"private key without end", "a\n" + pem + "\nTraceback (most recent call last)", "a\n[redacted:private-key]\nTraceback (most recent call last)"},
		{"quoted over two lines", "KEY=\"sk-ant-api03-abc\ndef\"", "KEY=\"[redacted:anthropic-api-key:newline]\""},
		{"two that touch", "sk-ant-api03-" + fake(20) + "@example.com", "[redacted:anthropic-api-key]@example.com"},
		{"proxy keeps its host", "http://me:pw@proxy.example.com:3128", "http://[redacted:url-credentials]@proxy.example.com:3128"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkClean(t, tt.in, tt.want)
		})
	}
}

func TestRedactions(t *testing.T) {
	t.Parallel()
	in := "dev@example.com sk-ant-api03-abc... a@example.com \xff 'sk-ant-api03-" + fake(9) + "\\n' [redacted:jwt]"
	want := []Redaction{{Kind: "email", Count: 2}, {Kind: "anthropic-api-key", Count: 2}}
	if got := Clean([]byte(in)).Redactions(); !reflect.DeepEqual(got, want) {
		t.Errorf("Clean(%q).Redactions() = %v, want %v", in, got, want)
	}
}

func TestZeroText(t *testing.T) {
	t.Parallel()
	var zero Text
	start, end := zero.Origin(-1, 5)
	if zero.String() != "" || zero.Redactions() != nil || start != 0 || end != 0 {
		t.Errorf("zero Text = %q, %v, Origin %d %d, want empty", zero, zero.Redactions(), start, end)
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	in := "a\xffb me@x.example c\xfe\xfd dev@y.example password='x\xf0y' \xff"
	text := Clean([]byte(in))
	want := "a\ufffdb [redacted:email] c\ufffd\ufffd [redacted:email] password='[redacted:secret-field]' \ufffd"
	if text.String() != want {
		t.Fatalf("Clean(%q) = %q, want %q", in, text, want)
	}
	tests := []struct{ name, part, origin string }{
		{"kept before", "a", "a"},
		{"bad byte", "\ufffdb", "\xffb"},
		{"part of a bad byte", "\xbdb", "\xffb"},
		{"kept between", "b ", "b "},
		{"placeholder", "[redacted:email]", "me@x.example"},
		{"part of a placeholder", "redacted", "me@x.example"},
		{"over its end", "email] c", "me@x.example c"},
		{"over its start", "b [re", "b me@x.example"},
		{"between two bad bytes", "c\ufffd\ufffd ", "c\xfe\xfd "},
		{"from a bad byte", "\ufffd [redacted:email]", "\xfd dev@y.example"},
		{"placeholder of a bad byte", "secret-field", "x\xf0y"},
		{"to the end", "' \ufffd", "' \xff"},
		{"all", want, in},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at := strings.Index(want, tt.part)
			start, end := text.Origin(at, at+len(tt.part))
			if got := in[start:end]; got != tt.origin {
				t.Errorf("Origin of %q = %q, want %q", tt.part, got, tt.origin)
			}
		})
	}
}

// TestOriginOfEmptySpans pins that an empty span stays empty, but for one in
// the middle of a placeholder.
func TestOriginOfEmptySpans(t *testing.T) {
	t.Parallel()
	text := Clean([]byte("to me@x.example."))
	for _, tt := range []struct{ at, start, end int }{
		{0, 0, 0}, {3, 3, 3}, {4, 3, 15}, {18, 3, 15}, {19, 15, 15}, {20, 16, 16}, {99, 16, 16}, {-3, 0, 0},
	} {
		if start, end := text.Origin(tt.at, tt.at); start != tt.start || end != tt.end {
			t.Errorf("Origin(%d, %d) = %d, %d, want %d, %d", tt.at, tt.at, start, end, tt.start, tt.end)
		}
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for i, r := range rules {
		if r.literal == "" || r.find == nil && r.shape.chars == nil && !r.breaks {
			t.Errorf("rules[%d] = %+v lacks a literal or how to find a secret", i, r)
		}
		if r.fold && r.literal != strings.ToLower(r.literal) {
			t.Errorf("rules[%d]: %q stands for any case and is not in lower case", i, r.literal)
		}
	}
	for kind := range kinds {
		if size := placeholderRest(kind + truncatedNote + "]"); size == 0 {
			t.Errorf("a placeholder of kind %q is not known again", kind)
		}
	}
}

// seeds of the fuzzer: every text of the tables, and what parts and joins them.
func seeds() []string {
	list := append([]string(nil), kept...)
	for _, c := range namedValues {
		in, _ := marked(c.text, "")
		list = append(list, in)
	}
	for i, c := range contexts {
		list = append(list, strings.ReplaceAll(c.text, "%s", secrets[i%len(secrets)].secret))
	}
	return append(list, "hooks.slack"+".com%2F"+strings.Repeat("\xb9", 5000), "[redacted:", "]", "\n    ", "│\n│ ", `\"`, `\\n'`, "\xe2\x80", "\x00", strings.Repeat("\\", 40)+`"`)
}

func FuzzClean(f *testing.F) {
	for i, seed := range seeds() {
		f.Add([]byte(seed), uint(i*7))
	}
	f.Fuzz(func(t *testing.T, raw []byte, where uint) {
		canary := "sk-ant-api03-" + fake(20)
		at := int(where % uint(len(raw)+1))
		for _, in := range []string{string(raw), string(raw[:at]) + canary + string(raw[at:])} {
			text := Clean([]byte(in))
			if strings.Contains(text.String(), canary) {
				t.Errorf("Clean(%q) = %q, holds %s", in, text, canary)
			}
			if err := checkText(text, in); err != nil {
				t.Errorf("Clean(%q) = %q: %v", in, text, err)
			}
		}
	})
}

// checkText holds what is true of every cleaned text.
func checkText(text Text, in string) error {
	s := text.String()
	if !utf8.ValidString(s) {
		return fmt.Errorf("not UTF-8")
	}
	if again := Clean([]byte(s)); again.String() != s {
		return fmt.Errorf("cleaned again it is %q", again)
	}
	lastStart, lastEnd := 0, 0
	for i := range len(s) + 1 {
		start, end := text.Origin(i, i)
		if start < lastStart || end < lastEnd || start > end || end > len(in) {
			return fmt.Errorf("Origin(%d, %d) = %d, %d after %d, %d", i, i, start, end, lastStart, lastEnd)
		}
		lastStart, lastEnd = start, end
	}
	if start, end := text.Origin(0, len(s)); start != 0 || end != len(in) {
		return fmt.Errorf("Origin of all = %d, %d, want 0, %d", start, end, len(in))
	}
	return nil
}
