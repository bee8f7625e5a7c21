package mcpserver

import (
	"context"
	"errors"
	"regexp"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// The errors of the protocol that are worded here.
var (
	errNoArticle  = &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: "No article has this name."}
	errUnreadable = &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: "The library can't be read: try again."}
)

// reworded is an error of the protocol's SDK without its words, which repeat what was asked for.
func reworded(err error) error {
	for _, own := range []*jsonrpc.Error{errNoArticle, errUnreadable} {
		if errors.Is(err, own) {
			return own
		}
	}
	var failure *jsonrpc.Error
	if !errors.As(err, &failure) {
		return &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: "The request could not be answered."}
	}
	message := "The request is not one that this server answers: see tools/list and resources/list."
	return &jsonrpc.Error{Code: failure.Code, Message: message}
}

// methodName is what a method of the protocol is called. The SDK repeats the names that it does not know.
var methodName = regexp.MustCompile(`^[a-zA-Z]{1,20}(/[a-zA-Z_]{1,20}){0,3}$`)

// unnamed is a transport that gives every other method one name.
type unnamed struct{ mcp.Transport }

// Connect is the transport's.
func (u unnamed) Connect(ctx context.Context) (mcp.Connection, error) {
	connection, err := u.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return unnamedConnection{connection}, nil
}

type unnamedConnection struct{ mcp.Connection }

// Read reads the next message.
func (c unnamedConnection) Read(ctx context.Context) (jsonrpc.Message, error) {
	message, err := c.Connection.Read(ctx)
	if request, ok := message.(*jsonrpc.Request); ok && !methodName.MatchString(request.Method) {
		request.Method = "unknown"
	}
	return message, err
}
