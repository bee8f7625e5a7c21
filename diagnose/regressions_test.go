package diagnose

import (
	"strings"
	"testing"

	"errdex/content"
)

// TestNoPanic holds the inputs that once made a reader run past the end of the paste.
func TestNoPanic(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	for _, paste := range []string{"Errno", "x WinError", "11:11:11" + strings.Repeat("1", 90), "[redacted:", "\x1b", "&", `\u00`} {
		diagnosePaste(engine, paste)
	}
}

// TestNumbersThatAreNoStatus holds short texts whose number is none, and other vendors' errors that look like ours.
func TestNumbersThatAreNoStatus(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	for _, paste := range []string{
		"bytes=529", "max_tokens: 429", "wrote 529 bytes", "port 502", "main.py:429", "line 429", "4 of 500 files",
		"OpenAI API error: 429 Too Many Requests", "Stripe API error: 429 Too Many Requests",
		"[API Error: [{\"error\":{\"code\":429,\"message\":\"Resource has been exhausted\"}}]] from gemini",
		`mistralai.models.SDKError: API error occurred: Status 429 {"message":"Requests rate limit exceeded"} from api.mistral.ai`,
		"com.amazonaws.services.dynamodbv2.model.AmazonDynamoDBException: Rate exceeded (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ThrottlingException; Request ID: ABC)",
		"claude job failed: 529e4567-e89b-12d3-a456-426614174000 is the id of the run that we looked at in the morning",
		"HTTPSConnectionPool(host='pypi.example.org', port=443): Read timed out. (read timeout=15)",
		"getaddrinfo ENOTFOUND db.internal.example.org",
		"dial tcp: lookup repo.example.org on 10.0.0.2:53: no such host",
		"connect ECONNREFUSED 127.0.0.1:5432",
		"MongoServerSelectionError: connect ECONNREFUSED 127.0.0.1:4000",
	} {
		if got := answers(diagnosePaste(engine, paste)); len(got) != 0 {
			t.Errorf("Diagnose(%q) = %v, want no match", paste, got)
		}
	}
}

// TestEnvelopesThatHideTheError holds wrappings which once kept the error in them from being seen.
func TestEnvelopesThatHideTheError(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	tests := map[string]string{
		`HTTP 400 from https://api.anthropic.com/v1/messages {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 3 tokens > 2 maximum"}}`: "context-window-exceeded",
		"Authentication Error, Invalid proxy server token passed. Received API Key = sk-EXAMPLEEXAMPLEEXAMPLEEX, Key Hash = abc. Unable to find token in cache":              "authentication-error",
		`{"error": {"message": "Too much of it", "type": "authentication_error"}, "type": "error"}` + strings.Repeat(" ", 60) + "from the kettle":                            "authentication-error",
		"see https://github.com/example/app/issues/1\nanthropic.InternalServerError: Error code: 529 - Overloaded":                                                           "overloaded",
	}
	for paste, want := range tests {
		if got := answers(diagnosePaste(engine, paste)); len(got) == 0 || got[0] != want {
			t.Errorf("Diagnose(%q) = %v, want %s first", paste, got, want)
		}
	}
}

func TestStatusesOfOddShapes(t *testing.T) {
	t.Parallel()
	const prose = "The nightly job of the billing team told us what follows, and nobody knows why it did.\n"
	for paste, want := range map[string]int{
		"<title>api.example.com | 520: Web server is returning an unknown error</title>": 520,
		"$metadata: { httpStatusCode: 403 }":                                             403,
		"POST http://localhost:1/v1/messages 401 (Unauthorized)":                         401,
	} {
		if got := diagnosePaste(newEngine(t), prose+paste).Facts.Status; got != want {
			t.Errorf("status of %q = %d, want %d", paste, got, want)
		}
	}
}

func TestHeadersOfOddShapes(t *testing.T) {
	t.Parallel()
	for _, paste := range []string{
		`{"retry-after":30,"x":1}`, `[{"retry-after", "30"}, {"server", "x"}]`, `map[Retry-After:[30] Server:[x]]`,
		`(Retry-After: 30) {"type":"error"}`, "'retry-after' => ['30']",
	} {
		if got := diagnosePaste(newEngine(t), paste).Facts.Headers["retry-after"]; got != "30" {
			t.Errorf("retry-after of %q = %q, want 30", paste, got)
		}
	}
}

// TestTypesOfOtherFields: a field that holds no error type may hold a word that is one.
func TestTypesOfOtherFields(t *testing.T) {
	t.Parallel()
	for paste, want := range map[string]string{
		`{"terminal_reason":"api_error","result":"x"}`: "",
		`{"error":{"type":"api_error"}}`:               "api_error",
		"ended with api_error":                         "api_error",
		`{'code': 'EAI_AGAIN'}`:                        "",
		`{"status": "RESOURCE_EXHAUSTED"}`:             "RESOURCE_EXHAUSTED",
	} {
		if got := diagnosePaste(newEngine(t), paste).Facts.ErrorType; got != want {
			t.Errorf("error type of %q = %q, want %q", paste, got, want)
		}
	}
}

func TestTemplatesOfOddShapes(t *testing.T) {
	t.Parallel()
	if _, at, ok := fit(t, "would exceed your rate limit", "would exceed\n    at f (x.js:1:2)\nyour rate limit"); ok {
		t.Errorf("a template fits across a frame: %q", at)
	}
	values, _, _ := fit(t, "{m:model} does not support effort", "400 Bad Request\nclaude-x does not support effort")
	if values["m"] != "claude-x" {
		t.Errorf("leading hole took %q, want claude-x", values["m"])
	}
	if _, _, ok := fit(t, "resets at {t:time} in your zone", "resets at 2026-11-03 10:14 UTC in your zone"); !ok {
		t.Errorf("a time of several words before the longest literal does not fit")
	}
	if _, _, ok := fit(t, "first part {...} second part here", "first part\na\nb\nc\nsecond part here"); ok {
		t.Errorf("{...} reaches over more than two line breaks")
	}
}

// TestCutInLiteralBehindHole: the paste ends in the words behind a value.
func TestCutInLiteralBehindHole(t *testing.T) {
	t.Parallel()
	article := content.Article{Slug: "limit", Kind: content.KindCause, Layer: content.LayerQuota,
		Signatures: []content.Signature{{Message: "would exceed your limit of {n:number} tokens per minute"}}}
	got := diagnosePaste(newEngine(t, article), "claude: would exceed your limit of 50 tokens per…")
	if len(got.Matches) != 1 || got.Matches[0].Confidence != content.ConfidenceLikely {
		t.Errorf("matches = %+v, want one that is likely", got.Matches)
	}
}

// TestRedactionMarkIsNoEvidence: the name of a kind of secret must not make a foreign text one about Claude.
func TestRedactionMarkIsNoEvidence(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	for _, paste := range []string{
		"api_key: sk-ant-api03-PlantedPlantedPlantedPlanted01\nsmtp: connection error, giving up",
		"my key is sk-ant-api03-PlantedPlantedPlantedPlanted01 and my mail server postfix is overloaded",
	} {
		if got := answers(diagnosePaste(engine, paste)); len(got) != 0 {
			t.Errorf("Diagnose(%q) = %v, want no match", paste, got)
		}
	}
}

// TestGluedWords: some scripts set no space next to an English word, and a header ends at an escaped line break.
func TestGluedWords(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	tests := map[string]string{
		"错误prompt is too long: 210000 tokens > 200000 maximum":                 "context-window-exceeded",
		`claude "HTTP/2 429\nanthropic-ratelimit-requests-remaining: 0\nx: 1"`: "rate-limit-requests",
		"/429": "rate-limit",
	}
	for paste, want := range tests {
		if got := answers(diagnosePaste(engine, paste)); len(got) == 0 || got[0] != want {
			t.Errorf("Diagnose(%q) = %v, want %s first", paste, got, want)
		}
	}
	level := "2026-11-21 10:14:00 ERROR 429 files were sent to claude in the morning, all is well with it"
	if got := answers(diagnosePaste(engine, level)); len(got) != 0 {
		t.Errorf("Diagnose(%q) = %v, want no match", level, got)
	}
}

// TestProgressIsNoCut: a program that goes on ends its line in an ellipsis too.
func TestProgressIsNoCut(t *testing.T) {
	t.Parallel()
	paste := `API Error (529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}) · Retrying in 5 seconds…`
	if diagnosePaste(newEngine(t), paste).Truncated {
		t.Errorf("Diagnose(%q) says that the paste is cut off", paste)
	}
}

// TestValueWrappedBehindHyphen: the terminal broke the model's id at its hyphen.
func TestValueWrappedBehindHyphen(t *testing.T) {
	t.Parallel()
	values, _, ok := fit(t, "maximum allowed number of output tokens for {model:model}", "maximum allowed number of output tokens for claude-3-5-\n      sonnet-20241022")
	if !ok || values["model"] != "claude-3-5-sonnet-20241022" {
		t.Errorf("model = %q, %v", values["model"], ok)
	}
}

// TestUnbelievableHeaders: what is no time is left out, and nobody waits for three thousand years.
func TestUnbelievableHeaders(t *testing.T) {
	t.Parallel()
	d := diagnosePaste(newEngine(t), "HTTP/2 429\nretry-after: 99999999999\nanthropic-ratelimit-requests-remaining: 0\nanthropic-ratelimit-requests-reset: whenever you like\n")
	if d.Verdict.RetryAfterSeconds != nil || d.RateLimit == nil || d.RateLimit.ResetsAt != "" {
		t.Errorf("wait %v, rate limit %+v", d.Verdict.RetryAfterSeconds, d.RateLimit)
	}
}

func TestModelTimeAndPage(t *testing.T) {
	t.Parallel()
	paste := "[2026-11-21 10:14:02] ERROR call of us.anthropic.claude-sonnet-4-5-20250929-v1:0 failed\nHTTP/1.1 502 Bad Gateway\n" +
		"Server: nginx/1.24.0\n\n<html><head><title>502 Bad Gateway</title></head></html>\n"
	d := diagnosePaste(newEngine(t), paste)
	if d.Facts.Model != "us.anthropic.claude-sonnet-4-5-20250929-v1:0" || d.Facts.Time != "2026-11-21 10:14:02" {
		t.Errorf("model %q, time %q", d.Facts.Model, d.Facts.Time)
	}
	said := ""
	for _, link := range d.Chain {
		if link.Who == "nginx" {
			said = link.Said
		}
	}
	if said != "502 Bad Gateway" {
		t.Errorf("chain %+v: nginx says %q", d.Chain, said)
	}
}

// TestAbsentHeader: a 429 without retry-after is told apart only where the headers can be seen.
func TestAbsentHeader(t *testing.T) {
	t.Parallel()
	article := overlapping("cap", "", content.Signature{Status: content.Ints{429}, Header: "request-id", Absent: content.Strings{"Retry-After"}})
	for paste, want := range map[string]int{
		"HTTP/2 429\nrequest-id: req_011CExample\n":                 1,
		"HTTP/2 429\nrequest-id: req_011CExample\nretry-after: 5\n": 0,
		"HTTP/2 429\nrequest-id: req_011CExample\nvia: 1.1 pro…":    0,
		"API Error: 429 (Request-ID: req_011CExample)":              0,
		"anthropic.RateLimitError: Error code: 429":                 0,
	} {
		if got := len(diagnosePaste(newEngine(t, article), paste).Matches); got != want {
			t.Errorf("Diagnose(%q) has %d matches, want %d", paste, got, want)
		}
	}
}

func TestStreamInChain(t *testing.T) {
	t.Parallel()
	paste := "event: content_block_delta\ndata: {}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n"
	chain := diagnosePaste(newEngine(t), paste).Chain
	if len(chain) != 2 || chain[0].Who != "stream" || chain[1].Said != "overloaded_error: Overloaded" {
		t.Errorf("chain = %+v", chain)
	}
}

// TestHostileWords: one word of many parts, each naming a client, costs no more than its bytes.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"parts":            strings.Repeat("curl-", 52_000),
		"a long version":   strings.Repeat("curl-", 26_000) + "curl " + strings.Repeat("1.", 65_000),
		"blanks behind it": strings.Repeat("curl-", 26_000) + strings.Repeat(" ", 130_000),
	} {
		facts, size := scan(nil, []byte(text), nil, nil, errnos()), 0
		for _, f := range facts {
			size += len(f.name) + len(f.value)
		}
		if len(facts) > maxFacts || size > maxFacts*2*maxVersion {
			t.Errorf("%s: %d facts of %d bytes", name, len(facts), size)
		}
		for _, link := range diagnosePaste(newEngine(t), text).Chain {
			if len(link.Said) > maxSaid {
				t.Errorf("%s: a link says %d bytes", name, len(link.Said))
			}
		}
	}
}

// TestMostlyCut cuts a quarter off the only error of a paste: its first words must do.
func TestMostlyCut(t *testing.T) {
	t.Parallel()
	const message = "OAuth authentication is currently not supported"
	engine := newEngine(t, article("oauth", content.Signature{Message: message}), article("other", content.Signature{Message: "that is not supported here"}))
	paste := `{"error": "` + message[:len(message)*3/4] + "…"
	if got := answers(diagnosePaste(engine, paste)); len(got) != 1 || got[0] != "oauth" {
		t.Errorf("Diagnose(%q) = %v, want oauth", paste, got)
	}
}

// TestVocabularyIsNoProgress: an error may speak of thinking, waiting and loading.
func TestVocabularyIsNoProgress(t *testing.T) {
	t.Parallel()
	for paste, want := range map[string]bool{
		"API Error: 400 Invalid signature in thinking bl…": true,
		"timed out while waiting for the first by...":      true,
		"✻ Thinking…":                          false,
		"Overloaded. Retrying in 4 seconds...": false,
		"Press Enter to continue…":             false,
	} {
		if got := diagnosePaste(newEngine(t), paste).Truncated; got != want {
			t.Errorf("Diagnose(%q).Truncated = %v, want %v", paste, got, want)
		}
	}
}

// TestSentencesOwnTime: a time within a sentence is no log's, wherever the line breaks.
func TestSentencesOwnTime(t *testing.T) {
	t.Parallel()
	for paste, want := range map[string]string{
		"Claude: you will regain access on\n2026-12-01 00:00:00 UTC": "",
		"2026-11-21 10:14:02, INFO Claude was called":                "2026-11-21 10:14:02",
		"calling Claude\n2026-11-21 10:14:02 ERROR no answer":        "2026-11-21 10:14:02",
	} {
		if got := diagnosePaste(newEngine(t), paste).Facts.Time; got != want {
			t.Errorf("Diagnose(%q): time %q, want %q", paste, got, want)
		}
	}
}

func TestWhatIsNoModelOrVersion(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"anthropic-beta: claude-code-20250219", "/srv/claude-worker-2/index.js", "claude-cli/2.1.3"} {
		if got := read(text, factModel); len(got) != 0 {
			t.Errorf("%q holds the models %v, want none", text, got)
		}
	}
	for text, want := range map[string]string{
		"model: claude-3-7-sonnet-20250219":                      "claude-3-7-sonnet-20250219",
		"/model/us.anthropic.claude-sonnet-4-5-v1:0/invoke":      "us.anthropic.claude-sonnet-4-5-v1:0",
		"publishers/anthropic/models/claude-opus-4-1:rawPredict": "claude-opus-4-1",
	} {
		if got := read(text, factModel); len(got) != 1 || got[0] != want {
			t.Errorf("%q holds the models %v, want %s", text, got, want)
		}
	}
	if got := read("curl 127.0.0.1:8080/v1/messages", factClient); len(got) != 1 || got[0] != "curl" {
		t.Errorf("an address is read as a version: %v", got)
	}
}
