package diagnose

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
	"errdex/redact"
)

// newEngine compiles a library made in the test.
func newEngine(t testing.TB, articles ...content.Article) *Engine {
	t.Helper()
	engine, err := New("test", articles)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// article is a cause with the given signatures; a test changes what it is about.
func article(slug string, signatures ...content.Signature) content.Article {
	return content.Article{
		Slug: slug, Title: "Title of " + slug, Summary: "Summary of " + slug + ".", Kind: content.KindCause,
		Layer: content.LayerRequest, Retry: content.RetryAfterFix, Signatures: signatures,
	}
}

func diagnosePaste(engine *Engine, paste string) Diagnosis {
	return engine.Diagnose(redact.Clean([]byte(paste)))
}

func answers(d Diagnosis) []string {
	var list []string
	for _, match := range d.Matches {
		list = append(list, match.Slug)
	}
	return list
}

// evidenceOf lists what the evidence of all matches points at in the paste.
func evidenceOf(d Diagnosis, paste string) []string {
	var list []string
	for _, match := range d.Matches {
		for _, evidence := range match.Evidence {
			list = append(list, paste[evidence.Start:evidence.End])
		}
	}
	return list
}

// point is the evidence of the first place where a text stands in a paste without secrets.
func point(paste, text, reason string) Evidence {
	start := strings.Index(paste, text)
	end := start + len(text)
	return Evidence{Start: start, End: end, Text: text, Reason: reason, RedactedStart: start, RedactedEnd: end}
}

func TestDiagnosis(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, content.Article{
		Slug: "tokens", Title: "Too many tokens", Summary: "Slow down.", Kind: content.KindCause,
		Layer: content.LayerQuota, Retry: content.RetryWait, Status: []int{429}, Types: []string{"rate_limit_error"},
		Signatures: []content.Signature{{Message: "rate limit of {limit:number} input tokens", Status: content.Ints{429}}},
		Fixes:      []content.Fix{{Text: "Wait {{wait|a while}}."}, {Text: "Send fewer than {{limit|so many}} tokens of {{kind|any kind}}."}},
		Related:    []string{"busy", "absent"},
	}, func() content.Article {
		busy := article("busy", content.Signature{Message: "everything is overloaded"})
		busy.Status = []int{529}
		return busy
	}())
	paste := "claude-cli\nanthropic.RateLimitError: Error code: 429 - {'type': 'error', 'error': {'type': 'rate_limit_error', " +
		"'message': 'above the rate limit of 30,000 input tokens'}, 'request_id': 'req_011CAbc'}\nretry-after: 12\n" +
		"anthropic-ratelimit-input-tokens-limit: 30000\nanthropic-ratelimit-input-tokens-remaining: 0\n"
	wait := 12
	message := point(paste, "rate limit of 30,000 input tokens", "the message is this error's own wording")
	class, kind := point(paste, "anthropic.RateLimitError", ""), point(paste, "rate_limit_error", "the error type is rate_limit_error")
	want := Diagnosis{
		SchemaVersion: 1,
		Verdict: Verdict{
			Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Summary: "Slow down.",
			Retry: content.RetryWait, RetryAfterSeconds: &wait,
		},
		Matches: []Match{{
			Slug: "tokens", Title: "Too many tokens", Summary: "Slow down.", URL: "/errors/tokens?limit=30000",
			Layer: content.LayerQuota, Confidence: content.ConfidenceExact, Values: map[string]string{"limit": "30000"},
			Evidence: []Evidence{
				message, point(paste, "429", "the status is 429"), kind,
				point(paste, "retry-after: 12", "retry-after says how long to wait"),
			},
			Steps: []string{"Wait 12 seconds.", "Send fewer than 30000 tokens of any kind."},
		}},
		RateLimit: &RateLimit{Bucket: "input-tokens", Limit: 30000},
		Chain: []Link{
			{Who: "claude-code", Said: "claude-cli", End: len("claude-cli")},
			{Who: "anthropic-python", Said: "RateLimitError", Start: class.Start, End: class.End},
			{Who: "anthropic", Said: "rate_limit_error: above the rate limit of 30,000 input tokens", Start: kind.Start, End: kind.End},
		},
		RuledOut: []RuledOut{{Slug: "busy", Reason: "the status is 429, that error comes with 529"}},
		Facts: Facts{
			Status: 429, ErrorType: "rate_limit_error", Message: "above the rate limit of 30,000 input tokens",
			RequestID: "req_011CAbc", Provider: "anthropic", Client: "claude-code",
			Headers: map[string]string{
				"retry-after": "12", "anthropic-ratelimit-input-tokens-limit": "30000", "anthropic-ratelimit-input-tokens-remaining": "0",
			},
		},
		Library: Library{Version: "test", Articles: 2},
	}
	if diff := cmp.Diff(want, diagnosePaste(engine, paste)); diff != "" {
		t.Errorf("Diagnose(%q) (-want +got):\n%s", paste, diff)
	}
}

func TestDiagnosisJSON(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("busy", content.Signature{Message: "everything is overloaded"}))
	tests := []struct {
		name  string
		paste string
		want  string
	}{
		{"no match", "hello", `{"schema_version":1,"verdict":{"layer":"unknown",` +
			`"summary":"Nothing in this text is an error of Claude that we know."},"matches":[],"facts":{},"truncated":false,` +
			`"library":{"version":"test","articles":1}}`},
		{"match", "everything is overloaded", `{"schema_version":1,"verdict":{"layer":"request","confidence":"exact",` +
			`"summary":"Summary of busy.","retry":"after-fix"},"matches":[{"slug":"busy","title":"Title of busy",` +
			`"summary":"Summary of busy.","url":"/errors/busy","layer":"request","confidence":"exact","evidence":[{"start":0,` +
			`"end":24,"text":"everything is overloaded","reason":"the message is this error's own wording"}]}],"facts":{},` +
			`"truncated":false,"library":{"version":"test","articles":1}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(diagnosePaste(engine, test.paste))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("JSON of Diagnose(%q) (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

// TestDiagnosisJSONHasNoNull covers what only a full answer has.
func TestDiagnosisJSONHasNoNull(t *testing.T) {
	t.Parallel()
	engine, articles := library(t)
	for _, a := range articles {
		for _, example := range a.Examples {
			got, err := json.Marshal(diagnosePaste(engine, example))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(got), ":null") {
				t.Errorf("JSON of Diagnose(%q) holds null: %s", example, got)
			}
		}
	}
}

func TestDiagnoseNothing(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	for _, paste := range []string{"", " ", " \r\n\t\n ", "\u00a0\u200b", "\x1b[31m\x1b[0m", "\\", "\"", "\x00", strings.Repeat("a", 256<<10)} {
		d := diagnosePaste(engine, paste)
		if len(d.Matches) != 0 || d.Verdict.Layer != content.LayerUnknown || d.Verdict.Confidence != "" || d.Verdict.Retry != "" {
			t.Errorf("Diagnose(%.20q) = %v, verdict %+v, want no match", paste, answers(d), d.Verdict)
		}
	}
}

func TestEvidencePointsIntoThePaste(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("busy", content.Signature{Message: "everything is overloaded"}))
	secret := "sk-ant-api03-" + strings.Repeat("Ab3_xY9-", 12) + "AA"
	tests := []struct {
		name  string
		paste string
		want  string // what the evidence points at in the paste
	}{
		{"plain", "Error: everything is overloaded now", "everything is overloaded"},
		{"secret in front", "x-api-key: " + secret + "\nError: everything is overloaded now", "everything is overloaded"},
		{"two secrets in front", secret + " " + secret + "\neverything is overloaded", "everything is overloaded"},
		{"secret behind", "everything is overloaded\nx-api-key: " + secret, "everything is overloaded"},
		{"colour in front", "\x1b[31mError:\x1b[0m everything is overloaded now", "everything is overloaded"},
		{"colour inside", "everything \x1b[31mis\x1b[0m overloaded now", "everything \x1b[31mis\x1b[0m overloaded"},
		{"printed colour in front", `\u001b[31mError: everything is overloaded now`, "everything is overloaded"},
		{"secret and colour in front", "\x1b[31mx-api-key: " + secret + "\x1b[0m\n⎿  everything is overloaded now", "everything is overloaded"},
		{"invalid input in front", "\xff\xfe\xc3 everything is overloaded now", "everything is overloaded"},
		{"wide characters in front", "错误：“everything is overloaded” 错误", "everything is overloaded"},
		{"box", "│ everything is     │\n│ overloaded        │", "everything is     │\n│ overloaded"},
		{"windows lines", "Error:\r\neverything\r\nis overloaded now", "everything\r\nis overloaded"},
		{"wrapped in a word", "everything is over\nloaded now", "everything is over\nloaded"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := redact.Clean([]byte(test.paste))
			d := engine.Diagnose(text)
			if diff := cmp.Diff([]string{test.want}, evidenceOf(d, test.paste)); diff != "" {
				t.Fatalf("evidence of %q (-want +got):\n%s", test.paste, diff)
			}
			evidence := d.Matches[0].Evidence[0]
			if got := text.String()[evidence.RedactedStart:evidence.RedactedEnd]; evidence.Text != got {
				t.Errorf("Evidence.Text = %q, but the redacted text holds %q there", evidence.Text, got)
			}
		})
	}
}

func TestEvidenceOverASecretCoversIt(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("key", content.Signature{Message: "the key {...} was refused today"}))
	secret := "sk-ant-api03-" + strings.Repeat("Ab3_xY9-", 12) + "AA"
	paste := "Error: the key " + secret + " was refused today."
	d := diagnosePaste(engine, paste)
	if diff := cmp.Diff([]string{"the key " + secret + " was refused today"}, evidenceOf(d, paste)); diff != "" {
		t.Fatalf("evidence (-want +got):\n%s", diff)
	}
	if got, want := d.Matches[0].Evidence[0].Text, "the key [redacted:anthropic-api-key] was refused today"; got != want {
		t.Errorf("Evidence.Text = %q, want %q", got, want)
	}
	if diff := cmp.Diff([]redact.Redaction{{Kind: "anthropic-api-key", Count: 1}}, d.Redactions); diff != "" {
		t.Errorf("Redactions (-want +got):\n%s", diff)
	}
}

func TestEvidenceTextIsBounded(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("far", content.Signature{Message: "begins here and {...} ends over there"}))
	paste := "begins here and" + strings.Repeat(" é", 70) + strings.Repeat(" ", 300) + "ends over there"
	d := diagnosePaste(engine, paste)
	if len(d.Matches) != 1 {
		t.Fatalf("Diagnose(%q) = %v, want one match", paste, answers(d))
	}
	evidence := d.Matches[0].Evidence[0]
	if evidence.End-evidence.Start != len(paste) {
		t.Errorf("evidence spans %d bytes, want all %d", evidence.End-evidence.Start, len(paste))
	}
	if len(evidence.Text) > MaxEvidence || !strings.HasPrefix(paste, evidence.Text) {
		t.Errorf("Evidence.Text = %q (%d bytes), want at most %d from the start of the paste", evidence.Text, len(evidence.Text), MaxEvidence)
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	engine := newEngine(t)
	tests := []struct {
		name  string
		paste string
		want  []string // who: said
	}{
		{"nobody", "it does not work", nil},
		{"type alone", `{"error":{"type":"rate_limit_error"}}`, []string{"upstream: rate_limit_error"}},
		{"type and message", `anthropic {"type":"error","error":{"type":"overloaded_error","message":"Overloaded now"}}`,
			[]string{"anthropic: overloaded_error: Overloaded now"}},
		{"message first", `anthropic {"error":{"message":"Overloaded now","type":"overloaded_error"}}`,
			[]string{"anthropic: overloaded_error: Overloaded now"}},
		{"sdk", "anthropic.NotFoundError: Error code: 404", []string{"anthropic-python: NotFoundError"}},
		{"wrapped", `litellm.RateLimitError: AnthropicException - {"type":"error","error":{"type":"rate_limit_error","message":"Slow down please"}}`,
			[]string{"litellm: RateLimitError", "anthropic: rate_limit_error: Slow down please"}},
		{"claude code", `API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded now"}}`,
			[]string{"claude-code: API Error", "anthropic: overloaded_error: Overloaded now"}},
		{"the same twice", "anthropic.NotFoundError: x\nanthropic.NotFoundError: x", []string{"anthropic-python: NotFoundError"}},
		{"foreign class", "requests.exceptions.ReadTimeout: x", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, link := range diagnosePaste(engine, test.paste).Chain {
				got = append(got, link.Who+": "+link.Said)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Chain of %q (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

func TestChainIsBounded(t *testing.T) {
	t.Parallel()
	var paste strings.Builder
	for i := range 30 {
		fmt.Fprintf(&paste, "{'type': 'number%c_error'}\n", 'a'+i%26)
	}
	if got := len(diagnosePaste(newEngine(t), paste.String()).Chain); got != 8 {
		t.Errorf("Chain has %d links, want 8", got)
	}
}

func TestRuledOut(t *testing.T) {
	t.Parallel()
	best := article("best", content.Signature{Message: "everything is overloaded"})
	best.Related = []string{"other", "missing"}
	tests := []struct {
		name   string
		status []int
		types  []string
		paste  string
		want   string // the reason, empty when it is not ruled out
	}{
		{"other status", []int{500, 503}, nil, "HTTP 529: everything is overloaded", "the status is 529, that error comes with 500 or 503"},
		{"same status", []int{500, 529}, nil, "HTTP 529: everything is overloaded", ""},
		{"no status in the paste", []int{500}, nil, "everything is overloaded", ""},
		{"no status in the article", nil, nil, "HTTP 529: everything is overloaded", ""},
		{"other type", nil, []string{"api_error", "timeout_error"}, `overloaded_error: everything is overloaded`,
			"the error type is overloaded_error, not api_error or timeout_error"},
		{"no type in the article", nil, nil, `overloaded_error: everything is overloaded`, ""},
		{"same type", nil, []string{"overloaded_error"}, `overloaded_error: everything is overloaded`, ""},
		{"type decides where the status cannot", []int{529}, []string{"api_error"}, "HTTP 529 overloaded_error: everything is overloaded",
			"the error type is overloaded_error, not api_error"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			other := article("other", content.Signature{Message: "nothing of this stands there"})
			other.Status, other.Types = test.status, test.types
			var want []RuledOut
			if test.want != "" {
				want = []RuledOut{{Slug: "other", Reason: test.want}}
			}
			got := diagnosePaste(newEngine(t, best, other), test.paste).RuledOut
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("RuledOut of %q (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

func TestRuledOutLeavesMatchesOut(t *testing.T) {
	t.Parallel()
	best := article("best", content.Signature{Message: "everything is overloaded"})
	best.Related = []string{"other"}
	other := article("other", content.Signature{Message: "nothing works today"})
	other.Status = []int{500}
	d := diagnosePaste(newEngine(t, best, other), "HTTP 529: everything is overloaded and nothing works today")
	if len(d.Matches) != 2 || len(d.RuledOut) != 0 {
		t.Errorf("Diagnose = %v, ruled out %v, want two matches and nothing ruled out", answers(d), d.RuledOut)
	}
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	question := content.Question{Ask: "How do you sign in?", Answers: []content.Answer{
		{Text: "With a key", Slug: "key"}, {Text: "With a login", Slug: "login"},
	}}
	key := article("key", content.Signature{Message: "you reached the limit"})
	login := article("login", content.Signature{Message: "you reached the limit"})
	asked := &Question{Ask: "How do you sign in?", Answers: []Answer{
		{Text: "With a key", Slug: "key", URL: "/errors/key"}, {Text: "With a login", Slug: "login", URL: "/errors/login"},
	}}
	tests := []struct {
		name   string
		change func(key, login *content.Article)
		want   *Question
	}{
		{"tie, first asks", func(key, _ *content.Article) { key.Questions = []content.Question{question} }, asked},
		{"tie, second asks", func(_, login *content.Article) { login.Questions = []content.Question{question} }, asked},
		{"nobody asks", func(_, _ *content.Article) {}, nil},
		{"one is surer", func(key, login *content.Article) {
			key.Questions = []content.Question{question}
			login.Signatures[0].Confidence = content.ConfidenceLikely
		}, nil},
		{"one match", func(key, login *content.Article) {
			key.Questions = []content.Question{question}
			login.Signatures[0].Message = "you reached no limit"
		}, nil},
		{"a code alone", func(key, login *content.Article) {
			key.Kind, key.Questions = content.KindCode, []content.Question{question}
			login.Signatures[0].Message = "you reached no limit"
		}, asked},
		{"a code beside another", func(key, login *content.Article) {
			key.Kind, login.Signatures[0].Confidence = content.KindCode, content.ConfidenceLikely
			key.Questions = []content.Question{question}
		}, nil},
		{"answers lead elsewhere", func(key, _ *content.Article) {
			elsewhere := question
			elsewhere.Answers = []content.Answer{{Text: "With a key", Slug: "key"}, {Text: "Otherwise", Slug: "other"}}
			key.Questions = []content.Question{elsewhere}
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			key, login := key, login
			key.Signatures = append([]content.Signature(nil), key.Signatures...)
			login.Signatures = append([]content.Signature(nil), login.Signatures...)
			test.change(&key, &login)
			got := diagnosePaste(newEngine(t, key, login), "you reached the limit").Question
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Question (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	engine := newEngine(t)
	tests := []struct {
		paste string
		want  bool
	}{
		{"", false},
		{"Overloaded", false},
		{"Overloaded.", false},
		{"The request was refused because of...", true},
		{"The request was refused because of…", true},
		{"The request was refused because of ... \r\n", true},
		{`{"type":"error"}`, false},
		{`[{"error":{}}]` + "\n", false},
		{`{"type":"error","error":{"type":"rate_li`, true},
		{`[{"error":{"code":4`, true},
		{`Error: {"type":"err`, true},
		{"(refused because of...)", true},
		{`"refused because of…"`, true},
		{"the field {name} is wrong", false},
		{"one} of {two}", false},
	}
	for _, test := range tests {
		if got := diagnosePaste(engine, test.paste).Truncated; got != test.want {
			t.Errorf("Diagnose(%q).Truncated = %v, want %v", test.paste, got, test.want)
		}
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, func() content.Article {
		busy := article("busy", content.Signature{Message: "everything is overloaded"})
		busy.Status = []int{529}
		return busy
	}())
	tests := []struct {
		name  string
		paste string
		want  Facts
	}{
		{"nothing", "it does not work", Facts{}},
		{"first status", "HTTP 502 then HTTP 503", Facts{Status: 502}},
		{"status of the match", "HTTP 502 then HTTP 529: everything is overloaded", Facts{Status: 529}},
		{"first status of the match stays", "HTTP 529 then HTTP 529 or HTTP 500: everything is overloaded", Facts{Status: 529}},
		{"innermost type", `{"code":"ValidationException","raw":{"type":"not_found_error"}}`, Facts{ErrorType: "not_found_error"}},
		{"innermost message", `{"message":"outer words","raw":{"message":"inner words"}}`, Facts{Message: "inner words"}},
		{"message of the match", `{"message":"everything is overloaded","raw":{"message":"inner words"}}`, Facts{Message: "everything is overloaded"}},
		{"message that is itself json", `{"message":"{\"error\":{\"message\":\"inner words\"}}"}`, Facts{Message: "inner words"}},
		{"first request id", "req_011First req_011Second claude", Facts{RequestID: "req_011First"}},
		{"first value of a header", "server: one\nserver: two\n", Facts{Headers: map[string]string{"server": "one"}}},
		{"provider and host", "POST https://bedrock-runtime.us-east-1.amazonaws.com/model", Facts{Provider: "bedrock"}},
		{"provider beats anthropic", "api.anthropic.com by aiplatform.googleapis.com", Facts{Provider: "vertex"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := diagnosePaste(engine, test.paste).Facts
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Facts of %q (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

func TestFactsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é words ", 200)
	f := diagnosePaste(newEngine(t), "server: "+long+"\n{\"message\":\""+long+"\"}").Facts
	for _, value := range []string{f.Message, f.Headers["server"]} {
		if len(value) == 0 || len(value) > MaxEvidence || !strings.HasPrefix(long, value) {
			t.Errorf("Facts hold %q (%d bytes), want at most %d of the value", value, len(value), MaxEvidence)
		}
	}
}

func TestSearchWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		facts Facts
		want  string
	}{
		{Facts{}, ""},
		{Facts{Status: 529}, "529"},
		{Facts{Message: "invalid x-api-key [redacted:anthropic-api-key] sent"}, "invalid x-api-key  sent"},
		{Facts{ErrorType: "api_error"}, "api_error"},
		{Facts{Status: 500, ErrorType: "api_error", Message: "Internal server error"}, "api_error Internal server error 500"},
		{Facts{Client: "curl", Provider: "bedrock", RequestID: "req_1", Headers: map[string]string{"server": "nginx"}}, ""},
	}
	for paste, want := range map[string]string{
		"Claude's kettle isn't warm, it says!":                        "Claude's kettle isn't warm it says",
		"what does Claude's kettle want?":                             "", // no trouble is told
		"the kettle isn't warm":                                       "",
		"Claude lost my key sk-ant-api03-" + strings.Repeat("A1", 30): "Claude lost my key",
		"Claude said HTTP 529 today":                                  "529",
	} {
		if got := diagnosePaste(newEngine(t), paste).SearchWords(); got != want {
			t.Errorf("SearchWords of %q = %q, want %q", paste, got, want)
		}
	}
	for _, test := range tests {
		if got := (Diagnosis{Facts: test.facts}).SearchWords(); got != test.want {
			t.Errorf("SearchWords of %+v = %q, want %q", test.facts, got, test.want)
		}
	}
}

func TestArticleURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		values map[string]string
		want   string
	}{
		{nil, "/errors/slug"},
		{map[string]string{}, "/errors/slug"},
		{map[string]string{"model": "claude-x", "limit": "30,000"}, "/errors/slug?limit=30%2C000&model=claude-x"},
		{map[string]string{"path": `a&b="<>`}, "/errors/slug?path=a%26b%3D%22%3C%3E"},
	}
	for _, test := range tests {
		if got := ArticleURL("slug", test.values); got != test.want {
			t.Errorf("ArticleURL(slug, %v) = %q, want %q", test.values, got, test.want)
		}
	}
}

// TestReadingsAreKeptApart: an answer is the same in the memory of another paste as in its own.
func TestReadingsAreKeptApart(t *testing.T) {
	t.Parallel()
	engine, articles := library(t)
	kept := new(reading)
	for _, article := range articles {
		for _, example := range article.Examples {
			paste := redact.Clean([]byte(example))
			kept.paste = paste
			engine.readInto(kept, paste.String())
			got := engine.diagnose(kept)
			if diff := cmp.Diff(engine.diagnose(engine.read(paste)), got); diff != "" {
				t.Errorf("%s: Diagnose(%q) in the memory of another paste (-want +got):\n%s", article.Slug, example, diff)
			}
			kept.forget()
		}
	}
}
