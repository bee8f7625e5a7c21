package content

import (
	"html"
	"strings"
)

// FillHTML puts values into the {{name|words}} holes of rendered HTML; the words stand where a value is
// unknown, and the name itself, marked as a variable, where there are no words.
func FillHTML(body string, values map[string]string) string {
	return fill(body, values, func(value string) string {
		return `<strong class="value">` + html.EscapeString(value) + `</strong>`
	}, func(name string) string { return "<var>" + name + "</var>" })
}

// FillText does what FillHTML does for plain text and Markdown.
func FillText(body string, values map[string]string) string {
	return fill(body, values, func(value string) string { return value }, func(name string) string { return name })
}

// HasHole says whether a text may hold a hole for a value.
func HasHole(body string) bool { return strings.Contains(body, "{{") }

func fill(body string, values map[string]string, show, unknown func(string) string) string {
	if !HasHole(body) {
		return body // as most texts do: cheaper to see than to match
	}
	return valueHole.ReplaceAllStringFunc(body, func(hole string) string {
		parts := valueHole.FindStringSubmatch(hole)
		switch value, ok := values[parts[1]]; {
		case ok:
			return show(value)
		case parts[2] != "":
			return parts[2]
		default:
			return unknown(parts[1])
		}
	})
}
