package diagnose

import (
	"cmp"
	"math"
	"slices"

	"errdex/content"
)

// Some people tell what happened instead of pasting it. Their words are compared with those in which each article
// says that its error is told of (described), with its title, its summary and its aliases: by BM25, over stems and
// pairs of neighbouring stems. No wording has to be there as it stands, so such a match is never more than likely.

// What a description must reach. The figures were chosen in November 2026 on 236 texts that the articles' sentences
// were not written from (docs/accuracy.md): of 186 descriptions 124 lead to their article and three to another one,
// of 50 other texts one to any.
const (
	minScore = 16   // BM25's sum
	minLead  = 1.15 // times the score of the next article that is not of the same family
	unnamed  = 3    // times minScore, for a text that does not name Claude
)

// The usual parameters of BM25: how soon a word that comes again says nothing new, and how much a long text
// is held against its article.
const (
	saturation = 1.2
	lengthBias = 0.75
)

// A term that stands in more than one of commonShare articles tells none of them apart. In a library of very many
// one that stands in more than maxPostings does not either, and the work stays within bounds.
const (
	commonShare = 2
	maxPostings = 200
)

// descriptions are the words of all articles, filed for scoring.
type descriptions struct {
	slugs    []string
	lengths  []float64 // terms of each article's text
	mean     float64
	postings map[string][]posting
}

// posting says how often a term stands in an article's text.
type posting struct{ article, count int32 }

func describe(articles []content.Article) *descriptions {
	d := &descriptions{postings: map[string][]posting{}}
	stems := stems{}
	for i, article := range articles {
		texts := slices.Concat([]string{article.Title, article.Title, article.Summary}, article.Aliases, article.Described)
		counts, length := map[string]int32{}, 0.0
		for _, text := range texts {
			for _, t := range stems.terms(words([]byte(text))) {
				counts[t.text]++
				length++
			}
		}
		for term, count := range counts {
			d.postings[term] = append(d.postings[term], posting{int32(i), count})
		}
		d.slugs, d.lengths = append(d.slugs, article.Slug), append(d.lengths, length)
		d.mean += length / float64(len(articles))
	}
	return d
}

// scored is an article and what the words of a text say for it.
type scored struct {
	slug  string
	score float64
	words []wordScore
}

type wordScore struct {
	span  span
	score float64
}

// rank scores the articles that share a term with a text, the best first.
func (d *descriptions) rank(text []word) []scored {
	scores := map[int32]*scored{}
	seen := map[string]bool{}
	for _, term := range (stems{}).terms(text) {
		if seen[term.text] {
			continue
		}
		seen[term.text] = true
		found := d.postings[term.text]
		if len(found)*commonShare > len(d.slugs) || len(found) > maxPostings {
			continue
		}
		rarity := math.Log(1 + (float64(len(d.slugs)-len(found))+0.5)/(float64(len(found))+0.5))
		for _, p := range found {
			length := 1 - lengthBias + lengthBias*d.lengths[p.article]/d.mean
			count := float64(p.count)
			score := rarity * count * (saturation + 1) / (count + saturation*length)
			if scores[p.article] == nil {
				scores[p.article] = &scored{slug: d.slugs[p.article]}
			}
			scores[p.article].score += score
			scores[p.article].words = append(scores[p.article].words, wordScore{term.span, score})
		}
	}
	ranked := make([]scored, 0, len(scores))
	for _, s := range scores {
		ranked = append(ranked, *s)
	}
	slices.SortFunc(ranked, func(a, b scored) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.slug, b.slug))
	})
	return ranked
}

// described adds the article that a person's own words tell of, unless a signature has told better: that of a
// cause, one of a message, or, against a code, any. So a status alone gives way to the cause that is told of.
func (e *Engine) described(r *reading, candidates []candidate) []candidate {
	if r.foreign || len(r.words) == 0 {
		return candidates
	}
	ranked := e.descriptions().rank(r.words)
	if len(ranked) == 0 || !e.tells(ranked, r.claude) {
		return candidates
	}
	article := e.articles[ranked[0].slug]
	if r.elsewhere && article.Layer == content.LayerNetwork {
		return candidates
	}
	if slices.ContainsFunc(candidates, func(c candidate) bool {
		return c.confidence != content.ConfidencePossible &&
			(c.worded || c.article.Kind == content.KindCause || article.Kind == content.KindCode)
	}) {
		return candidates
	}
	told := candidate{article: article, confidence: content.ConfidenceLikely, evidence: ranked[0].proofs()}
	told.position = told.evidence[0].span.start
	told.corroborate(r)
	return append(slices.DeleteFunc(candidates, func(c candidate) bool { return c.article.Slug == article.Slug }), told)
}

// maxToldBy is how many words an answer shows as its reason.
const maxToldBy = 4

// proofs are the words that say most for an article, in the order of the text.
func (s scored) proofs() []proof {
	best := slices.SortedStableFunc(slices.Values(s.words), func(a, b wordScore) int { return -cmp.Compare(a.score, b.score) })
	var proofs []proof
	for _, w := range best {
		if len(proofs) < maxToldBy && !slices.ContainsFunc(proofs, func(p proof) bool { return p.span.overlaps(w.span) }) {
			proofs = append(proofs, proof{w.span, "your words tell of it"})
		}
	}
	slices.SortFunc(proofs, func(a, b proof) int { return cmp.Compare(a.span.start, b.span.start) })
	return proofs
}

// tells says whether the first article is told of clearly enough, and more clearly than any other but its family.
func (e *Engine) tells(ranked []scored, claude bool) bool {
	score := float64(minScore)
	if !claude {
		score *= unnamed
	}
	for _, next := range ranked[1:] {
		if !e.family(ranked[0].slug, next.slug) {
			return ranked[0].score >= score && ranked[0].score >= minLead*next.score
		}
	}
	return ranked[0].score >= score
}
