package main

import (
	"context"
	"fmt"

	"errdex/bench/catalogue"
	"errdex/bench/table"
)

// growth measures how the diagnosis of a paste grows with the library and with the paste.
func growth(ctx context.Context, b *bench) error {
	var calls []call
	var m made
	for _, n := range []int{10, 100, 10_000, 100_000} {
		var err error
		if m, err = b.makeUp(n); err != nil {
			return err
		}
		calls = append(calls, diagnosis(fmt.Sprint(n), m.engine, m.paste))
	}
	series, err := b.take(ctx, calls...)
	if err != nil {
		return err
	}
	b.line(table.ArticleGrowth.With("100 to 100,000", micros(series[3]), micros(series[1])))
	b.line(table.LiteralGrowth.With("100 to 100,000", micros(series[2]), micros(series[0])))
	return b.linearity(ctx)
}

// linearity compares what a byte costs in pastes of different sizes and kinds.
func (b *bench) linearity(ctx context.Context) error {
	m, err := b.makeUp(1000)
	if err != nil {
		return err
	}
	const medium, large = 64 << 10, 256 << 10
	series, err := b.take(ctx,
		diagnosis("2 KiB", m.engine, m.paste),
		diagnosis("256 KiB", m.engine, catalogue.Paste(m.articles, large)),
		diagnosis("log", m.engine, catalogue.Log(medium)),
		diagnosis("near misses", m.engine, catalogue.NearMisses(m.articles, medium)))
	if err != nil {
		return err
	}
	b.line(table.Linearity.With("1,000 articles", per(series[1], large), per(series[0], pasteSize)))
	b.line(table.NearMisses.With("1,000 articles", per(series[3], medium), per(series[2], medium)))
	return nil
}
