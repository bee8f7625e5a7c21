package server

import (
	"html"
	"regexp"
	"testing"

	"errdex/redact"
)

var (
	pasted   = regexp.MustCompile("(?s)<pre class=\"pasted\"[^>]*>\n(.*?)</pre>") // the line break is ours: browsers drop it
	evidence = regexp.MustCompile(`<mark id="mark-\d+">|<a class="number" href="#why-\d+">\d+</a></mark>`)
)

// TestAnswerPages pastes all that the library's authors wrote, with markup behind it: the page must show the
// redacted paste byte for byte, and as text.
func TestAnswerPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, paste := range libraryPastes(t) {
		paste += "\n  <script>alert(\"1\")</script>  {\"message\": \"<img src=x onerror=alert(2)>\"}\t\n\n"
		got := s.send(t, "POST", "/diagnose", paste, "Content-Type: text/plain", browser)
		shown := pasted.FindStringSubmatch(got.body)
		if got.status != 200 || shown == nil {
			t.Fatalf("answer = %d without the paste, to %q", got.status, paste)
		}
		text := html.UnescapeString(evidence.ReplaceAllString(shown[1], ""))
		if want := redact.Clean([]byte(paste)).String(); text != want {
			t.Fatalf("the page shows %q, want %q", text, want)
		}
		checkPage(t, "the answer to "+paste, got.body)
		checkLacks(t, got.body, "<script>", "<img src=x")
	}
}
