package content

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// formatPage is docs/article-format.md: what an author may write must stand there.
type formatPage string

func readFormatPage(t *testing.T) formatPage {
	t.Helper()
	page, err := os.ReadFile("../docs/article-format.md")
	if err != nil {
		t.Fatal(err)
	}
	return formatPage(page)
}

// section is the text under a heading, up to the next heading of any level.
func (p formatPage) section(heading string) string {
	_, rest, _ := strings.Cut(string(p), heading+"\n")
	section, _, _ := strings.Cut(rest, "\n#")
	return section
}

// row is the line of a table that explains a key; several keys may share one.
func row(section, key string) string {
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && slices.Contains(codeWords(cells[1]), key) {
			return line
		}
	}
	return ""
}

var (
	codeSpan = regexp.MustCompile("`[^`\n]+`")
	codeWord = regexp.MustCompile(`[A-Za-z0-9_-]+|\.\.\.`)
)

// codeWords are the words that stand in code spans.
func codeWords(text string) []string {
	return codeWord.FindAllString(strings.Join(codeSpan.FindAllString(text, -1), " "), -1)
}

// yamlKeys are the keys that an author may write for a struct.
func yamlKeys(t *testing.T, value any) []string {
	t.Helper()
	var keys []string
	for _, field := range reflect.VisibleFields(reflect.TypeOf(value)) {
		if key := field.Tag.Get("yaml"); key != "-" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 || slices.Contains(keys, "") {
		t.Fatalf("yaml keys of %T = %q, want one for every field", value, keys)
	}
	return keys
}

func TestFormatPageNamesEveryKey(t *testing.T) {
	t.Parallel()
	page := readFormatPage(t)
	matter, signatures := page.section("## Front matter"), page.section("## Signatures")
	tests := []struct {
		name string
		keys []string
		text string
	}{
		{"NearMiss", yamlKeys(t, NearMiss{}), row(matter, "near_misses")},
		{"Question", yamlKeys(t, Question{}), row(matter, "questions")},
		{"Answer", yamlKeys(t, Answer{}), row(matter, "questions")},
		{"Step", yamlKeys(t, Step{}), row(matter, "steps") + page.section("## The questions of a guide")},
		{"StepAnswer", yamlKeys(t, StepAnswer{}), row(matter, "steps")},
		{"Source", yamlKeys(t, Source{}), row(matter, "sources")},
	}
	for _, test := range tests {
		missing(t, test.name, test.keys, test.text)
	}
	for _, key := range yamlKeys(t, Article{}) {
		if row(matter, key) == "" {
			t.Errorf("docs/article-format.md: the front matter has no row for %s", key)
		}
	}
	for _, key := range yamlKeys(t, Signature{}) {
		// confidence is no condition: it has a paragraph with an example below the table.
		if row(signatures, key) == "" && !strings.Contains(signatures, "\n`"+key+": ") {
			t.Errorf("docs/article-format.md: the signatures have no row for %s", key)
		}
	}
}

func TestFormatPageNamesEveryValue(t *testing.T) {
	t.Parallel()
	page := readFormatPage(t)
	matter, signatures := page.section("## Front matter"), page.section("## Signatures")
	tests := []struct {
		name   string
		values []string
		text   string
	}{
		{"kind", []string{string(KindCode), string(KindCause), string(KindGuide)}, row(matter, "kind")},
		{"layer", texts(layers), row(matter, "layer")},
		{"retry", texts(retries), row(matter, "retry")},
		{"resend", texts(resends), row(matter, "resend")},
		{"surface", Surfaces, row(matter, "surfaces")},
		{"client", Clients, row(signatures, "client")},
		{"provider", Providers, row(signatures, "provider")},
		{"body", bodies, row(signatures, "body")},
		{"near miss", []string{NoMatch}, row(matter, "near_misses")},
		{"confidence", []string{string(ConfidenceExact), string(ConfidenceLikely)}, signatures},
	}
	for _, test := range tests {
		missing(t, test.name, test.values, test.text)
	}
	for _, id := range Sections {
		if !strings.Contains(string(page), "{#"+id+"}") {
			t.Errorf("docs/article-format.md does not name the section %s", id)
		}
	}
}

// TestFormatPageNamesEveryLimit compares the figures that the page gives to authors.
func TestFormatPageNamesEveryLimit(t *testing.T) {
	t.Parallel()
	page := readFormatPage(t)
	holes := page.section("### Message templates")
	for _, hole := range []HoleType{HoleNumber, HoleWord, HoleModel, HoleID, HolePath, HoleHost, HoleTime, HoleAny} {
		if limit := fmt.Sprint(hole.MaxLength()); !slices.Contains(codeWord.FindAllString(row(holes, string(hole)), -1), limit) {
			t.Errorf("docs/article-format.md: no row of a hole says %s and %s characters", hole, limit)
		}
	}
	matter := page.section("## Front matter")
	limits := []struct{ key, limit string }{
		{"summary", fmt.Sprintf("%d characters", MaxSummary)},
		{"examples", map[int]string{3: "three pastes"}[MinExamples]},
		{"near_misses", map[int]string{2: "two look-alikes"}[MinNearMisses]},
	}
	for _, test := range limits {
		if test.limit == "" || !strings.Contains(row(matter, test.key), test.limit) {
			t.Errorf("docs/article-format.md: the row of %s does not say %q", test.key, test.limit)
		}
	}
}

func missing(t *testing.T, what string, words []string, text string) {
	t.Helper()
	written := codeWords(text)
	for _, word := range words {
		if !slices.Contains(written, word) {
			t.Errorf("docs/article-format.md does not name the %s %s where it belongs", what, word)
		}
	}
}

func texts[T ~string](values []T) []string {
	var texts []string
	for _, value := range values {
		texts = append(texts, string(value))
	}
	return texts
}
