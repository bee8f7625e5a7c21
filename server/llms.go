package server

import (
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"errdex/content"
	"errdex/desk"
)

// llmsTexts are what a language model is given to read: how to ask, with the list of articles, and all articles.
type llmsTexts struct{ index, full []byte }

func (s *Server) llmsIndex(c echo.Context) error { return cached(c, plainText, s.llms.index) }

func (s *Server) llmsFull(c echo.Context) error { return cached(c, plainText, s.llms.full) }

const plainText = textType + "; charset=utf-8"

// llmsIntroduction follows llmstxt.org. Its addresses have no host: the texts are made once, for all names that the
// service is known by.
const llmsIntroduction = `# Errdex

> Errdex explains the errors that people meet while using Anthropic's Claude: through the API, the SDKs, Claude Code, claude.ai, Bedrock, Vertex AI, Foundry, gateways and proxies. Hand it the text of an error and it names the article, the layer at fault, whether to retry and when, and the next steps. A paste is never stored or logged; secrets are cut out first.

Addresses here are below the site that this text comes from; in the commands it is $ERRDEX.

- Diagnose a text, Markdown back: ` + "`curl -H 'accept: text/markdown' -H 'content-type: text/plain' --data-binary @err.txt $ERRDEX/diagnose`" + `
- The same as JSON: ` + "`curl -H 'content-type: text/plain' --data-binary @err.txt $ERRDEX/api/v1/diagnose`" + `
- By name: /errors/{status}.md, /errors/{type}.md or /errors/{slug}.md, such as /errors/429.md; .json in place of .md for data
- Search: ` + "`curl \"$ERRDEX/api/v1/search?q=overloaded\"`" + `
- [Description of the API](/openapi.json): OpenAPI 3.1
- MCP, streamable HTTP: $ERRDEX/mcp, with the tools diagnose_error, get_article and search_articles; ` + "`errdex mcp`" + ` serves the same over standard input and output
- [All articles in one text](/llms-full.txt): %d KiB
`

// newLLMsTexts renders both texts; the articles of a Server never change.
func newLLMsTexts(d *desk.Desk) llmsTexts {
	var list, full strings.Builder
	for _, layer := range content.Layers() {
		list.WriteString(llmsSection("Errors: layer "+string(layer), d.List(func(a content.Article) bool { return a.Layer == layer })))
	}
	list.WriteString(llmsSection("Guides", d.List(func(a content.Article) bool { return a.Kind == content.KindGuide })))
	for i, article := range d.All() {
		if i > 0 {
			full.WriteString("\n---\n\n")
		}
		full.WriteString(d.Markdown(article, nil))
	}
	return llmsTexts{index: []byte(fmt.Sprintf(llmsIntroduction, full.Len()>>10) + list.String()), full: []byte(full.String())}
}

func llmsSection(title string, list desk.ArticleList) string {
	var out strings.Builder
	fmt.Fprintf(&out, "\n## %s\n\n", title)
	for _, entry := range list.Articles {
		fmt.Fprintf(&out, "- [%s](%s): %s\n", entry.Title, entry.URL+markdownTwin, entry.Summary)
	}
	return out.String()
}
