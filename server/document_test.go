package server

import (
	"strconv"
	"strings"
	"testing"
)

// TestDocuments asks for what has a strong entity tag in every way in which HTTP can ask for it.
func TestDocuments(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/", "/errors", "/errors/rate-limit", "/errors/rate-limit-input-tokens?limit=5", "/guides/lock-the-problem-down",
		"/errors/rate-limit.png", "/card.png", "/robots.txt", "/sitemap.xml", "/changes.atom", "/opensearch.xml"} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			whole := s.send(t, "GET", target, "")
			tag, size := whole.header.Get("ETag"), len(whole.body)
			if whole.status != 200 || !strings.HasPrefix(tag, `"`) || whole.header.Get("Cache-Control") == "" || size == 0 {
				t.Fatalf("GET = %d with %d bytes, ETag %s, Cache-Control %q", whole.status, size, tag, whole.header.Get("Cache-Control"))
			}
			last := strconv.Itoa(size - 1)
			tests := []struct {
				name, method string
				headers      []string
				status       int
				length       string
				body         string
			}{
				{"again", "GET", nil, 200, strconv.Itoa(size), whole.body},
				{"HEAD", "HEAD", nil, 200, strconv.Itoa(size), ""},
				{"known", "GET", []string{"If-None-Match: " + tag}, 304, "", ""},
				{"known, HEAD", "HEAD", []string{"If-None-Match: " + tag}, 304, "", ""},
				{"known weakly, among others", "GET", []string{`If-None-Match: "x", W/` + tag}, 304, "", ""},
				{"another known", "GET", []string{`If-None-Match: "x"`}, 200, strconv.Itoa(size), whole.body},
				{"a part", "GET", []string{"Range: bytes=0-9"}, 206, "10", whole.body[:10]},
				{"more than there is", "GET", []string{"Range: bytes=5-99999999"}, 206, strconv.Itoa(size - 5), whole.body[5:]},
				{"the end", "GET", []string{"Range: bytes=-1"}, 206, "1", whole.body[size-1:]},
				{"a part of the same", "GET", []string{"Range: bytes=0-9", "If-Range: " + tag}, 206, "10", whole.body[:10]},
				{"a part of another", "GET", []string{"Range: bytes=0-9", `If-Range: "x"`}, 200, strconv.Itoa(size), whole.body},
				{"a part of HEAD", "HEAD", []string{"Range: bytes=0-9"}, 206, "10", ""},
				{"one byte", "GET", []string{"Range: bytes=" + last + "-" + last}, 206, "1", whole.body[size-1:]},
				{"not a range", "GET", []string{"Range: lines=1-2"}, 416, "", ""},
				{"behind the end", "GET", []string{"Range: bytes=" + strconv.Itoa(size) + "-"}, 416, "", ""},
			}
			for _, test := range tests {
				got := s.send(t, test.method, target, "", test.headers...)
				if got.status != test.status || test.length != "" && got.header.Get("Content-Length") != test.length {
					t.Errorf("%s = %d, length %s, want %d, %s", test.name, got.status, got.header.Get("Content-Length"), test.status, test.length)
				}
				if test.status < 400 && (got.body != test.body || got.header.Get("ETag") != tag) {
					t.Errorf("%s: %d bytes, ETag %s, want %d, %s", test.name, len(got.body), got.header.Get("ETag"), len(test.body), tag)
				}
			}
		})
	}
}

// TestTagsDiffer: another text has another tag, the same text the same one from another process.
func TestTagsDiffer(t *testing.T) {
	t.Parallel()
	a, b := newSite(t), newSite(t)
	tag := func(s *site, target string) string { return s.send(t, "GET", target, "").header.Get("ETag") }
	if one, other := tag(a, "/errors/rate-limit"), tag(b, "/errors/rate-limit"); one != other {
		t.Errorf("two processes have the tags %s and %s for one page", one, other)
	}
	const article = "/errors/rate-limit-input-tokens"
	if plain, filled := tag(a, article), tag(a, article+"?limit=30000"); plain == filled {
		t.Errorf("an article with and without a value has the tag %s", plain)
	}
}

// TestAnswersHaveNoTag: an answer to a paste is kept nowhere.
func TestAnswersHaveNoTag(t *testing.T) {
	t.Parallel()
	got := newSite(t).send(t, "POST", "/diagnose", overloaded, "Content-Type: text/plain", browser)
	if got.header.Get("ETag") != "" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("answer has ETag %q, Cache-Control %q, want none and no-store", got.header.Get("ETag"), got.header.Get("Cache-Control"))
	}
}
