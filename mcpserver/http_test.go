package mcpserver

import (
	"net/http/httptest"
	"strings"
	"testing"

	"errdex/desk"
)

func post(s *Server, body string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	s.Handler().ServeHTTP(answer, httptest.NewRequest("POST", "/mcp", strings.NewReader(body)))
	return answer
}

// TestMalformed: what is no message is turned away before the SDK reads it, and keeps no slot.
func TestMalformed(t *testing.T) {
	t.Parallel()
	s := &Server{slots: desk.NewSlots()}
	const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"diagnose_error","arguments":{"text":"planted","x":`
	for _, body := range []string{
		"", "planted", `{"jsonrpc":"1.0"}`, `[]`, `{"jsonrpc":"2.0","planted"}`,
		call + "[" + strings.Repeat("[],", 200_000) + "[]]}}}", call + "{" + strings.Repeat(`"a":1,`, 100_000) + `"a":1}}}}`,
		call + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}}}", strings.Repeat("[", 500_000), call + strings.Repeat(`{"a":`, 100_000),
	} {
		got := post(s, body)
		if got.Code != 400 || strings.Contains(got.Body.String(), "planted") {
			t.Errorf("%.80q = %d, want 400; body: %s", body, got.Code, got.Body)
		}
	}
	if len(s.slots) != 0 {
		t.Errorf("%d slots are taken after all answers", len(s.slots))
	}
}

func TestBusy(t *testing.T) {
	t.Parallel()
	s := &Server{slots: desk.NewSlots()}
	for range cap(s.slots) {
		if err := s.slots.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := post(s, "{}"); got.Code != 503 || got.Header().Get("Retry-After") != "1" {
		t.Errorf("without a slot = %d, Retry-After %q, want 503 and 1", got.Code, got.Header().Get("Retry-After"))
	}
	s.slots.Give()
	if got := post(s, "{}"); got.Code != 400 {
		t.Errorf("with a slot = %d, want the message to be looked at", got.Code)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	lists := func(n int) []byte { return []byte("[" + strings.Repeat("1,", n) + "1]") }
	if tooManyTokens(lists(maxTokens-4)) || !tooManyTokens(lists(maxTokens)) {
		t.Errorf("a message of %d tokens is too large, or one of more is not", maxTokens)
	}
	if tooManyTokens([]byte(`"` + strings.Repeat("[{,", 100_000) + `"`)) {
		t.Error("what stands in a string counts")
	}
}
