package content

func (l *linter) guide(a Article) {
	for _, heading := range a.sections() {
		if heading.ID == "" {
			l.report("body", "the heading %q has no anchor (write {#name} behind it)", heading.Text)
		}
	}
	if a.Minutes <= 0 {
		l.report("minutes", "is missing (say how long the guide takes)")
	}
	if len(a.Steps) == 0 {
		l.report("steps", "is empty")
		return
	}
	before := len(l.problems)
	l.steps(a)
	if len(l.problems) == before { // a step that leads nowhere would make others look out of reach
		l.paths(a)
	}
}

// steps checks each step by itself.
func (l *linter) steps(a Article) {
	ids := map[string]bool{}
	for _, step := range a.Steps {
		if ids[step.ID] || step.ID == "" {
			l.report("steps", "the id %q is empty or used twice", step.ID)
		}
		ids[step.ID] = true
	}
	for _, step := range a.Steps {
		if len(step.Answers) == 0 {
			l.report("steps", "%s: has no answers (each path ends in an article)", step.ID)
		}
		if _, found := a.Section(step.Anchor()); !found {
			l.report("steps", "%s: there is no section {#%s} that tells how to find out (write it, or name another in section)", step.ID, step.Anchor())
		}
		for _, answer := range step.Answers {
			l.stepAnswer(step, answer, ids)
		}
	}
}

func (l *linter) stepAnswer(step Step, answer StepAnswer, ids map[string]bool) {
	switch {
	case (answer.Next == "") == (answer.Slug == ""):
		l.report("steps", "%s: the answer %q needs next or slug, not both", step.ID, answer.Text)
	case answer.Next != "" && !ids[answer.Next]:
		l.report("steps", "%s: the answer %q leads to %q, which is no step", step.ID, answer.Text, answer.Next)
	case answer.Slug != "" && l.bySlug[answer.Slug].Kind == KindGuide:
		l.report("steps", "%s: the answer %q leads to the guide %q (each path ends in an article)", step.ID, answer.Text, answer.Slug)
	case answer.Slug != "":
		l.exist("steps", []string{answer.Slug})
	}
}

// paths checks the steps together: people start at the first, come to each, and to none twice. Since each answer
// leads to a step or an article, every path ends in an article then.
func (l *linter) paths(a Article) {
	reached := map[string]bool{}
	l.walk(a, a.Steps[0], map[string]bool{}, reached)
	for _, step := range a.Steps {
		if !reached[step.ID] {
			l.report("steps", "%s: no answer leads to it from the first step", step.ID)
		}
	}
}

// walk goes down from a step; above holds the steps on the way to it.
func (l *linter) walk(a Article, step Step, above, reached map[string]bool) {
	reached[step.ID], above[step.ID] = true, true
	for _, answer := range step.Answers {
		next, found := a.Step(answer.Next)
		switch {
		case found && above[next.ID]:
			l.report("steps", "%s: the answer %q leads back to %q (a person would go round in a circle)", step.ID, answer.Text, next.ID)
		case found && !reached[next.ID]:
			l.walk(a, next, above, reached)
		}
	}
	above[step.ID] = false
}
