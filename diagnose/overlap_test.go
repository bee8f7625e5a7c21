package diagnose

import (
	"strings"
	"testing"

	"errdex/content"
	"errdex/redact"
)

func overlapping(slug, parent string, signatures ...content.Signature) content.Article {
	return content.Article{Slug: slug, Parent: parent, Kind: content.KindCause, Layer: content.LayerRequest, Signatures: signatures}
}

func TestOverlaps(t *testing.T) {
	t.Parallel()
	long := content.Signature{Message: "the pot is empty: {n:number} cups left"}
	tests := []struct {
		name  string
		other content.Article
		want  int
	}{
		{"contained", overlapping("other", "", content.Signature{Message: "pot is empty"}), 1},
		{"not contained", overlapping("other", "", content.Signature{Message: "pot is broken"}), 0},
		{"asks for more", overlapping("other", "", content.Signature{Message: "pot is empty", Status: content.Ints{429}}), 0},
		{"unless", overlapping("other", "", content.Signature{Message: "pot is empty", Unless: content.Strings{"cups left over"}}), 0},
		{"only likely", overlapping("other", "", content.Signature{Message: "pot is empty", Confidence: content.ConfidenceLikely}), 0},
		{"child", overlapping("other", "pot", content.Signature{Message: "pot is empty"}), 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := newEngine(t, overlapping("pot", "", long), test.other).Overlaps()
			if len(got) != test.want {
				t.Errorf("Overlaps() = %v, want %d", got, test.want)
			}
			for _, overlap := range got {
				if overlap.Slug != "pot" || !strings.Contains(overlap.String(), `"pot is empty" of other`) {
					t.Errorf("Overlaps() = %v", overlap)
				}
			}
		})
	}
}

func TestTooWide(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, overlapping("pot", "", content.Signature{Message: "pot is empty"}, content.Signature{Message: "kettle is off"}))
	var pastes []redact.Text
	for _, text := range []string{"the pot is empty", "a pot is empty again", "the kettle is off"} {
		pastes = append(pastes, redact.Clean([]byte(text)))
	}
	want := Wide{Slug: "pot", Message: "pot is empty", Held: 2, Pastes: 3}
	if got := engine.TooWide(pastes); len(got) != 1 || got[0] != want || !strings.Contains(got[0].String(), `"pot is empty" holds in 2 of 3`) {
		t.Errorf("TooWide() = %v, want %v", got, want)
	}
}
