package content

import (
	"strings"
	"testing"
)

func TestSection(t *testing.T) {
	t.Parallel()
	article := Article{Slug: "sections"}
	body := "Before.\n\n## First {#first}\n\nOne.\n\n### Detail {#detail}\n\n`<h2 id=\"code\">` stays.\n\n## Empty {#empty}\n\n## Last `one` {#last}\n\nEnd.\n"
	if err := article.render([]byte(body)); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		id, want string
		found    bool
	}{
		{"first", "<p>One.</p>\n<h3 id=\"detail\">Detail</h3>\n<p><code>&lt;h2 id=&quot;code&quot;&gt;</code> stays.</p>\n", true},
		{"empty", "", true},
		{"last", "<p>End.</p>\n", true},
		{"detail", "", false},
		{"code", "", false},
		{"", "", false},
	}
	for _, test := range tests {
		if got, found := article.Section(test.id); got != test.want || found != test.found {
			t.Errorf("Section(%q) = %q, %t, want %q, %t", test.id, got, found, test.want, test.found)
		}
	}
}

// TestSectionsMakeTheBody puts the sections of every guide together again.
func TestSectionsMakeTheBody(t *testing.T) {
	t.Parallel()
	articles, _, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		rest := a.HTML
		for _, heading := range a.Headings {
			section, found := a.Section(heading.ID)
			if !found || !strings.Contains(rest, section) {
				t.Errorf("%s: Section(%q) = %q, %t, not in the body", a.Slug, heading.ID, section, found)
			}
			_, rest, _ = strings.Cut(rest, section)
		}
		if rest != "" {
			t.Errorf("%s: no section holds %q", a.Slug, rest)
		}
	}
}

func TestLongest(t *testing.T) {
	t.Parallel()
	to := func(ids ...string) []StepAnswer {
		var answers []StepAnswer
		for _, id := range ids {
			answers = append(answers, StepAnswer{Next: id})
		}
		return answers
	}
	guide := Article{Steps: []Step{
		{ID: "start", Answers: to("short", "long")},
		{ID: "long", Answers: to("short", "end")},
		{ID: "short", Answers: to("end")},
		{ID: "end", Answers: []StepAnswer{{Slug: "article"}}},
		{ID: "round", Answers: to("again", "end")},
		{ID: "again", Answers: to("round")},
	}}
	for id, want := range map[string]int{"start": 4, "long": 3, "short": 2, "end": 1, "none": 0, "": 0, "round": 2, "again": 3} {
		if got := guide.Longest(id); got != want {
			t.Errorf("Longest(%q) = %d, want %d", id, got, want)
		}
	}
}
