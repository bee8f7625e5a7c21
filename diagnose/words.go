package diagnose

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// Some people tell what happened instead of pasting it. Signatures of words read that: all of them must stand
// in the text, in any order and form.

// maxProse is how long a text is at most that somebody wrote, in bytes. A description is a sentence or two;
// in a longer text too many words meet by chance.
const maxProse = 500

// minUnnamed is how many words must agree in a text that does not name Claude.
const minUnnamed = 4

// word is a word of a person's own text.
type word struct {
	stem string
	span span // in the view
}

// ownWords reads the words of a text that a person wrote, without the marks of redaction; it is nil for one that
// a program printed: with an object, a page or a stack frame in it.
func ownWords(text []byte, facts []fact, masked, marks []span) []word {
	if len(text) > maxProse || len(masked) > 0 || bytes.IndexByte(text, '{') >= 0 || tag.Match(text) {
		return nil
	}
	for _, f := range facts {
		if f.kind == factException && f.name != "" || f.kind == factEvent || f.kind == factHeader {
			return nil
		}
	}
	return slices.DeleteFunc(words(text), func(w word) bool {
		return slices.ContainsFunc(marks, func(mark span) bool { return mark.overlaps(w.span) })
	})
}

var tag = regexp.MustCompile(`<[a-zA-Z!/]`)

// words splits a text at everything but letters, digits and apostrophes. A run of letters that are written
// without spaces, as in Chinese, is one word.
func words(text []byte) []word {
	var found []word
	for pos := 0; pos < len(text); {
		first, size := utf8.DecodeRune(text[pos:])
		if !unicode.IsLetter(first) && !unicode.IsDigit(first) {
			pos += size
			continue
		}
		length := bytes.IndexFunc(text[pos:], func(r rune) bool {
			return spaced(r) != spaced(first) && r != '\'' || !spaced(first) && !unicode.IsLetter(r)
		})
		end := pos + length
		if length < 0 {
			end = len(text)
		}
		found = append(found, word{stem(string(text[pos:end])), span{pos, end}})
		pos = end
	}
	return found
}

// stem is what the forms of a word share: refused, refuses and refuse; can't and cant.
func stem(word string) string {
	return english.Stem(strings.ReplaceAll(strings.ToLower(word), "'", ""), true)
}

// choice is one entry of a signature's words: any of its phrases will do.
type choice []phrase

// phrase is a row of stems.
type phrase []string

// compileWords reads entries such as "log in|login|sign in".
func compileWords(entries []string) ([]choice, error) {
	var choices []choice
	for _, entry := range entries {
		var c choice
		for _, alternative := range strings.Split(entry, "|") {
			var p phrase
			for _, w := range words([]byte(alternative)) {
				p = append(p, w.stem)
			}
			if len(p) == 0 {
				return nil, fmt.Errorf("%q has an entry without a letter or digit", entry)
			}
			c = append(c, p)
		}
		choices = append(choices, c)
	}
	return choices, nil
}

// key is where a signature is filed whose first words begin with the stem. One that is written without spaces
// may stand inside of any run of such letters.
func key(stem string) string {
	if r, _ := utf8.DecodeRuneInString(stem); spaced(r) {
		return stem
	}
	return unspaced
}

// unspaced files the stems that are written without spaces; no stem is empty.
const unspaced = ""

// find is the place of the first phrase of the choice that stands in the text.
func (c choice) find(text []word) (span, bool) {
	for _, p := range c {
		for i := range text {
			if p.standsAt(text[i:]) {
				return span{text[i].span.start, text[i+len(p)-1].span.end}, true
			}
		}
	}
	return span{}, false
}

func (p phrase) standsAt(text []word) bool {
	if len(p) > len(text) {
		return false
	}
	for i, stem := range p {
		// In a text without spaces a word stands inside of a longer run.
		if text[i].stem != stem && (key(stem) != unspaced || !strings.Contains(text[i].stem, stem)) {
			return false
		}
	}
	return true
}

// described tests the words of a signature.
func (c *candidate) described(s signature, r reading) bool {
	if len(s.words) == 0 {
		return true
	}
	if !r.claude && len(s.words) < minUnnamed {
		return false
	}
	for _, choice := range s.words {
		at, ok := choice.find(r.words)
		if !ok {
			return false
		}
		c.prove(at, "your words tell of it")
	}
	return true
}
