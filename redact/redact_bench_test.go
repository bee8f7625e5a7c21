package redact

import (
	"strings"
	"testing"
	"time"
)

// page is a paste without secrets, of the size people paste: a log line, an
// error body, a stack.
const page = `2025-03-03 05:10:38,485 - WARNING - Error on attempt 1/3: litellm.BadRequestError: AnthropicException - b'{"type":"error","error":{"type":"invalid_request_error","message":"input length and max_tokens exceed context limit: 174167 + 64000 > 200000, decrease input length or max_tokens and try again"}}'
Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/anthropic/_base_client.py", line 1037, in _request
    raise self._make_status_error_from_response(err.response) from None
anthropic.BadRequestError: Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'prompt is too long: 210000 tokens > 200000 maximum'}, 'request_id': 'req_011CEXAMPLE'}
    at async ApiClient.fetch (file:///srv/app/node_modules/@anthropic-ai/sdk/client.mjs:20:13)
x-api-key header is required; anthropic-ratelimit-input-tokens-remaining: 0
content-type: application/json, x-should-retry: true, retry-after: 12, cf-ray: 8f1c2d3e4a5b6c7d-FRA
`

// paste returns size bytes of text repeated.
func paste(text string, size int) []byte {
	return []byte(strings.Repeat(text, size/len(text)+1)[:size])
}

// everyLiteral starts every rule at once, in the worst order: none is a secret.
func everyLiteral(join string) string {
	var list []string
	for _, r := range rules {
		list = append(list, r.literal)
	}
	return strings.Join(list, join)
}

func benchmarkClean(b *testing.B, raw []byte) {
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		Clean(raw)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(raw)), "ns/byte")
}

func BenchmarkClean2KiB(b *testing.B)  { benchmarkClean(b, paste(page, 2<<10)) }
func BenchmarkClean64KiB(b *testing.B) { benchmarkClean(b, paste(page, 64<<10)) }

func BenchmarkClean64KiBWithSecrets(b *testing.B) {
	text := page + "x-api-key: sk-ant-api03-" + fake(95) + "\nmail dev@example.com in /home/dev/x\n"
	benchmarkClean(b, paste(text, 64<<10))
}

// hostile are texts that would cost the square of their length if a rule
// looked at a byte again and again.
func hostile() map[string]string {
	texts := map[string]string{
		"all, joined":      everyLiteral(""),
		"all, by blanks":   everyLiteral(" "),
		"all, by =":        everyLiteral("="),
		"all, by quotes":   everyLiteral(`":"`),
		"all, by escapes":  everyLiteral(`\":\"`),
		"all, by lines":    everyLiteral("\n  "),
		"backslashes":      `token="\\\\\\\\`,
		"colours":          "\x1b[0mkey=",
		"dashes":           "-----BEGIN PRIVATE KEY-----",
		"placeholders":     "[redacted:email]x@y.zz",
		"half brackets":    "[redacted:",
		"bad bytes":        "\xff\xfeme@x.example",
		"stars":            "sk-***",
		"masks":            "sk-ant-api…",
		"wraps":            "sk-ant-api03-Ab1\n",
		"escaped wraps":    `sk-ant-api03-Ab1\n`,
		"one long key":     "Ab1",
		"one long word":    "a",
		"commas":           "key=a,a,a,a,",
		"spaced names":     `C:\Users\a b c d e f g h i j k l m n o p `,
		"long local parts": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@",
	}
	for _, r := range rules {
		texts["only "+r.literal] = r.literal
		texts["assigned "+r.literal] = r.literal + "="
		texts["spaced "+r.literal] = r.literal + " "
		texts["dashed "+r.literal] = r.literal + "-"
		texts["quoted "+r.literal] = `"` + r.literal + `":"`
	}
	return texts
}

// BenchmarkCleanHostile256KiB cleans all of them and says how long the worst took.
func BenchmarkCleanHostile256KiB(b *testing.B) {
	texts := hostile()
	var worst time.Duration
	for b.Loop() {
		for _, text := range texts {
			raw := paste(text, 256<<10)
			start := time.Now()
			Clean(raw)
			worst = max(worst, time.Since(start))
		}
	}
	b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
}
