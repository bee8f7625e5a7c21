package mcpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"errdex/desk"
)

// Handler serves the protocol over HTTP, each request by itself. Limits of a request, headers and the check of the origin
// are the caller's.
func (s *Server) Handler() http.Handler {
	protocol := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s.protocol }, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, PropagateRequestCancellation: true, DisableLocalhostProtection: s.behindProxy,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			refuse(w, err)
			return
		}
		answer := &response{header: w.Header(), status: http.StatusOK}
		if err := s.answer(protocol, answer, r, body); err != nil {
			refuse(w, err)
			return
		}
		w.WriteHeader(answer.status)
		_, _ = answer.body.WriteTo(w) // it fails where the client has gone: nobody to tell
	})
}

// answer has a message answered in a slot, since the SDK takes a multiple of its size in memory to read it. The answer is
// not sent before it is whole: neither who sends slowly nor who reads slowly takes a slot from others.
func (s *Server) answer(protocol http.Handler, answer *response, r *http.Request, body []byte) error {
	if err := s.slots.Take(r.Context()); err != nil {
		return err
	}
	defer s.slots.Give()
	ctx, cancel := context.WithTimeout(r.Context(), callTime)
	defer cancel()
	if malformed(body) {
		http.Error(answer, "The body is not a JSON-RPC message of the Model Context Protocol.", http.StatusBadRequest)
		return nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	protocol.ServeHTTP(answer, r.WithContext(ctx))
	return nil
}

// response is one that is not sent yet.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *response) Header() http.Header         { return r.header }
func (r *response) WriteHeader(status int)      { r.status = status }
func (r *response) Write(p []byte) (int, error) { return r.body.Write(p) }

// callTime is how long a call may take: all of ours take milliseconds, and one that waits would keep its slot.
const callTime = 10 * time.Second

// maxTokens bounds how many values, names and brackets a message has: a megabyte of empty lists becomes a hundred of
// memory when the SDK reads it. A call of a tool has about twenty, a client's introduction some dozens.
const maxTokens = 1000

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

// malformed says whether a body is no message of the protocol. The SDK would too, but it repeats what came, and that may
// hold a paste.
func malformed(body []byte) bool {
	var m message
	return tooManyTokens(body) || json.Unmarshal(body, &m) != nil || m.Version != "2.0" || m.Method != "" && !methodName.MatchString(m.Method)
}

func tooManyTokens(body []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(body))
	for range maxTokens {
		if _, err := decoder.Token(); err != nil {
			return false // the end, or what is no JSON, which is found out next
		}
	}
	return true
}

// refuse answers a request whose body can't be read, or for which there is no slot.
func refuse(w http.ResponseWriter, err error) {
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		http.Error(w, "The request is too large.", http.StatusRequestEntityTooLarge)
	case errors.Is(err, desk.ErrBusy):
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Too many requests are being answered: try again in a second.", http.StatusServiceUnavailable)
	default:
		http.Error(w, "The request broke off.", http.StatusBadRequest)
	}
}
