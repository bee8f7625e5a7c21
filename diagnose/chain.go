package diagnose

import "strings"

// maxLinks bounds the chain; an error that passed through more hands is told no better by more links.
const maxLinks = 8

// maxSaid is how many bytes of a message or of a client's name a link quotes.
const maxSaid = 200

// chain lists who said what, in the order of the paste, which is outermost first: a wrapper prints its own
// class before the text that it wraps. A client speaks once, in its first words.
func chain(r *reading) []Link {
	var links []Link
	seen := map[string]bool{}
	for i, f := range r.facts {
		if len(links) == maxLinks {
			break
		}
		who, said := speaker(r, i)
		key := who
		if f.kind == factType {
			key += said
		}
		if who == "" || seen[key] {
			continue
		}
		seen[key] = true
		start, end := r.view.clean(f.span)
		from, to := r.paste.Origin(start, end)
		links = append(links, Link{Who: who, Said: said, Start: from, End: to})
	}
	return links
}

// speaker says who speaks in the i-th fact and what; who is empty when nobody does.
func speaker(r *reading, i int) (who, said string) {
	f := r.facts[i]
	switch f.kind {
	case factException:
		return moduleClient(f.name), f.value
	case factClient:
		words := string(r.view.text[max(f.span.start, f.span.end-maxSaid):f.span.end])
		return f.value, words[strings.LastIndexByte(words, '.')+1:]
	case factEvent:
		return "stream", f.value
	case factPage:
		return pageOwner(r), f.value
	case factType:
		if who = provider(r); who == "" {
			who = "upstream"
		}
		return who, shorten(strings.TrimSuffix(f.value+": "+messageNear(r.facts, i), ": "), maxSaid)
	}
	return "", ""
}

// pageOwner is who wrote an HTML page, as the response's server header names it.
func pageOwner(r *reading) string {
	if server, ok := header(r.facts, "server"); ok && server.value != "" {
		product, _, _ := strings.Cut(server.value, "/")
		return product
	}
	return "a web page"
}

// messageNear is the message field of the error object whose type is the i-th fact: the nearest one around it.
func messageNear(facts []fact, i int) string {
	for _, distance := range []int{1, -1, 2, -2, 3, -3} {
		if j := i + distance; j >= 0 && j < len(facts) && facts[j].kind == factMessage && !strings.Contains(facts[j].value, "{") {
			return facts[j].value
		}
	}
	return ""
}
