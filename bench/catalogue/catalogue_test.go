package catalogue

import (
	"testing"

	"errdex/diagnose"
	"errdex/library"
	"errdex/redact"
)

// TestWrite holds the files against the lint, which diagnoses every example too.
func TestWrite(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	if err := WriteTeam(directory, Articles(1000)); err != nil {
		t.Fatal(err)
	}
	sources, problems := library.Read(directory)
	if len(problems) == 0 {
		_, problems = library.Make(sources)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

// TestPaste makes sure that what is measured is an answer.
func TestPaste(t *testing.T) {
	t.Parallel()
	articles := Articles(100)
	engine, err := diagnose.New("test", articles)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{200, 2 << 10, 64 << 10, 256 << 10} {
		paste := Paste(articles, size)
		if len(paste) > max(size, 300) {
			t.Errorf("Paste(%d) has %d bytes", size, len(paste))
		}
		answer := engine.Diagnose(redact.Clean([]byte(paste)))
		if len(answer.Matches) == 0 || answer.Matches[0].Slug != articles[50].Slug {
			t.Errorf("Paste(%d) is diagnosed as %v, want %s first", size, answer.Matches, articles[50].Slug)
		}
	}
	for name, text := range map[string]string{"log": Log(64 << 10), "near misses": NearMisses(articles, 64<<10)} {
		if answer := engine.Diagnose(redact.Clean([]byte(text))); len(answer.Matches) > 0 || len(text) != 64<<10 {
			t.Errorf("%s of %d bytes is diagnosed as %v, want nothing", name, len(text), answer.Matches)
		}
	}
}
