package card

import (
	"fmt"
	"image"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Sizes of type, in pixels.
const (
	rowSize = 36
	tagSize = 36
)

// titleSizes are tried from the largest to the smallest, which takes any title; it is cut off if need be.
var titleSizes = []int{108, 100, 92, 84, 78, 72, 66, 60, 54, 48, 42, 36}

type fonts struct{ bold, medium, mono *sfnt.Font }

// loadFonts reads the fonts that are built in; the first card of a process does it for all.
var loadFonts = sync.OnceValues(func() (fonts, error) {
	var f fonts
	for _, each := range []struct {
		into   **sfnt.Font
		source []byte
	}{{&f.bold, gobold.TTF}, {&f.medium, gomedium.TTF}, {&f.mono, gomonobold.TTF}} {
		parsed, err := opentype.Parse(each.source)
		if err != nil {
			return fonts{}, fmt.Errorf("read font: %w", err)
		}
		*each.into = parsed
	}
	return f, nil
})

// face is a font at a size. Faces are not for concurrent use, so each piece of text makes its own, which is cheap.
func face(of *sfnt.Font, size int) font.Face {
	face, err := opentype.NewFace(of, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // NewFace fails for no options that can stand here
	}
	return face
}

// measure is a text's width in whole pixels.
func measure(text string, of *sfnt.Font, size int) int {
	return font.MeasureString(face(of, size), text).Ceil()
}

// text draws one line with its left end and its baseline at a point.
func (p *picture) text(line string, of *sfnt.Font, size, x, baseline int, color image.Image) {
	drawer := font.Drawer{Dst: p.image, Src: color, Face: face(of, size), Dot: fixed.P(x, baseline)}
	drawer.DrawString(line)
}

// block is a text in lines at one size.
type block struct {
	size  int
	lines []string
}

// leading is from line to line: close, since large type needs less air.
func (b block) leading() int { return b.size * 118 / 100 }

// baseline is where line i stands, from the top of the block.
func (b block) baseline(i int) int { return b.size*92/100 + i*b.leading() }

// height is from the top of the first line's capitals to the foot of the last line's descenders.
func (b block) height() int { return b.baseline(len(b.lines)-1) + b.size*22/100 }

// fit sets a title as large as it fits into its room. Only at the smallest size words are broken and what is
// still too long is cut off, with an ellipsis that says so.
func fit(title string, of *sfnt.Font) block {
	words := strings.Fields(title)
	for _, size := range titleSizes {
		b := block{size: size, lines: wrap(words, of, size, right-left)}
		if widest(b.lines, of, size) <= right-left && b.height() <= titleEnd-titleTop {
			b.lines = balance(words, of, size, len(b.lines))
			return b
		}
	}
	smallest := titleSizes[len(titleSizes)-1]
	b := block{size: smallest, lines: wrap(pieces(words, of, smallest), of, smallest, right-left)}
	for b.height() > titleEnd-titleTop {
		b.lines = b.lines[:len(b.lines)-1]
		last := &b.lines[len(b.lines)-1]
		*last = strings.TrimSuffix(*last, "…") + "…"
		for measure(*last, of, smallest) > right-left {
			short := strings.TrimSuffix(*last, "…")
			_, end := utf8.DecodeLastRuneInString(short)
			*last = short[:len(short)-end] + "…"
		}
	}
	return b
}

// wrap puts as many words on each line as fit; a word that is longer than a line has one of its own.
func wrap(words []string, of *sfnt.Font, size, width int) []string {
	var lines []string
	for _, word := range words {
		if n := len(lines); n > 0 && measure(lines[n-1]+" "+word, of, size) <= width {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// balance makes the lines alike in length: it wraps at the smallest width that needs no more lines.
func balance(words []string, of *sfnt.Font, size, lines int) []string {
	best := wrap(words, of, size, right-left)
	for low, high := 0, right-left; low < high; {
		width := (low + high) / 2
		wrapped := wrap(words, of, size, width)
		if len(wrapped) > lines || widest(wrapped, of, size) > width {
			low = width + 1
			continue
		}
		best, high = wrapped, width
	}
	return best
}

// pieces breaks the words that are longer than a line.
func pieces(words []string, of *sfnt.Font, size int) []string {
	var short []string
	for _, word := range words {
		piece := ""
		for _, r := range word {
			if piece != "" && measure(piece+string(r), of, size) > right-left {
				short = append(short, piece)
				piece = ""
			}
			piece += string(r)
		}
		short = append(short, piece)
	}
	return short
}

func widest(lines []string, of *sfnt.Font, size int) int {
	width := 0
	for _, line := range lines {
		width = max(width, measure(line, of, size))
	}
	return width
}
