package server

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// What a page can be answered as.
const (
	htmlType     = "text/html"
	textType     = "text/plain"
	markdownType = "text/markdown"
)

// answerType is what an answer to a request is written as. Who posts and takes anything is a tool (curl), who reads
// and takes anything may be a browser.
func answerType(r *http.Request) string {
	accept := r.Header.Get("Accept")
	if r.Method == http.MethodPost {
		return negotiate(accept, markdownType, htmlType, textType)
	}
	return negotiate(accept, markdownType, textType, htmlType)
}

// prefersMarkdown looks closer only where the word is there: reading a browser's header costs as much as the rest of
// the answer.
func prefersMarkdown(accept string) bool {
	return strings.Contains(strings.ToLower(accept), markdownType) && negotiate(accept, markdownType, htmlType) == markdownType
}

// negotiate returns which of the offers an Accept header likes best, the first of them where it likes several. The
// last offer is the one that is given to who takes anything, or nothing that there is; the others must be named.
func negotiate(accept string, offers ...string) string {
	if accept == "" || accept == "*/*" { // most tools
		return offers[len(offers)-1]
	}
	likes := parseAccept(accept)
	usual := offers[len(offers)-1]
	best, most := usual, 0.0
	for _, offer := range offers {
		if likes[offer] > most {
			best, most = offer, likes[offer]
		}
	}
	if _, named := likes[usual]; !named && wildcard(likes, usual) > most {
		return usual
	}
	return best
}

// wildcard is how much an Accept header likes a type that it does not name.
func wildcard(likes map[string]float64, kind string) float64 {
	main, _, _ := strings.Cut(kind, "/")
	if like, ok := likes[main+"/*"]; ok {
		return like
	}
	return likes["*/*"]
}

// parseAccept reads the media ranges of an Accept header with their q, which is 1 where it is not told. What can't be
// read counts for nothing.
func parseAccept(accept string) map[string]float64 {
	likes := map[string]float64{}
	for _, part := range strings.Split(accept, ",") {
		kind, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		like := 1.0
		if q, told := parameters["q"]; told {
			if like, err = strconv.ParseFloat(q, 64); err != nil || !(like >= 0 && like <= 1) {
				continue
			}
		}
		likes[kind] = max(like, likes[kind])
	}
	return likes
}
