package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// A description is a sentence or two; in a longer text too many words meet by chance.
const (
	maxProse = 500 // bytes
	maxLines = 3   // a blank one between two sentences included
)

// word is a word of a person's own text.
type word struct {
	text string // in lower case, without apostrophes
	span span   // in the view
}

// ownWords reads the words in which a person tells of trouble, without function names, numbers that are no status
// and the marks of redaction; it is nil for any other text.
func ownWords(text []byte, facts []fact, masked, prefixes, marks []span) []word {
	if len(masked) > 0 || len(prefixes) > 0 || printed(text, facts) || wish.Match(text) {
		return nil
	}
	_, told := first(facts, factStatus) // of a status: then a question is one about trouble, too
	trouble := told
	own := slices.DeleteFunc(words(text), func(w word) bool {
		number := strings.Trim(w.text, "0123456789") == ""
		status := number && len(w.text) == 3 && (w.text[0] == '4' || w.text[0] == '5') && !address.Match(text[:w.span.start])
		told = told || status
		trouble = trouble || status || troubles[english.Stem(w.text, true)]
		return number && !status || called(text, w.span) || inAddress(text, w.span) || slices.ContainsFunc(marks, func(mark span) bool { return mark.overlaps(w.span) })
	})
	if !trouble || !told && curious.Match(text) {
		return nil
	}
	return own
}

// toldStatuses are the statuses that a person tells of: "claude 529 since noon", "keeps throwing 500s". A number in
// front of a unit is an amount.
func toldStatuses(own []word) []fact {
	var told []fact
	for i, w := range own {
		digits := strings.TrimSuffix(w.text, "s")
		if len(digits) == 3 && (digits[0] == '4' || digits[0] == '5') && strings.Trim(digits, "0123456789") == "" &&
			(i+1 == len(own) || !units[english.Stem(own[i+1].text, true)]) {
			told = append(told, fact{kind: factStatus, value: digits, span: span{w.span.start, w.span.start + len(digits)}})
		}
	}
	return told
}

// printed says whether a program printed a text: it is long or has many lines, or holds an object, a page, a log's
// level, git's, a class, a header or the words by which Claude Code begins its lines.
func printed(text []byte, facts []fact) bool {
	lines := bytes.Count(bytes.TrimSpace(text), []byte("\n")) + 1
	if len(text) > maxProse || lines > maxLines || program.Match(text) {
		return true
	}
	return slices.ContainsFunc(facts, func(f fact) bool {
		line := f.kind == factClient && bytes.HasPrefix(text[f.span.start:], []byte("API Error"))
		return line || f.kind == factException || f.kind == factEvent || f.kind == factHeader
	})
}

var (
	program = regexp.MustCompile(`\{|<[a-zA-Z!/]|\b(fatal|remote): |git@|npm (ERR!|error)|"(GET|POST|PUT|HEAD) /|` +
		`(?i)^\s*[\[(](error|warn|warning|info|debug)[\])]|(?m)^\s*(error|hint|warning|E|go|helm|make|jenkins|curl|ssh|psql): `)

	// address is what stands before a number of an address or a version.
	address = regexp.MustCompile(`(?i)(port |[.\-=]|\d:)$`)

	// wish finds who asks for a feature, and who tells of what Claude wrote or thought.
	wish = regexp.MustCompile(`(?i)feature request|^\s*feat\b|please add|add support|would be (nice|great)|` +
		`\bshould (be able|explain|support|get|have|document|allow|show|not need)\b|` +
		`\basked claude to\b|\bclaude('s)? (wrote|built|recommended|suggested|generated|answer|told me|said that|thinks|hallucinated|reviewed)\b`)

	// curious finds who asks for knowledge.
	curious = regexp.MustCompile(`(?i)\bis there an?y?\b|\bis it possible|` +
		`^\s*(which|what is|what's|what are|what does|how (do|can|to|does|many|much|long|is)|can (you|i)|could you|does|do|is|are|kannst du)\b`)
)

// called says whether a word is part of a function's name: retry_on_rate_limit().
func called(text []byte, at span) bool {
	rest := bytes.TrimLeftFunc(text[at.end:], func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
	return bytes.HasPrefix(rest, []byte("()"))
}

// inAddress says whether a word is part of an address or of a long path.
func inAddress(text []byte, at span) bool {
	start := bytes.LastIndexAny(text[:at.start], " \t\n") + 1
	end := at.end
	for end < len(text) && text[end] != ' ' && text[end] != '\n' {
		end++
	}
	run := text[start:end]
	return bytes.Contains(run, []byte("://")) || bytes.Count(run, []byte("/")) > 2
}

// words splits a text at everything but letters, digits and apostrophes. A letter of those that are written
// without spaces, as in Chinese, is a word of its own.
func words(text []byte) []word {
	var found []word
	for pos := 0; pos < len(text); {
		first, size := utf8.DecodeRune(text[pos:])
		if !unicode.IsLetter(first) && !unicode.IsDigit(first) {
			pos += size
			continue
		}
		end := pos + size
		for spaced(first) && end < len(text) {
			next, size := utf8.DecodeRune(text[end:])
			if !spaced(next) && next != '\'' {
				break
			}
			end += size
		}
		found = append(found, word{strings.ReplaceAll(strings.ToLower(string(text[pos:end])), "'", ""), span{pos, end}})
		pos = end
	}
	return found
}

// term is a stem, or two stems that stand side by side.
type term struct {
	text string
	span span
}

// stems remembers the stems of words: articles are written in few.
type stems map[string]string

func (s stems) of(word string) string {
	stem, known := s[word]
	if !known {
		stem = english.Stem(word, true)
		s[word] = stem
	}
	return stem
}

// terms reads the terms of a text: its words without those that every text holds, in what their forms share, and
// the pairs of neighbours among them.
func (s stems) terms(text []word) []term {
	var found []term
	last := term{}
	for _, w := range text {
		if english.IsStopWord(w.text) {
			continue
		}
		this := term{s.of(w.text), w.span}
		if first, _ := utf8.DecodeRuneInString(w.text); spaced(first) { // a letter of Chinese says too little alone
			found = append(found, this)
		}
		if last.text != "" {
			found = append(found, term{last.text + " " + this.text, span{last.span.start, this.span.end}})
		}
		last = this
	}
	return found
}
