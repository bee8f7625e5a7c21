package content

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// requestID is what the local API calls each request.
const requestID = "req_011CExampleExampleExampl1"

// localKey is the one API key that the local API knows.
const localKey = "sk-ant-api03-LocalExample"

// models are the ids that the Claude API serves, as of October 2026. Code may name another one only where the
// article is about it, see otherModels.
var models = []string{
	"claude-fable-5",
	"claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5",
	"claude-opus-5", "claude-sonnet-5",
	"claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-4-6",
	"claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5",
	"claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001",
}

// api is a local server that answers as the services which the articles' commands speak to.
type api struct {
	tls, plain *httptest.Server
	refuse     *refusal

	mu    sync.Mutex
	asked []exchange
}

// refusal is the error that an article is about: what it says to model calls, or to every call.
type refusal struct {
	answer
	signs      []string // one of these tells a reader which error it is
	everything bool
}

// exchange is one request that the server got, and what it answered.
type exchange struct {
	method, url string
	status      int
	keyless     bool // it carried no credential at all
}

// asksModel says whether the request wants an answer of a model, which costs tokens.
func (e exchange) asksModel() bool {
	return strings.HasSuffix(e.url, "/v1/messages") || strings.HasSuffix(e.url, ":rawPredict")
}

// answer is a response: a status and a JSON body, or another text.
type answer struct {
	status int
	body   string
}

func newAPI(t *testing.T, refuse *refusal) *api {
	t.Helper()
	a := &api{refuse: refuse}
	a.tls = httptest.NewUnstartedServer(a)
	a.tls.EnableHTTP2 = true // as the API does, so that header names are in lower case
	a.tls.StartTLS()
	t.Cleanup(a.tls.Close)
	a.plain = httptest.NewServer(a) // after the other, to which it tunnels
	t.Cleanup(a.plain.Close)
	return a
}

func (a *api) requests() []exchange {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.asked)
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		a.tunnel(w)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	said := a.answer(r, body)
	asked := exchange{r.Method, r.Host + r.URL.Path, said.status, credential(r) == ""}
	a.mu.Lock()
	a.asked = append(a.asked, asked)
	a.mu.Unlock()
	headers := map[string]string{"Request-Id": requestID, "Server": "cloudflare", "Cf-Ray": "8f00example0000-FRA", "Content-Type": contentType(said.body)}
	if said.status != http.StatusUnauthorized {
		headers["Anthropic-Organization-Id"] = "00000000-0000-4000-8000-000000000000"
		headers["Anthropic-Workspace-Id"] = "wrkspc_01Example"
	}
	if asked.asksModel() && said.status == http.StatusOK {
		headers["Anthropic-Ratelimit-Requests-Limit"], headers["Anthropic-Ratelimit-Requests-Remaining"] = "1000", "999"
		headers["Anthropic-Ratelimit-Output-Tokens-Limit"], headers["Anthropic-Ratelimit-Output-Tokens-Remaining"] = "400000", "400000"
	}
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(said.status)
	io.WriteString(w, said.body)
}

func contentType(body string) string {
	switch {
	case strings.HasPrefix(body, "{"):
		return "application/json"
	case strings.HasPrefix(body, "event:"):
		return "text/event-stream; charset=utf-8"
	}
	return "text/plain"
}

// tunnel makes the plain server a proxy as well; whatever host is asked for, it leads to the TLS server.
func (a *api) tunnel(w http.ResponseWriter) {
	upstream, err := net.Dial("tcp", a.tls.Listener.Addr().String())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	client, sent, err := w.(http.Hijacker).Hijack()
	if err != nil {
		upstream.Close()
		return
	}
	io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() { io.Copy(upstream, sent); upstream.Close() }()
	go func() { io.Copy(client, upstream); client.Close() }()
}

// credential is what the request identifies itself with, or "".
func credential(r *http.Request) string {
	for _, name := range []string{"X-Api-Key", "Api-Key", "Authorization"} {
		if value := r.Header.Get(name); value != "" {
			return strings.TrimPrefix(value, "Bearer ")
		}
	}
	return ""
}

// pages are the answers of the services that ask for nothing; and of gateways, whose keys are their own affair.
var pages = map[string]string{
	"status.claude.com/api/v2/summary.json":           `{"status":{"description":"All Systems Operational"},"incidents":[{"name":"Elevated errors"}]}`,
	"ipinfo.io/country":                               "PL\n",
	"www.cloudflare.com/cdn-cgi/trace":                "ip=192.0.2.1\nloc=PL\n",
	"www.apache.org/licenses/LICENSE-2.0.txt":         "Apache License\n",
	"downloads.claude.ai/claude-code-releases/latest": "2.1.0\n",
	"claude.ai/install.sh":                            "echo installed\n",
	"claude.ai/":                                      "a page\n",
	"platform.claude.com/":                            "a page\n",
	"mcp.example.com/mcp":                             "{}",
	"openrouter.ai/api/v1/key":                        `{"data":{"limit":10,"limit_remaining":3,"limit_reset":"monthly"}}`,
	"llm.example/key/info":                            `{"info":{"spend":1.5,"max_budget":10,"budget_reset_at":"2026-12-01T00:00:00Z"}}`,
	"llm.example/key/update":                          `{"key":"sk-EXAMPLE","max_budget":100}`,
	"localhost:4000/":                                 "a gateway\n",
	"localhost:9901/clusters":                         "anthropic::192.0.2.1:443::health_flags::healthy\n",
}

var (
	messagesFields = []string{
		"model", "max_tokens", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "stream",
		"temperature", "top_p", "top_k", "stop_sequences", "metadata", "cache_control", "service_tier", "context_management",
	}
	countFields  = []string{"model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control"}
	vertexFields = append([]string{"anthropic_version"}, slices.DeleteFunc(slices.Clone(messagesFields), func(name string) bool { return name == "model" })...)
	vertexPath   = regexp.MustCompile(`^/v1/projects/[^/]+/locations/[^/]+/publishers/anthropic/models/[^/]+:rawPredict$`)
)

// answer finds the service that a request is for.
func (a *api) answer(r *http.Request, body []byte) answer {
	if page, known := pages[r.Host+r.URL.Path]; known {
		return answer{http.StatusOK, page}
	}
	switch host := r.Host; {
	case strings.HasSuffix(host, "aiplatform.googleapis.com"):
		return vertex(r, body)
	case host == "acme-ai.services.ai.azure.com" && r.Header.Get("Api-Key") == "":
		return failure(http.StatusUnauthorized, "authentication_error", "Access denied due to invalid subscription key")
	case host == "acme-ai.services.ai.azure.com":
		return a.claude(r, strings.TrimPrefix(r.URL.Path, "/anthropic"), body)
	case strings.HasPrefix(host, "aws-external-anthropic.") && r.Header.Get("Anthropic-Workspace-Id") == "":
		return failure(http.StatusBadRequest, "invalid_request_error", "anthropic-workspace-id header is required")
	case host == "api.anthropic.com", strings.HasPrefix(host, "aws-external-anthropic."):
		return a.claude(r, r.URL.Path, body)
	case host == "llm.example":
		return a.claude(r, strings.TrimPrefix(r.URL.Path, "/anthropic"), body)
	}
	return answer{http.StatusNotImplemented, "the local API does not know " + r.Host + r.URL.Path}
}

// claude answers as the Claude API: first the path, then headers and credential, then the body.
func (a *api) claude(r *http.Request, path string, body []byte) answer {
	posts := path == "/v1/messages" || path == "/v1/messages/count_tokens"
	switch gets := path == "/" || path == "/v1/models" || strings.HasPrefix(path, "/v1/models/") || strings.HasPrefix(path, "/v1/messages/batches/"); {
	case !posts && !gets:
		return failure(http.StatusNotFound, "not_found_error", "Not Found")
	case posts != (r.Method == http.MethodPost):
		return failure(http.StatusMethodNotAllowed, "invalid_request_error", "Method Not Allowed")
	case path == "/":
		return answer{http.StatusNotFound, "not found"}
	}
	if refused := refusedHeader(r); refused != nil {
		return *refused
	}
	if a.refuse != nil && (a.refuse.everything || path == "/v1/messages") {
		return a.refuse.answer
	}
	switch id := strings.TrimPrefix(path, "/v1/models/"); {
	case path == "/v1/messages":
		return messages(body, messagesFields, "model", "max_tokens", "messages")
	case path == "/v1/messages/count_tokens":
		if said := messages(body, countFields, "model", "messages"); said.status != http.StatusOK {
			return said
		}
		return answer{http.StatusOK, `{"input_tokens":14}`}
	case path == "/v1/models":
		return answer{http.StatusOK, `{"data":[{"type":"model","id":"claude-haiku-4-5-20251001"}],"has_more":false}`}
	case slices.Contains(models, id):
		return answer{http.StatusOK, fmt.Sprintf(`{"type":"model","id":%q,"max_input_tokens":200000,"max_tokens":64000,"capabilities":{"effort":{"supported":false}}}`, id)}
	}
	return failure(http.StatusNotFound, "not_found_error", strings.TrimPrefix(path, "/v1/"))
}

// refusedHeader is the API's answer to a header that is missing or wrong, or nil.
func refusedHeader(r *http.Request) *answer {
	key := credential(r)
	var said answer
	switch {
	case key == "":
		said = failure(http.StatusUnauthorized, "authentication_error", "x-api-key header is required")
	case r.Host == "api.anthropic.com" && key != localKey:
		said = failure(http.StatusUnauthorized, "authentication_error", "invalid x-api-key")
	case r.Host == "llm.example" && strings.HasSuffix(key, "EXAMPLE"):
		said = failure(http.StatusUnauthorized, "authentication_error", "invalid x-api-key")
	case r.Header.Get("Origin") != "":
		said = failure(http.StatusUnauthorized, "authentication_error", "CORS requests must set 'anthropic-dangerous-direct-browser-access' header")
	case r.Header.Get("Anthropic-Version") != "2023-06-01" && r.Host == "api.anthropic.com":
		said = failure(http.StatusBadRequest, "invalid_request_error", "anthropic-version: header is required")
	case r.Method == http.MethodPost && r.Header.Get("Content-Type") != "application/json":
		said = failure(http.StatusBadRequest, "invalid_request_error", "content-type must be application/json")
	case !slices.Contains([]string{"", "context-management-2025-06-27"}, r.Header.Get("Anthropic-Beta")):
		said = failure(http.StatusBadRequest, "invalid_request_error", "Unexpected value(s) `"+r.Header.Get("Anthropic-Beta")+"` for the `anthropic-beta` header")
	default:
		return nil
	}
	return &said
}

func vertex(r *http.Request, body []byte) answer {
	switch {
	case !vertexPath.MatchString(r.URL.Path):
		return answer{http.StatusNotFound, `{"error":{"code":404,"status":"NOT_FOUND"}}`}
	case r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "):
		return answer{http.StatusUnauthorized, `{"error":{"code":401,"status":"UNAUTHENTICATED"}}`}
	}
	return messages(body, vertexFields, "anthropic_version", "max_tokens", "messages")
}

// messages answers a body: fields that the endpoint does not know and fields that are missing are errors.
func messages(body []byte, known []string, required ...string) answer {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return invalid("The request body is not valid JSON: " + err.Error())
	}
	for name := range fields {
		if !slices.Contains(known, name) {
			return invalid(name + ": Extra inputs are not permitted")
		}
	}
	for _, name := range required {
		if len(fields[name]) == 0 {
			return invalid(name + ": Field required")
		}
	}
	var model string
	if slices.Contains(required, "model") {
		// A deployment of Foundry is named by its owner.
		if err := json.Unmarshal(fields["model"], &model); err != nil || !slices.Contains(append(models, "your-deployment-name"), model) {
			return failure(http.StatusNotFound, "not_found_error", "model: "+model)
		}
	}
	if string(fields["stream"]) == "true" {
		return answer{http.StatusOK, "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"}
	}
	return answer{http.StatusOK, fmt.Sprintf(`{"id":"msg_01Example","type":"message","role":"assistant","model":%q,"content":[{"type":"text","text":"Hi"}],"stop_reason":"max_tokens","usage":{"input_tokens":8,"output_tokens":1}}`, model)}
}

func invalid(message string) answer {
	return failure(http.StatusBadRequest, "invalid_request_error", message)
}

// failure is the envelope of the API's errors.
func failure(status int, kind, message string) answer {
	return answer{status, fmt.Sprintf(`{"type":"error","error":{"type":%q,"message":%q},"request_id":%q}`, kind, message, requestID)}
}
