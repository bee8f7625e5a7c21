package mcpserver

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"errdex/desk"
	"errdex/diagnose"
)

type diagnoseInput struct {
	Text string `json:"text" jsonschema:"the error as it was printed: body, headers, traceback, terminal output or log, at most 256 KiB; or what happened, in words"`
}

type articleInput struct {
	Name string `json:"name" jsonschema:"a slug (rate-limit), an alias, an HTTP status (429) or an error type (rate_limit_error)"`
}

type searchInput struct {
	Query string `json:"query" jsonschema:"words to look for in the articles"`
}

// articles are what a name stands for: mostly one, more where several codes share a status.
type articles struct {
	Articles []article `json:"articles"`
}

type article struct {
	desk.Entry
	Markdown string `json:"markdown"`
}

func (s *Server) addTools() {
	no := false
	harmless := &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no}
	mcp.AddTool(s.protocol, &mcp.Tool{Name: "diagnose_error", Title: "Diagnose an error", Annotations: harmless,
		Description: "Names the error of Claude in a text: the article, the layer at fault, whether to retry and when, the next steps, and the parts of the text that tell it. Use it when a call of Claude's API, an SDK, Claude Code or a gateway failed. Secrets are cut out of the text first; it is not stored. No match means that nothing is known, not that nothing is wrong.",
	}, s.diagnose)
	mcp.AddTool(s.protocol, &mcp.Tool{Name: "get_article", Title: "Get an article", Annotations: harmless,
		Description: "Returns the whole article on an error, or a troubleshooting guide: what happened, look-alikes, how to confirm, fix and verify, with sources. Use it when you have a status, an error type or a slug.",
	}, s.article)
	mcp.AddTool(s.protocol, &mcp.Tool{Name: "search_articles", Title: "Search the articles", Annotations: harmless,
		Description: "Finds articles and guides that hold some words, the best first. Use it when you have neither the error's text nor its name.",
	}, s.search)
}

func (s *Server) diagnose(ctx context.Context, _ *mcp.CallToolRequest, in diagnoseInput) (*mcp.CallToolResult, diagnose.Diagnosis, error) {
	_, answer, err := s.desk.Diagnose([]byte(in.Text))
	switch {
	case errors.Is(err, desk.ErrTooLarge):
		return nil, answer, told("The text is larger than " + desk.PasteLimit + ": keep the part around the error, the lines above it and the response headers.")
	case errors.Is(err, desk.ErrNoText):
		return nil, answer, told("There is nothing to diagnose: the text is empty.")
	case err != nil:
		return nil, answer, told(err.Error())
	}
	if err := s.desk.Suggest(ctx, &answer); err != nil { // an answer without suggestions is better than none
		s.log.Warn("find suggestions", "error", err.Error())
	}
	return text(answer.Markdown()), answer, nil
}

func (s *Server) article(ctx context.Context, _ *mcp.CallToolRequest, in articleInput) (*mcp.CallToolResult, articles, error) {
	found := s.desk.Named(in.Name)
	if len(found) == 0 {
		return nil, articles{}, told("No article has this name." + s.meant(in.Name) + " search_articles finds articles by words.")
	}
	var out articles
	var pages []string
	for _, named := range found {
		read, err := s.desk.Read(ctx, named.Slug)
		if err != nil {
			s.log.Error("read article", "error", err.Error())
			return nil, articles{}, told("The library can't be read: try again.")
		}
		whole := s.desk.Article(read, nil)
		out.Articles = append(out.Articles, article{whole.Entry, whole.Markdown})
		pages = append(pages, whole.Markdown)
	}
	return text(strings.Join(pages, "\n---\n\n")), out, nil
}

// meant names the articles that a misspelled name may have meant.
func (s *Server) meant(name string) string {
	var slugs []string
	for _, near := range s.desk.Near(name) {
		slugs = append(slugs, near.Slug)
	}
	if len(slugs) == 0 {
		return ""
	}
	return " It may have been meant for: " + strings.Join(slugs, ", ") + "."
}

func (s *Server) search(ctx context.Context, _ *mcp.CallToolRequest, in searchInput) (*mcp.CallToolResult, desk.SearchResults, error) {
	results, err := s.desk.Search(ctx, in.Query)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, results, told("The search took too long: try again, with fewer words.")
	case err != nil:
		s.log.Error("search", "error", err.Error())
		return nil, results, told("The library can't be read: try again.")
	}
	if len(results.Results) == 0 {
		return text("Nothing found."), results, nil
	}
	var list strings.Builder
	for _, entry := range results.Results {
		fmt.Fprintf(&list, "- [%s](%s): %s\n", entry.Title, entry.URL, entry.Summary)
	}
	return text(list.String()), results, nil
}

// text is a tool's answer for clients that read no structured output.
func text(markdown string) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: markdown}}}
}
