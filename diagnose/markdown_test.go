package diagnose

import (
	"html"
	"strings"
	"testing"

	"errdex/content"
)

// TestMarkdownQuotes renders words of a paste that look like markup: each must come out as code, whole and alone.
func TestMarkdownQuotes(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		"plain", "`", "``", "a ` b", "```\n# Title\n```", "` [x](https://evil.example) `", "*", "# x", "\n\n# x\n", "<b>", "![x](https://evil.example/x.png)",
		"[redacted:anthropic-api-key]", "\x1b[31mred", "a\\`b", "```` ``` ``` ````",
	} {
		page := Diagnosis{
			Verdict: Verdict{Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Summary: "Too much was sent."},
			Matches: []Match{{Slug: "tokens", Title: "Too many tokens", URL: "/errors/tokens", Steps: []string{"Wait."},
				Evidence: []Evidence{{Text: said, Reason: "the message"}}}},
			RateLimit: &RateLimit{Bucket: said}, Facts: Facts{RequestID: said},
		}.Markdown()
		rendered, err := content.HTML([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		want := "<li>the message: <code>" + html.EscapeString(oneLine(said)) + "</code></li>"
		if got := html.UnescapeString(rendered); !strings.Contains(got, html.UnescapeString(want)) || strings.Count(rendered, "<code>") != 3 {
			t.Errorf("Markdown of %q lacks %s, or has code elsewhere:\n%s", said, want, rendered)
		}
		if strings.Count(rendered, "<a ") != 1 || strings.Count(rendered, "<h1") != 1 || strings.Contains(rendered, "<img") {
			t.Errorf("Markdown of %q makes a link, a heading or a picture of it:\n%s", said, rendered)
		}
	}
}
