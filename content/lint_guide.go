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
	}
	ids := map[string]bool{}
	for _, step := range a.Steps {
		if ids[step.ID] || step.ID == "" {
			l.report("steps", "the id %q is empty or used twice", step.ID)
		}
		ids[step.ID] = true
	}
	for _, step := range a.Steps {
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
	case answer.Slug != "":
		l.exist("steps", []string{answer.Slug})
	}
}
