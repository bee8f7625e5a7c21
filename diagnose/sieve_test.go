package diagnose

import (
	"slices"
	"strings"
	"testing"
)

// TestSieveHoldsNoFactBack: with a sieve that lets every word through, the facts are the same.
func TestSieveHoldsNoFactBack(t *testing.T) {
	t.Parallel()
	engine, articles := library(t)
	open := engine.asked
	open.sieve = &sieve{}
	for slot := range open.sieve {
		open.sieve[slot] = sieveAll
	}
	read := 0
	for _, article := range articles {
		texts := append(slices.Clone(article.Examples), article.Text)
		for _, miss := range article.NearMisses {
			texts = append(texts, miss.Text)
		}
		for _, text := range texts {
			v := newView(text)
			masked, marks := masks(v.text), placeholders(v.text)
			got, want := scan(nil, v.text, masked, marks, engine.asked), scan(nil, v.text, masked, marks, open)
			if !slices.Equal(got, want) {
				t.Errorf("%s: scan(%q) = %+v, with an open sieve %+v", article.Slug, text, got, want)
			}
			read += len(want)
		}
	}
	if read == 0 {
		t.Error("no text holds a fact: the sieve is not tested")
	}
}

// TestSieveFindsWords: a word is found in whatever case and wherever it stands in a text, its first bytes included.
func TestSieveFindsWords(t *testing.T) {
	t.Parallel()
	asked := newAskedWords()
	words := strings.Fields("a ab abc abcd abcdefg abcdefgh abcdefghi EPIPE CERT_HAS_EXPIRED com.example.NetError")
	for _, word := range words {
		asked.add(word, factErrno)
	}
	for _, word := range words {
		for _, text := range []string{word, strings.ToUpper(word), " " + word, "some text: " + strings.ToLower(word) + "; more"} {
			start := strings.Index(strings.ToLower(text), strings.ToLower(word))
			if start = max(start, strings.LastIndexByte(text[:strings.IndexByte(text+";", ';')], ' ')+1); asked.sieve.word([]byte(text), start, start+len(word)) == 0 {
				t.Errorf("%q in %q is held back", word, text)
			}
		}
	}
}

// TestSieveFilters keeps the sieve worth its name: of words that mean nothing it holds back nearly all.
func TestSieveFilters(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	through := 0
	words := strings.Fields("Traceback most recent call last File srv app worker line in run answer client create model python3 site packages base " +
		"request raise self make from response None json limit remaining reset batch was sent bytes attempt INFO return await function object value")
	for _, word := range words {
		if engine.asked.sieve.part([]byte(word), 0, len(word), true) != 0 {
			through++
		}
	}
	if through > len(words)/5 {
		t.Errorf("%d of %d usual words get through the sieve", through, len(words))
	}
}
