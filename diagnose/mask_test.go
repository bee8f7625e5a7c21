package diagnose

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMasks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"empty", "", nil},
		{"prose", "Error code: 429 - {'type': 'error'}\nat noon we stopped\n", nil},
		{
			"python",
			"Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in f\n    retry_on_rate_limit(\n    ^^^^\nanthropic.RateLimitError: Error code: 429\n",
			[]string{"  File \"/srv/app.py\", line 3, in f", "    retry_on_rate_limit(", "    ^^^^"},
		},
		{
			"python chained",
			"  File \"a.py\", line 1, in f\n    x()\nhttpx.ConnectError: refused\n\nThe above exception was the direct cause of the following exception:\n\n" +
				"Traceback (most recent call last):\n  File \"b.py\", line 429, in g\n    y()\nanthropic.APIConnectionError: Connection error.\n",
			[]string{"  File \"a.py\", line 1, in f", "    x()", "  File \"b.py\", line 429, in g", "    y()"},
		},
		{
			"python without source",
			"  File \"a.py\", line 1, in f\n  File \"b.py\", line 2, in g\nValueError: x",
			[]string{"  File \"a.py\", line 1, in f", "  File \"b.py\", line 2, in g"},
		},
		{"line on the level of a frame", "  File \"a.py\", line 1, in f\n  Error: 529\n    529\n", []string{"  File \"a.py\", line 1, in f"}},
		{"deeper line outside of a trace", "Error:\n    529 overloaded\n", nil},
		{
			"javascript",
			"Error: 529\n    at APIError.generate (/app/node_modules/x/error.js:42:9)\n    at async /app/main.mjs:7:3\n    at new Promise (<anonymous>)\n    at process.x (native)\n",
			[]string{"    at APIError.generate (/app/node_modules/x/error.js:42:9)", "    at async /app/main.mjs:7:3", "    at new Promise (<anonymous>)", "    at process.x (native)"},
		},
		{
			"java",
			"Caused by: com.anthropic.errors.RateLimitException: 429\n\tat com.anthropic.core.Http.send(Http.java:429)\n\t... 12 more\n",
			[]string{"\tat com.anthropic.core.Http.send(Http.java:429)"},
		},
		{"at in prose", "at 10 o'clock\nat last: it works\nat least\n", nil},
		{"messages", `{"model":"x","messages":[{"role":"user","content":"why 429?"}],"max_tokens":5}`, []string{`[{"role":"user","content":"why 429?"}]`}},
		{"messages of python", `{'messages': [{'content': 'why 429?'}], 'x': 1}`, []string{`[{'content': 'why 429?'}]`}},
		{"messages of a call", `create(messages=[{"content": "429"}], x=1)`, []string{`[{"content": "429"}]`}},
		{"messages of ruby", `{:messages=>[{:content=>"429"}]}`, []string{`[{:content=>"429"}]`}},
		{"messages escaped", `{\"messages\":[{\"content\":\"429\"}],\"x\":1}`, []string{`[{\"content\":\"429\"}]`}},
		{"messages over lines", "messages: [\n  { content: '429' }\n]\nError: 529", []string{"[\n  { content: '429' }\n]"}},
		{"brackets inside", `"messages":["a [b] {c}", ["d"]], "e": [1]`, []string{`["a [b] {c}", ["d"]]`}},
		{"bracket of a string", `"messages": [{"content": "a smiley :]"}, {"content": "429"}], "e": [1]`, []string{`[{"content": "a smiley :]"}, {"content": "429"}]`}},
		{"bracket of a string that is never closed", `"messages": [{"content": "if (x) {"}], "e": [1]`, []string{`[{"content": "if (x) {"}]`}},
		{"quotes inside", `"messages": [{"content": "say \"]\" and \\"}], "e": [1]`, []string{`[{"content": "say \"]\" and \\"}]`}},
		{"apostrophe of python", `'messages': [{'content': "it's ]"}, {'content': '429'}], 'x': 1`, []string{`[{'content': "it's ]"}, {'content': '429'}]`}},
		{"bracket of an escaped string", `{\"messages\":[{\"content\":\"\\\"]\\\" 429\"}],\"x\":1}`, []string{`[{\"content\":\"\\\"]\\\" 429\"}]`}},
		{"string that is cut off", `messages: [{content: 'it is a [cat] and 429}], x: [1]`, []string{"[{content: 'it is a [cat] and 429}]"}},
		{"request of the AI SDK", "requestBodyValues: { model: 'x', messages: [ [Object] ] },\nstatusCode: 529", []string{"{ model: 'x', messages: [ [Object] ] }"}},
		{"request body", `request_body={"a": 429} failed`, []string{`{"a": 429}`}},
		{"tools", `"tools": [{"name": "rate_limit_error"}]`, []string{`[{"name": "rate_limit_error"}]`}},
		{"capitals", `"Messages": [1]`, []string{"[1]"}},
		{"other keys", `"message": {"a": 1}, "error_messages": [1], "content": [2]`, nil},
		{"bracket of a sentence", "messages [1] and messages(2)", nil},
		{"never closed", `"messages": [{"content": "429"}`, nil},
		{"closed too often", `}]}"messages": [1]]`, []string{"[1]"}},
		{"frame in a request", "\"messages\": [\n    at f (x.js:1:2)\n], x", []string{"[\n    at f (x.js:1:2)\n]"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, mask := range masks([]byte(test.text)) {
				got = append(got, test.text[mask.start:mask.end])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("masks(%q) (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

// TestPlaceholders tells the marks of redaction from somebody's own brackets.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	text := "[redacted:anthropic-api-key:newline] [redacted: my key] and [redacted:email]"
	var got []string
	for _, mark := range placeholders([]byte(text)) {
		got = append(got, text[mark.start:mark.end])
	}
	if diff := cmp.Diff([]string{"[redacted:anthropic-api-key:newline]", "[redacted:email]"}, got); diff != "" {
		t.Errorf("placeholders(%q) (-want +got):\n%s", text, diff)
	}
}

// TestMasksLeaveTheErrorAlone keeps masks away from what errors say.
func TestMasksLeaveTheErrorAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"type":"error","error":{"type":"invalid_request_error","message":"messages.3.content: [1] is wrong"}}`,
		"Error code: 400 - {'error': {'message': 'tools: Tool names must be unique.'}}",
		"[ERROR] messages: roles must alternate",
		"AI_APICallError [AI_APICallError]: Overloaded {\n  statusCode: 529\n}",
	} {
		if got := masks([]byte(text)); got != nil {
			t.Errorf("masks(%q) = %v, want none", text, got)
		}
	}
}
