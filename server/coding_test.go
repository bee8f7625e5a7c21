package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"errdex/static"
)

func TestBestCoding(t *testing.T) {
	t.Parallel()
	tests := []struct{ accepted, want string }{
		{"", ""}, {"gzip", "gzip"}, {"br", "br"}, {"gzip, deflate, br, zstd", "br"}, {"GZIP", "gzip"}, {"gzip,br;q=0", "gzip"},
		{"br;q=0.5, gzip;q=0.8", "gzip"}, {"br ; q=1.0 , gzip", "br"}, {"*", "br"}, {"br;q=0, *", "gzip"}, {"*;q=0", ""}, {"gzip;q=0, br;q=0", ""},
		{"identity", ""}, {"identity, gzip;q=0.5", ""}, {"gzip;q=0.5, identity;q=0.1", "gzip"}, {"identity, gzip", "gzip"}, {"gzip;q=0", ""},
		{"deflate, zstd", ""}, {"gzip;q=nonsense", ""}, {"gzip;level=9", ""}, {"gzip;q=2", ""}, {"gzip;q=-1", ""}, {"gzip;q=NaN", ""}, {",,;,", ""},
		{"brotli, xgzip", ""}, {"identity;q=0", ""}, {"identity;q=0, *;q=0.1", "br"},
	}
	for _, test := range tests {
		if got := bestCoding([]string{test.accepted}); got != test.want {
			t.Errorf("bestCoding(%q) = %q, want %q", test.accepted, got, test.want)
		}
		if got := bestCoding(strings.Split(test.accepted, ",")); got != test.want {
			t.Errorf("bestCoding of the parts of %q as fields of their own = %q, want %q", test.accepted, got, test.want)
		}
	}
}

// readers undo the codings.
var readers = map[string]func(io.Reader) (io.Reader, error){
	"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
}

// TestCompressed takes what is kept in every coding: it is the plain body, smaller, under a tag of its own.
func TestCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/", "/errors", "/errors/rate-limit", "/errors/rate-limit.md", "/errors/rate-limit.json", "/api/v1/articles/rate-limit",
		"/guides/lock-the-problem-down", "/sitemap.xml", "/changes.atom", "/llms-full.txt", "/openapi.json", "/privacy", static.URL("app.css"), static.URL("icon.svg")} {
		plain := s.send(t, "GET", target, "")
		tag := plain.header.Get("ETag")
		if plain.header.Get("Content-Encoding") != "" || !strings.Contains(plain.header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: Content-Encoding %q, Vary %q", target, plain.header.Get("Content-Encoding"), plain.header.Get("Vary"))
		}
		for coding, reader := range readers {
			accept := "Accept-Encoding: " + coding
			got := s.send(t, "GET", target, "", accept)
			opened, err := reader(strings.NewReader(got.body))
			if err != nil {
				t.Errorf("%s in %s: %v", target, coding, err)
				continue
			}
			body, err := io.ReadAll(opened)
			if err != nil || string(body) != plain.body || len(got.body) >= len(plain.body) {
				t.Errorf("%s in %s: error %v, %d bytes that hold %d, want less than %d that hold them", target, coding, err, len(got.body), len(body), len(plain.body))
			}
			own := got.header.Get("ETag")
			if got.status != 200 || own == tag || !strings.HasPrefix(own, strings.TrimSuffix(tag, `"`)) || got.header.Get("Content-Encoding") != coding ||
				got.header.Get("Vary") != plain.header.Get("Vary") || got.header.Get("Content-Length") != strconv.Itoa(len(got.body)) {
				t.Errorf("%s in %s = %d with %v", target, coding, got.status, got.header)
			}
			known := s.send(t, "GET", target, "", accept, "If-None-Match: "+own)
			if known.status != 304 || known.body != "" || known.header.Get("ETag") != own || known.header.Get("Vary") != plain.header.Get("Vary") || known.header.Get("Content-Encoding") != "" {
				t.Errorf("%s in %s, known = %d with %d bytes and %v", target, coding, known.status, len(known.body), known.header)
			}
			if other := s.send(t, "GET", target, "", accept, "If-None-Match: "+tag); other.status != 200 {
				t.Errorf("%s in %s, known in another coding = %d, want 200", target, coding, other.status)
			}
			head := s.send(t, "HEAD", target, "", accept)
			if head.status != 200 || head.body != "" || head.header.Get("Content-Length") != strconv.Itoa(len(got.body)) || head.header.Get("ETag") != own {
				t.Errorf("HEAD %s in %s = %d with %v", target, coding, head.status, head.header)
			}
			part := s.send(t, "GET", target, "", accept, "Range: bytes=0-9", "If-Range: "+tag)
			if part.status != 206 || part.body != plain.body[:10] || part.header.Get("Content-Encoding") != "" {
				t.Errorf("a part of %s in %s = %d, %q", target, coding, part.status, part.body)
			}
		}
	}
}

// TestNotCompressed: pictures are compressed as they are, and what was made for one request is not worth it.
func TestNotCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/card.png", "/errors/rate-limit-input-tokens?limit=5", "/search?q=429", "/livez", "/errors/none"} {
		got := s.send(t, "GET", target, "", "Accept-Encoding: gzip, br")
		if got.header.Get("Content-Encoding") != "" || got.header.Get("Vary") != "" && strings.Contains(got.header.Get("Vary"), "Encoding") {
			t.Errorf("%s has Content-Encoding %q, Vary %q", target, got.header.Get("Content-Encoding"), got.header.Get("Vary"))
		}
	}
}

// TestNoLargerThanPlain: a body that compressing swells is sent as it is, without saying otherwise.
func TestNoLargerThanPlain(t *testing.T) {
	t.Parallel()
	d := newKeptDocument("text/plain", checkAlways, []byte("x"))
	for coding, smaller := range d.smaller {
		f, err := smaller.get()
		if err != nil || !bytes.Equal(f.body, d.whole.body) || f.tag.values[0] != d.whole.tag.values[0] {
			t.Errorf("%s: %q with the tag %s, error %v", coding, f.body, f.tag.values, err)
		}
	}
}

func BenchmarkCompress(b *testing.B) {
	s := newSite(b)
	page, err := s.kept["/errors/rate-limit"].get()
	if err != nil {
		b.Fatal(err)
	}
	for _, coding := range codings {
		b.Run(coding.name, func(b *testing.B) {
			b.SetBytes(int64(len(page.whole.body)))
			for b.Loop() {
				f, err := page.compress(coding)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(f.body)), "bytes")
			}
		})
	}
}
