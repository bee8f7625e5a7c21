package mcpserver

import (
	"context"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	articleURI   = "errdex://articles/"
	markdownType = "text/markdown"
)

// addResources offers each article under its slug, and by the template under its other names too.
func (s *Server) addResources() {
	for _, article := range s.desk.All() {
		s.protocol.AddResource(&mcp.Resource{
			URI: articleURI + article.Slug, Name: article.Slug, Title: article.Title, Description: article.Summary, MIMEType: markdownType,
		}, s.read)
	}
	s.protocol.AddResourceTemplate(&mcp.ResourceTemplate{
		URITemplate: articleURI + "{name}", Name: "article", Title: "Article", MIMEType: markdownType,
		Description: "The article that a slug, an alias, an HTTP status or an error type stands for; several where codes share a status.",
	}, s.read)
}

func (s *Server) read(ctx context.Context, request *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	found := s.desk.Named(strings.TrimPrefix(request.Params.URI, articleURI))
	if len(found) == 0 {
		return nil, errNoArticle
	}
	result := &mcp.ReadResourceResult{}
	for _, named := range found {
		article, err := s.desk.Read(ctx, named.Slug)
		if err != nil {
			s.log.Error("read article", "error", err.Error())
			return nil, errUnreadable
		}
		result.Contents = append(result.Contents, &mcp.ResourceContents{
			URI: articleURI + article.Slug, MIMEType: markdownType, Text: s.desk.Markdown(article, nil),
		})
	}
	return result, nil
}
