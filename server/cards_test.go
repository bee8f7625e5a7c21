package server

import (
	"image"
	"image/png"
	"strings"
	"testing"

	"errdex/content"
)

// TestNothingIsMadeAtStart: pages and pictures cost more than everything else that New does. Not in parallel, since the
// allocations of all tests are counted together.
func TestNothingIsMadeAtStart(t *testing.T) {
	s := &Server{shelf: newShelf(embedded(t)), kept: map[string]*kept[*document]{}}
	made := testing.AllocsPerRun(1, s.keepAll)
	if most := 50 * float64(len(s.shelf.articles)); made > most {
		t.Errorf("keepAll makes %.0f allocations for %d articles, want at most %.0f: it renders or draws", made, len(s.shelf.articles), most)
	}
}

func TestArticleCard(t *testing.T) {
	t.Parallel()
	code := articleCard(content.Article{Title: "Rate limit", Kind: content.KindCode, Layer: content.LayerQuota, Status: []int{429, 430}})
	if code.Title != "Rate limit" || code.Layer != content.LayerQuota || strings.Join(code.Tags, " ") != "429 430" || code.Note != "" {
		t.Errorf("card of a code = %+v", code)
	}
	guide := articleCard(content.Article{Title: "An order", Kind: content.KindGuide, Minutes: 10})
	if guide.Layer != "" || guide.Tags != nil || guide.Note != "A guide of about 10 minutes" {
		t.Errorf("card of a guide = %+v", guide)
	}
}

// TestCardsDiffer: the site's picture, an article's and another's are not the same, and each is a picture.
func TestCardsDiffer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	seen := map[string]string{}
	for _, target := range []string{"/card.png", "/errors/rate-limit.png", "/errors/overloaded.png", "/guides/lock-the-problem-down.png"} {
		got := s.send(t, "GET", target, "")
		picture, err := png.Decode(strings.NewReader(got.body))
		if err != nil || picture.Bounds() != image.Rect(0, 0, 1200, 630) {
			t.Fatalf("%s: %v", target, err)
		}
		if other, same := seen[got.body]; same {
			t.Errorf("%s is the same picture as %s", target, other)
		}
		seen[got.body] = target
	}
}
