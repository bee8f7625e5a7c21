package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// piece is a stretch of a paste and what the view makes of it. Bytes that stay lead back to themselves, bytes
// that were made of something else to the whole of it.
type piece struct{ src, out string }

func keep(text string) piece     { return piece{text, text} }
func drop(text string) piece     { return piece{text, ""} }
func swap(src, out string) piece { return piece{src, out} }

// origin is where a byte of a view stands in the paste, and how many bytes it stands for there.
type origin struct{ At, Size int }

func wantView(pieces []piece) (src, view string, origins []origin) {
	var text, out strings.Builder
	for _, p := range pieces {
		start := text.Len()
		text.WriteString(p.src)
		for i := range len(p.out) {
			if p.src == p.out {
				origins = append(origins, origin{start + i, 1})
			} else {
				origins = append(origins, origin{start, len(p.src)})
			}
		}
		out.WriteString(p.out)
	}
	return text.String(), out.String(), origins
}

func TestNewView(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		pieces []piece
	}{
		{"empty", nil},
		{"plain", []piece{keep("API Error: 529 {\"type\":\"error\"}\n\tend")}},
		{"terminal colours", []piece{drop("\x1b[31m"), keep("Error"), drop("\x1b[0m"), keep(": 529"), drop("\x1b[1;38;5;208m")}},
		{"cursor movement", []piece{keep("a"), drop("\x1b[2K"), keep("b"), drop("\x1b[12;40H"), keep("c"), drop("\x1b[2@"), drop("\x1b[3~")}},
		{"link", []piece{drop("\x1b]8;;https://example.io/a\x1b\\"), keep("529"), drop("\x1b]8;;\x1b\\"), keep(" x")}},
		{"link that a bell ends", []piece{drop("\x1b]8;;https://example.io/a\a"), keep("529"), drop("\x1b]8;;\a")}},
		{"long link", []piece{drop("\x1b]8;;" + strings.Repeat("a", 2000) + "\a"), keep("529")}},
		{"command that is too long", []piece{drop("\x1b"), keep("]8;;" + strings.Repeat("a", 2048)), keep("\a529")}},
		{"command without an end", []piece{drop("\x1b"), keep("]0;title\n")}},
		{"lone escape", []piece{keep("a"), drop("\x1b"), keep("b"), drop("\x1b")}},
		{"sequence cut off", []piece{keep("a"), drop("\x1b"), keep("[31")}},
		{"sequence without an end", []piece{drop("\x1b"), keep("[" + strings.Repeat("1", 40) + "m")}},
		{"printed \\u001b", []piece{drop(`\u001b[31m`), keep("Error"), drop(`\u001b[39m`), keep(" x")}},
		{"printed \\u001B", []piece{drop(`\u001B[31m`), keep("Error")}},
		{"printed \\x1b", []piece{drop(`\x1b[0m`), keep("Error")}},
		{"printed \\x1B", []piece{drop(`\x1B[0m`), keep("Error")}},
		{"printed \\033", []piece{drop(`\033[1;31m`), keep("Error")}},
		{"printed \\e", []piece{drop(`\e[31m`), keep("Error")}},
		{"printed introducer without a bracket", []piece{keep(`\x1b31m`)}},
		{"an address in an address", []piece{keep("/https"), swap("%3A", ":"), swap("%2F", "/"), swap("%2f", "/"), keep("a.io 5% %2 %2"), keep("0%2")}},
		{"formatting", []piece{drop("<pre class=\"log\">"), keep("a "), drop("<b>"), keep("b"), drop("</b>"), keep(" <title>x</title> <p>"), drop("</pre>")}},
		{"no formatting", []piece{keep("a < b > c <bx> <B> <b <pre\nx <"), keep("/")}},
		{"cut off in a tag", []piece{keep("<pre")}},
		{"tag that is too long", []piece{keep("<pre " + strings.Repeat("x", 200) + ">")}},
		{"mail", []piece{drop("On Sat, 21 Nov 2026 Ada wrote:"), keep("\n> 529 On Sat Ada wrote:\n"), drop("On x wrote:"), drop("\r"), keep("\nOn x wrote: more\nOn")}},
		{"mail and nothing", []piece{drop("On Sat Ada wrote:")}},
		{"windows lines", []piece{keep("a"), drop("\r"), keep("\nb"), drop("\r"), keep("\n")}},
		{"old mac lines", []piece{keep("a"), swap("\r", "\n"), keep("b")}},
		{"box", []piece{swap("╭", " "), swap("─", " "), swap("╮", " "), keep("\n"), swap("│", " "), keep(" 529 "), swap("│", " ")}},
		{"block elements", []piece{swap("█", " "), swap("▀", " "), keep("x")}},
		{"bullets", []piece{swap("⏺", " "), keep("a"), swap("⎿", " "), keep("b"), swap("•", " "), keep("c"), swap("✗", " ")}},
		{"odd spaces", []piece{keep("a"), swap("\u00a0", " "), keep("b"), swap("\u2003", " "), keep("c"), swap("\u3000", " ")}},
		{"line separator", []piece{keep("a"), swap("\u2028", " "), keep("b")}},
		{"typographic quotes", []piece{swap("“", `"`), keep("type"), swap("”", `"`), keep(": "), swap("‘", "'"), keep("x"), swap("’", "'")}},
		{"other quotes", []piece{swap("„", `"`), swap("«", `"`), swap("»", `"`), swap("＂", `"`), swap("‚", "'"), swap("′", "'")}},
		{"typographic dashes", []piece{keep("a"), swap("–", "-"), swap("‑", "-"), swap("−", "-"), keep("b")}},
		{"full-width marks", []piece{keep("error"), swap("：", ":"), swap("（", "("), keep("429"), swap("）", ")"), swap("，", ",")}},
		{"entities", []piece{swap("&quot;", `"`), keep("a"), swap("&#39;", "'"), swap("&#34;", `"`), swap("&lt;", "<"), swap("&gt;", ">"), swap("&amp;", "&"), swap("&nbsp;", " ")}},
		{"other entities", []piece{swap("&#x27;", "'"), swap("&apos;", "'"), swap("&bull;", " ")}},
		{"entity of an entity", []piece{swap("&amp;", "&"), keep("quot;")}},
		{"no entity", []piece{keep("a=1&b=2&quot &copy; &")}},
		{"unicode escapes", []piece{swap(`\u003c`, "<"), keep("b"), swap(`\u003E`, ">"), swap(`\u0026`, "&"), swap(`\u0027`, "'"), swap(`\u0022`, `"`), swap(`\u003A`, ":"), swap(`\u007a`, "z"), swap(`\u0046`, "F")}},
		{"escaped unicode escape", []piece{keep(`\`), swap(`\u003c`, "<")}},
		{"unicode escapes that stay", []piece{keep(`\u000a \u00e9 \u2026 \u00g1 \u00`)}},
		{"backslashes that stay", []piece{keep(`C:\new \" \\n \`)}},
		{"zero-width", []piece{keep("over"), drop("\u200b"), keep("loa"), drop("\u00ad"), keep("ded"), drop("\ufeff"), drop("\u200d"), drop("\u2060")}},
		{"combining mark", []piece{keep("e"), drop("\u0301"), keep("x")}},
		{"letters beyond ascii", []piece{keep("Übergröße 错误 🤖 end")}},
		{"replacement character", []piece{keep("a\ufffdb")}},
		{"invalid input", []piece{keep("a\xff\xc3("), keep("\xe2\x80")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src, want, origins := wantView(test.pieces)
			got := newView(src)
			if diff := cmp.Diff(want, string(got.text)); diff != "" {
				t.Errorf("newView(%q).text (-want +got):\n%s", src, diff)
			}
			var found []origin
			for i := range got.text {
				at, size := got.origin(i)
				found = append(found, origin{at, size})
			}
			if diff := cmp.Diff(origins, found); diff != "" {
				t.Errorf("newView(%q).origin (-want +got):\n%s", src, diff)
			}
		})
	}
}

func TestViewClean(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		src  string
		part string // of the view
		want string // of the source
	}{
		{"plain", "say overloaded now", "overloaded", "overloaded"},
		{"whole", "overloaded", "overloaded", "overloaded"},
		{"colour in front", "\x1b[31moverloaded", "overloaded", "overloaded"},
		{"colour inside", "over\x1b[31mloaded now", "overloaded", "over\x1b[31mloaded"},
		{"printed colour behind", `overloaded\u001b[39m now`, "overloaded", "overloaded"},
		{"entity at the end", "say &quot;hi&quot; now", `"hi"`, "&quot;hi&quot;"},
		{"longest entity at the end", "hi&#x27;", "hi'", "hi&#x27;"},
		{"escape at the end", `hi\u003e now`, "hi>", `hi\u003e`},
		{"wide character at the end", "größe", "größe", "größe"},
		{"wide quote at the end", "say “hi” now", `"hi"`, "“hi”"},
		{"colour behind", "overloaded\x1b[0m now", "overloaded", "overloaded"},
		{"windows line end behind", "overloaded\r\nnow", "overloaded", "overloaded"},
		{"zero-width behind", "overloaded\u200b now", "overloaded", "overloaded"},
		{"line break inside", "rate\r\nlimit.", "rate\nlimit", "rate\r\nlimit"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := newView(test.src)
			at := strings.Index(string(v.text), test.part)
			if at < 0 {
				t.Fatalf("newView(%q).text = %q, which does not hold %q", test.src, v.text, test.part)
			}
			start, end := v.clean(span{at, at + len(test.part)})
			if got := test.src[start:end]; got != test.want {
				t.Errorf("clean(%q) in %q = %q, want %q", test.part, test.src, got, test.want)
			}
		})
	}
}
