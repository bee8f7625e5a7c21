package server

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/url"
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
	"a late NUL":     overloaded + strings.Repeat(" ", 2000) + "\x00",
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
		if _, err := Text([]byte(raw)); err != errPicture {
			t.Errorf("Text(%s) = %v, want errPicture", name, err)
		}
	}
	for name, raw := range binaries {
		if _, err := Text([]byte(raw)); err != errBinary {
			t.Errorf("Text(%s) = %v, want errBinary", name, err)
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

// TestPictures sends a picture and a gzip file in every way that a paste can come.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	picture, archive := pictures(t)["PNG"], binaries["gzip"]
	form, boundary := multipartForm(t, picture)
	inJSON, err := json.Marshal(map[string]string{"text": "\x00\x01"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, target, kind, body, want string }{
		{"curl --data-binary", "/diagnose", "application/x-www-form-urlencoded", picture, "This is a picture, not text"},
		{"curl -F", "/diagnose", boundary, form, "This is a picture, not text"},
		{"form", "/diagnose", "application/x-www-form-urlencoded", url.Values{"paste": {archive}}.Encode(), "This is a binary file, not text"},
		{"its own content type", "/diagnose", "image/png", picture, "This is a picture, not text"},
		{"larger than a paste", "/diagnose", "text/plain", picture + strings.Repeat("\x00", MaxPaste), "This is a picture, not text"},
		{"text of a type that is not taken", "/diagnose", "application/xml", overloaded, "This content type is not taken"},
		{"API", "/api/v1/diagnose", "text/plain", picture, "This is a picture, not text"},
		{"API with its own content type", "/api/v1/diagnose", "application/gzip", archive, "This is a binary file, not text"},
		{"API with text of a type that is not taken", "/api/v1/diagnose", "application/xml", overloaded, "This content type is not taken"},
		{"API in JSON", "/api/v1/diagnose", "application/json", string(inJSON), "This is a binary file, not text"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := s.send(t, "POST", test.target, test.body, "Content-Type: "+test.kind)
			if got.status != 415 || !strings.Contains(got.body, test.want) {
				t.Errorf("status %d, want 415 and %q; body:\n%s", got.status, test.want, got.body)
			}
		})
	}
}

func multipartForm(t *testing.T, file string) (body, contentType string) {
	t.Helper()
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	part, err := form.CreateFormFile("paste", "screenshot.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), form.FormDataContentType()
}

// TestUTF16 sends what PowerShell writes: it is diagnosed, and a secret in it is cut out as in any other text.
func TestUTF16(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	paste := utf16(t, unicode.LittleEndian, overloaded+"\r\nx-api-key: sk-ant-api03-PlantedPlantedPlantedPlanted0123456789\r\n")
	for target, accept := range map[string]string{"/diagnose": browser, "/api/v1/diagnose": "Accept: application/json"} {
		got := s.send(t, "POST", target, paste, "Content-Type: text/plain", accept)
		if got.status != 200 {
			t.Errorf("POST %s = %d", target, got.status)
		}
		checkHas(t, got.body, "/errors/overloaded", "anthropic-api-key")
		checkLacks(t, got.body, "PlantedPlanted")
	}
}
