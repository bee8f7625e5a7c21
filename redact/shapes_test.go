package redact

import (
	"fmt"
	"strings"
	"testing"
)

// fake makes n characters that look random, hold capitals, small letters and
// digits early, and are the same in every run.
func fake(n int) string {
	const letters = "Q7wErTy9UiOpAs3DfGhJk5LzXcVb2NmExAmPlE8"
	return strings.Repeat(letters, n/len(letters)+1)[:n]
}

// secrets are known by their shape alone. They are put together here so that no
// scanner takes this file for a leak.
var secrets = []struct {
	name   string
	secret string
	kind   string
}{
	{"api key", "sk-ant-api03-" + fake(93) + "AA", "anthropic-api-key"},
	{"short api key", "sk-ant-api03-" + fake(12), "anthropic-api-key"},
	{"compliance key", "sk-ant-api01-" + fake(95), "anthropic-api-key"},
	{"admin key", "sk-ant-admin01-" + fake(93), "anthropic-admin-key"},
	{"access token", "sk-ant-oat01-" + fake(86) + "-" + fake(8), "anthropic-oauth-token"},
	{"refresh token", "sk-ant-ort01-" + fake(95), "anthropic-oauth-token"},
	{"session key", "sk-ant-sid01-" + fake(100), "anthropic-session-key"},
	{"session key 2", "sk-ant-sid02-" + fake(100), "anthropic-session-key"},
	{"unknown family", "sk-ant-new07-" + fake(40), "anthropic-key"},
	{"openai", "sk-" + fake(48), "openai-key"},
	{"openai project", "sk-proj-" + fake(156), "openai-key"},
	{"openai service account", "sk-svcacct-" + fake(60), "openai-key"},
	{"openrouter", "sk-or-v1-" + strings.Repeat("0123456789abcdef", 4), "openrouter-key"},
	{"aws key id", "AKIA" + "IOSFODNN7EXAMPLE", "aws-access-key-id"},
	{"aws temporary key id", "ASIA" + "Y34FZKBOKMUTVV7A", "aws-access-key-id"},
	{"aws bearer id", "ABIA" + "Y34FZKBOKMUTVV7A", "aws-access-key-id"},
	{"aws context id", "ACCA" + "Y34FZKBOKMUTVV7A", "aws-access-key-id"},
	{"aws user id", "AIDA" + "Y34FZKBOKMUTVV7A", "aws-access-key-id"},
	{"aws role id", "AROA" + "Y34FZKBOKMUTVV7A", "aws-access-key-id"},
	{"aws session token", "IQoJb3JpZ2lu" + "X2VjEJ/" + fake(300) + "==", "aws-session-token"},
	{"bedrock long", "ABSK" + fake(128), "bedrock-api-key"},
	{"bedrock short", "bedrock-api-key-" + fake(300), "bedrock-api-key"},
	{"google key", "AIza" + fake(35), "google-api-key"},
	{"vertex express key", "AQ.Ab" + "8RN6" + fake(44), "google-api-key"},
	{"google token", "ya29." + fake(120) + "." + fake(20), "google-token"},
	{"google client secret", "GOCSPX-" + fake(28), "google-token"},
	{"azure", fake(52) + "JQQJ99" + "BAACYeBjFXJ3w3AAAB" + "ACOGEXAM", "azure-api-key"},
	{"jwt", "eyJ" + fake(33) + ".eyJ" + fake(80) + "." + fake(43), "jwt"},
	{"unsigned jwt", "eyJ" + fake(17) + ".eyJ" + fake(80), "jwt"},
	{"github", "ghp_" + fake(36), "github-token"},
	{"github app", "ghs_" + fake(36), "github-token"},
	{"github oauth", "gho_" + fake(36), "github-token"},
	{"github user", "ghu_" + fake(36), "github-token"},
	{"github refresh", "ghr_" + fake(76), "github-token"},
	{"github fine-grained", "github_pat_" + fake(22) + "_" + fake(59), "github-token"},
	{"gitlab", "glpat-" + fake(20), "gitlab-token"},
	{"slack bot", "xoxb-" + "123456789012-" + fake(24), "slack-token"},
	{"slack app", "xapp-" + "1-A0123456789-" + fake(64), "slack-token"},
	{"slack webhook", "hooks.slack.com/" + "services/T0EXAMPLE/B0EXAMPLE/" + fake(24), "slack-token"},
	{"huggingface", "hf_" + fake(34), "huggingface-token"},
	{"npm", "npm_" + fake(36), "npm-token"},
	{"nvidia", "nvapi-" + fake(64), "nvidia-key"},
	{"groq", "gsk_" + fake(52), "groq-key"},
	{"xai", "xai-" + fake(80), "xai-key"},
	{"perplexity", "pplx-" + fake(48), "perplexity-key"},
	{"stripe", "sk_live_" + fake(24), "stripe-key"},
	{"stripe restricted", "rk_live_" + fake(24), "stripe-key"},
	{"pypi", "pypi-AgE" + fake(150), "pypi-token"},
}

// contexts are the places where people's secrets stand; %s is the secret.
var contexts = []struct{ name, text string }{
	{"alone", "%s"},
	{"shell export", "$ export ANTHROPIC_API_KEY=%s\n$ claude"},
	{"dotenv", "MODEL=claude-sonnet-4-5\nANTHROPIC_AUTH_TOKEN=\"%s\"\nDEBUG=1"},
	{"powershell", "$env:ANTHROPIC_API_KEY = '%s'"},
	{"curl header", "curl -H \"x-api-key: %s\" -H \"anthropic-version: 2023-06-01\" https://api.anthropic.com/v1/messages"},
	{"curl bearer", "curl -H 'Authorization: Bearer %s' https://api.anthropic.com/v1/models"},
	{"header dump", "> POST /v1/messages HTTP/1.1\r\n> x-api-key: %s\r\n> content-type: application/json\r\n"},
	{"python dict", "{'api_key': '%s', 'max_tokens': 1024}"},
	{"python call", "client = Anthropic(api_key='%s', max_retries=2)"},
	{"json", `{"api_key":"%s","model":"claude-sonnet-4-5"}`},
	{"escaped json", `{"body":"{\"api_key\":\"%s\",\"n\":1}"}`},
	{"twice escaped json", `"{\"body\":\"{\\\"x-api-key\\\":\\\"%s\\\"}\"}"`},
	{"escaped lines", `"log":"first\nkey %s\nlast"`},
	{"yaml", "env:\n  api_key: %s\n  region: us-east-1\n"},
	{"log line", "2025-03-03 05:10:37 ERROR using %s (401) request_id=req_011CEXAMPLE"},
	{"prose", "My key is %s, and it fails. Why?"},
	{"markdown", "**%s** and `%s`"},
	{"url query", "GET https://example.org/v1?api_key=%s&model=claude"},
	{"percent encoded", "state=1&auth=Bearer%%20%s&x=2"},
	{"go map", "map[X-Api-Key:[%s] Accept:[*/*]]"},
	{"rust debug", `Config { api_key: Some("%s"), timeout: 30 }`},
	{"ruby hash", `{"x-api-key"=>"%s", "accept"=>"*/*"}`},
	{"tuples", "[(b'x-api-key', b'%s'), (b'accept', b'*/*')]"},
	{"coloured", "\x1b[32m%s\x1b[0m"},
	{"coloured, escaped", `\u001b[32m%s\u001b[0m`},
	{"beside a placeholder", "[redacted:email]%s[redacted:email]"},
	{"in strange brackets", "[redacted:%s]"},
}

func TestCleanShapes(t *testing.T) {
	t.Parallel()
	for _, s := range secrets {
		for _, c := range contexts {
			t.Run(s.name+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				args := []any{s.secret, s.secret}[:strings.Count(c.text, "%s")]
				in := fmt.Sprintf(c.text, args...)
				want := strings.ReplaceAll(in, s.secret, "[redacted:"+s.kind+"]")
				checkClean(t, in, want)
			})
		}
	}
}

// checkClean compares, and cleans the result again.
func checkClean(t *testing.T, in, want string) {
	t.Helper()
	got := Clean([]byte(in)).String()
	if got != want {
		t.Errorf("Clean(%q)\n got %q\nwant %q", in, got, want)
	}
	if again := Clean([]byte(got)).String(); again != got {
		t.Errorf("Clean(Clean(%q))\n got %q\nwant %q", in, again, got)
	}
}
