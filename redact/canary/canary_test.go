package canary

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"
)

// TestTexts: enough of them, each holds its secret, and no two the same one.
func TestTexts(t *testing.T) {
	t.Parallel()
	texts := Texts()
	if len(kinds) < 20 || len(contexts) < 25 || len(texts) != len(kinds)*len(contexts) {
		t.Errorf("%d texts of %d kinds in %d contexts, want 20 kinds and 25 contexts at least", len(texts), len(kinds), len(contexts))
	}
	owner, again := map[string]string{}, Texts()
	for i, text := range texts {
		if len(text.Hidden) == 0 || text.Text != again[i].Text {
			t.Fatalf("%s of context %s hides nothing, or changes from call to call", text.Kind, text.Context)
		}
		if got := NewFinder(texts[i : i+1]).Find(text.Text); len(got) == 0 {
			t.Errorf("%s of context %s is not found in its own text %q", text.Kind, text.Context, text.Text)
		}
		for _, hidden := range text.Hidden {
			if len(hidden) < piece || owner[hidden] != "" {
				t.Errorf("%s of context %s hides %q, which is too short to be found or another's (%s)", text.Kind, text.Context, hidden, owner[hidden])
			}
			owner[hidden] = text.Kind
		}
	}
}

// TestFind writes a secret in every way that a program could, whole and in part.
func TestFind(t *testing.T) {
	t.Parallel()
	const hidden = "Qz7abcdefGHIJK0123/+mno"
	f := NewFinder([]Text{{Secret: Secret{Kind: "kind", Hidden: []string{hidden}}, Context: "context"}})
	percent := ""
	unicode := ""
	for _, b := range []byte(hidden) {
		percent += fmt.Sprintf("%%%02x", b)
		unicode += fmt.Sprintf(`\u%04x`, b)
	}
	escaped, err := json.Marshal(hidden)
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range []string{
		hidden, "xx" + hidden + "xx", hidden[:piece], hidden[len(hidden)-piece:], hidden[5 : 5+piece], string(escaped), strings.ReplaceAll(hidden, "/", `\/`),
		hex.EncodeToString([]byte(hidden)), percent, unicode, html.EscapeString("<" + hidden + ">"), "Q&#122;7" + hidden[3:], hidden[:9] + "\n    " + hidden[9:],
		base64.StdEncoding.EncodeToString([]byte(hidden)), base64.StdEncoding.EncodeToString([]byte("x" + hidden)),
		base64.StdEncoding.EncodeToString([]byte("xy" + hidden + "z")), base64.RawURLEncoding.EncodeToString([]byte("xyz" + hidden)),
	} {
		if got := f.Find("before " + leak + " after"); len(got) == 0 {
			t.Errorf("%q is not found", leak)
		}
	}
	for _, harmless := range []string{"", "short", hidden[:piece-1], strings.ToLower(hidden), "before and after and nothing between"} {
		if got := f.Find(harmless); len(got) != 0 {
			t.Errorf("Find(%q) = %q, want nothing", harmless, got)
		}
	}
}
