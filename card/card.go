// Package card draws the picture that a chat or a social network shows beside a link: the title of an article,
// its statuses, its layer in the layer's colour and shape, and the site's name. It writes no file, and it knows
// nothing of the library and of HTTP.
package card

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"

	"errdex/content"
)

// Width and Height are a picture's size in pixels, which is what link previews ask for.
const (
	Width  = 1200
	Height = 630
)

// Where things stand, in pixels. Previews cut a little off every side, so nothing but the ground and the bar
// reaches into the margin.
const (
	margin     = 72
	barWidth   = 20
	left       = margin + barWidth
	right      = Width - margin
	nameTop    = 66  // of the site's mark and name
	titleTop   = 160 // the title may take what lies between these two
	titleEnd   = 456
	rowTop     = 500 // of the row with layer, statuses and note
	rowHeight  = 62
	rowGap     = 20
	rowPadding = 26
	markSize   = 60
)

// Card is what one picture says.
type Card struct {
	Title string
	Layer content.Layer // empty on a card that is about no single error
	Tags  []string      // statuses; those that do not fit beside each other are left out
	Note  string        // plain words behind the tags
}

// Draw returns the picture as a PNG of Width by Height. The same card always gives the same bytes.
func Draw(c Card) ([]byte, error) {
	picture, err := paintCard(c)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("encode card: %w", err)
	}
	return out.Bytes(), nil
}

func paintCard(c Card) (*image.RGBA, error) {
	fonts, err := loadFonts()
	if err != nil {
		return nil, err
	}
	p := &picture{image: image.NewRGBA(image.Rect(0, 0, Width, Height)), fonts: fonts, paint: paintOf(c.Layer)}
	p.draw(c)
	return p.image, nil
}

// picture is a card under way.
type picture struct {
	image *image.RGBA
	fonts fonts
	paint paint
}

func (p *picture) draw(c Card) {
	draw.Draw(p.image, p.image.Bounds(), p.paint.ground, image.Point{}, draw.Src)
	draw.Draw(p.image, image.Rect(0, 0, barWidth, Height), p.paint.bar, image.Point{}, draw.Src)
	p.name()
	p.title(c.Title)
	p.row(c)
}

// name draws the site's mark, the same as static/icon.svg, and its name.
func (p *picture) name() {
	const unit = markSize / 32.0 // the icon is drawn on a grid of 32
	at := func(x float32) float32 { return left + x*unit }
	down := func(y float32) float32 { return nameTop + y*unit }
	p.fill(rounded(left, nameTop, markSize, markSize, 7*unit), markGround)
	for _, stroke := range []struct{ y, end float32 }{{8, 23}, {16, 18}, {24, 23}} {
		p.fill(rounded(at(7.25), down(stroke.y-1.75), (stroke.end-7.25+1.75)*unit, 3.5*unit, 1.75*unit), markStroke)
	}
	p.fill(circle(at(23.5), down(16), 2.6*unit), markDot)
	p.text("Errdex", p.fonts.bold, 42, left+markSize+20, nameTop+45, ink)
}

// title draws the title in the middle of its room, as large as it fits.
func (p *picture) title(title string) {
	fitted := fit(title, p.fonts.bold)
	height := fitted.height()
	top := titleTop + (titleEnd-titleTop-height)/2
	for i, line := range fitted.lines {
		p.text(line, p.fonts.bold, fitted.size, left, top+fitted.baseline(i), ink)
	}
}

// row draws the layer, the tags and the note beside each other.
func (p *picture) row(c Card) {
	x := left
	if c.Layer != "" {
		x += p.badge(c.Layer, x) + rowGap
	}
	for _, tag := range c.Tags {
		width := measure(tag, p.fonts.mono, tagSize) + 2*rowPadding
		if x+width > right {
			return
		}
		p.box(x, width, rowHeight/6, p.paint.tagLine, p.paint.ground)
		p.text(tag, p.fonts.mono, tagSize, x+rowPadding, rowTop+rowHeight/2+13, ink)
		x += width + rowGap
	}
	if x+measure(c.Note, p.fonts.medium, rowSize) <= right {
		p.text(c.Note, p.fonts.medium, rowSize, x, rowTop+rowHeight/2+12, soft)
	}
}

// badge draws a layer as the pages do, its shape before its name, and returns the badge's width.
func (p *picture) badge(layer content.Layer, x int) int {
	const side, gap = 24, 16
	width := rowPadding + side + gap + measure(string(layer), p.fonts.medium, rowSize) + rowPadding
	p.box(x, width, rowHeight/2, p.paint.badgeLine, p.paint.badgeGround)
	p.fill(shapeOf(layer, float32(x+rowPadding), rowTop+(rowHeight-side)/2, side), p.paint.badgeInk)
	p.text(string(layer), p.fonts.medium, rowSize, x+rowPadding+side+gap, rowTop+rowHeight/2+12, p.paint.badgeInk)
	return width
}

// box draws a rounded frame in the row.
func (p *picture) box(x, width, radius int, line, ground image.Image) {
	const thick = 2
	p.fill(rounded(float32(x), rowTop, float32(width), rowHeight, float32(radius)), line)
	p.fill(rounded(float32(x+thick), rowTop+thick, float32(width-2*thick), rowHeight-2*thick, float32(radius-thick)), ground)
}
