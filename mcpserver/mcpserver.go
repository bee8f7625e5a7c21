// Package mcpserver speaks the Model Context Protocol: it offers the library to language models as three tools and
// as one resource for each article, over HTTP or over a program's standard streams. What a tool answers is what the
// API answers. Types of the protocol's SDK stay in this package. Nothing of a call is logged.
package mcpserver

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"errdex/desk"
)

// Config is what a Server is made of.
type Config struct {
	Desk    *desk.Desk
	Log     *slog.Logger
	Version string     // which clients are told
	Slots   desk.Slots // for requests over HTTP, shared with others who answer pastes; nil: as many at once as come

	// BehindProxy lets requests pass that come from this machine and name another host, as those of a reverse proxy
	// do. Without one they come from a page that has a name of its own lead here (DNS rebinding).
	BehindProxy bool
}

// Server answers clients of the protocol. It keeps nothing between two calls. It is made by New.
type Server struct {
	desk        *desk.Desk
	log         *slog.Logger
	slots       desk.Slots
	behindProxy bool
	protocol    *mcp.Server
}

const instructions = `Errdex explains errors of Anthropic's Claude: API, SDKs, Claude Code, claude.ai, Bedrock, Vertex AI, Foundry, gateways and proxies.
Give diagnose_error the text of an error, as whole and as raw as you have it; an answer without matches means that nothing is known. Use get_article for a status, an error type or a slug, search_articles for words. A path such as /errors/overloaded in an answer is the article overloaded.`

// New makes a Server.
func New(config Config) *Server {
	s := &Server{desk: config.Desk, log: config.Log, slots: config.Slots, behindProxy: config.BehindProxy}
	s.protocol = mcp.NewServer(&mcp.Implementation{Name: "errdex", Title: "Errdex", Version: config.Version}, &mcp.ServerOptions{
		Instructions: instructions,
		// Neither ever changes: who wants to wait for a change is let go at once.
		Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}, Resources: &mcp.ResourceCapabilities{}},
	})
	s.protocol.AddReceivingMiddleware(hideErrors)
	s.addTools()
	s.addResources()
	return s
}

// Run serves one client over a pair of streams until it closes its end or ctx is done.
func (s *Server) Run(ctx context.Context, in io.Reader, out io.Writer) error {
	err := s.protocol.Run(ctx, unnamed{&mcp.IOTransport{Reader: io.NopCloser(in), Writer: unclosed{out}}})
	if err != nil && ctx.Err() == nil {
		return errors.New("the client's stream broke, or what came over it is no message of the protocol") // err repeats what came
	}
	return nil
}

// unclosed leaves a stream open that is not ours to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// told is an error that a client may read.
type told string

func (t told) Error() string { return string(t) }

// hideErrors lets no error of a tool out that was not written for the client: those of the SDK's check of a call's
// arguments repeat them, and they may hold a paste.
func hideErrors(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
		result, err := next(ctx, method, request)
		call, ok := result.(*mcp.CallToolResult)
		if err != nil {
			return nil, reworded(err)
		}
		if !ok {
			return result, nil
		}
		if failure := call.GetError(); failure != nil && !errors.As(failure, new(told)) {
			hidden := &mcp.CallToolResult{}
			hidden.SetError(told("The arguments are not those that the tool's input schema asks for."))
			return hidden, nil
		}
		return result, nil
	}
}
