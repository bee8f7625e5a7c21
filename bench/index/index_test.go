package index

import (
	"testing"

	"errdex/bench/catalogue"
)

// TestAsk makes sure that every index has all articles and answers what it is asked.
func TestAsk(t *testing.T) {
	t.Parallel()
	articles := catalogue.Articles(1500)
	fts5, err := NewFTS5(t.Context(), t.TempDir(), articles)
	if err != nil {
		t.Fatal(err)
	}
	bleve, err := NewBleve(articles)
	if err != nil {
		t.Fatal(err)
	}
	store, err := NewStore(t.Context(), t.TempDir(), "000000000000", articles)
	if err != nil {
		t.Fatal(err)
	}
	last := articles[len(articles)-1].Title
	for name, index := range map[string]Index{"FTS5": fts5, "bleve": bleve, "store": store} {
		for _, test := range []struct {
			name  string
			query Query
			want  int
		}{
			{"title", All(last), 1},
			{"common words", Any("request0 limit0"), hits},
			{"frugal", Frugal(catalogue.Paste(articles, 2<<10)), hits},
			{"nothing", Any("absent"), 0},
		} {
			got, err := index.Ask(t.Context(), test.query)
			if err != nil || got != test.want {
				t.Errorf("%s: %s: %d hits, %v, want %d", name, test.name, got, err, test.want)
			}
		}
		if err := index.Close(); err != nil {
			t.Error(err)
		}
	}
}
