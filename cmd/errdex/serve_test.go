package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"errdex/diagnose"
)

// rateLimited is a 429 as a log holds it: headers, then the body.
const rateLimited = `2026-11-21T10:14:02Z worker-3 ERROR chat failed, response:
HTTP/2 429
date: Sat, 21 Nov 2026 10:14:02 GMT
content-type: application/json
retry-after: 17
anthropic-ratelimit-input-tokens-limit: 40000
anthropic-ratelimit-input-tokens-remaining: 0
anthropic-ratelimit-input-tokens-reset: 2026-11-21T10:14:19Z
request-id: req_011CExampleExampleExampl1

{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization's rate limit of 40,000 input tokens per minute (org: 00000000-0000-4000-8000-000000000000, model: claude-sonnet-4-6). For details, refer to: https://docs.claude.com/en/api/rate-limits."},"request_id":"req_011CExampleExampleExampl1"}
`

// TestWalk goes from the paste to the article by the answer page's own link, over HTTP alone.
func TestWalk(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	if status, home := site.get(t, "/"); status != http.StatusOK || !strings.Contains(home, `name="paste"`) {
		t.Fatalf("home: status %d, paste box: %v", status, strings.Contains(home, `name="paste"`))
	}
	status, answer := site.post(t, "/diagnose", "application/x-www-form-urlencoded", "text/html", url.Values{"paste": {rateLimited}}.Encode())
	if status != http.StatusOK {
		t.Fatalf("answer: status %d", status)
	}
	for _, want := range []string{"Input tokens per minute", "layer-quota", "Wait 17 seconds, then retry."} {
		if !strings.Contains(answer, want) {
			t.Errorf("the answer does not hold %q", want)
		}
	}
	link := regexp.MustCompile(`<h1><a href="(/errors/rate-limit-input-tokens[^"]*)"`).FindStringSubmatch(answer)
	if link == nil {
		t.Fatal("the verdict has no link to the article")
	}
	status, article := site.get(t, strings.ReplaceAll(link[1], "&amp;", "&"))
	if status != http.StatusOK || !strings.Contains(article, `<strong class="value">40000</strong>`) {
		t.Errorf("article: status %d, limit filled in: %v", status, strings.Contains(article, "40000"))
	}
	if status, byAlias := site.get(t, "/errors/rate_limit_error"); status != http.StatusOK || !strings.Contains(byAlias, `id="still-stuck"`) {
		t.Errorf("alias: status %d", status)
	}
}

// TestAPI reads the answer to the same paste as a program does.
func TestAPI(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	status, body := site.post(t, "/api/v1/diagnose", "text/plain", "application/json", rateLimited)
	var answer diagnose.Diagnosis
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, error %v", status, err)
	}
	if got := answer.Matches[0].Slug; got != "rate-limit-input-tokens" {
		t.Errorf("first match = %s, want rate-limit-input-tokens", got)
	}
	if answer.Verdict.RetryAfterSeconds == nil || *answer.Verdict.RetryAfterSeconds != 17 {
		t.Errorf("retry_after_seconds = %v, want 17", answer.Verdict.RetryAfterSeconds)
	}
	evidence := answer.Matches[0].Evidence[0]
	if got := rateLimited[evidence.Start:evidence.End]; got != evidence.Text {
		t.Errorf("evidence text is %q, the paste has %q there", evidence.Text, got)
	}
}

// TestSecretsStayNowhere plants a key and looks for it wherever Errdex writes.
func TestSecretsStayNowhere(t *testing.T) {
	t.Parallel()
	const secret = "sk-ant-api03-PlantedPlantedPlantedPlanted0123456789"
	paste := rateLimited + "\nx-api-key: " + secret + "\nexport HTTPS_PROXY=http://ada:hunter2secret@proxy.example:3128\n"
	directory := t.TempDir()
	site := startService(t, directory)
	written := map[string]string{}
	_, written["page"] = site.post(t, "/diagnose", "application/x-www-form-urlencoded", "text/html", url.Values{"paste": {paste}}.Encode())
	_, written["text"] = site.post(t, "/diagnose", "text/plain", "*/*", paste)
	_, written["json"] = site.post(t, "/api/v1/diagnose", "text/plain", "application/json", paste)
	_, written["problem"] = site.post(t, "/api/v1/diagnose", "application/json", "application/json", `{"txt": "`+secret+`"}`)
	_, written["cli"], written["cli stderr"] = shell(t, paste, "diagnose")
	_, written["cli json"], _ = shell(t, paste, "diagnose", "--json")
	written["log"] = site.log.String()
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("database files: %v, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		written[filepath.Base(file)] = string(content)
	}
	for place, text := range written {
		if strings.Contains(text, "PlantedPlanted") || strings.Contains(text, "hunter2secret") {
			t.Errorf("the secret is in: %s", place)
		}
	}
	if !strings.Contains(written["page"], "[redacted:") || !strings.Contains(written["log"], `"route":"/diagnose"`) {
		t.Error("the page or the log does not look as if the paste had been answered")
	}
}

// TestPortInUse ends with a line and not with a stack.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	code, _, stderr := shell(t, "", "serve", "--addr", strings.TrimPrefix(site.url, "http://"), "--data", t.TempDir())
	if code != exitUsage || !strings.Contains(stderr, "address already in use") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// TestSecondStartImportsNothing reads the library back from the file.
func TestSecondStartImportsNothing(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	t.Run("first", func(t *testing.T) {
		if site := startService(t, directory); !strings.Contains(site.log.String(), "import library") {
			t.Error("the first start imported nothing")
		}
	})
	site := startService(t, directory)
	if strings.Contains(site.log.String(), "import library") {
		t.Error("the second start imported again")
	}
	if status, _ := site.get(t, "/errors/overloaded"); status != http.StatusOK {
		t.Errorf("article after the second start: status %d", status)
	}
}
