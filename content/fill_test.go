package content

import "testing"

func TestFill(t *testing.T) {
	t.Parallel()
	values := map[string]string{"limit": `<b>"5" & 'more'</b>`, "empty": "", "hole": "{{limit}}"}
	tests := []struct{ name, body, html, text string }{
		{"value", "a {{limit}} b",
			`a <strong class="value">&lt;b&gt;&#34;5&#34; &amp; &#39;more&#39;&lt;/b&gt;</strong> b`,
			`a <b>"5" & 'more'</b> b`},
		{"value instead of words", "{{empty|<code>words</code>}}", `<strong class="value"></strong>`, ""},
		{"words with markup", "{{wait|for <code>retry-after</code>}}", "for <code>retry-after</code>", "for <code>retry-after</code>"},
		{"unknown without words", "{{model}}", "<var>model</var>", "model"},
		{"unknown with empty words", "{{model|}}", "<var>model</var>", "model"},
		{"several", "{{model|this}}, {{wait|later}}", "this, later", "this, later"},
		{"a value is not filled again", "{{hole}}", `<strong class="value">{{limit}}</strong>`, "{{limit}}"},
		{"no hole", "{limit} {{limit} <p>", "{limit} {{limit} <p>", "{limit} {{limit} <p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := FillHTML(test.body, values); got != test.html {
				t.Errorf("FillHTML(%q) = %q, want %q", test.body, got, test.html)
			}
			if got := FillText(test.body, values); got != test.text {
				t.Errorf("FillText(%q) = %q, want %q", test.body, got, test.text)
			}
		})
	}
}
