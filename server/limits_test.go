package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
)

// encodings are all ways to send a paste.
var encodings = []struct {
	name   string
	target string
	kind   string // content type
	encode func(paste string) string
}{
	{"text", "/diagnose", "text/plain", plain},
	{"curl", "/diagnose", "application/x-www-form-urlencoded", plain},
	{"form", "/diagnose", "application/x-www-form-urlencoded", func(paste string) string { return "paste=" + url.QueryEscape(paste) }},
	{"form that swells", "/diagnose", "application/x-www-form-urlencoded", swell},
	{"form of a megabyte", "/diagnose", "application/x-www-form-urlencoded", func(paste string) string { return pad(swell(paste)) }},
	{"multipart", "/diagnose", "multipart/form-data; boundary=b", inParts},
	{"API text", "/api/v1/diagnose", "text/plain", plain},
	{"API JSON", "/api/v1/diagnose", "application/json", inJSON},
}

func plain(paste string) string { return paste }

// swell writes every byte as three.
func swell(paste string) string {
	return "paste=%" + strings.ReplaceAll(fmt.Sprintf("% x", paste), " ", "%")
}

// pad fills a form to exactly the largest body.
func pad(form string) string {
	return form + "&pad=" + strings.Repeat("x", MaxBody-len(form)-len("&pad="))
}

func inParts(paste string) string {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.SetBoundary("b")           // writing to a buffer
	_ = form.WriteField("paste", paste) // can't fail
	_ = form.Close()
	return body.String()
}

func inJSON(paste string) string {
	body, _ := json.Marshal(map[string]string{"text": paste}) // a map of strings can't fail
	return string(body)
}

// longPaste is an error with lines before it, so many that it has exactly n bytes.
func longPaste(n int) string {
	return strings.Repeat("a line of log\n", n/len("a line of log\n"))[:n-len(overloaded)-1] + "\n" + overloaded
}

func TestPasteLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, encoding := range encodings {
		t.Run(encoding.name, func(t *testing.T) {
			t.Parallel()
			got := s.send(t, "POST", encoding.target, encoding.encode(longPaste(256<<10)), "Content-Type: "+encoding.kind)
			if got.status != 200 || !strings.Contains(got.body, "/errors/overloaded") {
				t.Errorf("256 KiB = %d, want 200 and the article; body:\n%.500s", got.status, got.body)
			}
			got = s.send(t, "POST", encoding.target, encoding.encode(longPaste(256<<10+1)), "Content-Type: "+encoding.kind)
			if got.status != 413 || !strings.Contains(got.body, "256 KiB") {
				t.Errorf("256 KiB and a byte = %d, want 413 and the limit; body:\n%.500s", got.status, got.body)
			}
		})
	}
}

// TestBodyLimit sends bodies of a byte too much. Those whose length is declared are refused before they are read.
func TestBodyLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tests := []struct{ target, kind, start string }{
		{"/diagnose", "text/plain", ""},
		{"/diagnose", "application/x-www-form-urlencoded", "paste=529&pad="},
		{"/diagnose", "multipart/form-data; boundary=b", strings.TrimSuffix(inParts(""), "\r\n--b--\r\n")},
		{"/api/v1/diagnose", "text/plain", ""},
		{"/api/v1/diagnose", "application/json", `{"text":"529","pad":"`},
	}
	for _, test := range tests {
		t.Run(test.target+" "+test.kind, func(t *testing.T) {
			t.Parallel()
			body := test.start + strings.Repeat("x", MaxBody+1-len(test.start))
			declared := s.send(t, "POST", test.target, body, "Content-Type: "+test.kind)
			chunked := s.stream(t, "POST", test.target, io.MultiReader(strings.NewReader(body)), "Content-Type: "+test.kind)
			if declared.status != 413 || chunked.status != 413 {
				t.Errorf("declared = %d, chunked = %d, want 413", declared.status, chunked.status)
			}
			if strings.HasPrefix(test.target, "/api/") {
				checkProblem(t, s, declared)
				checkProblem(t, s, chunked)
			}
		})
	}
}
