package card

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"errdex/content"
)

// pictures names a directory that TestLooks fills; people judge what is in it.
var pictures = flag.String("pictures", "", "directory for cards of every kind")

// layers are all of them, so that a new one can't be without its colour and shape.
var layers = []content.Layer{content.LayerRequest, content.LayerCredentials, content.LayerAccount, content.LayerQuota,
	content.LayerNetwork, content.LayerClient, content.LayerService, content.LayerUnknown}

// painted is a card before it becomes a PNG, which takes most of the time.
func painted(t *testing.T, c Card) *image.RGBA {
	t.Helper()
	picture, err := paintCard(c)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// TestDraw reads the PNG: it is the picture that was painted, pixel for pixel.
func TestDraw(t *testing.T) {
	t.Parallel()
	for _, layer := range append(layers, "") {
		c := Card{Title: "Overloaded", Layer: layer, Tags: []string{"529"}, Note: "Note"}
		source, err := Draw(c)
		if err != nil {
			t.Fatal(err)
		}
		read, err := png.Decode(bytes.NewReader(source))
		if err != nil || read.Bounds() != image.Rect(0, 0, Width, Height) {
			t.Fatalf("layer %q: %v, want %d by %d", layer, err, Width, Height)
		}
		if got, ok := read.(*image.RGBA); !ok || !bytes.Equal(got.Pix, painted(t, c).Pix) {
			t.Errorf("layer %q: the PNG is not what was painted", layer)
		}
	}
}

// rooms are the only places where anything but the ground and the bar may be.
var rooms = []struct {
	name string
	at   image.Rectangle
}{
	{"name", image.Rect(left, nameTop, right, nameTop+markSize)},
	{"title", image.Rect(left-2, titleTop, right, titleEnd)}, // some letters reach a hair to the left of where they stand
	{"row", image.Rect(left-2, rowTop, right, rowTop+rowHeight)},
}

// checkDrawn makes sure that a picture keeps its margins and that name, title and row hold something.
func checkDrawn(t *testing.T, c Card) {
	t.Helper()
	picture := painted(t, c)
	empty := picture.Pix[:picture.Stride] // the topmost row is margin: bar and ground
	inked := map[string]int{}
	for y := range Height {
		row := picture.Pix[y*picture.Stride:][:picture.Stride]
		if bytes.Equal(row, empty) {
			continue
		}
		for x := range Width {
			if [4]byte(row[4*x:]) == [4]byte(empty[4*x:]) {
				continue
			}
			room := roomAt(x, y)
			if room == "" {
				t.Fatalf("%q has %v at %d, %d, which is in a margin", c.Title, picture.RGBAAt(x, y), x, y)
			}
			inked[room]++
		}
	}
	if picture.RGBAAt(0, 0) == picture.RGBAAt(Width-1, 0) || picture.RGBAAt(barWidth, 0) != picture.RGBAAt(Width-1, 0) {
		t.Errorf("%q: the topmost row is not bar and ground", c.Title)
	}
	for _, room := range rooms {
		bare := room.name == "title" && c.Title == "" || room.name == "row" && c.Layer == "" && c.Tags == nil && c.Note == ""
		if (inked[room.name] < 200) != bare {
			t.Errorf("%q: the room of the %s has %d pixels", c.Title, room.name, inked[room.name])
		}
	}
}

func roomAt(x, y int) string {
	for _, room := range rooms {
		if (image.Point{X: x, Y: y}).In(room.at) {
			return room.name
		}
	}
	return ""
}

// TestLibrary draws every article of the library with the most that stands beside a title.
func TestLibrary(t *testing.T) {
	t.Parallel()
	articles, problems, err := content.Load(content.Embedded())
	if err != nil || len(problems) > 0 || len(articles) == 0 {
		t.Fatalf("%d articles, problems %v, error %v", len(articles), problems, err)
	}
	for _, a := range articles {
		c := Card{Title: a.Title, Layer: a.Layer, Note: "A guide of about 10 minutes"}
		for _, status := range a.Status {
			c.Tags = append(c.Tags, strconv.Itoa(status))
		}
		checkDrawn(t, c)
		if shown := strings.Join(fitted(t, a.Title).lines, " "); shown != a.Title {
			t.Errorf("%s: the card says %q, want the whole title %q", a.Slug, shown, a.Title)
		}
	}
}

func TestAnyTitle(t *testing.T) {
	t.Parallel()
	for name, title := range map[string]string{
		"nothing": "", "blanks": " \t\n", "a letter": "i", "letters that hang over": "fjord jQ Wj",
		"long":           strings.Repeat("the longest title that anybody could ever write ", 40),
		"one long word":  strings.Repeat("ANTHROPIC_BASE_URL_", 60),
		"a long word":    "Unset " + strings.Repeat("ANTHROPIC_", 12) + "KEY",
		"marks above":    "ÅÉÎÕÜ Ǻ à côté",
		"not in a font":  "模型不可用 \U0001F600",
		"not UTF-8":      "a\xffb",
		"line breaks":    "one\ntwo\r\nthree",
		"control signs":  "a\x00b\x1bc",
		"deep and broad": strings.Repeat("gjpqy ÅÅÅ WWW ", 9),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := Card{Title: title, Layer: content.LayerQuota, Tags: []string{"429"}}
			if strings.TrimSpace(title) == "" {
				c.Title = ""
			}
			checkDrawn(t, c)
		})
	}
}

func fitted(t *testing.T, title string) block {
	t.Helper()
	f, err := loadFonts()
	if err != nil {
		t.Fatal(err)
	}
	return fit(title, f.bold)
}

func TestFit(t *testing.T) {
	t.Parallel()
	short, long := fitted(t, "Overloaded"), fitted(t, strings.Repeat("too long for any card ", 30))
	if short.size != titleSizes[0] || len(short.lines) != 1 {
		t.Errorf("a short title is set at %d in %d lines, want %d in 1", short.size, len(short.lines), titleSizes[0])
	}
	if last := long.lines[len(long.lines)-1]; long.size != titleSizes[len(titleSizes)-1] || !strings.HasSuffix(last, "…") {
		t.Errorf("a long title is set at %d and ends with %q, want the smallest size and an ellipsis", long.size, last)
	}
	// The second line of a greedy wrap would hold one short word.
	if got := fitted(t, "Input tokens per minute used up"); len(got.lines) != 2 || len(got.lines[1]) < 10 {
		t.Errorf("lines = %q, want two of about the same length", got.lines)
	}
}

// TestRow puts more beside each other than fits: what does not is left out.
func TestRow(t *testing.T) {
	t.Parallel()
	for _, layer := range append(layers, "") {
		many := Card{Title: "Row", Layer: layer, Tags: strings.Fields(strings.Repeat("429 ", 20)), Note: strings.Repeat("note ", 40)}
		checkDrawn(t, many)
		many.Tags = nil
		if layer != "" {
			checkDrawn(t, many)
		}
	}
}

// TestLayersDiffer compares the badges of any two layers with each other: colour alone is not enough.
func TestLayersDiffer(t *testing.T) {
	t.Parallel()
	shapes := map[string]content.Layer{}
	grounds := map[color.Color]content.Layer{}
	for _, layer := range layers {
		p := &picture{image: image.NewRGBA(image.Rect(0, 0, 24, 24))}
		p.fill(shapeOf(layer, 0, 0, 24), ink)
		if other, same := shapes[string(p.image.Pix)]; same {
			t.Errorf("%s and %s have the same shape", layer, other)
		}
		shapes[string(p.image.Pix)] = layer
		bar := painted(t, Card{Title: "x", Layer: layer}).At(0, 0)
		if other, same := grounds[bar]; same {
			t.Errorf("%s and %s have the same colour", layer, other)
		}
		grounds[bar] = layer
	}
}

// TestHues keeps the cards' colours those of the pages.
func TestHues(t *testing.T) {
	t.Parallel()
	sheet, err := os.ReadFile("../static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`\.layer-([a-z]+) \{ --hue: (\d+); \}`).FindAllStringSubmatch(string(sheet), -1)
	if len(found) != len(hues) || len(layers) != len(hues) {
		t.Errorf("app.css has %d layers, the cards %d, this test %d", len(found), len(hues), len(layers))
	}
	for _, match := range found {
		if got := strconv.Itoa(int(hues[content.Layer(match[1])])); got != match[2] {
			t.Errorf("the hue of %s is %s, in app.css %s", match[1], got, match[2])
		}
	}
}

// TestOKLCH compares colours with those that have a name in CSS.
func TestOKLCH(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lightness, chroma, hue float64
		want                   color.RGBA
	}{
		{0, 0, 0, color.RGBA{0, 0, 0, 255}},
		{1, 0, 0, color.RGBA{255, 255, 255, 255}},
		{0.6279554, 0.2576833, 29.2338, color.RGBA{255, 0, 0, 255}},
		{0.4520137, 0.3132144, 264.0520, color.RGBA{0, 0, 255, 255}},
		{0.5197518, 0.1768582, 142.4953, color.RGBA{0, 128, 0, 255}},
	}
	for _, test := range tests {
		if got := oklch(test.lightness, test.chroma, test.hue).C; got != test.want {
			t.Errorf("oklch(%v %v %v) = %v, want %v", test.lightness, test.chroma, test.hue, got, test.want)
		}
	}
	if dark, light := gamma(-0.5), gamma(1.5); dark != 0 || light != 255 {
		t.Errorf("light that no screen shows becomes %d and %d, want 0 and 255", dark, light)
	}
}

// TestSameBytes: a picture's entity tag must not change with every start.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	c := Card{Title: "Overloaded", Layer: content.LayerService, Tags: []string{"529"}}
	first, err := Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := Draw(c); err != nil || !bytes.Equal(first, second) {
		t.Errorf("two cards alike differ, error %v", err)
	}
}

// TestLooks writes the pictures that -pictures asks for.
func TestLooks(t *testing.T) {
	if *pictures == "" {
		t.Skip("run with -pictures DIR to write pictures")
	}
	cards := map[string]Card{
		"site":  {Title: "What does this Claude error mean?", Note: "Paste it: who can fix it, whether to retry, what to do next."},
		"guide": {Title: "Lock the problem down before you change anything", Note: "A guide of about 10 minutes"},
		"cut":   {Title: strings.Repeat("a title that is far too long for a card ", 12), Layer: content.LayerQuota, Tags: []string{"429"}},
	}
	for _, layer := range layers {
		cards["short-"+string(layer)] = Card{Title: "Overloaded", Layer: layer, Tags: []string{"529"}}
		cards["long-"+string(layer)] = Card{Title: "Microsoft Foundry doesn't find the Claude deployment, or refuses the key", Layer: layer, Tags: []string{"401", "404"}}
	}
	for name, c := range cards {
		source, err := Draw(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*pictures, name+".png"), source, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	c := Card{Title: "Microsoft Foundry doesn't find the Claude deployment, or refuses the key", Layer: content.LayerCredentials, Tags: []string{"401", "404"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Draw(c); err != nil {
			b.Fatal(err)
		}
	}
}
