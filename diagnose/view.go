package diagnose

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view is the paste as the scanner reads it: terminal colours, box drawing, bullets and other decoration
// are gone, typographic quotes, odd spaces and HTML entities are plain characters, line ends are \n.
// Quotes and backslashes stay, since they tell where a value ends.
type view struct {
	text   []byte
	joints []joint // in order; the first is at 0
}

// joint is where a view leaves something of the redacted text out, or has one byte for several. From one joint to
// the next both run side by side, as they do in most pastes from end to end.
type joint struct {
	at, origin int32 // of the same byte, in the view and in the redacted text
	size       int32 // how many bytes of the redacted text that one byte stands for
}

func newView(text string) view {
	var v view
	v.read(text)
	return v
}

// read makes v the view of a text, in the memory of what it was before.
func (v *view) read(text string) {
	b := viewBuilder{src: text, next: none, view: view{text: slices.Grow(v.text[:0], len(text)), joints: v.joints[:0]}}
	for b.pos < len(text) {
		if b.pos == 0 || text[b.pos-1] == '\n' {
			b.pos += mailIntroduction(text[b.pos:])
		}
		end := plainEnd(text, b.pos)
		if end > b.pos {
			b.copy(end)
		} else if end < len(text) {
			b.step()
		}
	}
	*v = b.view
}

// plainEnd is where what a view takes over as it is ends that begins at pos: before a line that may introduce a mail.
func plainEnd(text string, pos int) int {
	for pos < len(text) {
		switch c := text[pos]; {
		case plainByte[c]:
		case c == '\n':
			if strings.HasPrefix(text[pos+1:], "On ") {
				return pos + 1
			}
		case c == '\\' && (pos+1 == len(text) || !escapeByte[text[pos+1]]): // a quote's, as in nearly every string
		default:
			return pos
		}
		pos++
	}
	return pos
}

// plainByte are the bytes that a view takes over as they are, wherever they stand: nearly all of them.
var plainByte = func() (plain [256]bool) {
	for c := range utf8.RuneSelf {
		plain[c] = c != 0x1b && c != '\r' && c != '\n' && c != '&' && c != '\\' && c != '%' && c != '<'
	}
	return plain
}()

// viewBuilder walks src once; pos is where it stands.
type viewBuilder struct {
	view
	src  string
	pos  int
	next int // the position that needs no joint
}

// copy takes over src up to end as it is.
func (b *viewBuilder) copy(end int) {
	b.join(1)
	b.text = append(b.text, b.src[b.pos:end]...)
	b.pos, b.next = end, end
}

func (b *viewBuilder) emit(c byte, size int) {
	b.join(size)
	b.text = append(b.text, c)
	b.next = b.pos + 1
	b.pos += size
}

// join notes that the next byte stands for size bytes at pos, unless that follows from the byte before it.
func (b *viewBuilder) join(size int) {
	if b.pos != b.next || size != 1 {
		b.joints = append(b.joints, joint{int32(len(b.text)), int32(b.pos), int32(size)})
	}
}

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

// span is a range of bytes in a view.
type span struct{ start, end int }

func (s span) overlaps(other span) bool { return s.start < other.end && other.start < s.end }

func (s span) contains(pos int) bool { return pos >= s.start && pos < s.end }

// clean maps a span, which must not be empty, to the redacted text. Its end is that of its last byte: what
// decoration follows is not part of it.
func (v *view) clean(s span) (start, end int) {
	start, _ = v.origin(s.start)
	last, size := v.origin(s.end - 1)
	return start, last + size
}

// origin is where a byte of the view stands in the redacted text, and how many bytes it stands for there.
func (v *view) origin(at int) (origin, size int) {
	after := sort.Search(len(v.joints), func(i int) bool { return int(v.joints[i].at) > at })
	last := v.joints[after-1]
	if int(last.at) == at {
		return int(last.origin), int(last.size)
	}
	return int(last.origin) + at - int(last.at), 1
}
