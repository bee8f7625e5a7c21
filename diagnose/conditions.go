package diagnose

import (
	"bytes"
	"slices"
	"strings"
)

// This file tests the conditions of a signature beside its message, one function each. What holds is proven by
// its place in the view.

func (c *candidate) status(s *signature, r *reading) bool {
	if len(s.Status) == 0 {
		return true
	}
	for i := range r.facts {
		f := &r.facts[i]
		if f.kind == factStatus && slices.Contains(s.Status, statusOf(f)) {
			c.prove(f.span, "the status is "+f.value)
			return true
		}
	}
	return false
}

// kind tests the error type. Cloud SDKs raise their error codes as classes, so a class counts too.
func (c *candidate) kind(s *signature, r *reading) bool {
	if len(s.Type) == 0 {
		return true
	}
	for i := range r.facts {
		f := &r.facts[i]
		if (f.kind == factType || f.kind == factException) && foldedIn(s.Type, f.value) {
			c.prove(f.span, "the error type is "+f.value)
			return true
		}
	}
	return false
}

func (c *candidate) oneOf(r *reading, kind factKind, wanted []string, reason string) bool {
	if len(wanted) == 0 {
		return true
	}
	for f := range of(r.facts, kind) {
		if foldedIn(wanted, f.value) {
			c.prove(f.span, reason+f.value)
			return true
		}
	}
	return false
}

func (c *candidate) host(s *signature, r *reading) bool {
	if len(s.Host) == 0 {
		return true
	}
	for f := range of(r.facts, factHost) {
		for _, wanted := range s.Host {
			if f.value == wanted || strings.HasPrefix(wanted, ".") && strings.HasSuffix(f.value, wanted) {
				c.prove(f.span, "the request went to "+f.value)
				return true
			}
		}
	}
	return false
}

func (c *candidate) header(s *signature, r *reading) bool {
	if s.Header == "" {
		return true
	}
	f, ok := header(r.facts, strings.ToLower(s.Header))
	if !ok || s.value != nil && !c.fits(s.value, f.value) {
		return false
	}
	c.prove(f.span, "the response header "+f.name+" says so")
	return true
}

// fits fits a template to a whole header value.
func (c *candidate) fits(want *template, value string) bool {
	plain := newView(value).text
	text := squeeze(plain, nil)
	for at := range text.text {
		match, ok := want.matchAt(&text, at)
		if ok && match.start == 0 && match.end == len(text.text) {
			for _, hole := range match.holes {
				c.capture(hole.name, tidy(hole.kind, text.value(plain, hole.start, hole.end)))
			}
			return true
		}
	}
	return false
}

// absent holds when all headers can be seen and none of the signature's is among them. An id in brackets is
// what a client printed of them.
func absent(s *signature, r *reading) bool {
	if len(s.Absent) == 0 {
		return true
	}
	seen := !r.truncated && holdsFact(r, func(f *fact) bool {
		return f.kind == factHeader && !bytes.HasSuffix(r.view.text[:f.span.start], []byte("("))
	})
	return seen && !slices.ContainsFunc(s.Absent, func(name string) bool {
		_, found := header(r.facts, strings.ToLower(name))
		return found
	})
}

func has(r *reading, kind factKind, wanted []string) bool {
	return len(wanted) == 0 || holdsFact(r, func(f *fact) bool { return f.kind == kind && foldedIn(wanted, f.value) })
}

// holdsFact is slices.ContainsFunc without a copy of each fact.
func holdsFact(r *reading, want func(*fact) bool) bool {
	for i := range r.facts {
		if want(&r.facts[i]) {
			return true
		}
	}
	return false
}

func foldedIn(list []string, value string) bool {
	return slices.ContainsFunc(list, func(entry string) bool { return strings.EqualFold(entry, value) })
}

// bodyShape is the shape of the answer in a squeezed paste: html, sse or json, or empty.
func bodyShape(squeezed []byte) string {
	has := func(text string) bool { return bytes.Contains(squeezed, []byte(text)) }
	switch {
	case has("<!doctypehtml"), has("<html"), has("<title"):
		return "html"
	case has("event:") && has("data:"):
		return "sse"
	case has("{"):
		return "json"
	}
	return ""
}
