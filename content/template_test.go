package content

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTemplate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       Template
	}{
		{"literal", "prompt is too long", Template{{Literal: "prompt is too long"}}},
		{"shortest literal", "abcd 1234", Template{{Literal: "abcd 1234"}}},
		{"letters of any script", "żądanie odrzucone", Template{{Literal: "żądanie odrzucone"}}},
		{"hole between literals", "limit of {limit:number} tokens per minute", Template{
			{Literal: "limit of "}, {Name: "limit", Type: HoleNumber}, {Literal: " tokens per minute"}}},
		{"holes at both ends", "{a:word} is not a known model {b_2:model}", Template{
			{Name: "a", Type: HoleWord}, {Literal: " is not a known model "}, {Name: "b_2", Type: HoleModel}}},
		{"anything in between", "prompt {...} is too long {...} for it", Template{
			{Literal: "prompt "}, {Type: HoleAny}, {Literal: " is too long "}, {Type: HoleAny}, {Literal: " for it"}}},
		{"JSON braces", `{"type":"error","error":{"type":"x"}}`, Template{{Literal: `{"type":"error","error":{"type":"x"}}`}}},
		{"JSON braces around a hole", `{"limit":{limit:number},"used":true}`, Template{
			{Literal: `{"limit":`}, {Name: "limit", Type: HoleNumber}, {Literal: `,"used":true}`}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseTemplate(test.text)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("ParseTemplate(%q): error %v (-want +got):\n%s", test.text, err, diff)
			}
		})
	}
}

// TestHoleTypes spells the limits that docs/article-format.md promises.
func TestHoleTypes(t *testing.T) {
	t.Parallel()
	limits := map[HoleType]int{
		HoleNumber: 20, HoleWord: 64, HoleModel: 100, HoleID: 80, HolePath: 160, HoleHost: 120, HoleTime: 48, HoleAny: 160,
		"": 0, "string": 0,
	}
	for hole, want := range limits {
		if got := hole.MaxLength(); got != want {
			t.Errorf("HoleType(%q).MaxLength() = %d, want %d", hole, got, want)
		}
	}
	for _, hole := range []HoleType{HoleNumber, HoleWord, HoleModel, HoleID, HolePath, HoleHost, HoleTime} {
		text := fmt.Sprintf("the value {x:%s} is wrong here", hole)
		want := Template{{Literal: "the value "}, {Name: "x", Type: hole}, {Literal: " is wrong here"}}
		got, err := ParseTemplate(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("ParseTemplate(%q): error %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestParseTemplateErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       string
		value      bool // also wrong as the template of a header value
	}{
		{"empty", "", "the longest literal has 0 letters and digits, at least 8 are needed", false},
		{"short literal", "abc 1234!", "the longest literal has 7 letters and digits, at least 8 are needed", false},
		{"literals are not added up", "abcd {...} 1234567", "the longest literal has 7 letters and digits, at least 8 are needed", false},
		{"hole without type", "limit of {limit} tokens", `"limit of {limit} tokens" holds a hole that is not {name:type} or {...}`, true},
		{"hole with a digit", "limit of {limit2} tokens", `"limit of {limit2} tokens" holds a hole that is not {name:type} or {...}`, true},
		{"type with a digit", "limit of {a:number2} tokens", `"limit of {a:number2} tokens" holds a hole that is not {name:type} or {...}`, true},
		{"spaces in a hole", "limit of { a:word } tokens", `"limit of { a:word } tokens" holds a hole that is not {name:type} or {...}`, true},
		{"hole with a capital", "limit of {Limit:number} tokens", `"limit of {Limit:number} tokens" holds a hole that is not {name:type} or {...}`, true},
		{"hole without name", "limit of {:number} tokens", `"limit of {:number} tokens" holds a hole that is not {name:type} or {...}`, true},
		{"two dots", "limit of {..} tokens", `"limit of {..} tokens" holds a hole that is not {name:type} or {...}`, true},
		{"unknown type", "limit of {limit:float} tokens", "hole {limit:float} has an unknown type", true},
		{"touching holes", "limit of tokens {a:word}{b:word}", "two holes touch: put a literal between them", true},
		{"starts with anything", "{...} limit of tokens", "a template can't start or end with {...}", true},
		{"ends with anything", "limit of tokens {...}", "a template can't start or end with {...}", true},
		{"name used twice", "limit of {a:number} tokens, not {a:number}", `the name "a" is used twice`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := ParseTemplate(test.text); err == nil || err.Error() != test.want {
				t.Errorf("ParseTemplate(%q) error = %v, want %s", test.text, err, test.want)
			}
			want := map[bool]string{true: test.want, false: "<nil>"}[test.value]
			if _, err := ParseValueTemplate(test.text); fmt.Sprint(err) != want {
				t.Errorf("ParseValueTemplate(%q) error = %v, want %s", test.text, err, want)
			}
		})
	}
}

func TestParseValueTemplate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want Template
	}{
		{"", nil},
		{"0", Template{{Literal: "0"}}},
		{"{level:number}", Template{{Name: "level", Type: HoleNumber}}},
		{"max={age:number}", Template{{Literal: "max="}, {Name: "age", Type: HoleNumber}}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got, err := ParseValueTemplate(test.text)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("ParseValueTemplate(%q): error %v (-want +got):\n%s", test.text, err, diff)
			}
		})
	}
}

func TestTemplateNames(t *testing.T) {
	t.Parallel()
	template, err := ParseTemplate("{b:word} tokens of the limit {...} are used by {a:model}")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "a"}, template.Names()); diff != "" {
		t.Errorf("Names() (-want +got):\n%s", diff)
	}
}

func FuzzParseTemplate(f *testing.F) {
	for _, seed := range []string{
		"", "{", "}", "{}", "{...}", "{{...}}", "{a:word}", "{a:word}{a:word}", "{a:word} {a:word}", "{a", "a:word}",
		"limit of {limit:number} tokens per minute", `{"error":{"type":"x"}}`, "{a:\xff}", "żółw {z_1:time} {...} żółw", "{a:nothing}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		template, err := ParseTemplate(text)
		if got := spell(template); got != text {
			t.Errorf("ParseTemplate(%q) spells %q", text, got)
		}
		if err != nil {
			return
		}
		if _, err := ParseValueTemplate(text); err != nil {
			t.Errorf("ParseValueTemplate(%q) error = %v, want none where ParseTemplate has none", text, err)
		}
		for i, part := range template {
			if part.Type != "" && (part.Type.MaxLength() == 0 || i > 0 && template[i-1].Type != "") {
				t.Errorf("ParseTemplate(%q) accepts the hole %+v", text, part)
			}
		}
	})
}

// spell writes a template as its author wrote it.
func spell(template Template) string {
	var out strings.Builder
	for _, part := range template {
		switch part.Type {
		case "":
			out.WriteString(part.Literal)
		case HoleAny:
			out.WriteString("{...}")
		default:
			fmt.Fprintf(&out, "{%s:%s}", part.Name, part.Type)
		}
	}
	return out.String()
}
