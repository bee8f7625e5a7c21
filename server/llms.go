package server

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"errdex/content"
	"errdex/desk"
	"errdex/views"
)

// llmsIntroduction follows https://llmstxt.org. SITE stands for the site's public URL, SIZE for how long the other text is.
const llmsIntroduction = "# Errdex\n\n" +
	"> Errdex explains the errors that people meet while using Anthropic's Claude: through the API, the SDKs, Claude Code, claude.ai, Bedrock, Vertex AI, Foundry, gateways and proxies. " +
	"Hand it the text of an error and it names the article, the layer at fault, whether to retry and when, and the next steps. A paste is never stored or logged; secrets are cut out first.\n\n" +
	"- Diagnose a text, Markdown back: `curl -H 'accept: text/markdown' -H 'content-type: text/plain' --data-binary @err.txt SITE/diagnose`\n" +
	"- The same as JSON: `curl -H 'content-type: text/plain' --data-binary @err.txt SITE/api/v1/diagnose`\n" +
	"- By name: SITE/errors/{status}.md, SITE/errors/{type}.md or SITE/errors/{slug}.md, such as SITE/errors/429.md; .json in place of .md for data\n" +
	"- Search: `curl 'SITE/api/v1/search?q=overloaded'`\n" +
	"- [Description of the API](SITE/openapi.json): OpenAPI 3.1\n" +
	"- MCP: SITE/mcp (streamable HTTP), with the tools diagnose_error, get_article and search_articles; `errdex mcp` serves the same over standard streams\n" +
	"- [All articles in one text](SITE/llms-full.txt): SIZE KiB\n"

// llmsIndex tells a language model how to ask, and lists the articles.
func llmsIndex(address views.Address, d *desk.Desk) ([]byte, error) {
	full, err := llmsFull(d)
	if err != nil {
		return nil, err
	}
	var index strings.Builder
	index.WriteString(strings.NewReplacer("SITE", address.Base, "SIZE", strconv.Itoa(len(full)>>10)).Replace(llmsIntroduction))
	for _, layer := range content.Layers() {
		writeSection(&index, address, "Errors: layer "+string(layer), d.List(func(a content.Article) bool { return a.Layer == layer }))
	}
	writeSection(&index, address, "Guides", d.List(func(a content.Article) bool { return a.Kind == content.KindGuide }))
	return []byte(index.String()), nil
}

// llmsFull is all articles in one text.
func llmsFull(d *desk.Desk) ([]byte, error) {
	var full bytes.Buffer
	for i, listed := range d.All() {
		article, err := d.Read(context.Background(), listed.Slug)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			full.WriteString("\n---\n\n")
		}
		full.WriteString(d.Markdown(article, nil))
	}
	return full.Bytes(), nil
}

func writeSection(w *strings.Builder, address views.Address, title string, list desk.ArticleList) {
	fmt.Fprintf(w, "\n## %s\n\n", title)
	for _, entry := range list.Articles {
		fmt.Fprintf(w, "- [%s](%s): %s\n", entry.Title, address.URL(entry.URL+markdownTwin), entry.Summary)
	}
}
