package server

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const (
	formType  = "application/x-www-form-urlencoded"
	partsType = "multipart/form-data; boundary=b"
	jsonType  = "application/json"
)

// repeat is a text that is short in a table.
func repeat(text string, count int) string { return strings.Repeat(text, count) }

// inStrings wraps a text into JSON strings in JSON objects, as gateways do to each other's errors, as often as the
// levels say or a paste has room for: each level doubles the backslashes.
func inStrings(text string, levels int) string {
	for range levels {
		wrapped, _ := json.Marshal(map[string]string{"message": text}) // a map of strings can't fail
		if len(wrapped) > MaxPaste {
			break
		}
		text = string(wrapped)
	}
	return text
}

// TestHostileBodies: each gets the right answer, and the whole of it in time for other tests.
func TestHostileBodies(t *testing.T) {
	t.Parallel()
	part := func(header, body string) string { return "--b\r\n" + header + "\r\n\r\n" + body + "\r\n--b--\r\n" }
	const field = `Content-Disposition: form-data; name="paste"`
	tests := []struct {
		name, kind, body string
		want             int
	}{
		{"JSON 9,000 deep", jsonType, `{"text":"529","x":` + repeat("[", 9000) + repeat("]", 9000) + "}", 200},
		{"JSON 10,001 deep", jsonType, `{"text":"529","x":` + repeat("[", 10000) + repeat("]", 10000) + "}", 400},
		{"JSON 500,000 deep", jsonType, repeat("[", 500_000), 400},
		{"objects 100,000 deep", jsonType, repeat(`{"a":`, 100_000), 400},
		{"100,000 keys", jsonType, "{" + repeat(`"a":1,`, 100_000) + `"text":"529"}`, 200},
		{"a million keys", jsonType, "{" + repeat(`"a":1,`, 1_000_000) + `"text":"529"}`, 413},
		{"the text twice", jsonType, `{"text":"nothing","text":"529"}`, 200},
		{"a lone surrogate", jsonType, `{"text":"529 \ud800"}`, 200},
		{"surrogates the wrong way round", jsonType, `{"text":"529 \udc00\ud800"}`, 200},
		{"half an escape", jsonType, `{"text":"529 \u12"}`, 400},
		{"NUL as an escape", jsonType, `{"text":"529 \u0000"}`, 415},
		{"NUL as a byte", jsonType, "{\"text\":\"529 \x00\"}", 400},
		{"bytes that are not UTF-8", jsonType, "{\"text\":\"529 \xff\xc3(\xed\xa0\x80\"}", 200},
		{"a line break in a string", jsonType, "{\"text\":\"529\n\"}", 400},
		{"a number beyond numbers", jsonType, `{"text":"529","x":` + repeat("9", 100_000) + "e999999999}", 200},
		{"a text that is a number", jsonType, `{"text":529}`, 400},
		{"a text that is a list", jsonType, `{"text":["529"]}`, 400},
		{"a text that is null", jsonType, `{"text":null}`, 400},
		{"null", jsonType, `null`, 400},
		{"a string", jsonType, `"529"`, 400},
		{"nothing", jsonType, ``, 400},
		{"two documents", jsonType, `{"text":"529"}{"text":"529"}`, 400},
		{"a comment", jsonType, `{"text":"529"} // 529`, 400},
		{"a trailing comma", jsonType, `{"text":"529",}`, 400},
		{"a byte order mark", jsonType, "\ufeff" + `{"text":"529"}`, 400},
		{"strings in strings", jsonType, inJSON(inStrings(overloaded, 64)), 200},
		{"a text as large as it may be", jsonType, inJSON(longPaste(MaxPaste)), 200},
		{"a text in escapes", jsonType, `{"text":"` + repeat(`\u0035`, 170_000) + `"}`, 200},

		{"plain JSON 10,000 deep", textType, repeat("[", 100_000) + overloaded, 200},
		{"plain objects 50,000 deep", textType, repeat(`{"error":`, 25_000) + overloaded, 200},
		{"plain strings in strings", textType, inStrings(overloaded, 64), 200},
		{"quotes", textType, overloaded + repeat(`\"`, 100_000), 200},
		{"backslashes", textType, overloaded + repeat(`\`, 200_000), 200},
		{"a line of 10 MB", textType, repeat("x", 10<<20), 413},
		{"a line of 250 KB", textType, overloaded + repeat("x", 250<<10), 200},
		{"lines of nothing", textType, overloaded + repeat("\n", 250<<10), 200},
		{"carriage returns", textType, overloaded + repeat("\r", 250<<10), 200},
		{"spaces alone", textType, repeat(" ", 250<<10), 400},
		{"NUL", textType, "529\x00", 415},
		{"bytes that are not UTF-8, plain", textType, overloaded + repeat("\xff\xfe\xc0\xaf", 1000), 200},
		{"UTF-16 cut in the middle", textType, "\xff\xfe5\x002", 200},
		{"colours of a terminal", textType, repeat("\x1b[31m", 20_000) + overloaded, 200},
		{"turned around", textType, repeat("\u202e", 20_000) + overloaded, 200},
		{"accents upon accents", textType, overloaded + repeat("\u0301", 100_000), 200},
		{"a text of an unknown charset", "text/plain; charset=x-none", overloaded, 200},
		{"a content type that is cut", "text/plain; charset", overloaded, 415},
		{"two content types", "text/plain, application/json", overloaded, 415},
		{"a content type of 10 KB", "text/" + repeat("x", 10<<10), overloaded, 415},
	}
	forms := []struct {
		name, kind, body string
		want             int
	}{
		{"a bad escape", formType, "paste=%zz", 400},
		{"half an escape", formType, "paste=529%4", 400},
		{"a semicolon", formType, "paste=529;x=1", 400},
		{"NUL in a form", formType, "paste=529%00", 415},
		{"a field twice", formType, "paste=529&paste=" + repeat("x", 1000), 200},
		{"5,000 fields", formType, "paste=529" + repeat("&a=1", 5000), 200},
		{"200,000 fields", formType, "paste=529" + repeat("&a=1", 200_000), 400},
		{"escapes that are not UTF-8", formType, "paste=529+%ff%c0%af", 200},
		{"parts without a boundary", "multipart/form-data", part(field, "529"), 400},
		{"a boundary that is too long", "multipart/form-data; boundary=" + repeat("b", 5000), "--" + repeat("b", 5000) + "\r\n" + field + "\r\n\r\n529\r\n--" + repeat("b", 5000) + "--", 400},
		{"a boundary that is another", partsType, strings.ReplaceAll(part(field, "529"), "--b", "--c"), 400},
		{"parts without an end", partsType, "--b\r\n" + field + "\r\n\r\n529", 400},
		{"parts without headers", partsType, part("", "529"), 400},
		{"10,000 parts", partsType, repeat("--b\r\n"+field+"\r\n\r\nx\r\n", 10_000) + "--b--", 400},
		{"a part with 20,000 headers", partsType, part(repeat("X: y\r\n", 20_000)+field, "529"), 400},
		{"a header of a part without end", partsType, "--b\r\nX: " + repeat("y", 500_000), 400},
		{"a part named by a path", partsType, part(field+`; filename="../../../../etc/passwd"`, "529"), 200},
		{"a part that is compressed", partsType, part(field+"\r\nContent-Encoding: gzip", "\x1f\x8b\x08\x00"), 415},
		{"a part in base64", partsType, part(field+"\r\nContent-Transfer-Encoding: base64", "NTI5"), 200},
		{"parts in parts", partsType, part("Content-Type: multipart/mixed; boundary=c", repeat("--c\r\n", 1000)), 400},
	}
	s := newSite(t)
	ask := func(t *testing.T, target, kind, body string, want int) {
		t.Parallel()
		got := s.stream(t, "POST", target, strings.NewReader(body), "Content-Type: "+kind)
		if got.status != want {
			t.Errorf("POST %s = %d, want %d; body:\n%.300s", target, got.status, want, got.body)
		}
		if strings.HasPrefix(target, "/api/") && got.status != 200 {
			checkProblem(t, s, got)
		}
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { ask(t, "/api/v1/diagnose", test.kind, test.body, test.want) })
		if test.kind == textType {
			t.Run(test.name+" on a page", func(t *testing.T) { ask(t, "/diagnose", test.kind, test.body, test.want) })
		}
	}
	for _, test := range forms {
		t.Run(test.name, func(t *testing.T) { ask(t, "/diagnose", test.kind, test.body, test.want) })
	}
}

// TestLastTextCounts: a field that comes twice is read in one way only, the last, as most readers of JSON do.
func TestLastTextCounts(t *testing.T) {
	t.Parallel()
	got := newSite(t).send(t, "POST", "/api/v1/diagnose", `{"text":"nothing at all","text":`+string(mustJSON(overloaded))+`}`, "Content-Type: application/json")
	if got.status != 200 || !strings.Contains(got.body, `"slug":"overloaded"`) {
		t.Errorf("answer = %d to the last of two texts:\n%s", got.status, got.body)
	}
}

func mustJSON(text string) []byte {
	encoded, _ := json.Marshal(text) // a string can't fail
	return encoded
}

// TestCompressedBodies: what says that it is compressed is not read, in whatever way it says so.
func TestCompressedBodies(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	bomb := "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + repeat("\xec\xc1\x01\x01\x00\x00\x00\x80\x90\xfe\xaf\xee\x08\x0a\x00", 1000)
	for _, coding := range []string{"gzip", "GZip", "x-gzip", "br", "zstd", "deflate", "compress", "dcb", "aws-chunked", "gzip, gzip", "identity, gzip", "gzip, identity", "none", "\t gzip"} {
		for _, target := range []string{"/diagnose", "/api/v1/diagnose"} {
			for _, body := range []string{bomb, overloaded, ""} {
				got := s.send(t, "POST", target, body, "Content-Type: text/plain", "Content-Encoding: "+coding)
				if got.status != 415 || !strings.Contains(got.body, "Compressed bodies are not taken") {
					t.Errorf("POST %s with Content-Encoding %q and %d bytes = %d, want 415", target, coding, len(body), got.status)
				}
			}
		}
	}
	for _, coding := range []string{"", "identity", "Identity"} {
		if got := s.send(t, "POST", "/diagnose", overloaded, "Content-Type: text/plain", "Content-Encoding: "+coding); got.status != 200 {
			t.Errorf("POST with Content-Encoding %q = %d, want 200", coding, got.status)
		}
	}
	twice := exchange(t, s.wire(t), head("POST /diagnose HTTP/1.1", "Content-Type: text/plain", "Content-Encoding: identity", "Content-Encoding: br", "Content-Length: 3")+"529")
	if twice[0].status != 415 {
		t.Errorf("POST with two Content-Encodings = %d, want 415", twice[0].status)
	}
}

// TestEndlessBody sends a body of a gigabyte in chunks: it is refused after the first megabyte, and little more is taken.
func TestEndlessBody(t *testing.T) {
	t.Parallel()
	address := newSite(t).wire(t)
	for _, target := range []string{"/diagnose", "/api/v1/diagnose"} {
		connection := dial(t, address)
		sent := make(chan int, 1)
		go func() {
			chunk := fmt.Sprintf("%x\r\n%s\r\n", 64<<10, repeat("x", 64<<10))
			fmt.Fprint(connection, head("POST "+target+" HTTP/1.1", "Content-Type: text/plain", "Transfer-Encoding: chunked"))
			chunks := 0
			for ; chunks < 1<<30/(64<<10); chunks++ {
				if _, err := fmt.Fprint(connection, chunk); err != nil {
					break
				}
			}
			sent <- chunks * 64 << 10
		}()
		got := answers(t, connection, "POST "+target)
		if len(got) != 1 || got[0].status != 413 {
			t.Errorf("POST %s of a gigabyte = %s, want 413 and the end", target, statuses(got))
		}
		if taken := <-sent; taken > 64<<20 { // the most is in the buffers of the system
			t.Errorf("POST %s takes %d bytes before it closes", target, taken)
		}
	}
}
