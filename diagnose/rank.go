package diagnose

import (
	"cmp"
	"slices"

	"errdex/content"
)

// ranked are the candidates in the order in which they answer: first those we stand behind, best first,
// then those that are only possible.
type ranked struct {
	matches  []candidate
	possible []candidate
}

// rank drops what a more specific match hides and orders the rest: the surer first, then a cause before a
// code, then the signature that asks for more, then a team's article before a built-in one, then what stands first
// in the paste, then the slug.
func (e *Engine) rank(candidates []candidate, r *reading) ranked {
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(rankOf(a.confidence), rankOf(b.confidence)),
			cmp.Compare(kindRank(a.article.Kind), kindRank(b.article.Kind)),
			-cmp.Compare(a.weight, b.weight),
			cmp.Compare(originRank(a.article.Origin), originRank(b.article.Origin)),
			cmp.Compare(a.position, b.position),
			cmp.Compare(a.article.Slug, b.article.Slug),
		)
	})
	hidden := map[string]bool{}
	for _, c := range candidates {
		if c.confidence != content.ConfidencePossible {
			e.hideAncestors(c.article, hidden)
		}
	}
	var out ranked
	for _, c := range candidates {
		switch {
		case hidden[c.article.Slug]:
		case c.confidence == content.ConfidencePossible:
			out.possible = append(out.possible, c)
		default:
			out.matches = append(out.matches, c)
		}
	}
	return out
}

func kindRank(kind content.Kind) int {
	if kind == content.KindCause {
		return 0
	}
	return 1
}

func originRank(origin content.Origin) int {
	if origin == "" {
		return 1
	}
	return 0
}

func (e *Engine) hideAncestors(article *entry, hidden map[string]bool) {
	for parent := e.articles[article.Parent]; parent != nil && !hidden[parent.Slug]; parent = e.articles[parent.Parent] {
		hidden[parent.Slug] = true
	}
}
