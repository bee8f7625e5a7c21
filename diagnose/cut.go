package diagnose

import (
	"bytes"
	"maps"
	"slices"
	"unicode"
)

// This file reads pastes that end before the error does. The beginning of a message has to do then.

// maxCutTemplate is how far before the end of a paste a template may begin that the end cuts off.
const maxCutTemplate = 400

// cutMatch is a template that the end of a paste cuts off.
type cutMatch struct {
	templateMatch
	template int
	matched  int // bytes of its literals that are there
}

// findCut adds the templates that the end of a paste cuts off, found by their beginning. Of those that begin
// at one place the one counts of which most is there; where that is the same of two articles' messages, the
// rest would have told. message is where the last message field starts, or none: there a shorter beginning tells
// when it ends in words, not in a value.
func (e *Engine) findCut(text squeezed, message int, hits map[int]templateMatch) {
	text.text = bytes.TrimRight(text.text, ellipsis+")")
	longest := map[int][]cutMatch{} // by where they begin
	e.beginnings.find(text.text, len(text.text)-maxCutTemplate, func(at, i int) {
		match, matched := e.templates[i].matchCut(&text, at)
		if _, whole := hits[i]; whole || matched == 0 {
			return
		}
		if others := longest[at]; len(others) > 0 && others[0].matched > matched {
			return
		} else if len(others) > 0 && others[0].matched < matched {
			longest[at] = nil
		}
		longest[at] = append(longest[at], cutMatch{match, i, matched})
	})
	for _, at := range slices.Sorted(maps.Keys(longest)) {
		if !e.agree(longest[at]) {
			continue
		}
		for _, match := range longest[at] {
			t := &e.templates[match.template]
			enough := t.enough(match.matched) || at == message && match.inLiteral && t.likely(match.matched)
			if _, found := hits[match.template]; enough && !found {
				hits[match.template] = match.templateMatch
			}
		}
	}
}

// agree says whether the messages lead to one article, or to one and its parents.
func (e *Engine) agree(matches []cutMatch) bool {
	for i, match := range matches {
		for _, other := range matches[:i] {
			if !e.related(match.template, other.template) {
				return false
			}
		}
	}
	return true
}

// related says whether two messages are those of one article, or of one and its parent.
func (e *Engine) related(a, b int) bool {
	return slices.ContainsFunc(e.byTemplate[a], func(i int) bool {
		return slices.ContainsFunc(e.byTemplate[b], func(j int) bool {
			one, other := e.signatures[i].slug, e.signatures[j].slug
			return one == other || e.family(one, other)
		})
	})
}

// messageStart is where the value of the last message field starts in the squeezed text, or none.
func messageStart(facts []fact, text *squeezed) int {
	at := none
	for message := range of(facts, factMessage) {
		at, _ = slices.BinarySearch(text.at, int32(message.span.start))
	}
	return at
}

// ellipsis are the characters that stand where a text was cut.
const ellipsis = "…."

// endsInEllipsis says whether a paste is cut off, and not just ends in a line of progress.
func endsInEllipsis(text []byte) bool {
	text = bytes.TrimRight(text, " \n\t\"'`)")
	if !bytes.HasSuffix(text, []byte("…")) && !bytes.HasSuffix(text, []byte("...")) {
		return false
	}
	clause := bytes.ToLower(bytes.TrimRight(text, ellipsis))
	clause = clause[bytes.LastIndexAny(clause, "\n·.;(")+1:]
	opening := bytes.TrimLeftFunc(clause, func(r rune) bool { return !unicode.IsLetter(r) })
	return !slices.ContainsFunc(progressWords, func(word []byte) bool {
		return bytes.HasPrefix(opening, word) || bytes.HasSuffix(clause, word)
	})
}

// progressWords begin or end a clause that ends in an ellipsis because a program goes on. Elsewhere in it
// they are words like any other: "Invalid signature in thinking bl…".
var progressWords = [][]byte{[]byte("retrying"), []byte("waiting"), []byte("to continue"), []byte("loading"), []byte("thinking")}

// openObject says whether a paste is cut off inside of an object.
func openObject(text []byte) bool {
	return bytes.Count(text, []byte("{")) > bytes.Count(text, []byte("}"))
}
