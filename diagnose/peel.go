package diagnose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file reads the decoration of a paste, and what stands for a plain character in it.

func (b *viewBuilder) step() {
	switch c := b.src[b.pos]; {
	case c == 0x1b:
		b.pos += escapeSequence(b.src[b.pos:], 1)
	case c == '\r':
		b.lineEnd()
	case c == '&':
		b.entity()
	case c == '\\':
		b.backslash()
	case c == '%':
		b.percent()
	case c == '<':
		b.tag()
	default:
		b.wide()
	}
}

func (b *viewBuilder) lineEnd() {
	if strings.HasPrefix(b.src[b.pos:], "\r\n") {
		b.pos++
		return
	}
	b.emit('\n', 1)
}

// maxSequence and maxCommand bound a terminal escape sequence: colours and cursor movements take a few bytes, a
// command such as that of a link holds an address.
const (
	maxSequence = 24
	maxCommand  = 2048
)

// escapeSequence is the length of a terminal escape sequence whose introducer takes lead bytes: of what follows
// it up to a letter behind "[", or up to a bell or "\" behind "]".
func escapeSequence(s string, lead int) int {
	if len(s) <= lead {
		return min(lead, len(s))
	}
	switch s[lead] {
	case '[':
		for i := lead + 1; i < len(s) && i < lead+maxSequence; i++ {
			if s[i] >= '@' && s[i] <= '~' {
				return i + 1
			}
		}
	case ']':
		command := s[lead+1 : min(len(s), lead+maxCommand)]
		end := strings.IndexAny(command, "\a\x1b\n")
		if end >= 0 && command[end] == '\a' {
			return lead + 1 + end + len("\a")
		}
		if end >= 0 && strings.HasPrefix(command[end:], "\x1b\\") {
			return lead + 1 + end + len("\x1b\\")
		}
	}
	return lead
}

var entities = []struct {
	name string
	char byte
}{
	{"&quot;", '"'}, {"&#34;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}, {"&#x27;", '\''},
	{"&lt;", '<'}, {"&gt;", '>'}, {"&nbsp;", ' '}, {"&bull;", ' '}, {"&amp;", '&'},
}

func (b *viewBuilder) entity() {
	for _, entity := range entities {
		if strings.HasPrefix(b.src[b.pos:], entity.name) {
			b.emit(entity.char, len(entity.name))
			return
		}
	}
	b.emit('&', 1)
}

// percent reads the marks of an address that stands encoded in another one, as relays have it:
// /https%3A%2F%2Fapi.anthropic.com%2Fv1%2Fmessages.
func (b *viewBuilder) percent() {
	switch rest := b.src[b.pos:]; {
	case len(rest) >= 3 && strings.EqualFold(rest[:3], "%2F"):
		b.emit('/', 3)
	case len(rest) >= 3 && strings.EqualFold(rest[:3], "%3A"):
		b.emit(':', 3)
	default:
		b.emit('%', 1)
	}
}

// maxIntroduction bounds the line by which a mail program introduces what it quotes.
const maxIntroduction = 160

// mailIntroduction is the length of such a line, or 0: On Sat, 21 Nov 2026 at 10:14 Ada wrote:
func mailIntroduction(text string) int {
	if !strings.HasPrefix(text, "On ") {
		return 0
	}
	line, _, _ := strings.Cut(text[:min(len(text), maxIntroduction)], "\n")
	if !strings.HasSuffix(strings.TrimRight(line, "\r"), " wrote:") {
		return 0
	}
	return len(line)
}

// formatting are the tags that say how a text looks, and nothing of what it is.
var formatting = set("pre", "code", "span", "b", "i", "em", "strong", "font", "tt", "samp")

// maxTag bounds a tag with its attributes.
const maxTag = 200

// tag leaves out a tag of formatting, <pre class="log"> or </b>; other tags tell what kind of page it is.
func (b *viewBuilder) tag() {
	rest := b.src[b.pos:min(len(b.src), b.pos+maxTag)]
	name := strings.TrimPrefix(rest[1:], "/")
	size := 0
	for size < len(name) && name[size] >= 'a' && name[size] <= 'z' {
		size++
	}
	end := strings.IndexByte(rest, '>')
	if end < 0 || !formatting[name[:size]] || strings.IndexByte(" >", name[size]) < 0 {
		b.emit('<', 1)
		return
	}
	b.pos += end + 1
}

// printedEscapes are terminal introducers that a logger printed as text.
var printedEscapes = []string{`\u001b`, `\u001B`, `\x1b`, `\x1B`, `\033`, `\e`}

// escapeByte are the bytes behind the backslash of a printed escape.
var escapeByte = [256]bool{'u': true, 'x': true, '0': true, 'e': true}

func (b *viewBuilder) backslash() {
	rest := b.src[b.pos:]
	for _, printed := range printedEscapes {
		if strings.HasPrefix(rest, printed) && strings.HasPrefix(rest[len(printed):], "[") {
			b.pos += escapeSequence(rest, len(printed))
			return
		}
	}
	if char, ok := unicodeEscape(rest); ok {
		b.emit(char, len(`\u0000`))
		return
	}
	b.emit('\\', 1)
}

// unicodeEscape reads \u00XX for a printable ASCII character, which is how some encoders print < > & and '.
func unicodeEscape(s string) (byte, bool) {
	if len(s) < 6 || s[1] != 'u' || s[2] != '0' || s[3] != '0' {
		return 0, false
	}
	high, low := hexDigit(s[4]), hexDigit(s[5])
	if high < 2 || high > 7 || low < 0 {
		return 0, false
	}
	return byte(high<<4 | low), true
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// plain are the characters beyond ASCII that stand for an ASCII one.
var plain = map[rune]byte{
	'“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '＂': '"',
	'‘': '\'', '’': '\'', '‚': '\'', '′': '\'',
	'：': ':', '，': ',', '（': '(', '）': ')', '–': '-', '‑': '-', '−': '-',
	'⎿': ' ', '⏺': ' ', '●': ' ', '❯': ' ', '✻': ' ', '※': ' ', '•': ' ', '✖': ' ', '✗': ' ', '✘': ' ', '→': ' ',
}

func (b *viewBuilder) wide() {
	r, size := utf8.DecodeRuneInString(b.src[b.pos:])
	if r >= 0x2500 && r <= 0x259F { // box drawing and block elements
		b.emit(' ', size)
		return
	}
	char, known := plain[r]
	switch {
	case known:
		b.emit(char, size)
	case unicode.IsSpace(r):
		b.emit(' ', size)
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r): // zero-width marks
		b.pos += size
	default:
		for range size {
			b.emit(b.src[b.pos], 1)
		}
	}
}
