package diagnose

import (
	"strings"
	"testing"

	"errdex/content"
	"errdex/redact"
)

// library is the engine over the built-in articles.
func library(tb testing.TB) (*Engine, []content.Article) {
	tb.Helper()
	articles, problems, err := content.Load(content.Embedded())
	if err != nil || len(problems) > 0 {
		tb.Fatalf("load library: %v, %v", err, problems)
	}
	engine, err := New("test", articles)
	if err != nil {
		tb.Fatal(err)
	}
	return engine, articles
}

// TestRedactionKeepsTheDiagnosis compares what the engine makes of every example with and without redaction,
// each also with secrets around it. Only a test can read a text that redact.Clean has not gone over.
func TestRedactionKeepsTheDiagnosis(t *testing.T) {
	t.Parallel()
	engine, articles := library(t)
	for _, article := range articles {
		for _, example := range article.Examples {
			for _, paste := range []string{example, withSecrets(example)} {
				raw := engine.readText(paste)
				want := answer(engine.rank(engine.match(raw), raw))
				clean := engine.read(redact.Clean([]byte(paste)))
				if got := answer(engine.rank(engine.match(clean), clean)); got != want {
					t.Errorf("%s: with redaction %q, without %q:\n%s", article.Slug, got, want, paste)
				}
			}
		}
	}
}

func withSecrets(paste string) string {
	return "export ANTHROPIC_API_KEY=sk-ant-api03-PlantedPlantedPlantedPlanted01\n" +
		"Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudGVkIn0.\n" + paste +
		"\nproxy http://ada:planted-secret@proxy.example:3128 from /home/ada/app by ada@planted.example\n"
}

// answer is the article that a ranking names first, or "".
func answer(r ranked) string {
	if len(r.matches) == 0 {
		return ""
	}
	return r.matches[0].article.Slug
}

// TestRedactionRemovesTheSecret makes sure that the comparison above compares different texts.
func TestRedactionRemovesTheSecret(t *testing.T) {
	t.Parallel()
	if clean := redact.Clean([]byte(withSecrets("x"))).String(); strings.Contains(strings.ToLower(clean), "planted") {
		t.Errorf("a planted secret is left in %q", clean)
	}
}
