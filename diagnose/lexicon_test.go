package diagnose

import (
	"strings"
	"testing"
)

// TestLexicon: the filter may let a word through that means nothing, and must never hold back one that does.
func TestLexicon(t *testing.T) {
	t.Parallel()
	words := map[string]int{}
	for i, word := range strings.Fields("a ab abc acb bca anthropic anthropics claude sonnet req_01 … 日本") {
		words[word] = i + 1
	}
	lexicon := newLexicon(words)
	lexicon.add("added", 100)
	words["added"] = 100
	for word, want := range words {
		if got, known := lexicon.of([]byte(word)); !known || got != want {
			t.Errorf("of(%q) = %d, %t, want %d", word, got, known, want)
		}
	}
	for _, word := range []string{"", "b", "cba", "anthropiC", "Claude", "sonne", "sonnets", "adde"} {
		if got, known := lexicon.of([]byte(word)); known || got != 0 || lexicon.has([]byte(word)) {
			t.Errorf("of(%q) = %d, %t, want it unknown", word, got, known)
		}
	}
}

// TestLexiconFilters keeps the filter worth its name: of words that mean nothing it holds back nearly all.
func TestLexiconFilters(t *testing.T) {
	t.Parallel()
	through := 0
	words := strings.Fields("Traceback most recent call last File srv app worker line in run answer client messages create model python3 site packages base " +
		"request raise self make status error from response err None content type json server cloudflare limit remaining reset batch was sent bytes attempt INFO")
	for _, word := range words {
		if slot := lexiconSlot([]byte(strings.ToLower(word))); meanings.filter[slot/64]&(1<<(slot%64)) != 0 {
			through++
		}
	}
	if through > len(words)/5 {
		t.Errorf("%d of %d usual words get past the filter", through, len(words))
	}
}
