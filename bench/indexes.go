package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"errdex/bench/catalogue"
	"errdex/bench/index"
	"errdex/bench/table"
	"errdex/content"
	"errdex/diagnose"
	"errdex/redact"
)

const (
	callRounds = 5

	// callTime is how long one contestant is called in a round, at least once.
	callTime = 150 * time.Millisecond

	pasteSize = 2 << 10
)

// call is what is measured in process.
type call struct {
	name string
	do   func() error
}

// diagnosis is the whole way of a paste in process: redaction, diagnosis, ranking.
func diagnosis(name string, engine *diagnose.Engine, paste string) call {
	return call{name, func() error {
		engine.Diagnose(redact.Clean([]byte(paste)))
		return nil
	}}
}

// query asks an index; it has to find something.
func query(ctx context.Context, name string, i index.Index, queries ...index.Query) call {
	asked := 0
	return call{name, func() error {
		found, err := i.Ask(ctx, queries[asked%len(queries)])
		asked++
		if err == nil && found == 0 {
			err = fmt.Errorf("%s finds nothing", name)
		}
		return err
	}}
}

// take gives each call its turn in each round and returns the medians of the rounds in nanoseconds, in the calls' order.
func (b *bench) take(ctx context.Context, calls ...call) ([]table.Series, error) {
	series := make([]table.Series, len(calls))
	for range b.rounds(callRounds) {
		for i, c := range calls {
			var times table.Series
			for began := time.Now(); len(times) == 0 || time.Since(began) < callTime; {
				start := time.Now()
				if err := c.do(); err != nil {
					return nil, fmt.Errorf("%s: %w", c.name, err)
				}
				times = append(times, float64(time.Since(start)))
			}
			series[i] = append(series[i], times.Median())
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return series, nil
}

// per divides figures: nanoseconds into microseconds, or among bytes.
func per(s table.Series, divisor float64) table.Series {
	divided := make(table.Series, len(s))
	for i, value := range s {
		divided[i] = value / divisor
	}
	return divided
}

func micros(s table.Series) table.Series { return per(s, 1000) }

// made is a library of made-up articles with its engine, and a paste of 2 KiB that one of them explains.
type made struct {
	articles []content.Article
	engine   *diagnose.Engine
	paste    string
}

// makeUp makes a library once: the largest takes most of a minute.
func (b *bench) makeUp(n int) (made, error) {
	if m, done := b.made[n]; done {
		return m, nil
	}
	articles := catalogue.Articles(n)
	engine, err := diagnose.New("bench", articles)
	b.made[n] = made{articles, engine, catalogue.Paste(articles, pasteSize)}
	return b.made[n], err
}

// againstIndexes measures the diagnosis of a paste beside full-text queries for its words over the same articles.
func againstIndexes(ctx context.Context, b *bench) error {
	m, err := b.makeUp(1000)
	if err != nil {
		return err
	}
	directory, err := b.scratch()
	if err != nil {
		return err
	}
	fts5, err := index.NewFTS5(ctx, directory, m.articles)
	if err != nil {
		return err
	}
	bleve, err := index.NewBleve(m.articles)
	if err != nil {
		return errors.Join(err, fts5.Close())
	}
	series, err := b.take(ctx,
		diagnosis("diagnosis", m.engine, m.paste),
		query(ctx, "FTS5, any word", fts5, index.Any(m.paste)),
		query(ctx, "FTS5, longest words", fts5, index.Frugal(m.paste)),
		query(ctx, "FTS5, one word", fts5, single(50)...),
		query(ctx, "bleve", bleve, index.Any(m.paste)))
	if err := errors.Join(err, fts5.Close(), bleve.Close()); err != nil {
		return err
	}
	const setting = "1,000 articles"
	for i, row := range []table.Row{table.FullText, table.Frugal, table.OneWord, table.Bleve1000} {
		b.line(row.With(setting, micros(series[0]), micros(series[i+1])))
	}
	if err := b.builtIn(ctx); err != nil {
		return err
	}
	return b.largeBleve(ctx)
}

// single are queries for one word each, as common as words are.
func single(n int) []index.Query {
	queries := make([]index.Query, n)
	for i, word := range strings.Fields(catalogue.NewWords(3).Next(n)) {
		queries[i] = index.All(word)
	}
	return queries
}

// builtIn tells what the same paste takes with the articles that are really there.
func (b *bench) builtIn(ctx context.Context) error {
	articles, problems, err := content.Load(content.Embedded())
	if err != nil || len(problems) > 0 {
		return fmt.Errorf("built-in library: %v %w", problems, err)
	}
	engine, err := diagnose.New("bench", articles)
	if err != nil {
		return err
	}
	failure := articles[0].Examples[0]
	series, err := b.take(ctx, diagnosis("built-in", engine, catalogue.Log(pasteSize-len(failure))+failure))
	if err != nil {
		return err
	}
	b.figure(fmt.Sprintf("diagnosis of 2 KiB in process, the %d built-in articles", len(articles)),
		fmt.Sprintf("%.0f µs", micros(series[0]).Median()), "")
	return nil
}

// largeBleve is row 7 with as many articles as nobody will write.
func (b *bench) largeBleve(ctx context.Context) error {
	m, err := b.makeUp(100_000)
	if err != nil {
		return err
	}
	bleve, err := index.NewBleve(m.articles)
	if err != nil {
		return err
	}
	series, err := b.take(ctx, diagnosis("diagnosis", m.engine, m.paste), query(ctx, "bleve", bleve, index.Any(m.paste)))
	if err := errors.Join(err, bleve.Close()); err != nil {
		return err
	}
	b.line(table.Bleve100000.With("100,000 articles", micros(series[0]), micros(series[1])))
	return nil
}
