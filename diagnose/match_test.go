package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

// TestConditions gives every condition a paste in which it holds and pastes in which it fails.
func TestConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		signature content.Signature
		holds     []string
		fails     []string
	}{
		{
			name:      "message",
			signature: content.Signature{Message: "everything is overloaded"},
			holds:     []string{"Everything is overloaded!", `{"message":"everything is overloaded"}`},
			fails:     []string{"everything is loaded", "everything is overloadedly so", "uneverything is overloaded"},
		},
		{
			name:      "status",
			signature: content.Signature{Status: content.Ints{429}},
			holds:     []string{"Error code: 429 - {}", "HTTP/1.1 429 Too Many Requests", "429"},
			fails:     []string{"Error code: 428 - {}", "HTTP/1.1 503 Service Unavailable", "4290", "42.9"},
		},
		{
			name:      "one status of several",
			signature: content.Signature{Status: content.Ints{502, 520}},
			holds:     []string{"HTTP 502", "HTTP 520", "HTTP 500, then HTTP 520"},
			fails:     []string{"HTTP 500", "HTTP 521"},
		},
		{
			name:      "type",
			signature: content.Signature{Type: content.Strings{"overloaded_error"}},
			holds:     []string{`{"error":{"type":"overloaded_error"}}`, `{\"type\":\"overloaded_error\"}`, "overloaded_error"},
			fails:     []string{`{"error":{"type":"api_error"}}`, "overloaded_errors", "Overloaded", "anthropic.OverloadedError: 529"},
		},
		{
			name:      "cloud code as field and as class",
			signature: content.Signature{Type: content.Strings{"ThrottlingException"}, Provider: content.Strings{"bedrock"}},
			holds: []string{
				`bedrock {"__type":"ThrottlingException"}`,
				"botocore.errorfactory.ThrottlingException: x (bedrock-runtime)",
				"An error occurred (ThrottlingException) when calling the InvokeModel operation: bedrock",
			},
			fails: []string{`bedrock {"__type":"ValidationException"}`, "bedrock: throttled"},
		},
		{
			name:      "exception",
			signature: content.Signature{Exception: content.Strings{"RateLimitError"}},
			holds:     []string{"anthropic.RateLimitError: x", "RateLimitError: 429", "Anthropic::Errors::RateLimitError"},
			fails:     []string{"anthropic.NotFoundError: x", "MyRateLimitError: x", "a rate limit error"},
		},
		{
			name:      "errno",
			signature: content.Signature{Errno: content.Strings{"ECONNREFUSED", "Errno 111"}},
			holds:     []string{"connect ECONNREFUSED 127.0.0.1:8080", "{ code: 'ECONNREFUSED' }", "[Errno 111] Connection refused"},
			fails:     []string{"connect ECONNRESET", "econnrefused", "XECONNREFUSED", "[Errno 11]", "[Errno 1111]"},
		},
		{
			name:      "negative errno",
			signature: content.Signature{Errno: content.Strings{"Errno -3"}},
			holds:     []string{"[Errno -3] Temporary failure in name resolution"},
			fails:     []string{"[Errno 3] No such process", "[Errno -2] Name or service not known"},
		},
		{
			name:      "header",
			signature: content.Signature{Header: "x-deny-reason"},
			holds:     []string{"claude\nx-deny-reason: host_not_allowed", "claude {'x-deny-reason': 'host_not_allowed'}"},
			fails:     []string{"claude\nx-deny: host_not_allowed", "claude x-deny-reason", "claude\nx-deny-reason:\n"},
		},
		{
			name:      "header name in capitals",
			signature: content.Signature{Header: "X-Deny-Reason"},
			holds:     []string{"claude\nx-deny-reason: a", "claude\nX-DENY-REASON: a"},
			fails:     []string{"claude\nserver: a"},
		},
		{
			name:      "value",
			signature: content.Signature{Header: "x-deny-reason", Value: "host_not_allowed"},
			holds:     []string{"claude\nx-deny-reason: host_not_allowed\n", "claude\nx-deny-reason: Host_Not_Allowed\r\n"},
			fails:     []string{"claude\nx-deny-reason: host_not_allowed_here\n", "claude\nx-deny-reason: not host_not_allowed\n", "claude\nx-deny-reason: host\n"},
		},
		{
			name:      "short value",
			signature: content.Signature{Header: "anthropic-ratelimit-requests-remaining", Value: "0"},
			holds:     []string{"anthropic-ratelimit-requests-remaining: 0"},
			fails:     []string{"anthropic-ratelimit-requests-remaining: 10", "anthropic-ratelimit-requests-remaining: 0.5", "anthropic-ratelimit-requests-remaining: 00"},
		},
		{
			name:      "value that is a hole",
			signature: content.Signature{Header: "retry-after", Value: "{seconds:number}"},
			holds:     []string{"claude\nretry-after: 12"},
			fails:     []string{"claude\nretry-after: Tue, 03 Nov 2026 10:14:31 GMT", "claude\nretry-after: 12 s"},
		},
		{
			name:      "host",
			signature: content.Signature{Message: "everything is overloaded", Host: content.Strings{"api.anthropic.com"}},
			holds:     []string{"POST https://api.anthropic.com/v1/messages: everything is overloaded", "api.anthropic.com: everything is overloaded", "https://API.anthropic.com everything is overloaded"},
			fails:     []string{"everything is overloaded", "https://eu.api.anthropic.com everything is overloaded", "https://api.anthropic.com.example everything is overloaded claude"},
		},
		{
			name:      "hosts below",
			signature: content.Signature{Message: "everything is overloaded", Host: content.Strings{".claude.com"}},
			holds:     []string{"https://status.claude.com everything is overloaded", "https://a.b.claude.com everything is overloaded"},
			fails:     []string{"https://claude.com everything is overloaded", "https://notclaude.com everything is overloaded claude"},
		},
		{
			name:      "client",
			signature: content.Signature{Message: "everything is overloaded", Client: content.Strings{"litellm"}},
			holds:     []string{"litellm.InternalServerError: everything is overloaded"},
			fails:     []string{"anthropic.InternalServerError: everything is overloaded", "everything is overloaded"},
		},
		{
			name:      "provider",
			signature: content.Signature{Message: "everything is overloaded", Provider: content.Strings{"bedrock"}},
			holds:     []string{"bedrock: everything is overloaded", "https://bedrock-runtime.eu-west-1.amazonaws.com everything is overloaded"},
			fails:     []string{"everything is overloaded", "https://api.anthropic.com everything is overloaded", "https://us-east5-aiplatform.googleapis.com everything is overloaded"},
		},
		{
			name:      "html body",
			signature: content.Signature{Status: content.Ints{502}, Body: "html"},
			holds:     []string{"<!DOCTYPE html><h1>502 Bad Gateway</h1>", "<html>\n<center><h1>502 Bad Gateway</h1>", "claude got <title>502 Bad Gateway</title>"},
			fails:     []string{"502 Bad Gateway", `HTTP 502 {"error":"Bad Gateway"}`},
		},
		{
			name:      "json body",
			signature: content.Signature{Status: content.Ints{502}, Body: "json"},
			holds:     []string{`HTTP 502 {"error":"Bad Gateway"}`, `{"error":"502 Bad Gateway"}`},
			fails:     []string{"HTTP 502", "<html>HTTP 502 {}", "event: error\ndata: {} HTTP 502"},
		},
		{
			name:      "stream body",
			signature: content.Signature{Type: content.Strings{"overloaded_error"}, Body: "sse"},
			holds:     []string{"event: error\ndata: {\"type\":\"overloaded_error\"}"},
			fails:     []string{`{"type":"overloaded_error"}`, "data: overloaded_error"},
		},
		{
			name:      "body alone",
			signature: content.Signature{Body: "html"},
			holds:     []string{"claude got <html><body>", "<html>"},
			fails:     []string{"claude", "a page"},
		},
		{
			name:      "unless",
			signature: content.Signature{Message: "everything is overloaded", Unless: content.Strings{"for scheduled repair", "because of {n:number} visitors"}},
			holds:     []string{"everything is overloaded", "everything is overloaded for scheduled holidays"},
			fails:     []string{"everything is overloaded for scheduled repair", "For scheduled repair: everything is overloaded", "everything is overloaded because of 300 visitors"},
		},
		{
			name:      "all conditions",
			signature: content.Signature{Message: "everything is overloaded", Status: content.Ints{529}, Type: content.Strings{"overloaded_error"}},
			holds:     []string{"HTTP 529 overloaded_error: everything is overloaded"},
			fails:     []string{"HTTP 529 overloaded_error", "HTTP 529: everything is overloaded", "overloaded_error: everything is overloaded", "HTTP 500 overloaded_error: everything is overloaded"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine := newEngine(t, article("a", test.signature))
			for _, paste := range test.holds {
				if got := answers(diagnosePaste(engine, paste)); len(got) != 1 {
					t.Errorf("Diagnose(%q) = %v, want a match of %+v", paste, got, test.signature)
				}
			}
			for _, paste := range test.fails {
				if got := answers(diagnosePaste(engine, paste)); len(got) != 0 {
					t.Errorf("Diagnose(%q) = %v, want no match of %+v", paste, got, test.signature)
				}
			}
		})
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	tests := []struct {
		signature content.Signature
		paste     string
		want      []string // evidence: reason
	}{
		{content.Signature{Message: "everything is overloaded"}, "now everything is overloaded", []string{"everything is overloaded: the message is this error's own wording"}},
		{content.Signature{Status: content.Ints{529}}, "HTTP 529", []string{"529: the status is 529"}},
		{content.Signature{Type: content.Strings{"api_error"}}, `{"type":"api_error"}`, []string{"api_error: the error type is api_error"}},
		{content.Signature{Exception: content.Strings{"NotFoundError"}}, "anthropic.NotFoundError: x", []string{"anthropic.NotFoundError: the exception is NotFoundError"}},
		{content.Signature{Errno: content.Strings{"ECONNRESET"}}, "read ECONNRESET", []string{"ECONNRESET: the system's code is ECONNRESET"}},
		{content.Signature{Header: "server", Value: "nginx"}, "claude\nServer: nginx\n", []string{"Server: nginx: the response header server says so"}},
		{content.Signature{Message: "everything is overloaded", Host: content.Strings{".claude.com"}}, "https://x.claude.com everything is overloaded",
			[]string{"everything is overloaded: the message is this error's own wording", "x.claude.com: the request went to x.claude.com"}},
	}
	for _, test := range tests {
		d := diagnosePaste(newEngine(t, article("a", test.signature)), test.paste)
		var got []string
		for _, match := range d.Matches {
			for _, evidence := range match.Evidence {
				got = append(got, evidence.Text+": "+evidence.Reason)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("evidence of %q (-want +got):\n%s", test.paste, diff)
		}
	}
}

// TestCorroboration adds what did not decide but fits the article, once.
func TestCorroboration(t *testing.T) {
	t.Parallel()
	a := article("a", content.Signature{Message: "everything is overloaded"})
	a.Status, a.Types, a.Layer = []int{529}, []string{"overloaded_error"}, content.LayerService
	tests := []struct {
		name  string
		paste string
		want  []string
	}{
		{"nothing else", "everything is overloaded", []string{"everything is overloaded"}},
		{"its status", "everything is overloaded, HTTP 529, HTTP 529", []string{"everything is overloaded", "529"}},
		{"another status", "everything is overloaded, HTTP 500", []string{"everything is overloaded"}},
		{"its type", "everything is overloaded (overloaded_error)", []string{"everything is overloaded", "overloaded_error"}},
		{"another type", "everything is overloaded (api_error)", []string{"everything is overloaded"}},
		{"the wait", "everything is overloaded\nretry-after: 12", []string{"everything is overloaded", "retry-after: 12"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := evidenceOf(diagnosePaste(newEngine(t, a), test.paste), test.paste)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("evidence of %q (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

// TestAdoptedEvidence shows what other signatures of the article prove besides the best one.
func TestAdoptedEvidence(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("a",
		content.Signature{Message: "everything is overloaded"},
		content.Signature{Message: "is overloaded"}, // lies within the first
		content.Signature{Message: "try another day"},
	))
	const paste = "Try another day: everything is overloaded."
	got := evidenceOf(diagnosePaste(engine, paste), paste)
	if diff := cmp.Diff([]string{"everything is overloaded", "Try another day"}, got); diff != "" {
		t.Errorf("evidence of %q (-want +got):\n%s", paste, diff)
	}
}

func TestHeaderValueIsCaptured(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("a", content.Signature{Header: "x-deny-reason", Value: "host {host:host} is not {why:word}"}))
	d := diagnosePaste(engine, "claude\nX-Deny-Reason: Host api.claude.example is not Allowed\n")
	if len(d.Matches) != 1 {
		t.Fatalf("Diagnose = %v, want one match", answers(d))
	}
	if diff := cmp.Diff(map[string]string{"host": "api.claude.example", "why": "Allowed"}, d.Matches[0].Values); diff != "" {
		t.Errorf("Values (-want +got):\n%s", diff)
	}
}

func TestConfidence(t *testing.T) {
	t.Parallel()
	const paste = "claude: HTTP 529 overloaded_error: everything is overloaded\nserver: nginx\n"
	likely, possible := content.ConfidenceLikely, content.ConfidencePossible
	tests := []struct {
		name      string
		signature content.Signature
		want      content.Confidence
	}{
		{"message", content.Signature{Message: "everything is overloaded"}, content.ConfidenceExact},
		{"header", content.Signature{Header: "server"}, content.ConfidenceExact},
		{"status", content.Signature{Status: content.Ints{529}}, likely},
		{"type", content.Signature{Type: content.Strings{"overloaded_error"}}, likely},
		{"message and status", content.Signature{Message: "everything is overloaded", Status: content.Ints{529}}, content.ConfidenceExact},
		{"capped message", content.Signature{Message: "everything is overloaded", Confidence: likely}, likely},
		{"cap above the claim", content.Signature{Status: content.Ints{529}, Confidence: content.ConfidenceExact}, likely},
		{"possible", content.Signature{Message: "everything is overloaded", Confidence: possible}, possible},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(newEngine(t, article("a", test.signature)), paste)
			if test.want == possible {
				if len(d.Matches) != 0 || len(d.Suggestions) != 1 || d.Suggestions[0].URL != "/errors/a" {
					t.Errorf("Diagnose = matches %v, suggestions %v, want one suggestion", answers(d), d.Suggestions)
				}
				return
			}
			if len(d.Matches) != 1 || d.Matches[0].Confidence != test.want || d.Verdict.Confidence != test.want {
				t.Errorf("Diagnose = %+v, want one match that is %s", d.Matches, test.want)
			}
		})
	}
}

func TestBestSignatureOfAnArticle(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		signatures []content.Signature
		want       string // the evidence
	}{
		{"surer first", []content.Signature{{Status: content.Ints{529}}, {Message: "everything is overloaded"}}, "everything is overloaded"},
		{"surer last", []content.Signature{{Message: "everything is overloaded"}, {Status: content.Ints{529}}}, "everything is overloaded"},
		{"asks for more", []content.Signature{{Message: "everything is"}, {Message: "everything is overloaded"}}, "everything is overloaded"},
		{"asks for more, first", []content.Signature{{Message: "everything is overloaded"}, {Message: "everything is"}}, "everything is overloaded"},
		{"surer beats longer", []content.Signature{{Message: "everything is overloaded", Confidence: content.ConfidenceLikely}, {Message: "everything is"}}, "everything is"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(newEngine(t, article("a", test.signatures...)), "HTTP 529: everything is overloaded")
			if len(d.Matches) != 1 || d.Matches[0].Evidence[0].Text != test.want {
				t.Errorf("Diagnose = %+v, want one match on %q", d.Matches, test.want)
			}
		})
	}
}

// TestBareStatusNeedsClaude holds for what is no wording: other vendors answer 429 too.
func TestBareStatusNeedsClaude(t *testing.T) {
	t.Parallel()
	const padding = "The nightly job of the billing team failed while it was talking to its upstream service. "
	tests := []struct {
		name      string
		signature content.Signature
		paste     string
		want      bool
	}{
		{"status in a long text", content.Signature{Status: content.Ints{529}}, padding + "HTTP 529", false},
		{"status beside claude", content.Signature{Status: content.Ints{529}}, padding + "HTTP 529 from Claude", true},
		{"status beside a model", content.Signature{Status: content.Ints{529}}, padding + "HTTP 529 model claude-sonnet-4-6", true},
		{"status alone", content.Signature{Status: content.Ints{529}}, "HTTP 529", true},
		{"shared type in a long text", content.Signature{Type: content.Strings{"api_error"}}, padding + `{"type":"api_error"}`, false},
		{"own type in a long text", content.Signature{Type: content.Strings{"overloaded_error"}}, padding + `{"type":"overloaded_error"}`, true},
		{"class in a long text", content.Signature{Exception: content.Strings{"RateLimitError"}}, padding + "RateLimitError: slow down", false},
		{"class of the SDK", content.Signature{Exception: content.Strings{"RateLimitError"}}, padding + "anthropic.RateLimitError: slow down", true},
		{"errno in a long text", content.Signature{Errno: content.Strings{"ECONNRESET"}}, padding + "ECONNRESET", true},
		{"message in a long text", content.Signature{Message: "everything is overloaded"}, padding + "everything is overloaded", true},
		{"client frame beside", content.Signature{Status: content.Ints{529}},
			padding + "HTTP 529\n  File \"/usr/lib/python3/site-packages/anthropic/_client.py\", line 7, in post\n", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(newEngine(t, article("a", test.signature)), test.paste)
			if got := len(d.Matches) == 1; got != test.want {
				t.Errorf("Diagnose(%q) matches = %v, want %v", test.paste, got, test.want)
			}
		})
	}
}

// TestForeignTextMatchesNothing holds for a wording too, as long as nothing speaks of Claude.
func TestForeignTextMatchesNothing(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("a", content.Signature{Message: "everything is overloaded"}))
	tests := []struct {
		paste string
		want  bool
	}{
		{"everything is overloaded", true},
		{"openai.InternalServerError: everything is overloaded", false},
		{"stripe: everything is overloaded", false},
		{"gpt-4o: everything is overloaded", false},
		{"https://api.vendor.example.io/v1: everything is overloaded", false},
		{"https://api.github.com/repos/a/b everything is overloaded", false},
		{"http://localhost:4000/v1 everything is overloaded", true},
		{"http://10.0.0.7:4000/v1 everything is overloaded", true},
		{"openai client for claude: everything is overloaded", true},
		{"https://api.vendor.example.io/v1/messages: everything is overloaded", true},
		{"https://api.vendor.example.io anthropic-version: everything is overloaded", true},
	}
	for _, test := range tests {
		if got := len(diagnosePaste(engine, test.paste).Matches) == 1; got != test.want {
			t.Errorf("Diagnose(%q) matches = %v, want %v", test.paste, got, test.want)
		}
	}
}

func TestGuidesAndWithdrawnTakeNoPart(t *testing.T) {
	t.Parallel()
	guide := article("guide", content.Signature{Message: "everything is overloaded"})
	guide.Kind = content.KindGuide
	withdrawn := article("withdrawn", content.Signature{Message: "everything is overloaded"})
	withdrawn.Withdrawn = "It never happens any more."
	if got := answers(diagnosePaste(newEngine(t, guide, withdrawn), "everything is overloaded")); len(got) != 0 {
		t.Errorf("Diagnose = %v, want no match", got)
	}
}

func TestNewNamesArticleAndField(t *testing.T) {
	t.Parallel()
	good := content.Signature{Message: "everything is overloaded"}
	tests := []struct {
		name      string
		signature content.Signature
		want      string
	}{
		{"message", content.Signature{Message: "short"}, "article bad: signatures[1]: message: "},
		{"unless", content.Signature{Message: "everything is overloaded", Unless: content.Strings{"{...} starts with a hole"}}, "article bad: signatures[1]: unless: "},
		{"value", content.Signature{Header: "server", Value: "{a:number}{b:number}"}, "article bad: signatures[1]: value: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine, err := New("test", []content.Article{article("good", good), article("bad", good, test.signature)})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || engine != nil {
				t.Errorf("New = %v, error %v, want an error that starts with %q", engine, err, test.want)
			}
		})
	}
}

// TestCutMessages: the less of a message is left, the more must speak for it.
func TestCutMessages(t *testing.T) {
	t.Parallel()
	engine := newEngine(t,
		article("key", content.Signature{Message: "invalid brew-key"}),
		article("kettle", content.Signature{Message: "the kettle was not found"}),
		article("cup", content.Signature{Message: "the kettle was not filled"}),
		article("pot", content.Signature{Message: "the pot {size:word} is broken"}),
	)
	tests := []struct {
		name  string
		paste string
		want  []string
	}{
		{"start of a message field", `claude {"message":"invalid b…`, []string{"key"}},
		{"elsewhere", `claude: invalid b…`, nil},
		{"in a text that names nobody", `{"message":"invalid b…`, nil},
		{"too little of it", `claude {"message":"the pot…`, nil},
		{"in parentheses", `(claude: the kettle was not fi…)`, []string{"cup"}},
		{"in the middle of a message field", `claude {"message":"an invalid b…`, nil},
		{"start of a message field that ends in a value", `claude {"message":"pot {…`, nil},
		{"start of a message field, in a value", `claude {"message":"the pot 12…`, nil},
		{"long beginning of two articles' messages", `claude: the kettle was not fi…`, []string{"cup"}},
		{"long beginning of two articles' messages, alike", `claude: the kettle was not f…`, nil},
		{"start of two articles' messages", `claude {"message":"the kettle…`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, answers(diagnosePaste(engine, test.paste))); diff != "" {
				t.Errorf("Diagnose(%q) (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

// TestValuesLeaveOutWhatInterruptsThem: a log's prefix or a mark of redaction is no part of a value.
func TestValuesLeaveOutWhatInterruptsThem(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("gone", content.Signature{Message: "claude has no pot {pot:model} any more"}))
	paste := "2026-11-03 10:14:24,100 ERROR claude has no pot blue-\n2026-11-03 10:14:25,123 ERROR kettle any more"
	d := diagnosePaste(engine, paste)
	if len(d.Matches) != 1 || d.Matches[0].Values["pot"] != "blue-kettle" {
		t.Errorf("Diagnose(%q) = %+v, want the pot blue-kettle", paste, d.Matches)
	}
}

// TestAlone: words that many errors hold name one when they are all that somebody pastes.
func TestAlone(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("full", content.Signature{Message: "no room left", Alone: true}))
	for paste, want := range map[string][]string{
		"No room left": {"full"},
		"2026-11-03 10:14:25 ERROR: No room left.\n":     {"full"},
		"stripe: no room left":                           nil,
		"The shelf in the kitchen is full, no room left": nil,
	} {
		if diff := cmp.Diff(want, answers(diagnosePaste(engine, paste))); diff != "" {
			t.Errorf("Diagnose(%q) (-want +got):\n%s", paste, diff)
		}
	}
}

// TestForeignSignatures: an error that always stands among other vendors' names says so itself.
func TestForeignSignatures(t *testing.T) {
	t.Parallel()
	engine := newEngine(t,
		article("ours", content.Signature{Message: "the kettle is empty"}),
		article("anyones", content.Signature{Message: "the brewing server hung up", Foreign: true}),
	)
	for paste, want := range map[string][]string{
		"stripe: the kettle is empty":        nil,
		"stripe: the brewing server hung up": {"anyones"},
		"claude: the kettle is empty":        {"ours"},
	} {
		if diff := cmp.Diff(want, answers(diagnosePaste(engine, paste))); diff != "" {
			t.Errorf("Diagnose(%q) (-want +got):\n%s", paste, diff)
		}
	}
}

// TestStatusAgainstType: gateways put one type or class on every status, so the status decides.
func TestStatusAgainstType(t *testing.T) {
	t.Parallel()
	wrong, key := article("wrong", content.Signature{Type: content.Strings{"invalid_request_error"}}), article("key", content.Signature{Status: content.Ints{401}})
	wrong.Status, key.Status = []int{400}, []int{401}
	engine := newEngine(t, wrong, key)
	for paste, want := range map[string][]string{
		"claude {'type': 'invalid_request_error'}":                {"wrong"},
		"claude {'status': 400, 'type': 'invalid_request_error'}": {"wrong"},
		"claude {'status': 401, 'type': 'invalid_request_error'}": {"key"},
	} {
		if diff := cmp.Diff(want, answers(diagnosePaste(engine, paste))); diff != "" {
			t.Errorf("Diagnose(%q) (-want +got):\n%s", paste, diff)
		}
	}
}

// TestEvidenceIsNoPartOfAName: error types hold the words of their messages.
func TestEvidenceIsNoPartOfAName(t *testing.T) {
	t.Parallel()
	engine := newEngine(t, article("kettle", content.Signature{Message: "kettle is empty"}))
	for paste, want := range map[string]int{
		`{"type":"kettle_is_empty_error"}`:                                          -1, // other words
		`{"type":"Kettle is empty_error","message":"Kettle is empty"}`:              43,
		`{"message":"Kettle is empty","type":"kettle is empty_error"}`:              12,
		`{"type":"my_kettle is empty"} and once more my_kettle is empty, no better`: 12,
	} {
		d, got := diagnosePaste(engine, paste), -1
		if len(d.Matches) > 0 {
			got = d.Matches[0].Evidence[0].Start
		}
		if got != want {
			t.Errorf("the evidence in %q starts at %d, want %d", paste, got, want)
		}
	}
}
