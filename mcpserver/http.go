package mcpserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Handler serves the protocol over HTTP, each request by itself. Limits, headers and the check of the origin are the
// caller's.
func (s *Server) Handler() http.Handler {
	return refuseMalformed(mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s.protocol }, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, PropagateRequestCancellation: true, DisableLocalhostProtection: s.behindProxy,
	}))
}

// message is as much of a JSON-RPC message as is checked before the SDK reads it.
type message struct {
	Version string `json:"jsonrpc"`
	Method  string `json:"method"`
	Params  struct {
		Name      string `json:"name"`
		URI       string `json:"uri"`
		Arguments any    `json:"arguments"`
	} `json:"params"`
}

// refuseMalformed turns away what is no message of the protocol. The SDK would too, but it repeats what came, and
// that may hold a paste.
func refuseMalformed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			status := http.StatusBadRequest
			if errors.As(err, new(*http.MaxBytesError)) {
				status = http.StatusRequestEntityTooLarge
			}
			http.Error(w, "The request is too large, or it broke off.", status)
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil || m.Version != "2.0" || m.Method != "" && !methodName.MatchString(m.Method) {
			http.Error(w, "The body is not a JSON-RPC message of the Model Context Protocol.", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}
