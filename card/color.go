package card

import (
	"image"
	"image/color"
	"math"

	"errdex/content"
)

// hues are the layers' hues, in degrees, as static/app.css has them.
var hues = map[content.Layer]float64{
	content.LayerRequest: 300, content.LayerCredentials: 60, content.LayerAccount: 20, content.LayerQuota: 100,
	content.LayerNetwork: 235, content.LayerClient: 190, content.LayerService: 345, content.LayerUnknown: 250,
}

// siteHue is the hue of links and buttons, and of cards without a layer.
const siteHue = 245

// Colours that every card has: the text's of the pages in their light scheme, and those of static/icon.svg.
var (
	ink        = oklch(0.24, 0.02, 250)
	soft       = oklch(0.44, 0.02, 250)
	markGround = image.NewUniform(color.RGBA{0x1f, 0x5f, 0x8b, 0xff})
	markStroke = image.NewUniform(color.RGBA{0xff, 0xff, 0xff, 0xff})
	markDot    = image.NewUniform(color.RGBA{0xff, 0xb4, 0x54, 0xff})
)

// paint is what depends on the layer.
type paint struct {
	ground, bar                      *image.Uniform
	badgeLine, badgeGround, badgeInk *image.Uniform
	tagLine                          *image.Uniform
}

func paintOf(layer content.Layer) paint {
	hue, known := hues[layer]
	if !known {
		hue = siteHue
	}
	return paint{
		ground: oklch(0.985, 0.008, hue), bar: oklch(0.66, 0.11, hue),
		badgeLine: oklch(0.7, 0.09, hue), badgeGround: oklch(0.945, 0.035, hue), badgeInk: oklch(0.35, 0.1, hue),
		tagLine: oklch(0.8, 0.015, hue),
	}
}

// oklch makes a colour from what CSS calls oklch(lightness chroma hue). The two matrices are those of
// https://www.w3.org/TR/css-color-4/#color-conversion-code, joined for sRGB.
func oklch(lightness, chroma, hue float64) *image.Uniform {
	sin, cos := math.Sincos(hue * math.Pi / 180)
	a, b := chroma*cos, chroma*sin
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	return image.NewUniform(color.RGBA{
		R: gamma(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		G: gamma(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		B: gamma(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
		A: 0xff,
	})
}

func cube(x float64) float64 { return x * x * x }

// gamma turns a linear part of light into a byte of sRGB; what no screen can show is cut off.
func gamma(linear float64) uint8 {
	encoded := 12.92 * linear
	if linear > 0.0031308 {
		encoded = 1.055*math.Pow(linear, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * min(max(encoded, 0), 1)))
}
