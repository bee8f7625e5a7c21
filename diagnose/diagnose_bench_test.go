package diagnose

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"errdex/content"
	"errdex/redact"
)

const (
	benchError = `anthropic.RateLimitError: Error code: 429 - {'type': 'error', 'error': {'type': 'rate_limit_error', ` +
		`'message': "This request would exceed your organization's rate limit of 30,000 input tokens per minute."}, 'request_id': 'req_011CBench'}` + "\n"
	benchTrace = "Traceback (most recent call last):\n" +
		"  File \"/srv/app/worker.py\", line 88, in run\n    answer = client.messages.create(model=model, messages=messages)\n" +
		"  File \"/srv/app/.venv/lib/python3.13/site-packages/anthropic/_base_client.py\", line 1102, in request\n" +
		"    raise self._make_status_error_from_response(err.response) from None\n"
	benchHeaders = "HTTP/2 429\r\ncontent-type: application/json\r\nretry-after: 12\r\nserver: cloudflare\r\ncf-ray: 8f0000000000abcd-FRA\r\n" +
		"anthropic-ratelimit-input-tokens-limit: 30000\r\nanthropic-ratelimit-input-tokens-remaining: 0\r\n" +
		"anthropic-ratelimit-input-tokens-reset: 2026-11-03T10:14:31Z\r\nrequest-id: req_011CBench\r\n"
	benchLog = "2026-11-03T10:14:25.500Z INFO  worker-7 batch 42 of 300 was sent to https://api.anthropic.com/v1/messages (8412 bytes, attempt 1)\n"
)

// benchDescription is what a person types who has nothing to paste.
const benchDescription = "since noon every request that our nightly job sends to claude is refused with a limit on the model's prompt tokens, retry does not help"

// benchPaste is a log of the given size that ends in an error.
func benchPaste(size int) string {
	if size <= len(benchError) {
		return benchError[:size]
	}
	tail := benchTrace + benchHeaders + benchError
	if size <= len(tail) {
		return tail[len(tail)-size:]
	}
	room := size - len(tail)
	return strings.Repeat(benchLog, room/len(benchLog)+1)[:room] + tail
}

func benchmarkDiagnose(b *testing.B, engine *Engine, paste string) {
	b.Helper()
	text := redact.Clean([]byte(paste))
	b.SetBytes(int64(len(paste)))
	b.ReportAllocs()
	for b.Loop() {
		engine.Diagnose(text)
	}
}

func BenchmarkDiagnose(b *testing.B) {
	engine, _ := library(b)
	for _, size := range []int{200, 2 << 10, 64 << 10, 256 << 10} {
		b.Run(fmt.Sprintf("%dB", size), func(b *testing.B) { benchmarkDiagnose(b, engine, benchPaste(size)) })
	}
	b.Run("description", func(b *testing.B) { benchmarkDiagnose(b, engine, benchDescription) })
}

// fill repeats a text up to the largest paste that the server takes.
func fill(text string) string { return strings.Repeat(text, 256<<10/len(text)) }

// BenchmarkHostile holds pastes made to be slow: each makes one stage do its worst everywhere.
func BenchmarkHostile(b *testing.B) {
	engine, articles := library(b)
	pastes := map[string]string{
		"one-letter":      fill("a"),
		"all-heads":       fill(heads(articles, 8)),
		"all-literals":    fill(heads(articles, 1<<10)),
		"any-hole":        fill("model " + strings.Repeat("x", 150)),
		"number-hole":     fill("rate limit of 1 "),
		"bare-values":     fill("msg:"),
		"quoted-values":   fill(`code:'`),
		"backslashes":     fill(`"message":"` + strings.Repeat(`\`, 50)),
		"open-brackets":   fill(`"messages":[`),
		"closed-brackets": fill(`"messages":[]`),
		"frames":          fill("  File \"a\", line 1\n"),
		"log-lines":       fill("2026-11-03 10:14:25 ERROR\n"),
		"escapes":         fill("\x1b["),
		"statuses":        fill("error 429 "),
		"types":           fill("api_error "),
		"headers":         fill("server: a\n"),
		"exceptions":      fill("AError "),
		"hosts":           fill("https://a.b "),
		"links":           fill("\x1b]8;;a"),
		"open-strings":    fill(`"messages":["`),
		"wrapped-words":   fill("a line that is as long as a terminal is wide rate_lim\n  it_err"),
		"cut-off":         fill(heads(articles, 8)) + "…",
	}
	for _, name := range slices.Sorted(maps.Keys(pastes)) {
		b.Run(name, func(b *testing.B) { benchmarkDiagnose(b, engine, pastes[name]) })
	}
}

// heads joins the first bytes of every literal of a library.
func heads(articles []content.Article, size int) string {
	var text strings.Builder
	for _, a := range articles {
		for _, s := range a.Signatures {
			parsed, err := content.ParseTemplate(s.Message)
			if err != nil {
				continue // a signature without a message
			}
			for _, part := range parsed {
				literal := strings.Join(strings.Fields(part.Literal), "")
				text.WriteString(literal[:min(size, len(literal))])
				text.WriteByte(' ')
			}
		}
	}
	return text.String()
}

// BenchmarkLibrary shows how the cost grows with the library: it should follow the paste instead.
func BenchmarkLibrary(b *testing.B) {
	for _, size := range []int{100, 1_000, 10_000, 100_000} {
		engine := newEngine(b, generated(size)...)
		b.Run(fmt.Sprintf("%darticles", size), func(b *testing.B) { benchmarkDiagnose(b, engine, benchPaste(2<<10)) })
		engine.descriptions() // made when first asked for, which is not to be counted here
		b.Run(fmt.Sprintf("%darticles/description", size), func(b *testing.B) { benchmarkDiagnose(b, engine, benchDescription) })
	}
}

// generated makes articles with ten wordings and a description each.
func generated(n int) []content.Article {
	random := rand.New(rand.NewPCG(3, 4))
	words := strings.Fields("request limit model token prompt image tool cache stream batch retry timeout field value header error " +
		"exceeds missing invalid unknown expired refused closed empty broken")
	articles := make([]content.Article, n)
	for i := range articles {
		articles[i] = article(fmt.Sprintf("generated-%d", i))
		told := make([]string, 12)
		for j := range told {
			told[j] = words[random.IntN(len(words))]
		}
		articles[i].Described = []string{strings.Join(told, " ")}
		for j := range 10 {
			var message strings.Builder
			for range 4 {
				message.WriteString(words[random.IntN(len(words))] + " ")
			}
			fmt.Fprintf(&message, "in case %d of {n:number} articles", i*10+j)
			articles[i].Signatures = append(articles[i].Signatures, content.Signature{Message: message.String()})
		}
	}
	return articles
}

func BenchmarkNew(b *testing.B) {
	_, articles := library(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New("test", articles); err != nil {
			b.Fatal(err)
		}
	}
}
