package diagnose

import (
	"slices"
	"strings"
	"testing"

	"errdex/redact"
	"errdex/redact/canary"
)

// TestFalseCuts: of the words that people paste around an error, next to none is cut. The examples hold no secrets
// but one shortened key and one home directory, so that every cut is counted.
func TestFalseCuts(t *testing.T) {
	t.Parallel()
	_, articles := library(t)
	words, cut := 0, 0
	count := func(text string) {
		words += len(strings.Fields(text))
		for _, r := range redact.Clean([]byte(text)).Redactions() {
			cut += r.Count
		}
	}
	for _, article := range articles {
		for _, example := range article.Examples {
			count(example)
		}
		for _, miss := range article.NearMisses {
			count(miss.Text)
		}
		count(strings.Join(article.Described, "\n"))
	}
	if words < 10_000 || cut*2000 > words {
		t.Errorf("%d of %d words are cut, want at most 0.05 %%", cut, words)
	}
}

// quiet are the contexts that say nothing of an error and name no other program, which could be the one that failed.
var quiet = []string{"alone", "env listing", "YAML", "PowerShell", ".env", "TOML", "Kubernetes", "Go struct"}

// TestSecretsBesideAnExample plants a secret above and below every example, all of them in turn: what is diagnosed
// stays the same.
func TestSecretsBesideAnExample(t *testing.T) {
	t.Parallel()
	engine, articles := library(t)
	secrets := slices.DeleteFunc(canary.Texts(), func(text canary.Text) bool { return !slices.Contains(quiet, text.Context) })
	next := 0
	for _, article := range articles {
		for _, example := range article.Examples {
			above, below := secrets[next%len(secrets)], secrets[(next+1)%len(secrets)]
			next += 2
			paste := above.Text + "\n" + example + "\n" + below.Text
			alone, beside := engine.read(redact.Clean([]byte(example))), engine.read(redact.Clean([]byte(paste)))
			if want, got := answer(engine.rank(engine.match(alone), alone)), answer(engine.rank(engine.match(beside), beside)); got != want {
				t.Errorf("%s: beside a %s and a %s it is %q, alone %q:\n%s", article.Slug, above.Kind, below.Kind, got, want, redact.Clean([]byte(paste)))
			}
		}
	}
	if next < len(articles) {
		t.Errorf("only %d secrets were planted", next)
	}
}
