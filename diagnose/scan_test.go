package diagnose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read scans a text the way that Diagnose does and prints the facts of one kind.
func read(text string, kind factKind) []string {
	v := newView(text)
	var found []string
	for f := range of(scan(nil, v.text, masks(v.text), placeholders(v.text), errnos("ECONNREFUSED", "CERT_HAS_EXPIRED")), kind) {
		printed := f.value
		if f.name != "" {
			printed = f.name + "=" + f.value
		}
		found = append(found, printed)
	}
	return found
}

// prose makes a text too long to be nothing but its number.
const prose = "The nightly job of the billing team told us what follows, and nobody knows why it did.\n"

func TestStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string // the statuses, joined
	}{
		{"anthropic.RateLimitError: Error code: 429 - {'type': 'error'}", "429"},
		{"Error code: 502", "502"},
		{`RateLimitError: 429 {"type":"error","error":{}}`, "429"},
		{"NotFoundError: 404 status code (no body)", "404"},
		{`[log_1a2b3c, request-id: "req_011"] POST https://api.anthropic.com/v1/messages failed with status 429 in 321ms`, "429"},
		{`POST "https://api.anthropic.com/v1/messages": 429 Too Many Requests (Request-ID: req_011) {"type":"error"}`, "429"},
		{`com.anthropic.errors.RateLimitException: 429: {"type":"error"}`, "429"},
		{`{url: "https://api.anthropic.com/v1/messages", status: 429, body: {type: "error"}}`, "429"},
		{`{:url=>"https://api.anthropic.com/v1/messages", :status=>429, :body=>{}}`, "429"},
		{`{"status": 429, "body": {}}`, "429"},
		{`API Error: 529 {"type":"error","error":{"type":"overloaded_error"}}`, "529"},
		{`API Error (529 {"type":"error"}) · Retrying in 4 seconds… (attempt 3/10)`, "529"},
		{"API Error: Request rejected (429) · try later", "429"},
		{"Failed to authenticate. API Error: 401 Invalid bearer token", "401"},
		{"HTTP/1.1 503 Service Unavailable", "503"},
		{"< HTTP/2 429", "429"},
		{"HTTP/1.0 502 x", "502"},
		{"HTTP 504", "504"},
		{prose + "HTTP ERROR 500", "500"},
		{prose + "ERROR 500 files were sent", ""},
		{"httpx.HTTPStatusError: Client error '400 Bad Request' for url 'https://api.anthropic.com/v1/messages'", "400"},
		{"Server error '529 ' for url", "529"},
		{"the gateway answered [502] to us", "502"},
		{"AI_APICallError: x {\n  statusCode: 400,\n  isRetryable: false\n}", "400"},
		{`{"statusCode":400}`, "400"},
		{`{\"statusCode\":400}`, "400"},
		{`{\\\"status_code\\\": 429}`, "429"},
		{"status_code=429", "429"},
		{"'status_code': 429", "429"},
		{"(Service: BedrockRuntime, Status Code: 400, Request ID: 1)", "400"},
		{"https response error StatusCode: 400, RequestID: 1", "400"},
		{"<center><h1>502 Bad Gateway</h1></center>", "502"},
		{"<h1>413 Request Entity Too Large</h1>", "413"},
		{`400{"type":"error"}`, "400"},
		{"400Bad Request", "400"},
		{"Request Failed: 400 {\"error\":{}}", "400"},
		{`404 [{"error":{}}]`, "404"},
		{`{"error":{"code":404,"message":"x","status":"NOT_FOUND"}}`, "404"},
		{`{"code":"429"}`, "429"},
		{"received 529 from upstream", "529"},
		{"the API returned a 529 error", "529"},
		{"we keep getting 429 errors from it", "429"},
		{"exception 500", "500"},
		{"error code:   429", "429"},
		{"HTTP 502, then HTTP 503", "502 503"},
		{"Unexpected status 401 Unauthorized", "401"},
		{"429 Too Many Requests", "429"},
		{"status 529 (overloaded)", "529"},

		{"connect to 127.0.0.1:502 failed", ""},
		{"listening on port 502", ""},
		{"at https://localhost:443/x", ""},
		{"main.py, line 429, in run", ""},
		{"server.go:429: no", ""},
		{"app.js:429:12", ""},
		{"wrote 529 bytes", ""},
		{"content-length: 429", ""},
		{`"max_tokens": 429`, ""},
		{"max_tokens=512", ""},
		{`"input_tokens":429,"output_tokens":500`, ""},
		{"took 500 ms", ""},
		{"after 429ms", ""},
		{"at 10:14:02.500", ""},
		{"2026-11-03 500", ""},
		{"version 4.29.0", ""},
		{"v529", ""},
		{"nginx/1.24.429", ""},
		{"anthropic-sdk 0.429.0", ""},
		{"id 429000", ""},
		{"cf-ray: 429ab1234567890c-FRA", ""},
		{"req_429 and msg_529", ""},
		{"claude-opus-4-529", ""},
		{"model-500-x", ""},
		{"error code: 4290", ""},
		{"error code: 42", ""},
		{"error code: 200", ""},
		{"error code: 600", ""},
		{"error code: 429.5", ""},
		{"a room for 404 people", ""},
		{"a 529 plan saves for college", ""},
		{"$ 500", ""},
		{"prompt is too long: 500 tokens", ""},
	}
	for _, test := range tests {
		if got := strings.Join(read(prose+test.text, factStatus), " "); got != test.want {
			t.Errorf("statuses of %q = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestStatusAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"529", " 529\n", "error 529", "529!", "Claude 529", "529 again"} {
		if diff := cmp.Diff([]string{"529"}, read(text, factStatus)); diff != "" {
			t.Errorf("statuses of %q (-want +got):\n%s", text, diff)
		}
	}
	if got := read(prose+"529", factStatus); got != nil {
		t.Errorf("statuses of a bare number behind prose = %q, want none", got)
	}
}

func TestFactSpans(t *testing.T) {
	t.Parallel()
	text := `anthropic.RateLimitError: Error code: 429 - {'error': {'type': 'rate_limit_error', 'message': 'Slow down now'}} [Errno 111] ` +
		"https://api.anthropic.com req_011Abc\nRetry-After: 12\n"
	want := map[factKind]string{
		factException: "anthropic.RateLimitError", factStatus: "429", factType: "rate_limit_error", factMessage: "Slow down now",
		factErrno: "Errno 111", factHost: "api.anthropic.com", factRequestID: "req_011Abc", factHeader: "Retry-After: 12",
	}
	facts := scan(nil, []byte(text), nil, nil, errnos())
	for kind, part := range want {
		found := slices.Collect(of(facts, kind))
		if !slices.ContainsFunc(found, func(f fact) bool { return text[f.span.start:f.span.end] == part }) {
			t.Errorf("facts of kind %d are %+v, want one at %q", kind, found, part)
		}
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		kind factKind
		text string
		want []string
	}{
		{"type", factType, `{"type":"error","error":{"type":"overloaded_error"}}`, []string{"overloaded_error"}},
		{"type of python", factType, `{'type': 'rate_limit_error'}`, []string{"rate_limit_error"}},
		{"type of ruby", factType, `{:type=>"api_error"}`, []string{"api_error"}},
		{"type escaped", factType, `{\\\"type\\\":\\\"timeout_error\\\"}`, []string{"timeout_error"}},
		{"type in prose", factType, "it says billing_error again", []string{"billing_error"}},
		{"types nested", factType, `{"type":"api_error","raw":"{\"type\":\"not_found_error\"}"}`, []string{"api_error", "not_found_error"}},
		{"longer word", factType, "overloaded_errors my_overloaded_error", nil},
		{"type of Google", factType, `{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}`, []string{"RESOURCE_EXHAUSTED"}},
		{"type of Azure", factType, `{"error":{"code":"DeploymentNotFound"}}`, []string{"DeploymentNotFound"}},
		{"type of AWS", factType, `{"__type":"ThrottlingException"}`, []string{"ThrottlingException"}},
		{"reason of Google", factType, `"reason": "ACCESS_TOKEN_EXPIRED"`, []string{"ACCESS_TOKEN_EXPIRED"}},
		{"other values of type", factType, `"type":"text" "code":404 "status":"error" "reason":"Bad Request" "type":"Message"`, []string{"Message"}},

		{"request id", factRequestID, `"request_id":"req_011CAbc-d"`, []string{"req_011CAbc-d"}},
		{"request id at a sentence's end", factRequestID, "(request req_011CAbc).", []string{"req_011CAbc"}},
		{"no request id", factRequestID, "my_req_01 request_id xreq_01", nil},

		{"exception", factException, "RateLimitError: x", []string{"RateLimitError"}},
		{"exception with module", factException, "anthropic.RateLimitError: x", []string{"anthropic=RateLimitError"}},
		{"exception with modules", factException, "com.anthropic.errors.RateLimitException: 429", []string{"com.anthropic.errors=RateLimitException"}},
		{"exception of boto", factException, "botocore.errorfactory.ThrottlingException: x", []string{"botocore.errorfactory=ThrottlingException"}},
		{"exception of ruby", factException, "Anthropic::Errors::NotFoundError", []string{"NotFoundError"}},
		{"timeout and fault", factException, "httpx.ReadTimeout ServiceFault", []string{"httpx=ReadTimeout", "ServiceFault"}},
		{"exception behind an escaped line", factException, `x\nRateLimitError: y`, []string{"RateLimitError"}},
		{"no exception", factException, "Error terror rate_limit_error error.Exceptional", nil},
		{"exception in a frame", factException, "  File \"a.py\", line 3, in f\n    raise RateLimitError(\n", nil},

		{"errno", factErrno, "connect ECONNREFUSED 127.0.0.1:3000", []string{"ECONNREFUSED"}},
		{"errno that nobody asks for", factErrno, "ENOENT", nil},
		{"errno in small letters", factErrno, "econnrefused", nil},
		{"errno with underscores", factErrno, "code: 'CERT_HAS_EXPIRED'", []string{"CERT_HAS_EXPIRED"}},
		{"errno of python", factErrno, "[Errno -2] Name or service not known", []string{"Errno -2"}},
		{"errno of windows", factErrno, "[WinError 10061] No connection", []string{"WinError 10061"}},
		{"errno without a number", factErrno, "Errno x and Errno.", nil},

		{"message", factMessage, `{"message":"Slow down now"}`, []string{"Slow down now"}},
		{"message of python", factMessage, `{'message': "Don't do it"}`, []string{"Don't do it"}},
		{"message with escaped quotes", factMessage, `{"message":"the \"x\" field"}`, []string{`the \"x\" field`}},
		{"message escaped once", factMessage, `{\"message\":\"the \\\"x\\\" field\"}`, []string{`the \\\"x\\\" field`}},
		{"message escaped twice", factMessage, `{\\\"message\\\":\\\"Slow down\\\",\\\"code\\\":1}`, []string{"Slow down"}},
		{"message that is bare", factMessage, "message: Slow down\nnext", []string{"Slow down"}},
		{"message of one word", factMessage, `{"message":"Overloaded"}`, []string{"Overloaded"}},
		{"message not closed", factMessage, `{"message":"Slow down`, []string{"Slow down"}},
		{"error as message", factMessage, `{"error":"model not found"}`, []string{"model not found"}},
		{"detail as message", factMessage, `{"detail":"Not Found here"}`, []string{"Not Found here"}},

		{"header", factHeader, "Retry-After: 12\r\nServer: nginx/1.24.0\r\n", []string{"retry-after=12", "server=nginx/1.24.0"}},
		{"header of curl", factHeader, "< HTTP/2 429\n< retry-after: 12\n", []string{"retry-after=12"}},
		{"headers of python", factHeader, "Headers({'retry-after': '12', 'via': '1.1 squid'})", []string{"retry-after=12", "via=1.1 squid"}},
		{"headers of javascript", factHeader, "headers: {\n  'retry-after': '12',\n  server: 'cloudflare',\n}", []string{"retry-after=12", "server=cloudflare"}},
		{"headers of elixir", factHeader, `headers: %{"retry-after" => ["12"], "server" => ["cloudflare"]}`, []string{"retry-after=12", "server=cloudflare"}},
		{"headers escaped", factHeader, `{\"retry-after\":\"12\",\"server\":\"x\"}`, []string{"retry-after=12", "server=x"}},
		{"date header", factHeader, "date: Tue, 03 Nov 2026 10:14:25 GMT\n", []string{"date=Tue, 03 Nov 2026 10:14:25 GMT"}},
		{"rate limit headers", factHeader, "anthropic-ratelimit-unified-status: rejected\nanthropic-organization-id: x\nx-envoy-upstream-service-time: 3",
			[]string{"anthropic-ratelimit-unified-status=rejected", "anthropic-organization-id=x", "x-envoy-upstream-service-time=3"}},
		{"headers that say nothing", factHeader, "x-other: 1\nset-cookie: a\nauthorization: b\n", nil},
		{"header in prose", factHeader, "the retry-after header is 12", nil},
		{"header in a frame", factHeader, "  File \"a.py\", line 3, in f\n    retry-after: 12\n", nil},

		{"host in a url", factHost, "POST https://api.anthropic.com/v1/messages", []string{"anthropic=api.anthropic.com"}},
		{"host alone", factHost, "could not resolve api.anthropic.com.", []string{"anthropic=api.anthropic.com"}},
		{"host of bedrock", factHost, "https://bedrock-runtime.us-east-1.amazonaws.com/model", []string{"bedrock=bedrock-runtime.us-east-1.amazonaws.com"}},
		{"host of vertex", factHost, "us-east5-aiplatform.googleapis.com", []string{"vertex=us-east5-aiplatform.googleapis.com"}},
		{"host of foundry", factHost, "https://x.services.ai.azure.com/anthropic", []string{"foundry=x.services.ai.azure.com"}},
		{"host with a port", factHost, "http://localhost:4000/v1", []string{"localhost"}},
		{"other host", factHost, "https://gateway.example.net/v1 and gateway.example.net", []string{"gateway.example.net"}},
		{"file name", factHost, "main.py client.go", nil},

		{"client by module", factClient, "anthropic.RateLimitError: x", []string{"anthropic-python"}},
		{"client litellm", factClient, "litellm.RateLimitError: AnthropicException - x", []string{"litellm", "litellm"}},
		{"client claude code", factClient, "Claude Code v2 / claude-code", []string{"claude-code", "claude-code"}},
		{"client by its prefix", factClient, "API Error: 529", []string{"claude-code"}},
		{"client by its package", factClient, "at x (/app/node_modules/@anthropic-ai/sdk/error.js:1:2)", []string{"anthropic-typescript"}},
		{"client by a frame", factClient, "  File \"/usr/lib/python3/site-packages/anthropic/_base.py\", line 3, in f\n", []string{"anthropic-python"}},
		{"client curl", factClient, "curl: (35) error", []string{"curl"}},
		{"no client", factClient, "it broke", nil},

		{"provider by the shape of its errors", factProvider, `{"type":"error","error":{"type":"x"}}`, []string{""}},
		{"provider by the shape escaped", factProvider, `{\"type\": \"error\", \"error\": {}}`, []string{""}},
		{"provider by its own type", factProvider, "overloaded_error", []string{""}},
		{"provider by an id", factProvider, "req_01Abc msg_01Abc /v1/messages", []string{"", "", ""}},
		{"provider in a frame", factProvider, "  File \"/srv/claude/a.py\", line 3, in f\n", []string{""}},
		{"no provider", factProvider, `{"type":"error","message":"x"} {"type":"object","error":{}} api_error req_x`, nil},

		{"foreign words", factForeign, "openai and GPT-4o and postgres", []string{"openai", "gpt", "postgres"}},
		{"foreign host", factForeign, "https://api.vendor.example.io/v1", []string{"api.vendor.example.io"}},
		{"neutral hosts", factForeign, "https://developer.mozilla.org/x https://127.0.0.1/x https://10.0.0.1:80 https://gateway:4000 https://errors.pydantic.example.com", nil},
		{"foreign words inside of others", factForeign, "openairs stripes regithubbed", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, read(test.text, test.kind)); diff != "" {
				t.Errorf("facts of %q (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

// TestScanEnds reads every beginning of a text: a value may be cut off anywhere.
func TestScanEnds(t *testing.T) {
	t.Parallel()
	const text = "Retry-After : [ \\\"12\\\"\nError code: 429 - [{'type': 'x\\\\', \"message\":  \"a b\\\"\"}] ECONNREFUSED EOF C:\\new https://api.anthropic.com/v1/messages"
	for end := range len(text) + 1 {
		v := newView(text[:end])
		for _, f := range scan(nil, v.text[:len(v.text):len(v.text)], nil, nil, errnos("EOF", "ECONNREFUSED")) {
			if f.span.start < 0 || f.span.end < f.span.start || f.span.end > len(v.text) {
				t.Errorf("scan(%q): %+v is outside of the text", text[:end], f)
			}
		}
	}
}

func TestScanIsBounded(t *testing.T) {
	t.Parallel()
	text := []byte(strings.Repeat("api_error ", 10_000))
	if got := len(scan(nil, text, nil, nil, errnos())); got != maxFacts {
		t.Errorf("scan of 10,000 types read %d facts, want %d", got, maxFacts)
	}
	long := []byte("server: " + strings.Repeat("x", 100_000))
	f, ok := first(scan(nil, long, nil, nil, errnos()), factHeader)
	if !ok || len(f.value) != maxValue {
		t.Errorf("scan of a long header read %d bytes, want %d", len(f.value), maxValue)
	}
}

// errnos is what an engine asks for whose signatures name these codes.
func errnos(words ...string) askedWords {
	asked := newAskedWords()
	for _, word := range words {
		asked.add(word, factErrno)
	}
	return asked
}

// TestWrappedWord: a terminal cuts words in two; what either half says alone would be nothing, or wrong.
func TestWrappedWord(t *testing.T) {
	t.Parallel()
	line := "a line that is as long as a terminal is wide: "
	tests := []struct {
		name string
		text string
		kind factKind
		want []string
	}{
		{"host", line + "https://support.anthro\npic.com/x", factForeign, nil},
		{"host, indented", line + "https://api.anth\n    ropic.com/x", factHost, []string{"anthropic=api.anthropic.com"}},
		{"host that is whole", line + "https://status.example.net\nanthropic.com", factForeign, []string{"status.example.net"}},
		{"type", line + "{'type': 'rate_lim\nit_error'", factType, []string{"rate_limit_error"}},
		{"type behind a key that is cut", line + "{'ty\n  pe': 'api_error'", factType, []string{"api_error"}},
		{"cloud's type", line + "\"status\":\"IN\n  TERNAL\"", factType, []string{"INTERNAL"}},
		{"path", line + "https://llm.example/v1/mess\n  ages", factProvider, []string{""}},
		{"host that is neutral", line + "see https://cloud.goog\n  le.com/docs", factForeign, nil},
		{"errno", line + "ECONNREF\nUSED", factErrno, []string{"ECONNREFUSED"}},
		{"request id", line + "req_011CAbcAbcAbc\nAbcAbcAbcAb.", factRequestID, []string{"req_011CAbcAbcAbcAbcAbcAbcAb"}},
		{"request id that is whole", line + "req_011CAbcAbcAbcAbcAbcAbcAb\nnext", factRequestID, []string{"req_011CAbcAbcAbcAbcAbcAbcAb"}},
		{"model", line + "clau\nde-sonnet-4-6", factModel, []string{"claude-sonnet-4-6"}},
		{"request id that another word follows", line + "req_011CA\nNextTimeWeShouldRetryIt", factRequestID, []string{"req_011CA"}},
		{"end of a sentence", line + "with this model.\nclaude-sonnet-4-6", factModel, []string{"claude-sonnet-4-6"}},
		{"status", line + "HTTP/1.1\" 429\n10.0.0.2 - -", factStatus, []string{"429"}},
		{"header", line + "of today\nretry-after: 12", factHeader, []string{"retry-after=12"}},
		{"class behind a word", line + "service\ncom.anthropic.errors.RateLimitException: x", factException, []string{"com.anthropic.errors=RateLimitException"}},
		{"short line is no wrap", "rate_lim\nit_error", factType, nil},
		{"far indentation", line + "rate_lim\n" + strings.Repeat(" ", maxWrapped) + "it_error", factType, nil},
		{"at the end", line + "rate_lim\n", factType, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := read(test.text, test.kind); !slices.Equal(got, test.want) {
				t.Errorf("scan(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// TestClaudeCodeFrame: Claude Code's own frames name it, as do those of the SDKs.
func TestClaudeCodeFrame(t *testing.T) {
	t.Parallel()
	if got := read("Error: 404\n    at f (/$bunfs/root/src/entrypoints/cli.js:12:6)\n", factClient); !slices.Equal(got, []string{"claude-code"}) {
		t.Errorf("client of a frame of Claude Code = %q", got)
	}
}

// TestDocumentationLinks: a page to read tells of no other vendor, unless its host is one's own.
func TestDocumentationLinks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"see https://kettle.example.io/docs/tools/debugging": nil,
		"see https://docs.kettle.io/errors":                  nil,
		"see https://kettle.io/errors":                       {"kettle.io"},
		"HTTPS_PROXY=http://proxy.kettle.io:8080":            nil, // on the way to anybody
		"see https://platform.openai.com/docs/guides":        {"platform.openai.com"},
		"see https://pypi.org/project/kettle":                nil,
		"getaddrinfo ENOTFOUND pypi.org":                     {"pypi.org"}, // linked to it may be, but not called by Claude's users
		"Failed to connect to kettle.io port 443":            {"kettle.io"},
		"Failed to connect to 192.0.2.7 port 443":            nil,
		"answers to kettle.io":                               nil,
	} {
		if got := read(text, factForeign); !slices.Equal(got, want) {
			t.Errorf("foreign signs of %q = %q, want %q", text, got, want)
		}
	}
}
