package diagnose

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"errdex/content"
)

// fit gives a paste to a library of one template and returns what its holes took and where it stands.
func fit(t *testing.T, template, paste string) (values map[string]string, at string, ok bool) {
	t.Helper()
	d := diagnosePaste(newEngine(t, article("a", content.Signature{Message: template})), paste)
	if len(d.Matches) == 0 {
		return nil, "", false
	}
	evidence := d.Matches[0].Evidence[0]
	return d.Matches[0].Values, paste[evidence.Start:evidence.End], true
}

func TestTemplateFits(t *testing.T) {
	t.Parallel()
	const template = "would exceed your organization's rate limit"
	tests := []struct {
		name  string
		paste string
		at    string // where it stands; empty: nowhere
	}{
		{"plain", "This would exceed your organization's rate limit.", "would exceed your organization's rate limit"},
		{"case", "WOULD EXCEED Your Organization's Rate Limit", "WOULD EXCEED Your Organization's Rate Limit"},
		{"spaces", "would  exceed\tyour organization's   rate limit", "would  exceed\tyour organization's   rate limit"},
		{"no spaces", "wouldexceedyourorganization'sratelimit", "wouldexceedyourorganization'sratelimit"},
		{"wrapped between words", "would exceed your\n    organization's rate limit", "would exceed your\n    organization's rate limit"},
		{"wrapped in a word", "would exceed your organi\nzation's rate limit", "would exceed your organi\nzation's rate limit"},
		{"wrapped at every word", "would\nexceed\nyour\norganization's\nrate\nlimit", "would\nexceed\nyour\norganization's\nrate\nlimit"},
		{"escaped line break", `would exceed your\norganization's rate limit`, `would exceed your\norganization's rate limit`},
		{"other apostrophe", "would exceed your organization’s rate limit", "would exceed your organization’s rate limit"},
		{"no apostrophe", "would exceed your organizations rate limit", "would exceed your organizations rate limit"},
		{"back-quotes", "would exceed your `organization`'s rate limit", "would exceed your `organization`'s rate limit"},
		{"markdown", "would exceed **your** organization's rate limit", "would exceed **your** organization's rate limit"},
		{"quotation marks", "> would exceed your\n> organization's rate limit", "would exceed your\n> organization's rate limit"},
		{"python repr", `{'message': 'would exceed your organization\'s rate limit'}`, `would exceed your organization\'s rate limit`},
		{"json", `{"message":"would exceed your organization's rate limit"}`, "would exceed your organization's rate limit"},
		{"unicode escape", `{"message":"would exceed your organization\u0027s rate limit"}`, `would exceed your organization\u0027s rate limit`},
		{"entity", "would exceed your organization&#39;s rate limit", "would exceed your organization&#39;s rate limit"},
		{"in parentheses", "(would exceed your organization's rate limit)", "would exceed your organization's rate limit"},
		{"at the ends of an underscore", "_would exceed your organization's rate limit_", "would exceed your organization's rate limit"},

		{"longer word behind", "would exceed your organization's rate limits", ""},
		{"longer word in front", "itwould exceed your organization's rate limit", ""},
		{"digit behind", "would exceed your organization's rate limit2", ""},
		{"letter beyond ascii behind", "would exceed your organization's rate limité", ""},
		{"word between", "would exceed your own organization's rate limit", ""},
		{"mark between", "would exceed your organization's rate-limit", ""},
		{"cut off inside of the paste", "would exceed your organization's rate lim\nnext", ""},
		{"first place in a longer word", "would exceed your organization's rate limits. It would exceed your organization's rate limit.", "would exceed your organization's rate limit"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, at, ok := fit(t, template, test.paste)
			if at != test.at || ok != (test.at != "") {
				t.Errorf("%q in %q stands at %q, want %q", template, test.paste, at, test.at)
			}
		})
	}
}

// TestCutTemplate cuts the end of the paste off; enough of the template must be left, and it is less sure.
func TestCutTemplate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		template string
		paste    string
		want     map[string]string // nil: no match
	}{
		{"in a word", "would exceed your rate limit", "This would exceed your rate li...", map[string]string{}},
		{"between words", "would exceed your rate limit", `{"message":"This would exceed your rate`, map[string]string{}},
		{"quoted", "would exceed your rate limit", "`This would exceed your rate li...`", map[string]string{}},
		{"with an ellipsis", "would exceed your rate limit", "This would exceed your rate li…\n", map[string]string{}},
		{"in front of a hole", "would exceed your limit of {n:number} tokens", "This would exceed your limit of ...", map[string]string{}},
		{"behind a hole", "your limit of {n:number} requests was reached on {m:model}", "Your limit of 50 requests was reached on...", map[string]string{"n": "50"}},
		{"too little of it", "would exceed your rate limit", "This would exceed yo...", nil},
		{"too few bytes of it", "rate limited now", "the rate limi...", nil},
		{"other words", "would exceed your rate limit", "This would exceed your monthly...", nil},
		{"in a longer word", "would exceed your rate limit", "Thiswould exceed your rate li...", nil},
		{"not cut off", "would exceed your rate limit", "This would exceed your rate li", nil},
		{"not at the end", "would exceed your rate limit", "This would exceed your rate li, so wait...", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(newEngine(t, article("a", content.Signature{Message: test.template})), test.paste)
			if got := len(d.Matches) == 1; got != (test.want != nil) {
				t.Fatalf("%q fits %q = %v, want %v", test.template, test.paste, got, !got)
			}
			if test.want == nil {
				return
			}
			match := d.Matches[0]
			if match.Confidence != content.ConfidenceLikely {
				t.Errorf("%q fits %q for %s, want likely", test.template, test.paste, match.Confidence)
			}
			if diff := cmp.Diff(test.want, match.Values, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("values of %q in %q (-want +got):\n%s", test.template, test.paste, diff)
			}
		})
	}
}

func TestTemplateHoles(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("x", n) }
	none := map[string]string(nil)
	tests := []struct {
		name     string
		template string
		paste    string
		want     map[string]string // nil: no match
	}{
		{"number", "rate limit of {n:number} tokens", "rate limit of 50 tokens", map[string]string{"n": "50"}},
		{"number with commas", "rate limit of {n:number} tokens", "rate limit of 1,000,000 tokens", map[string]string{"n": "1000000"}},
		{"number with a point", "waited for {n:number} s", "waited for 1.5 s", map[string]string{"n": "1.5"}},
		{"number with underscores", "rate limit of {n:number} tokens", "rate limit of 50_000 tokens", map[string]string{"n": "50000"}},
		{"longest number", "rate limit of {n:number} tokens", "rate limit of 12345678901234567890 tokens", map[string]string{"n": "12345678901234567890"}},
		{"number too long", "rate limit of {n:number} tokens", "rate limit of 123456789012345678901 tokens", none},
		{"number glued to its unit", "this took {n:number}ms in all", "this took 300ms in all", map[string]string{"n": "300"}},
		{"no number", "rate limit of {n:number} tokens", "rate limit of many tokens", none},
		{"number and a word", "rate limit of {n:number} tokens", "rate limit of 50 input tokens", none},
		{"two words are no word", "the field {f:word} is unknown", "the field max tokens is unknown", none},
		{"word", "the field {f:word} is unknown", "the field max_tokens-2.b is unknown", map[string]string{"f": "max_tokens-2.b"}},
		{"word keeps its case", "the field {f:word} is unknown", "the field maxTokens is unknown", map[string]string{"f": "maxTokens"}},
		{"longest word", "the field {f:word} is unknown", "the field " + long(64) + " is unknown", map[string]string{"f": long(64)}},
		{"word too long", "the field {f:word} is unknown", "the field " + long(65) + " is unknown", none},
		{"word takes no slash", "the field {f:word} is unknown", "the field a/b is unknown", none},
		{"model", "there is no model {m:model} here", "there is no model us.anthropic.claude-x-v1:0 here", map[string]string{"m": "us.anthropic.claude-x-v1:0"}},
		{"vertex model", "there is no model {m:model} here", "there is no model publishers/anthropic/claude-x@20250101 here", map[string]string{"m": "publishers/anthropic/claude-x@20250101"}},
		{"longest model", "there is no model {m:model} here", "there is no model " + long(100) + " here", map[string]string{"m": long(100)}},
		{"model too long", "there is no model {m:model} here", "there is no model " + long(101) + " here", none},
		{"id", "no result for {id:id} was found", "no result for toolu_01Ab-C was found", map[string]string{"id": "toolu_01Ab-C"}},
		{"longest id", "no result for {id:id} was found", "no result for " + long(80) + " was found", map[string]string{"id": long(80)}},
		{"id too long", "no result for {id:id} was found", "no result for " + long(81) + " was found", none},
		{"id takes no point", "no result for {id:id} was found", "no result for a.b was found", none},
		{"path", "{p:path}: field required", "messages.3.content[0].text: Field required", map[string]string{"p": "messages.3.content[0].text"}},
		{"path that ends in a bracket", "at {p:path} nothing stands", "at tools[0] nothing stands", map[string]string{"p": "tools[0]"}},
		{"longest path", "at {p:path} nothing stands", "at " + long(160) + " nothing stands", map[string]string{"p": long(160)}},
		{"path too long", "at {p:path} nothing stands", "at " + long(161) + " nothing stands", none},
		{"host", "no answer came of {h:host} at all", "no answer came of api.example.com:8443 at all", map[string]string{"h": "api.example.com:8443"}},
		{"host in brackets", "no answer came of {h:host} at all", "no answer came of [2001:db8::1]:8443 at all", map[string]string{"h": "[2001:db8::1]:8443"}},
		{"longest host", "no answer came of {h:host} at all", "no answer came of " + long(120) + " at all", map[string]string{"h": long(120)}},
		{"host too long", "no answer came of {h:host} at all", "no answer came of " + long(121) + " at all", none},
		{"time of day", "your limit resets {t:time}", "your limit resets 3:45pm", map[string]string{"t": "3:45pm"}},
		{"time with a zone", "your limit resets {t:time}", "your limit resets 3pm (Europe/Berlin). Bye", map[string]string{"t": "3pm (Europe/Berlin)"}},
		{"date", "your limit resets {t:time}", "your limit resets Mon 12:00am and stays", map[string]string{"t": "Mon 12:00am"}},
		{"date in words", "your limit resets {t:time}", "your limit resets Nov 3 at 10am.", map[string]string{"t": "Nov 3 at 10am"}},
		{"timestamp", "your limit resets {t:time}", "your limit resets 2026-11-03T10:14:31.5Z!", map[string]string{"t": "2026-11-03T10:14:31.5Z"}},
		{"time before a literal", "your limit resets at {t:time} over there", "your limit resets at 2026-11-03 10:14 UTC over there", map[string]string{"t": "2026-11-03 10:14 UTC"}},
		{"time at a sentence's end", "your limit resets {t:time}", "your limit resets 3pm. Today is fine", map[string]string{"t": "3pm"}},
		{"no time", "your limit resets {t:time}", "your limit resets soon", none},
		{"unclosed zone", "your limit resets {t:time}", "your limit resets 3pm (and so on", map[string]string{"t": "3pm"}},

		{"hole at the end", "there is no model {m:model}", "there is no model claude-x", map[string]string{"m": "claude-x"}},
		{"full stop behind", "there is no model {m:model}", "there is no model claude-x.", map[string]string{"m": "claude-x"}},
		{"marks behind", "there is no model {m:model}", "there is no model claude-x:/.\nNext", map[string]string{"m": "claude-x"}},
		{"comma behind a number", "rate limit of {n:number}", "rate limit of 50,000, so wait", map[string]string{"n": "50000"}},
		{"quotes around", "there is no model {m:model} here", "there is no model \"claude-x\" here", map[string]string{"m": "claude-x"}},
		{"back-quotes around", "there is no model {m:model} here", "there is no model `claude-x` here", map[string]string{"m": "claude-x"}},
		{"escaped quotes around", "there is no model {m:model} here", `there is no model \\\"claude-x\\\" here`, map[string]string{"m": "claude-x"}},
		{"quote ends the value", "there is no model {m:model}", `{"message":"there is no model claude-x","code":404}`, map[string]string{"m": "claude-x"}},
		{"space ends the value", "there is no model {m:model}", "there is no model claude-x today", map[string]string{"m": "claude-x"}},
		{"wrapped value", "there is no model {m:model} here", "there is no model claude-\nopus-x here", map[string]string{"m": "claude-opus-x"}},
		{"value wrapped twice", "there is no model {m:model} here", "there is no model a-\nb-\nc here", map[string]string{"m": "a-b-c"}},
		{"value wrapped three times", "there is no model {m:model} here", "there is no model a-\nb-\nc-\nd here", none},
		{"line behind is no value", "there is no model {m:model}", "there is no model claude-x\nTry another", map[string]string{"m": "claude-x"}},

		{"leading hole", "{m:model} does not support effort", "claude-x does not support effort", map[string]string{"m": "claude-x"}},
		{"leading hole behind words", "{m:model} does not support effort", "Error: claude-x does not support effort", map[string]string{"m": "claude-x"}},
		{"leading hole behind a quote", "{m:model} does not support effort", `{"message":"claude-x does not support effort"}`, map[string]string{"m": "claude-x"}},
		{"leading hole in back-quotes", "{m:model} does not support effort", "the model `claude-x` does not support effort", map[string]string{"m": "claude-x"}},
		{"leading hole that is empty", "{m:model} does not support effort", "(does not support effort)", none},
		{"leading hole too long", "{n:number} tokens were too many", "123456789012345678901 tokens were too many", none},
		{"literal, hole, longest literal", "model {m:model} does not support effort", "model claude-x does not support effort", map[string]string{"m": "claude-x"}},
		{"three holes", "{a:number} tokens > {b:number} maximum for {m:model}", "prompt of 210,000 tokens > 200000 maximum for claude-x.",
			map[string]string{"a": "210000", "b": "200000", "m": "claude-x"}},

		{"holes with a space between", "{n:number} {k:word} tokens were left over", "12 input tokens were left over", map[string]string{"n": "12", "k": "input"}},
		{"holes with a quote between", "over there {k:word} \"{n:number}\" stood", "over there max_tokens \"12\" stood", map[string]string{"n": "12", "k": "max_tokens"}},

		{"anything", "the model {...} is not available", "the model (any: thing, {really}) is not available", map[string]string{}},
		{"anything that is nothing", "the model {...} is not available", "the model is not available", map[string]string{}},
		{"longest anything", "the model {...} is not available", "the model " + long(160) + " is not available", map[string]string{}},
		{"anything too long", "the model {...} is not available", "the model " + long(161) + " is not available", none},
		{"anything in front of the longest literal", "model {...} is not available", "model " + long(160) + " is not available", map[string]string{}},
		{"anything too long in front", "model {...} is not available", "model " + long(161) + " is not available", none},
		{"anything and a value", "is not available {...} use {m:model}", "is not available any more, so use claude-x.", map[string]string{"m": "claude-x"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, _, ok := fit(t, test.template, test.paste)
			if ok != (test.want != nil) {
				t.Fatalf("%q fits %q = %v, want %v", test.template, test.paste, ok, !ok)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("values of %q in %q (-want +got):\n%s", test.template, test.paste, diff)
			}
		})
	}
}

// TestTemplateInNestedJSON escapes a message the way that loggers do: JSON in a string of JSON, and so on.
func TestTemplateInNestedJSON(t *testing.T) {
	t.Parallel()
	const template = `the "{f:word}" field of tools.{n:number} is unknown`
	paste := "Error:\nthe \"maxTokens\" field of tools.3 is unknown."
	for level := range 4 {
		values, _, ok := fit(t, template, paste)
		if !ok {
			t.Errorf("escaped %d times: %q does not fit %q", level, template, paste)
		}
		if diff := cmp.Diff(map[string]string{"f": "maxTokens", "n": "3"}, values); diff != "" {
			t.Errorf("escaped %d times (-want +got):\n%s", level, diff)
		}
		nested, err := json.Marshal(map[string]string{"message": paste})
		if err != nil {
			t.Fatal(err)
		}
		paste = string(nested)
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("x", n) }
	tests := []struct {
		hole content.HoleType
		fits []string
		not  []string
	}{
		{content.HoleNumber, []string{"0", "30,000", "1.5", "1_000", strings.Repeat("1", 20)},
			[]string{"", "x", "1x", "-1", "1 2", "1,", ".", "1\n2", strings.Repeat("1", 21)}},
		{content.HoleWord, []string{"a", "max_tokens", "a-b.c", "ABC", long(64)}, []string{"", "a b", "a/b", "a.", "a'b", "<b>", "é", long(65)}},
		{content.HoleModel, []string{"claude-x", "us.anthropic.claude-x-v1:0", "a/b@c", long(100)}, []string{"", "a b", "a\"", "a|b", long(101)}},
		{content.HoleID, []string{"toolu_01A", "a-b", long(80)}, []string{"", "a.b", "a:b", long(81)}},
		{content.HolePath, []string{"messages.3.content[0]", long(160)}, []string{"", "a/b", "a b", long(161)}},
		{content.HoleHost, []string{"localhost:8080", "[2001:db8::1]:443", long(120)}, []string{"", "a/b", "a_b", long(121)}},
		{content.HoleTime, []string{"3pm", "Mon 12:00am", "2026-11-03T10:14:31Z", "3pm (UTC)"},
			[]string{"", "soon", "3pm or so", "3pm <b>", strings.Repeat("1", 49)}},
		{content.HoleAny, nil, []string{"", "a", "anything"}},
		{"unknown", nil, []string{"", "a", "1x"}},
	}
	for _, test := range tests {
		for _, value := range test.fits {
			if !Fits(test.hole, value) {
				t.Errorf("Fits(%s, %q) = false, want true", test.hole, value)
			}
		}
		for _, value := range test.not {
			if Fits(test.hole, value) {
				t.Errorf("Fits(%s, %q) = true, want false", test.hole, value)
			}
		}
	}
}

// FuzzTemplate parses and matches templates that nobody has linted.
func FuzzTemplate(f *testing.F) {
	_, articles := library(f)
	for _, a := range articles {
		for _, s := range a.Signatures {
			if s.Message != "" {
				f.Add(s.Message, a.Examples[0])
			}
			if s.Value != "" {
				f.Add(s.Value, "server: "+s.Value)
			}
		}
	}
	f.Add("{t:time} and {...} something {p:path}", "3pm (UTC) and\nsomething tools[0]")
	f.Fuzz(func(t *testing.T, template, text string) {
		signature := content.Signature{Message: template}
		if _, err := content.ParseTemplate(template); err != nil {
			signature = content.Signature{Header: "server", Value: template}
			text = "server: " + text
		}
		engine, err := New("test", []content.Article{article("a", signature)})
		if err != nil {
			return
		}
		checkDiagnosis(t, text, engine)
	})
}
