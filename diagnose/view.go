package diagnose

import (
	"slices"
	"sort"
	"strings"
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
	for {
		for pos < len(text) && plainByte[text[pos]] {
			pos++
		}
		if pos == len(text) {
			return pos
		}
		switch c := text[pos]; {
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
