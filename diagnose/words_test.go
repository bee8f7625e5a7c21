package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

func TestWords(t *testing.T) {
	t.Parallel()
	engine := newEngine(t,
		article("proxy", content.Signature{Words: content.Strings{"proxy", "refuse|deny|blocks", "407"}}),
		article("login", content.Signature{Words: content.Strings{"sign in|log in|login", "email|code", "never|not", "arrive|come|get"}}),
		article("chinese", content.Signature{Words: content.Strings{"余额", "不足"}}),
		article("quota", content.Signature{Words: content.Strings{"too many", "requests"}, Status: content.Ints{429}}),
	)
	tests := []struct {
		name, paste string
		want        []string
	}{
		{"any order and form", "claude: 407 when the proxies refused us", []string{"proxy"}},
		{"another choice", "The proxy is blocking Claude (407)", []string{"proxy"}},
		{"one is missing", "claude and a proxy with 407", nil},
		{"part of a word", "claude reproxy refuses 4077", nil},
		{"phrase", "claude's sign-in e-mail email didn't come, not once", []string{"login"}},
		{"phrase that is torn", "claude's sign on the way in, the email did not come", nil},
		{"nobody is named, many words", "never get the login code", []string{"login"}},
		{"nobody is named, few words", "the proxy refuses with 407", nil},
		{"somebody else is named", "the openai proxy refuses with 407", nil},
		{"without spaces", "claude提示余额已经不足了", []string{"chinese"}},
		{"with another condition", "claude says too many requests, HTTP 429", []string{"quota"}},
		{"without the other condition", "claude says too many requests", nil},
		{"longer than anybody writes", "claude: the proxy refuses with 407" + strings.Repeat(" and so on", maxProse/10), nil},
		{"a page", "claude <p>the proxy refuses with 407</p>", nil},
		{"a comparison", "claude: the proxy<2.0 refuses with 407", []string{"proxy"}},
		{"a stack frame", "claude refuses\n    at proxy (/srv/407.js:4:7)", nil},
		{"printed by a program", `claude {"proxy":"refuse","code":407}`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(engine, test.paste)
			if diff := cmp.Diff(test.want, answers(d)); diff != "" {
				t.Errorf("Diagnose(%q) (-want +got):\n%s", test.paste, diff)
			}
			if len(d.Matches) > 0 && d.Verdict.Confidence != content.ConfidenceLikely {
				t.Errorf("Diagnose(%q) is %s, want likely: nobody printed it", test.paste, d.Verdict.Confidence)
			}
		})
	}
}

func TestWordsEvidence(t *testing.T) {
	t.Parallel()
	paste := "our Proxy answers 407 and refuses claude"
	engine := newEngine(t, article("proxy", content.Signature{Words: content.Strings{"proxy", "refuse", "407"}}))
	want := []string{"Proxy", "refuses", "407"}
	if diff := cmp.Diff(want, evidenceOf(diagnosePaste(engine, paste), paste)); diff != "" {
		t.Errorf("evidence in %q (-want +got):\n%s", paste, diff)
	}
}

func TestWordsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"", "proxy|", "--"} {
		if _, err := New("test", []content.Article{article("a", content.Signature{Words: content.Strings{words, "x"}})}); err == nil {
			t.Errorf("New with words %q: no error", words)
		}
	}
}
