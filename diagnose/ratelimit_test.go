package diagnose

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"errdex/content"
)

func TestRateLimit(t *testing.T) {
	t.Parallel()
	engine := newEngine(t)
	tests := []struct {
		name  string
		paste string
		want  *RateLimit
	}{
		{"no headers", "HTTP 429", nil},
		{"something left", "anthropic-ratelimit-requests-limit: 50\nanthropic-ratelimit-requests-remaining: 49\n", nil},
		{"limit without a remainder", "anthropic-ratelimit-requests-limit: 50\n", nil},
		{"requests", "anthropic-ratelimit-requests-limit: 50\nanthropic-ratelimit-requests-remaining: 0\nanthropic-ratelimit-requests-reset: 2026-11-03T10:14:31Z\n",
			&RateLimit{Bucket: "requests", Limit: 50, ResetsAt: "2026-11-03T10:14:31Z"}},
		{"remainder alone", "anthropic-ratelimit-output-tokens-remaining: 0\n", &RateLimit{Bucket: "output-tokens"}},
		{"capitals and windows lines", "Anthropic-Ratelimit-Input-Tokens-Limit: 30000\r\nAnthropic-Ratelimit-Input-Tokens-Remaining: 0\r\n",
			&RateLimit{Bucket: "input-tokens", Limit: 30000}},
		{"curl", "< anthropic-ratelimit-tokens-limit: 90000\n< anthropic-ratelimit-tokens-remaining: 0\n",
			&RateLimit{Bucket: "tokens", Limit: 90000}},
		{"python", "{'anthropic-ratelimit-requests-limit': '50', 'anthropic-ratelimit-requests-remaining': '0'}",
			&RateLimit{Bucket: "requests", Limit: 50}},
		{"telling bucket before the sum", "anthropic-ratelimit-tokens-remaining: 0\nanthropic-ratelimit-input-tokens-remaining: 0\n",
			&RateLimit{Bucket: "input-tokens"}},
		{"full bucket is passed over", "anthropic-ratelimit-requests-remaining: 12\nanthropic-ratelimit-tokens-remaining: 0\n",
			&RateLimit{Bucket: "tokens"}},
		{"priority tier", "anthropic-priority-input-tokens-limit: 9000\nanthropic-priority-input-tokens-remaining: 0\n",
			&RateLimit{Bucket: "input-tokens", Limit: 9000}},
		{"fast mode", "anthropic-fast-output-tokens-remaining: 0\n", &RateLimit{Bucket: "output-tokens"}},
		{"named although full", "HTTP 429 {\"message\": \"above 30,000 input tokens per minute\"}\nanthropic-ratelimit-input-tokens-limit: 30000\nanthropic-ratelimit-input-tokens-remaining: 30000\n",
			&RateLimit{Bucket: "input-tokens", Limit: 30000, Remaining: 30000, Oversized: true}},
		{"named and partly used", "HTTP 429 {\"message\": \"above 30,000 input tokens per minute\"}\nanthropic-ratelimit-input-tokens-limit: 30000\nanthropic-ratelimit-input-tokens-remaining: 29000\n", nil},
		{"named outside of the message", "HTTP 429, our tier has input tokens per minute\nanthropic-ratelimit-input-tokens-limit: 30\nanthropic-ratelimit-input-tokens-remaining: 30\n", nil},
		{"named by another error", "HTTP 529 {\"message\": \"input tokens per minute\"}\nanthropic-ratelimit-input-tokens-limit: 30\nanthropic-ratelimit-input-tokens-remaining: 30\n", nil},
		{"requests, of which one is never too large", "HTTP 429 {\"message\": \"50 requests per minute\"}\nanthropic-ratelimit-requests-limit: 50\nanthropic-ratelimit-requests-remaining: 50\n", nil},
		{"full but not named", "anthropic-ratelimit-input-tokens-limit: 30000\nanthropic-ratelimit-input-tokens-remaining: 30000\n", nil},
		{"named full beside an empty one", "input tokens per minute\nanthropic-ratelimit-input-tokens-limit: 30\nanthropic-ratelimit-input-tokens-remaining: 30\nanthropic-ratelimit-output-tokens-remaining: 0\n",
			&RateLimit{Bucket: "output-tokens"}},
		{"window of a plan", "anthropic-ratelimit-unified-status: rejected\nanthropic-ratelimit-unified-representative-claim: five_hour\nanthropic-ratelimit-unified-reset: 1793701471\n",
			&RateLimit{Bucket: "five_hour", ResetsAt: "2026-11-03T10:24:31Z"}},
		{"window of a plan without a reset", "anthropic-ratelimit-unified-status: rejected\nanthropic-ratelimit-unified-representative-claim: seven_day\nanthropic-ratelimit-unified-reset: soon\n",
			&RateLimit{Bucket: "seven_day"}},
		{"window of a plan that allows", "anthropic-ratelimit-unified-status: allowed\nanthropic-ratelimit-unified-representative-claim: five_hour\n", nil},
		{"limit that is no number", "anthropic-ratelimit-requests-limit: many\nanthropic-ratelimit-requests-remaining: 0\n",
			&RateLimit{Bucket: "requests"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, diagnosePaste(engine, test.paste).RateLimit); diff != "" {
				t.Errorf("RateLimit of %q (-want +got):\n%s", test.paste, diff)
			}
		})
	}
}

func TestRetryAfterSeconds(t *testing.T) {
	t.Parallel()
	const (
		empty = "anthropic-ratelimit-requests-remaining: 0\nanthropic-ratelimit-requests-reset: "
		date  = "date: Tue, 03 Nov 2026 10:14:25 GMT\n"
	)
	engine := newEngine(t, article("limit", content.Signature{Message: "slow down now"}))
	seconds := func(n int) *int { return &n }
	tests := []struct {
		name    string
		headers string
		want    *int
	}{
		{"nothing", "", nil},
		{"seconds", "retry-after: 12\n", seconds(12)},
		{"zero", "retry-after: 0\n", seconds(0)},
		{"windows line", "Retry-After: 12\r\n", seconds(12)},
		{"python", "{'retry-after': '12', 'server': 'x'}\n", seconds(12)},
		{"javascript", "headers: {\n  'retry-after': '12',\n  server: 'x'\n}\n", seconds(12)},
		{"negative", "retry-after: -12\n", nil},
		{"fraction", "retry-after: 1.5\n", nil},
		{"too large to count", "retry-after: 99999999999999999999\n", nil},
		{"milliseconds", "retry-after-ms: 1200\n", seconds(2)},
		{"milliseconds beside seconds", "retry-after-ms: 1200\nretry-after: 12\n", seconds(12)},
		{"milliseconds beyond belief", "retry-after-ms: 9999999999999\n", nil},
		{"reset of a plan's window", "anthropic-ratelimit-unified-status: rejected\nanthropic-ratelimit-unified-representative-claim: five_hour\nanthropic-ratelimit-unified-reset: 1793701471\ndate: Tue, 03 Nov 2026 10:24:01 GMT\n", seconds(30)},
		{"request larger than its bucket", "HTTP 429 {\"message\": \"input tokens per minute\"}\nretry-after: 12\nanthropic-ratelimit-input-tokens-limit: 30\nanthropic-ratelimit-input-tokens-remaining: 30\n", nil},
		{"words", "retry-after: soon\n", nil},
		{"date against date", "retry-after: Tue, 03 Nov 2026 10:14:31 GMT\n" + date, seconds(6)},
		{"date in the past", "retry-after: Tue, 03 Nov 2026 10:14:01 GMT\n" + date, seconds(0)},
		{"date without date", "retry-after: Tue, 03 Nov 2026 10:14:31 GMT\n", nil},
		{"date against nonsense", "retry-after: Tue, 03 Nov 2026 10:14:31 GMT\ndate: yesterday\n", nil},
		{"reset against date", empty + "2026-11-03T10:15:25Z\n" + date, seconds(60)},
		{"reset in a zone", empty + "2026-11-03T11:15:25+01:00\n" + date, seconds(60)},
		{"reset in the past", empty + "2026-11-03T09:00:00Z\n" + date, seconds(0)},
		{"reset without date", empty + "2026-11-03T10:15:25Z\n", nil},
		{"reset that is no time", empty + "soon\n" + date, nil},
		{"seconds before reset", "retry-after: 12\n" + empty + "2026-11-03T10:15:25Z\n" + date, seconds(12)},
		{"reset where retry-after is nonsense", "retry-after: -1\n" + empty + "2026-11-03T10:15:25Z\n" + date, seconds(60)},
		{"reset of a bucket with something left", "anthropic-ratelimit-requests-remaining: 3\nanthropic-ratelimit-requests-reset: 2026-11-03T10:15:25Z\n" + date, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := diagnosePaste(engine, "claude: slow down now\n"+test.headers)
			if len(d.Matches) != 1 {
				t.Fatalf("Diagnose = %v, want one match", answers(d))
			}
			if diff := cmp.Diff(test.want, d.Verdict.RetryAfterSeconds); diff != "" {
				t.Errorf("RetryAfterSeconds of %q (-want +got):\n%s", test.headers, diff)
			}
		})
	}
}

// TestResponseForbidsRetry: the server's own word beats the article's advice, but not a time to wait for.
func TestResponseForbidsRetry(t *testing.T) {
	t.Parallel()
	article := content.Article{Slug: "busy", Kind: content.KindCode, Layer: content.LayerService, Retry: content.RetryBackoff,
		Signatures: []content.Signature{{Message: "the kettle is busy"}}}
	for paste, want := range map[string]content.Retry{
		"the kettle is busy":                                        content.RetryBackoff,
		"x-should-retry: true\nthe kettle is busy":                  content.RetryBackoff,
		"x-should-retry: false\nthe kettle is busy":                 content.RetryNever,
		"x-should-retry: false\nretry-after: 3\nthe kettle is busy": content.RetryBackoff,
	} {
		if got := diagnosePaste(newEngine(t, article), paste).Verdict.Retry; got != want {
			t.Errorf("retry of %q = %s, want %s", paste, got, want)
		}
	}
}

func TestRateLimitWords(t *testing.T) {
	t.Parallel()
	for want, limit := range map[string]RateLimit{
		"requests, empty":           {Bucket: "requests"},
		"input-tokens of 30, empty": {Bucket: "input-tokens", Limit: 30},
		"input-tokens of 30, full: the request is larger than all of it": {Bucket: "input-tokens", Limit: 30, Remaining: 30, Oversized: true},
	} {
		if got := limit.Words(); got != want {
			t.Errorf("Words of %+v = %q, want %q", limit, got, want)
		}
	}
}
