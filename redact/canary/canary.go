// Package canary makes up secrets for tests, writes them as people paste them, and finds them again wherever they
// have leaked to. Only tests import it. Nothing in it is, or ever was, a real secret: all of them come from a
// random generator with a fixed seed, so that a test is the same in every run.
package canary

import (
	"math/rand/v2"
	"strings"
)

// Secret is a made-up secret.
type Secret struct {
	Kind   string
	Name   string   // of the field, header or variable that it stands in
	Value  string   // what stands there
	Hidden []string // the parts of Value that nobody may see again
}

// Text is a secret in one of the places where people find theirs.
type Text struct {
	Secret
	Context string
	Text    string
}

// Texts returns every kind of secret in every context, each time another secret.
func Texts() []Text {
	random := source{rand.New(rand.NewPCG(7, 2026))}
	var texts []Text
	for _, kind := range kinds {
		for _, context := range contexts {
			s := kind.make(random)
			s.Kind = kind.name
			texts = append(texts, Text{Secret: s, Context: context.name, Text: context.write(s)})
		}
	}
	return texts
}

// source makes random words. Each holds a capital, a small letter and a digit early, as nearly all keys do.
type source struct{ *rand.Rand }

const (
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	smalls   = "abcdefghijklmnopqrstuvwxyz"
	digits   = "0123456789"
	hexes    = digits + "abcdef"
	letters  = capitals + smalls + digits
)

func (r source) from(alphabet string, length int) string {
	var word strings.Builder
	for range length {
		word.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return word.String()
}

func (r source) word(length int) string {
	return r.from(capitals, 1) + r.from(smalls, 1) + r.from(digits, 1) + r.from(letters, length-3)
}
