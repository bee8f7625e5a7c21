package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"errdex/desk"
)

// asks runs a test with the SDK's own client, over HTTP against a running service and over the streams of a process.
func asks(t *testing.T, test func(t *testing.T, session *mcp.ClientSession)) {
	t.Run("HTTP", func(t *testing.T) {
		t.Parallel()
		site := startService(t, t.TempDir())
		test(t, connect(t, &mcp.StreamableClientTransport{Endpoint: site.url + "/mcp"}))
	})
	t.Run("stdio", func(t *testing.T) {
		t.Parallel()
		temporary := t.TempDir()
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), mcpVariable+"=1", "TMPDIR="+temporary)
		complaints := &lockedBuffer{}
		child.Stderr = complaints
		session := connect(t, &mcp.CommandTransport{Command: child})
		test(t, session)
		if err := session.Close(); err != nil {
			t.Errorf("the process ended with %v", err)
		}
		if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 || complaints.String() != "" {
			t.Errorf("the process left %v, error %v, and wrote %q on stderr", left, err, complaints)
		}
	})
}

func connect(t *testing.T, transport mcp.Transport) *mcp.ClientSession {
	t.Helper()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() }) // a test may have closed it already
	return session
}

// callTool calls a tool and returns its text and its structured output as JSON. A search has a deadline, which it misses on
// a machine that is busy with other tests. What says "try again" is asked again, therefore.
func callTool(t *testing.T, session *mcp.ClientSession, tool string, arguments any) (text, structured string, failed bool) {
	t.Helper()
	text, structured, failed = callOnce(t, session, tool, arguments)
	for tries := 0; strings.Contains(text, "try again, with fewer words") && tries < 10; tries++ {
		text, structured, failed = callOnce(t, session, tool, arguments)
	}
	return text, structured, failed
}

func callOnce(t *testing.T, session *mcp.ClientSession, tool string, arguments any) (text, structured string, failed bool) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	for _, content := range result.Content {
		text += content.(*mcp.TextContent).Text
	}
	if result.StructuredContent == nil {
		return text, "", result.IsError
	}
	out, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	return text, string(out), result.IsError
}

func TestMCPTools(t *testing.T) {
	t.Parallel()
	asks(t, func(t *testing.T, session *mcp.ClientSession) {
		var names []string
		for tool, err := range session.Tools(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, tool.Name)
			is := tool.Annotations
			if is == nil || !is.ReadOnlyHint || !is.IdempotentHint || is.OpenWorldHint == nil || *is.OpenWorldHint || is.DestructiveHint == nil || *is.DestructiveHint {
				t.Errorf("%s has the annotations %+v, want read-only, idempotent, closed world", tool.Name, is)
			}
			if tool.OutputSchema == nil || tool.Description == "" || tool.Title == "" {
				t.Errorf("%s lacks an output schema, a description or a title", tool.Name)
			}
		}
		slices.Sort(names)
		if want := []string{"diagnose_error", "get_article", "search_articles"}; !slices.Equal(names, want) {
			t.Errorf("tools = %q, want %q", names, want)
		}
		if is := session.InitializeResult(); is.ServerInfo.Name != "errdex" || is.ServerInfo.Version == "" || is.Instructions == "" {
			t.Errorf("the server says of itself %+v", is)
		}
	})
}

// TestMCPDiagnose compares the tool with the API, and its text with that of POST /diagnose.
func TestMCPDiagnose(t *testing.T) {
	t.Parallel()
	site := startService(t, t.TempDir())
	asks(t, func(t *testing.T, session *mcp.ClientSession) {
		for _, paste := range []string{rateLimited, "529 Overloaded", "make: *** [all] Error 2", `{"error":{"type":"some_error","message":"stream ended"}}`} {
			var text, structured, body, markdown string
			for same, tries := false, 0; !same && tries < 10; tries++ { // a search for suggestions that misses its deadline gives none
				text, structured, _ = callTool(t, session, "diagnose_error", map[string]any{"text": paste})
				_, body = site.post(t, "/api/v1/diagnose", "text/plain", "application/json", paste)
				_, markdown = site.post(t, "/diagnose", "text/plain", "text/markdown", paste)
				same = sameJSON(t, structured, body) && text == markdown
			}
			if !sameJSON(t, structured, body) {
				t.Errorf("diagnose_error answers %q with\n%s\nthe API with\n%s", paste, structured, body)
			}
			if text != markdown {
				t.Errorf("diagnose_error says to %q\n%s\nPOST /diagnose\n%s", paste, text, markdown)
			}
		}
	})
}

func sameJSON(t *testing.T, one, other string) bool {
	t.Helper()
	var a, b any
	if err := errors.Join(json.Unmarshal([]byte(one), &a), json.Unmarshal([]byte(other), &b)); err != nil {
		t.Fatalf("%v in %q or %q", err, one, other)
	}
	return reflect.DeepEqual(a, b)
}

func TestMCPArticles(t *testing.T) {
	t.Parallel()
	articles, err := embeddedArticles()
	if err != nil {
		t.Fatal(err)
	}
	asks(t, func(t *testing.T, session *mcp.ClientSession) {
		for name, want := range map[string][]string{
			"overloaded": {"overloaded"}, "429": {"rate-limit"}, "RATE_LIMIT_ERROR": {"rate-limit"}, "ECONNREFUSED": {"connection-refused"},
			"lock-the-problem-down": {"lock-the-problem-down"}, "403": {"cloudflare-block", "permission-denied"},
		} {
			text, structured, failed := callTool(t, session, "get_article", map[string]any{"name": name})
			var got struct {
				Articles []struct {
					desk.Entry
					Markdown string
				}
			}
			if err := json.Unmarshal([]byte(structured), &got); err != nil || failed {
				t.Fatalf("get_article %s: error %v, text %q", name, err, text)
			}
			var slugs []string
			for _, article := range got.Articles {
				slugs = append(slugs, article.Slug)
				if !strings.Contains(text, article.Markdown) || !strings.HasPrefix(article.Markdown, "# "+article.Title+"\n") {
					t.Errorf("get_article %s: the text lacks the Markdown of %s", name, article.Slug)
				}
			}
			slices.Sort(slugs)
			if !slices.Equal(slugs, want) {
				t.Errorf("get_article %s = %q, want %q", name, slugs, want)
			}
		}
		text, structured, failed := callTool(t, session, "search_articles", map[string]any{"query": "529"})
		if failed || !strings.HasPrefix(structured, `{"results":[{`) || !strings.HasPrefix(text, "- [") || !strings.Contains(text, "](/errors/overloaded)") {
			t.Errorf("search_articles 529 = %.300s, text %.300s", structured, text)
		}
		if text, structured, failed := callTool(t, session, "search_articles", map[string]any{"query": "zzzzzz"}); failed || text != "Nothing found." || !strings.Contains(structured, `"results":[]`) {
			t.Errorf("search_articles zzzzzz = %s, text %q", structured, text)
		}
		resources := map[string]*mcp.Resource{}
		for resource, err := range session.Resources(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			resources[resource.URI] = resource
		}
		for _, article := range articles {
			if resource := resources["errdex://articles/"+article.Slug]; resource == nil || resource.Title != article.Title || resource.MIMEType != "text/markdown" {
				t.Errorf("the resource of %s is %+v", article.Slug, resource)
			}
		}
		if len(resources) != len(articles) {
			t.Errorf("%d resources for %d articles", len(resources), len(articles))
		}
		for template, err := range session.ResourceTemplates(t.Context(), nil) {
			if err != nil || template.URITemplate != "errdex://articles/{name}" {
				t.Errorf("resource template %+v, error %v", template, err)
			}
		}
		for name, want := range map[string]int{"overloaded": 1, "what-to-send-to-support": 1, "429": 1, "403": 2} {
			result, err := session.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "errdex://articles/" + name})
			if err != nil || len(result.Contents) != want {
				t.Fatalf("resource %s: error %v, want %d contents", name, err, want)
			}
			for _, read := range result.Contents {
				markdown, _, _ := callTool(t, session, "get_article", map[string]any{"name": strings.TrimPrefix(read.URI, "errdex://articles/")})
				if read.Text != markdown || read.MIMEType != "text/markdown" {
					t.Errorf("resource %s is %s, %.100q", read.URI, read.MIMEType, read.Text)
				}
			}
		}
	})
}

// planted are what must not come back, whatever is done with it. It is put together so that no scanner takes this file for a leak.
var planted = []string{"sk-ant-api03-" + strings.Repeat("Planted", 6), "hunter2" + "Planted"}

func TestMCPErrors(t *testing.T) {
	t.Parallel()
	secret := "x-api-key: " + planted[0] + " https://ada:" + planted[1] + "@proxy.example"
	tests := []struct {
		name, tool string
		arguments  any
		want       string
	}{
		{"too large", "diagnose_error", map[string]any{"text": secret + strings.Repeat("x", desk.MaxPaste)}, "larger than 256 KiB"},
		{"empty", "diagnose_error", map[string]any{"text": " \n"}, "nothing to diagnose"},
		{"no text", "diagnose_error", map[string]any{}, "input schema"},
		{"text of another type", "diagnose_error", map[string]any{"text": []string{secret}}, "input schema"},
		{"another field", "diagnose_error", map[string]any{"text": "529", secret: 1}, "input schema"},
		{"unknown article", "get_article", map[string]any{"name": secret}, "No article has this name. search_articles"},
		{"misspelled article", "get_article", map[string]any{"name": "overlaoded_error"}, "meant for: overloaded."},
		{"query of another type", "search_articles", map[string]any{"query": map[string]any{"q": secret}}, "input schema"},
	}
	asks(t, func(t *testing.T, session *mcp.ClientSession) {
		for _, test := range tests {
			text, structured, failed := callTool(t, session, test.tool, test.arguments)
			if !failed || !strings.Contains(text, test.want) || structured != "" {
				t.Errorf("%s: error %t, text %.300q, output %.300s, want %q", test.name, failed, text, structured, test.want)
			}
			checkNothingPlanted(t, test.name, text)
		}
		if _, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "no_such_tool"}); err == nil {
			t.Error("an unknown tool is called")
		}
		if _, err := session.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "errdex://articles/no-such-article"}); err == nil || !strings.Contains(err.Error(), "No article") {
			t.Errorf("an unknown resource is read, or refused with %v", err)
		}
		// As large as may be, and with secrets in it.
		text, structured, failed := callTool(t, session, "diagnose_error", map[string]any{"text": strings.Repeat("x\n", 100000) + rateLimited + secret})
		if failed || !strings.Contains(structured, `"slug":"rate-limit-input-tokens"`) || !strings.Contains(structured, `"redactions":[{`) {
			t.Errorf("a large paste: error %t, %.300s", failed, structured)
		}
		checkNothingPlanted(t, "a large paste", text+structured)
		text, structured, _ = callTool(t, session, "search_articles", map[string]any{"query": secret})
		checkNothingPlanted(t, "search", text+structured)
	})
}

func checkNothingPlanted(t *testing.T, place, text string) {
	t.Helper()
	for _, secret := range planted {
		if strings.Contains(text, secret) || strings.Contains(text, "PlantedPlanted") {
			t.Errorf("%s repeats what was planted: %.500q", place, text)
		}
	}
}

// TestMCPOverHTTP asks as no client of the SDK does: limits, headers and the check of the origin hold for /mcp too,
// and nothing of a call is logged or comes back in a refusal.
func TestMCPOverHTTP(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	site := startService(t, directory)
	const accept = "Accept: application/json, text/event-stream"
	message := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"diagnose_error","arguments":{"text":"529 Overloaded ` + planted[0] + `"}}}`
	tests := []struct {
		name, method, body string
		headers            []string
		want               int
		has                string
	}{
		{"a call", "POST", message, nil, 200, `"structuredContent":{"`},
		{"a call of 2025-06-18", "POST", message, []string{"MCP-Protocol-Version: 2025-06-18"}, 200, "overloaded"},
		{"a tool's own origin", "POST", message, []string{"Origin: " + site.url}, 200, "overloaded"},
		{"another site", "POST", message, []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, 403, "Another site"},
		{"another site, old browser", "POST", message, []string{"Origin: https://evil.example"}, 403, "Another site"},
		{"a name that leads here", "POST", message, []string{"Host: evil.example", "Origin: http://evil.example"}, 403, "Host"},
		{"not JSON", "POST", planted[0], nil, 400, "JSON-RPC"},
		{"a string", "POST", `"` + planted[0] + `"`, nil, 400, "JSON-RPC"},
		{"another version", "POST", `{"jsonrpc":"` + planted[0] + `"}`, nil, 400, "JSON-RPC"},
		{"parameters of another type", "POST", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":"` + planted[0] + `"}`, nil, 400, "JSON-RPC"},
		{"a name of another type", "POST", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["` + planted[0] + `"]}}`, nil, 400, "JSON-RPC"},
		{"arguments of another type", "POST", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"diagnose_error","arguments":"` + planted[0] + `"}}`, nil, 200, "input schema"},
		{"a broken call", "POST", strings.Replace(message, `"text":`, `"text"`, 1), nil, 400, ""},
		{"another type", "POST", message, []string{"Content-Type: text/plain"}, 415, ""},
		{"compressed", "POST", message, []string{"Content-Encoding: gzip"}, 415, "Content-Encoding"},
		{"a megabyte", "POST", message + strings.Repeat(" ", 1<<20), nil, 413, ""},
		{"wait for changes", "POST", `{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["errdex://articles/overloaded"]},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`,
			[]string{"MCP-Protocol-Version: 2026-07-28", "Mcp-Method: subscriptions/listen"}, 200, `"notifications":{}`},
		{"GET", "GET", "", nil, 405, ""},
		{"DELETE", "DELETE", "", nil, 405, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second) // nothing here is a stream that stays open
			defer cancel()
			request, err := http.NewRequestWithContext(ctx, test.method, site.url+"/mcp", strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			for _, line := range append([]string{accept}, test.headers...) {
				name, value, _ := strings.Cut(line, ": ")
				request.Header.Set(name, value)
			}
			request.Host = request.Header.Get("Host")
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var body bytes.Buffer
			if _, err := body.ReadFrom(response.Body); err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != test.want || !strings.Contains(body.String(), test.has) {
				t.Errorf("%d %s, want %d and %q", response.StatusCode, body.String(), test.want, test.has)
			}
			if response.Header.Get("Content-Security-Policy") == "" || response.Header.Get("X-Request-Id") == "" || response.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("headers are %v, want the security headers, and no other site let in", response.Header)
			}
			if test.want == 405 && response.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			checkNothingPlanted(t, "the answer", body.String())
		})
	}
	checkNothingPlanted(t, "the log", site.log.String())
	if !strings.Contains(site.log.String(), `"route":"/mcp","status":200`) || strings.Contains(site.log.String(), "Overloaded") {
		t.Errorf("the log has no line of a call, or more than that:\n%s", site.log)
	}
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("database files: %v, %v", files, err)
	}
	for _, file := range files {
		stored, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkNothingPlanted(t, file, string(stored))
	}
}

// TestMCPBehindProxy: a proxy on this machine passes requests on under the name that readers know.
func TestMCPBehindProxy(t *testing.T) {
	t.Setenv("ERRDEX_TRUSTED_PROXY", "127.0.0.0/8")
	site := startService(t, t.TempDir())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, site.url+"/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "errdex.example"
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("POST /mcp through a trusted proxy = %d, want 200", response.StatusCode)
	}
}
