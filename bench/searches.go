package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"errdex/bench/catalogue"
	"errdex/bench/index"
	"errdex/bench/table"
)

// anyHash looks like that of a library.
const anyHash = "000000000000"

// searchQueries is how many different queries of each kind are asked.
const searchQueries = 40

// searches tells how long a reader waits for a search, beside the same words put to FTS5 alone.
func searches(ctx context.Context, b *bench) error {
	sizes := []int{111, 1000, 10_000, 100_000}
	if b.quick {
		sizes = sizes[:3]
	}
	for _, n := range sizes {
		if err := b.searchAmong(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) searchAmong(ctx context.Context, n int) (err error) {
	directory, err := b.scratch()
	if err != nil {
		return err
	}
	articles := catalogue.Articles(n)
	product, err := index.NewStore(ctx, directory, anyHash, articles)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, product.Close()) }()
	peer, err := index.NewFTS5(ctx, directory, articles)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, peer.Close()) }()
	for _, words := range []int{1, 3} {
		var queries []index.Query
		for i := range searchQueries {
			title := strings.Fields(articles[i*n/searchQueries].Title)
			queries = append(queries, index.All(strings.Join(title[len(title)-words:], " ")))
		}
		var ours, theirs table.Series
		gaveUp := 0
		for range b.rounds(callRounds) {
			for _, query := range queries {
				if err := timed(ctx, product, query, &ours); errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
					gaveUp++ // the product lets nobody wait longer
				} else if err != nil {
					return err
				}
				if err := timed(ctx, peer, query, &theirs); err != nil {
					return err
				}
			}
		}
		told := latencies(ours)
		if gaveUp > 0 {
			told += fmt.Sprintf("; %d of %d given up", gaveUp, len(ours))
		}
		b.figure(fmt.Sprintf("search of %d articles, words in the query: %d", n, words), told, "FTS5 alone: "+latencies(theirs))
	}
	return ctx.Err()
}

func timed(ctx context.Context, i index.Index, query index.Query, times *table.Series) error {
	start := time.Now()
	_, err := i.Ask(ctx, query)
	*times = append(*times, float64(time.Since(start))/float64(time.Millisecond))
	return err
}

func latencies(times table.Series) string {
	sorted := slices.Sorted(slices.Values(times))
	return fmt.Sprintf("p50 %.2f ms, p99 %.2f ms", times.Median(), sorted[len(sorted)*99/100])
}
