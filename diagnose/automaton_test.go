package diagnose

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// place is a visit of the automaton.
type place struct{ At, Literal int }

func visits(literals [][]byte, text []byte) []place {
	var found []place
	newAutomaton(literals).find(text, 0, func(at, literal int) { found = append(found, place{at, literal}) })
	return found
}

func TestAutomaton(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		literals []string
		text     string
		want     []place
	}{
		{"nothing", nil, "some text that is long", nil},
		{"empty text", []string{"ratelimit"}, "", nil},
		{"short text", []string{"ratelimit"}, "ratelim", nil},
		{"gram at the very end", []string{"ratelimit"}, "a ratelimi", []place{{2, 0}}},
		{"rarest gram", []string{"ratelimit of", "ratelimit to"}, "ratelimit to", []place{{0, 1}}},
		{"whole text", []string{"overload"}, "overload", []place{{0, 0}}},
		{"twice", []string{"overload"}, "overload overload", []place{{0, 0}, {9, 0}}},
		{"overlapping", []string{"aaaaaaaa"}, "aaaaaaaaaa", []place{{0, 0}, {1, 0}, {2, 0}}},
		{"shared grams", []string{"ratelimit of", "ratelimit to"}, "ratelimit", nil},
		{"short literal", []string{"limit"}, "limit limit", nil},
		{"same literal twice", []string{"overload", "overload"}, "overload", []place{{0, 0}, {0, 1}}},
		{"other case", []string{"overload"}, "OVERLOAD", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var literals [][]byte
			for _, literal := range test.literals {
				literals = append(literals, []byte(literal))
			}
			got := visits(literals, []byte(test.text))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("find(%q) of %q (-want +got):\n%s", test.text, test.literals, diff)
			}
		})
	}
}

// TestAutomatonFindsWhatContainsFinds uses few letters, so that heads collide, overlap and are shared.
func TestAutomatonFindsWhatContainsFinds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	word := func(length int) []byte {
		text := make([]byte, length)
		for i := range text {
			text[i] = "ab"[random.IntN(2)]
		}
		return text
	}
	held, missing := 0, 0
	for range 300 {
		var literals [][]byte
		for range 1 + random.IntN(12) {
			literals = append(literals, word(gramLength+random.IntN(6)))
		}
		text := word(random.IntN(400))
		found := visits(literals, text)
		for i, literal := range literals {
			got := slices.ContainsFunc(found, func(p place) bool { return p.Literal == i && bytes.HasPrefix(text[p.At:], literal) })
			want := bytes.Contains(text, literal)
			if got != want {
				t.Fatalf("find(%q) finds %q = %v, want %v", text, literal, got, want)
			}
			if want {
				held++
			} else {
				missing++
			}
		}
	}
	if held < 100 || missing < 100 {
		t.Errorf("%d literals held and %d missing: the texts don't test both", held, missing)
	}
}
