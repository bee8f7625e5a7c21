package diagnose

import (
	"bytes"
	"fmt"
	"slices"

	"errdex/redact"
)

// Overlap is a signature that always holds together with one of an unrelated article, so that the two
// articles tie whenever it does.
type Overlap struct {
	Slug, Other       string // the articles; Other's *signature holds whenever Slug's does
	Message, OtherMsg string // their message templates
}

// String is a line for the writer of Slug's article.
func (o Overlap) String() string {
	return fmt.Sprintf("signature %q always holds together with %q of %s (make %s its parent, or tell them apart)",
		o.Message, o.OtherMsg, o.Other, o.Other)
}

// Overlaps finds the signatures whose message contains the whole message of another article's *signature that
// asks for nothing else. Articles of one family are left out: a cause hides its parent.
func (e *Engine) Overlaps() []Overlap {
	var found []Overlap
	for i := range e.signatures {
		wide := &e.signatures[i]
		if !e.plainMessage(wide) {
			continue
		}
		literal := e.templates[wide.message].parts[0].literal
		for j := range e.signatures {
			narrow := &e.signatures[j]
			if narrow.message != none && narrow.slug != wide.slug && e.holds(narrow, literal) && !e.family(narrow.slug, wide.slug) {
				found = append(found, Overlap{narrow.slug, wide.slug, narrow.Message, wide.Message})
			}
		}
	}
	return found
}

// plainMessage says whether a signature asks for nothing but one literal text, and claims it for sure.
func (e *Engine) plainMessage(s *signature) bool {
	return s.message != none && len(e.templates[s.message].parts) == 1 && len(s.unless) == 0 &&
		conditions(s.Signature) == 0 && s.Confidence == ""
}

// holds says whether every text that fits the signature's message holds the literal.
func (e *Engine) holds(s *signature, literal []byte) bool {
	return slices.ContainsFunc(e.templates[s.message].parts, func(part templatePart) bool {
		return bytes.Contains(part.literal, literal)
	})
}

// family says whether one article is an ancestor of the other.
func (e *Engine) family(a, b string) bool {
	hidden := map[string]bool{}
	e.hideAncestors(e.articles[a], hidden)
	above := hidden[b]
	clear(hidden)
	e.hideAncestors(e.articles[b], hidden)
	return above || hidden[a]
}

// Wide is a signature that holds in too many pastes to tell anything apart.
type Wide struct {
	Slug, Message string
	Held, Pastes  int
}

// String is a line for the writer of Slug's article.
func (w Wide) String() string {
	return fmt.Sprintf("signature %q holds in %d of %d examples (it tells nothing apart)", w.Message, w.Held, w.Pastes)
}

// TooWide finds the signatures that hold in more than half of the given pastes.
func (e *Engine) TooWide(pastes []redact.Text) []Wide {
	held := make([]int, len(e.signatures))
	for _, paste := range pastes {
		r := e.read(paste)
		for _, i := range e.worthTrying(r) {
			if _, ok := e.try(&e.signatures[i], r); ok {
				held[i]++
			}
		}
	}
	var wide []Wide
	for i, n := range held {
		if 2*n > len(pastes) {
			wide = append(wide, Wide{e.signatures[i].slug, e.signatures[i].Message, n, len(pastes)})
		}
	}
	return wide
}
