package server

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestPictures sends a picture and a gzip file in every way that a paste can come.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	picture, archive := drawn.String(), "\x1f\x8b\x08\x08\xcf\xcf\xcf\x66\x02\xffx"
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
	paste := inUTF16(t, overloaded+"\r\nx-api-key: sk-ant-api03-PlantedPlantedPlantedPlanted0123456789\r\n")
	for target, accept := range map[string]string{"/diagnose": browser, "/api/v1/diagnose": "Accept: application/json"} {
		got := s.send(t, "POST", target, paste, "Content-Type: text/plain", accept)
		if got.status != 200 {
			t.Errorf("POST %s = %d", target, got.status)
		}
		checkHas(t, got.body, "/errors/overloaded", "anthropic-api-key")
		checkLacks(t, got.body, "PlantedPlanted")
	}
}

// inUTF16 is a text as PowerShell writes it into a file.
func inUTF16(t *testing.T, text string) string {
	t.Helper()
	out := bytes.NewBufferString("\xff\xfe")
	if err := binary.Write(out, binary.LittleEndian, utf16.Encode([]rune(text))); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
