package content

import (
	"slices"
	"strings"
)

// Step returns the step of this id.
func (a Article) Step(id string) (Step, bool) {
	i := slices.IndexFunc(a.Steps, func(s Step) bool { return s.ID == id })
	if i < 0 {
		return Step{}, false
	}
	return a.Steps[i], true
}

// Anchor is the id of the heading whose section tells how to answer the step.
func (s Step) Anchor() string {
	if s.Section != "" {
		return s.Section
	}
	return s.ID
}

// Section returns the rendered text beneath the second-level heading of this id, up to the next one. It may
// look for tags in the HTML: code and text are escaped there, so a tag is always one that Parse wrote.
func (a Article) Section(id string) (string, bool) {
	_, rest, found := strings.Cut(a.HTML, `<h2 id="`+id+`">`)
	if !found {
		return "", false
	}
	_, rest, _ = strings.Cut(rest, "</h2>\n")
	section, _, _ := strings.Cut(rest, "<h2")
	return section, true
}

// Longest is how many questions a person is asked at most who starts at this step.
func (a Article) Longest(id string) int { return a.longest(id, map[string]int{}) }

// longest fills known with what it finds. A step under way counts as none, so that steps in a circle, which the
// lint refuses, come to an end.
func (a Article) longest(id string, known map[string]int) int {
	step, found := a.Step(id)
	if !found {
		return 0
	}
	if n, ok := known[id]; ok {
		return n
	}
	known[id] = 0
	rest := 0
	for _, answer := range step.Answers {
		if answer.Next != "" {
			rest = max(rest, a.longest(answer.Next, known))
		}
	}
	known[id] = 1 + rest
	return known[id]
}
