package desk

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// pictures are real ones, as their encoders write them.
func pictures(t *testing.T) map[string]string {
	t.Helper()
	dot := image.NewGray(image.Rect(0, 0, 8, 8))
	var asPNG, asJPEG, asGIF bytes.Buffer
	if err := errors.Join(png.Encode(&asPNG, dot), jpeg.Encode(&asJPEG, dot, nil), gif.Encode(&asGIF, dot, nil)); err != nil {
		t.Fatal(err)
	}
	webp, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"PNG": asPNG.String(), "JPEG": asJPEG.String(), "GIF": asGIF.String(), "WebP": string(webp),
		"JPEG that is cut off before its first NUL": asJPEG.String()[:4],
	}
}

// binaries are other files that people drop into a box.
var binaries = map[string]string{
	"gzip":           "\x1f\x8b\x08\x08\xcf\xcf\xcf\x66\x02\xffx",
	"zip":            "PK\x03\x04\x14\x00\x08\x00",
	"PDF":            "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n",
	"ELF":            "\x7fELF\x02\x01\x01\x00",
	"UTF-16 no mark": "5\x002\x009\x00",
	"a late NUL":     "API Error: 529 Overloaded" + strings.Repeat(" ", 2000) + "\x00",
}

func utf16(t *testing.T, order unicode.Endianness, text string) string {
	t.Helper()
	encoded, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, raw := range pictures(t) {
		if _, err := Text([]byte(raw)); err != ErrPicture {
			t.Errorf("Text(%s) = %v, want ErrPicture", name, err)
		}
	}
	for name, raw := range binaries {
		if _, err := Text([]byte(raw)); err != ErrBinary {
			t.Errorf("Text(%s) = %v, want ErrBinary", name, err)
		}
	}
	const text = "API Error: 529 – Überlastet 🙈\r\n"
	tests := []struct{ name, raw, want string }{
		{"UTF-8", text, text},
		{"UTF-16, small end first", utf16(t, unicode.LittleEndian, text), text},
		{"UTF-16, big end first", utf16(t, unicode.BigEndian, text), text},
		{"UTF-16 cut inside of a character", "\xff\xfe5\x002\x009\x00\x3d", "529\uFFFD"},
		{"a mark alone", "\xff\xfe", ""},
		{"not UTF-8", "529 \xe9\xff overloaded", "529 \xe9\xff overloaded"},
		{"colours and bells", "\x1b[31m529\x1b[0m\x07\x08 overloaded", "\x1b[31m529\x1b[0m\x07\x08 overloaded"},
		{"a word that a bitmap begins with", "BMW gateway: 529 Überlastet", "BMW gateway: 529 Überlastet"},
		{"another", "GIF87a is not supported: 400", "GIF87a is not supported: 400"},
		{"HTML", "<html><title>502</title>", "<html><title>502</title>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := Text([]byte(test.raw)); err != nil || string(got) != test.want {
				t.Errorf("Text(%q) = %q, %v, want %q", test.raw, got, err, test.want)
			}
		})
	}
}
