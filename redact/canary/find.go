package canary

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// piece is how much of a secret is a leak: with so many characters one can begin to guess, and no ordinary text
// has them by chance.
const piece = 12

// Finder finds secrets in a text, also where a piece of one is left, and where it is written in another way: in
// base64, in hexadecimal digits, percent-encoded, escaped for JSON or HTML, parted by line breaks.
type Finder struct {
	pieces map[string]string // a piece of a secret, to whose it is
	maybe  [1 << 18]uint64   // a bit for each piece: most of a text can be passed over quickly
}

// NewFinder makes a Finder of what texts hide.
func NewFinder(texts []Text) *Finder {
	f := &Finder{pieces: map[string]string{}}
	for _, text := range texts {
		of := text.Kind + " of context " + text.Context
		for _, hidden := range text.Hidden {
			f.add(of, hidden)
			f.add(of+" in hexadecimal digits", hex.EncodeToString([]byte(hidden)))
			for shift := range 3 { // what stands before decides how base64 groups the bytes
				encoded := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:shift] + hidden))
				f.add(of+" in base64", strings.TrimRight(encoded[2*shift:], "=")[:len(encoded)-2*shift-2])
			}
		}
	}
	return f
}

func (f *Finder) add(of, secret string) {
	for at := range len(secret) - piece + 1 {
		f.pieces[secret[at:at+piece]] = of
		word, bit := mark(secret[at:])
		f.maybe[word] |= bit
	}
}

// mark is the place of a piece among the bits.
func mark(s string) (word int, bit uint64) {
	hash := uint64(0)
	for i := range 8 {
		hash = hash<<8 | uint64(s[i])
	}
	hash *= 0x9e3779b97f4a7c15 // spreads the bits, after Knuth
	return int(hash >> 46), 1 << (hash >> 40 & 63)
}

// Find tells which secrets the text holds and where the first piece of each stands, or nothing.
func (f *Finder) Find(text string) []string {
	var found []string
	seen := map[string]bool{}
	for way, read := range readings(text) {
		for at := 0; at+piece <= len(read); at++ {
			if word, bit := mark(read[at:]); f.maybe[word]&bit == 0 {
				continue
			}
			if of, leaked := f.pieces[read[at:at+piece]]; leaked && !seen[of] {
				seen[of] = true
				found = append(found, fmt.Sprintf("%s (%s): %q", of, way, read[max(0, at-40):min(len(read), at+60)]))
			}
		}
	}
	return found
}

var (
	unicodeEscape = regexp.MustCompile(`\\u00([0-9a-fA-F]{2})`)
	percentEscape = regexp.MustCompile(`%[0-9a-fA-F]{2}`)
	lineEnds      = strings.NewReplacer("\r", "", "\n", "", " ", "", `\n`, "", `\r`, "")
)

// readings are the text as it is and as others would read it.
func readings(text string) map[string]string {
	list := map[string]string{"as it is": text}
	add := func(way, read string) {
		if read != text {
			list[way] = read
		}
	}
	add("lines joined", lineEnds.Replace(text))
	add("from HTML", html.UnescapeString(text))
	add("from percent-encoding", percentEscape.ReplaceAllStringFunc(text, func(escape string) string {
		read, err := url.PathUnescape(escape)
		if err != nil {
			return escape
		}
		return read
	}))
	add("from JSON", strings.ReplaceAll(unicodeEscape.ReplaceAllStringFunc(text, func(escape string) string {
		code, err := strconv.ParseUint(escape[len(`\u00`):], 16, 8)
		if err != nil {
			return escape
		}
		return string(rune(code))
	}), `\/`, "/"))
	return list
}
