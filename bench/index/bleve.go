package index

import (
	"context"
	"errors"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"errdex/content"
)

// batch is how many articles bleve takes at once.
const batch = 1000

type bleveIndex struct{ index bleve.Index }

// NewBleve fills a bleve index in memory that keeps nothing but what a search needs.
func NewBleve(articles []content.Article) (Index, error) {
	text := bleve.NewTextFieldMapping()
	text.Store, text.IncludeTermVectors, text.IncludeInAll, text.DocValues = false, false, false, false
	document := mapping.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("text", text)
	all := bleve.NewIndexMapping()
	all.DefaultMapping = document
	index, err := bleve.NewUsing("", all, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	pending := index.NewBatch()
	for i, a := range articles {
		err := pending.Index(a.Slug, map[string]string{"text": whole(a)})
		if err == nil && (pending.Size() == batch || i == len(articles)-1) {
			err = index.Batch(pending)
			pending.Reset()
		}
		if err != nil {
			return nil, errors.Join(err, index.Close())
		}
	}
	return &bleveIndex{index}, nil
}

func (b *bleveIndex) Ask(ctx context.Context, q Query) (int, error) {
	match := bleve.NewMatchQuery(strings.Join(q.Words, " "))
	match.SetField("text")
	if q.All {
		match.SetOperator(query.MatchQueryOperatorAnd)
	}
	result, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(match, hits, 0, false))
	if err != nil {
		return 0, err
	}
	return len(result.Hits), nil
}

func (b *bleveIndex) Close() error { return b.index.Close() }
