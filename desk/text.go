package desk

import (
	"bytes"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Text returns what was handed in as text. UTF-16 with a byte order mark, which PowerShell writes into files,
// becomes UTF-8, so that redaction sees every secret; offsets of an answer then count bytes of that. A picture or
// another binary file is an error that says so: its bytes say nothing of an error, whatever they show.
func Text(raw []byte) ([]byte, error) {
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		// What is no character becomes U+FFFD, so this cannot fail.
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return nil, ErrBinary
		}
		raw = decoded
	}
	// The first bytes of some formats are letters: a text may begin with BM, but no bitmap is valid UTF-8.
	kind := http.DetectContentType(raw)
	known := kind == "application/pdf" || !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream" && !utf8.Valid(raw)
	switch {
	case known && strings.HasPrefix(kind, "image/"):
		return nil, ErrPicture
	case known || bytes.IndexByte(raw, 0) >= 0:
		return nil, ErrBinary
	}
	return raw, nil
}
