package server

import (
	"compress/gzip"
	"io"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// coding is a way to make a body smaller (RFC 9110, 8.4.1).
type coding struct {
	name   string
	writer func(io.Writer) io.WriteCloser
}

// brotliQuality is of 0 to 11. Higher ones cost ten to thirty times as much for a tenth of the size: too much for the
// reader whose request finds that a page has not been compressed yet (BenchmarkCompress).
const brotliQuality = 5

// codings are those on offer, the best first.
var codings = [...]coding{
	{"br", func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotliQuality) }},
	{"gzip", func(w io.Writer) io.WriteCloser {
		writer, err := gzip.NewWriterLevel(w, gzip.BestCompression)
		if err != nil {
			panic(err) // the level is one of its own
		}
		return writer
	}},
}

// compressible says whether a content type is text: pictures are compressed as they are.
func compressible(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml")
}

// bestCoding is the coding that an Accept-Encoding header likes best, of equals the first of codings; empty where the
// body is to be sent as it is.
func bestCoding(fields []string) string {
	const unnamed = -1
	likes := [len(codings)]float64{unnamed, unnamed}
	plain, others := 0.0, 0.0 // plain bodies are always taken, but another coding may be liked better
	for _, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			name, parameters, weighted := strings.Cut(part, ";")
			like := 1.0
			if weighted {
				like = weight(parameters)
			}
			switch name = strings.ToLower(strings.TrimSpace(name)); name {
			case "*":
				others = like
			case "identity":
				plain = like
			default:
				for i, coding := range codings {
					if name == coding.name {
						likes[i] = like
					}
				}
			}
		}
	}
	best, most := "", plain
	for i, like := range likes {
		if like == unnamed {
			like = others
		}
		if like > most || like == most && best == "" && like > 0 {
			best, most = codings[i].name, like
		}
	}
	return best
}

// weight is the q of a header's part, 0 where it can't be read: who asks for nonsense gets the plain body.
func weight(parameters string) float64 {
	value, found := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
	if !found {
		return 0
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
