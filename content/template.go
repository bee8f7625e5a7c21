package content

import (
	"fmt"
	"regexp"
	"unicode"
)

// HoleType says what a hole of a message template takes; docs/article-format.md holds the table for writers.
type HoleType string

// The hole types. HoleAny captures nothing.
const (
	HoleNumber HoleType = "number"
	HoleWord   HoleType = "word"
	HoleModel  HoleType = "model"
	HoleID     HoleType = "id"
	HolePath   HoleType = "path"
	HoleHost   HoleType = "host"
	HoleTime   HoleType = "time"
	HoleAny    HoleType = "..."
)

// MaxLength is how many bytes the hole takes at most, white space not counted, and 0 for an unknown type.
// Every hole is bounded, so that a captured value is safe to show and to put into a link.
func (t HoleType) MaxLength() int {
	switch t {
	case HoleNumber:
		return 20
	case HoleTime:
		return 48
	case HoleWord:
		return 64
	case HoleID:
		return 80
	case HoleModel:
		return 100
	case HoleHost:
		return 120
	case HolePath, HoleAny:
		return 160
	}
	return 0
}

// MinLiteral is how many letters and digits the longest literal of a template needs. A shorter text stands
// in too many errors to be evidence.
const MinLiteral = 8

// Template is a parsed message template: literals and holes in turn.
type Template []TemplatePart

// TemplatePart is a literal (Type is empty) or a hole.
type TemplatePart struct {
	Literal string
	Name    string
	Type    HoleType
}

var holePattern = regexp.MustCompile(`\{(?:\.\.\.|([a-z][a-z0-9_]*):([a-z]+))\}`)

// ParseTemplate parses a message template such as "rate limit of {limit:number} input tokens per minute".
// The error says what is wrong in words for the template's author.
func ParseTemplate(text string) (Template, error) {
	template := parseTemplate(text)
	return template, template.check()
}

// ParseValueTemplate parses the template for a whole header value, which may be as short as "0".
func ParseValueTemplate(text string) (Template, error) {
	template := parseTemplate(text)
	return template, template.checkHoles()
}

func parseTemplate(text string) Template {
	var parts Template
	rest := text
	for rest != "" {
		at := holePattern.FindStringSubmatchIndex(rest)
		if at == nil {
			parts = append(parts, TemplatePart{Literal: rest})
			break
		}
		if at[0] > 0 {
			parts = append(parts, TemplatePart{Literal: rest[:at[0]]})
		}
		parts = append(parts, holePart(rest, at))
		rest = rest[at[1]:]
	}
	return parts
}

func holePart(text string, at []int) TemplatePart {
	if at[2] < 0 {
		return TemplatePart{Type: HoleAny}
	}
	return TemplatePart{Name: text[at[2]:at[3]], Type: HoleType(text[at[4]:at[5]])}
}

func (t Template) check() error {
	if err := t.checkHoles(); err != nil {
		return err
	}
	longest := 0
	for _, part := range t {
		longest = max(longest, literalLength(part.Literal))
	}
	if longest < MinLiteral {
		return fmt.Errorf("the longest literal has %d letters and digits, at least %d are needed", longest, MinLiteral)
	}
	return nil
}

func (t Template) checkHoles() error {
	seen := map[string]bool{}
	for i, part := range t {
		switch {
		case part.Type == "":
			if mistypedHole.MatchString(part.Literal) {
				return fmt.Errorf("%q holds a hole that is not {name:type} or {...}", part.Literal)
			}
		case part.Type.MaxLength() == 0:
			return fmt.Errorf("hole {%s:%s} has an unknown type", part.Name, part.Type)
		case i > 0 && t[i-1].Type != "":
			return fmt.Errorf("two holes touch: put a literal between them")
		case part.Type == HoleAny && (i == 0 || i == len(t)-1):
			return fmt.Errorf("a template can't start or end with {...}")
		case part.Name != "" && seen[part.Name]:
			return fmt.Errorf("the name %q is used twice", part.Name)
		}
		seen[part.Name] = true
	}
	return nil
}

// mistypedHole tells a hole such as {limit} or {limit:number2} from the braces of a JSON body.
var mistypedHole = regexp.MustCompile(`\{\s*(?:[A-Za-z_][\w.-]*|\.+|:)\s*(?::?\s*[\w.]*)\s*\}`)

func literalLength(literal string) int {
	n := 0
	for _, r := range literal {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// Names lists the values a template captures, in order.
func (t Template) Names() []string {
	var names []string
	for _, part := range t {
		if part.Name != "" {
			names = append(names, part.Name)
		}
	}
	return names
}
