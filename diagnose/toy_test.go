package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"errdex/content"
	"errdex/redact"
)

// toy puts the words of an error where nobody says them as an error.
type toy struct {
	name string
	put  func(words string) string
}

const foreignHost = "foreign host"

var toys = []toy{
	{"prompt", func(words string) string {
		return `POST /v1/messages {"model":"claude-sonnet-4-6","max_tokens":1024,"messages":[{"role":"user","content":` + quoted(words) + "}]}\n"
	}},
	{"escaped prompt", func(words string) string {
		return `claude was asked {\"messages\":[{\"role\":\"user\",\"content\":` + strings.ReplaceAll(quoted(quoted(words)), `"`, `\"`) + "}]}\n"
	}},
	{"javascript frame", func(words string) string {
		return "Stop: the user asked claude to stop\n    at " + words + " (/srv/node_modules/@anthropic-ai/sdk/core.js:42:9)\n    at main (/srv/main.js:7:3)\n"
	}},
	{"python source", func(words string) string {
		return "Traceback (most recent call last):\n  File \"/srv/claude_bot/limits.py\", line 42, in check\n    raise Stop(" + quoted(words) +
			")\nlimits.Stop: the user asked claude to stop\n"
	}},
	{foreignHost, func(words string) string {
		return "Error: GET https://api.stripe.example/v1/charges failed: " + words + "\n"
	}},
}

func quoted(words string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(words); err != nil {
		panic(err) // a string can be encoded
	}
	return strings.TrimSpace(out.String())
}

// plausible are values for the holes of a message. None of them speaks of Claude or of anybody else.
var plausible = map[content.HoleType]string{
	content.HoleNumber: "30000", content.HoleWord: "max_tokens", content.HoleModel: "large-2.1", content.HoleID: "call_8fA2c",
	content.HolePath: "messages.3.content", content.HoleHost: "10.20.0.7:3128", content.HoleTime: "14:05", content.HoleAny: " so far ",
}

// wording is what an error with this message says, on one line.
func wording(t *testing.T, message string) string {
	t.Helper()
	template, err := content.ParseTemplate(message)
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	for _, part := range template {
		words.WriteString(part.Literal + plausible[part.Type])
	}
	return strings.Join(strings.Fields(words.String()), " ")
}

// announced puts the status, the type and the codes that a signature asks for in front of its words; behind
// another vendor's host only the status, since the rest may be the API's own.
func announced(s content.Signature, toyName, words string) string {
	for _, list := range [][]string{s.Errno, s.Type, s.Exception} {
		if len(list) > 0 && toyName != foreignHost {
			words = list[0] + ": " + words
		}
	}
	if len(s.Status) > 0 {
		words = "Error code: " + strconv.Itoa(s.Status[0]) + " - " + words
	}
	return words
}

// claudesOwn are words that name Claude or a party that answers for it. A text that holds one may well be an
// error of Claude's which went through another host.
var claudesOwn = []string{"claude", "anthropic", "sonnet", "haiku", "bedrock", "vertexai", "aiplatform", "openrouter"}

func namesClaude(words string) bool {
	words = strings.ToLower(words)
	return slices.ContainsFunc(claudesOwn, func(own string) bool { return strings.Contains(words, own) })
}

// saidAsError is the toy which is none: the words by themselves, and they are to match.
const saidAsError = "said as an error"

// toyExemption names articles whose words are answered wrongly in a toy all the same, and says why that is borne.
// A reason that begins with "engine:" is a fault to be mended there.
type toyExemption struct {
	toys   string // the names of the toys
	words  string // the words hold this
	reason string
	slugs  []string
}

var toyExemptions = []toyExemption{
	{foreignHost, "/v1/messages", "that path is the Messages API's own", []string{"wrong-base-url"}},
	{foreignHost, "data: {type: error, error: {", "nobody but the API is known to wrap its errors so", []string{"stream-error-event"}},
}

// toyFault is a wrong answer that an exemption may bear.
type toyFault struct{ toy, slug, words, paste, answer string }

func (e toyExemption) covers(f toyFault) bool {
	return slices.Contains(strings.Split(e.toys, ", "), f.toy) && slices.Contains(e.slugs, f.slug) && strings.Contains(f.words, e.words)
}

// TestToys: the words of no message of the library are evidence where nobody says them as an error, and all
// are where somebody does, so that the toys try what could match.
func TestToys(t *testing.T) {
	t.Parallel()
	engine, articles := library(t)
	needed := map[string]bool{}
	for _, fault := range toyFaults(t, engine, articles) {
		i := slices.IndexFunc(toyExemptions, func(e toyExemption) bool { return e.covers(fault) })
		if i < 0 {
			t.Errorf("%s: %s: Diagnose(%q) = %s", fault.toy, fault.slug, fault.paste, fault.answer)
			continue
		}
		needed[toyExemptions[i].words+fault.toy+fault.slug] = true
	}
	for _, exemption := range toyExemptions {
		for _, toy := range strings.Split(exemption.toys, ", ") {
			for _, slug := range exemption.slugs {
				if !needed[exemption.words+toy+slug] {
					t.Errorf("toyExemptions: %s: %q of %s is not needed any more: take it out", toy, exemption.words, slug)
				}
			}
		}
	}
}

func toyFaults(t *testing.T, engine *Engine, articles []content.Article) []toyFault {
	t.Helper()
	var faults []toyFault
	tried := 0
	for _, article := range articles {
		for _, s := range article.Signatures {
			if s.Message == "" {
				continue
			}
			words := wording(t, s.Message)
			if _, _, ok := fit(t, s.Message, words); !ok {
				faults = append(faults, toyFault{saidAsError, article.Slug, words, words, "no match, want one"})
			}
			for _, toy := range toys {
				if toy.name == foreignHost && (s.Foreign || namesClaude(words)) {
					continue
				}
				tried++
				paste := toy.put(announced(s, toy.name, words))
				if got := answers(diagnosePaste(engine, paste)); len(got) > 0 {
					faults = append(faults, toyFault{toy.name, article.Slug, words, paste, fmt.Sprintf("%v, want no match", got)})
				}
			}
		}
	}
	if tried == 0 {
		t.Fatal("the library has no message to try")
	}
	return faults
}

// TestMasksAreNeeded fails when masks finds nothing: each toy matches as soon as its words are not masked.
func TestMasksAreNeeded(t *testing.T) {
	t.Parallel()
	const words = "prompt is too long: 210000 tokens > 200000 maximum"
	engine, _ := library(t)
	for _, toy := range toys {
		if toy.name == foreignHost {
			continue // needs no mask
		}
		paste := toy.put(words)
		if got := answers(diagnosePaste(engine, paste)); len(got) != 0 {
			t.Errorf("%s: Diagnose(%q) = %v, want no match", toy.name, paste, got)
		}
		said := paste + "anthropic.BadRequestError: " + words + "\n"
		d := diagnosePaste(engine, said)
		if got := answers(d); len(got) == 0 || got[0] != "context-window-exceeded" {
			t.Fatalf("%s: Diagnose(%q) = %v, want context-window-exceeded first", toy.name, said, got)
		}
		if at := d.Matches[0].Evidence[0].Start; at < len(paste) {
			t.Errorf("%s: Diagnose(%q): the evidence starts at %d, want it behind the masked words, from %d on", toy.name, said, at, len(paste))
		}
	}
}

// TestEvidenceIsWhatTheErrorSaid fails when the way back to the paste's bytes is off by one anywhere: over a
// secret, a colour, a line end, an entity, an escape and a character that is wide.
func TestEvidenceIsWhatTheErrorSaid(t *testing.T) {
	t.Parallel()
	engine, _ := library(t)
	const words = "prompt is too long: 210000 tokens > 200000 maximum"
	tests := []struct{ name, before, said, after string }{
		{"alone", "", words, ""},
		{"in a sentence", "claude: ", words, "!"},
		{"a secret before and behind", "ANTHROPIC_API_KEY=sk-ant-api03-PlantedPlantedPlantedPlanted01\n", words, "\nsk-ant-api03-PlantedPlantedPlantedPlanted02"},
		{"colours", "\x1b[31m⎿ \x1b[1m", words, "\x1b[0m\n"},
		{"a colour inside", "", "prompt is \x1b[1mtoo long\x1b[0m: 210000 tokens > 200000 maximum", "\x1b[0m"},
		{"CRLF inside", "400\r\n", "prompt is too long:\r\n210000 tokens > 200000 maximum", "\r\n"},
		{"entity inside", "&quot;", "prompt is too long: 210000 tokens &gt; 200000 maximum", "&quot;"},
		{"escape inside", "{\"m\":\"", `prompt is too long: 210000 tokens \u003e 200000 maximum`, "\"}"},
		{"quotation and box", "│ > ", "prompt is too long:  │\n│ > 210000 tokens > 200000 maximum", "  │"},
		{"bytes that are no text", "\xff\xfe ", words, " \xff"},
		{"wide characters", "错误：“", words, "”"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			paste := test.before + test.said + test.after
			d := diagnosePaste(engine, paste)
			if got := answers(d); len(got) == 0 || got[0] != "context-window-exceeded" {
				t.Fatalf("Diagnose(%q) = %v, want context-window-exceeded first", paste, got)
			}
			clean := redact.Clean([]byte(paste)).String()
			e := d.Matches[0].Evidence[0]
			if got := paste[e.Start:e.End]; got != test.said {
				t.Errorf("Diagnose(%q): the evidence points at %q in the paste, want %q", paste, got, test.said)
			}
			if got := clean[e.RedactedStart:e.RedactedEnd]; got != test.said {
				t.Errorf("Diagnose(%q): the evidence points at %q in the redacted text, want %q", paste, got, test.said)
			}
		})
	}
}
