// Package desk answers what readers ask of the library: what a paste is, which articles a name stands for, and
// which hold some words. The pages, the API and the MCP server all ask here, so that one question has one answer
// everywhere. It also holds the limits of a question. It knows no HTTP and no MCP, and writes nothing anywhere.
package desk

import (
	"bytes"
	"context"
	"errors"

	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
	"errdex/store"
)

// The limits of a question.
const (
	MaxPaste       = 256 << 10 // bytes of decoded paste
	MaxQuery       = 512       // bytes of a search query; the rest is not looked at
	maxHits        = 20        // articles that a search finds
	maxNear        = 3         // articles that a misspelled name may have meant
	maxSuggestions = 3         // articles that a search suggests where nothing matched
)

// PasteLimit is MaxPaste in words.
const PasteLimit = "256 KiB"

// What is wrong with a paste that gets no answer.
var (
	ErrTooLarge = errors.New("the paste is larger than " + PasteLimit)
	ErrNoText   = errors.New("there is nothing to diagnose: the paste is empty")
	ErrPicture  = errors.New("this is a picture: copy the text of the error and paste that")
	ErrBinary   = errors.New("this is a binary file: copy the text of the error, or save the file as UTF-8")
)

// Engine waits for the engine of a library, which may still be compiled when pages are served already.
type Engine func() (*diagnose.Engine, error)

// Desk answers from one library. It is safe for concurrent use.
type Desk struct {
	store    *store.Store
	engine   Engine
	library  diagnose.Library
	articles []content.Article // as lists need them
	bySlug   map[string]content.Article
}

// New makes a Desk over a store, its articles, of which what lists need is enough, and their engine. Version is that
// of the library. Who only lists and renders whole articles needs neither store nor engine.
func New(db *store.Store, version string, articles []content.Article, engine Engine) *Desk {
	d := &Desk{store: db, engine: engine, library: diagnose.Library{Version: version, Articles: len(articles)},
		articles: articles, bySlug: map[string]content.Article{}}
	for _, article := range articles {
		d.bySlug[article.Slug] = article
	}
	return d
}

// Diagnose is the way of every paste: text, limit, redact, diagnose. The paste comes back without its secrets. The
// error is one of those above, or the engine's.
func (d *Desk) Diagnose(raw []byte) (redact.Text, diagnose.Diagnosis, error) {
	raw, err := Text(raw) // first: a picture is not the smaller for being cut
	if err != nil {
		return redact.Text{}, diagnose.Diagnosis{}, err
	}
	if len(raw) > MaxPaste {
		return redact.Text{}, diagnose.Diagnosis{}, ErrTooLarge
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return redact.Text{}, diagnose.Diagnosis{}, ErrNoText
	}
	engine, err := d.engine()
	if err != nil {
		return redact.Text{}, diagnose.Diagnosis{}, err
	}
	paste := redact.Clean(raw)
	return paste, engine.Diagnose(paste), nil
}

// Ready waits until pastes can be diagnosed and articles be read.
func (d *Desk) Ready(ctx context.Context) error {
	if _, err := d.engine(); err != nil {
		return err
	}
	return d.store.Ping(ctx)
}

// Fixes are the steps that an answer's article says to take.
func (d *Desk) Fixes(slug string) []content.Fix {
	engine, err := d.engine()
	if err != nil {
		return nil
	}
	return engine.Fixes(slug)
}

// Library names what the answers are made from.
func (d *Desk) Library() diagnose.Library { return d.library }

// Suggest adds articles that may be related to an answer that has none, or nothing where that takes too long. It asks the
// database, so it can fail; the answer is as good as it was then.
func (d *Desk) Suggest(ctx context.Context, answer *diagnose.Diagnosis) error {
	if len(answer.Matches) > 0 || len(answer.Suggestions) > 0 {
		return nil
	}
	hits, err := d.store.Search(ctx, answer.SearchWords(), maxSuggestions)
	for _, hit := range hits {
		answer.Suggestions = append(answer.Suggestions, diagnose.Suggestion{Slug: hit.Slug, Title: hit.Title, URL: content.Path(hit.Kind, hit.Slug)})
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
