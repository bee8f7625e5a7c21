package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"errdex/bench/catalogue"
	"errdex/bench/saved"
	"errdex/bench/table"
	"errdex/bench/wrk"
	"errdex/content"
)

const (
	postPath = "/api/v1/diagnose"
	postType = "text/plain"

	// sizeConnections are few: the service works on two pastes for each core at once and refuses who waits too long.
	sizeConnections = 4

	// teamArticles are served beside the built-in ones.
	teamArticles = 1000
)

// posts measures pastes over HTTP, with a team's thousand articles: redaction, diagnosis and JSON included.
func posts(ctx context.Context, b *bench) error {
	articles := catalogue.Articles(teamArticles)
	directory, err := b.scratch()
	if err != nil {
		return err
	}
	if err := catalogue.WriteTeam(directory, articles); err != nil {
		return err
	}
	data, err := b.scratch()
	if err != nil {
		return err
	}
	service, took, err := b.startProduct(ctx, data, "/errors/"+articles[teamArticles/2].Slug, "--content", directory)
	if err != nil {
		return err
	}
	product := &contestant{name: "Errdex", path: postPath, service: service}
	b.figure(fmt.Sprintf("start with a team's %d articles: lint, examples and all, compile, import", teamArticles), took.Round(time.Millisecond).String(), "")
	paste := []byte(catalogue.Paste(articles, 2<<10))
	answer := filepath.Join(data, "answer")
	if _, err := saved.FetchPost(service.URL+postPath, postType, paste, answer); err != nil {
		service.Stop()
		return err
	}
	bare, bareErr := b.bare("--answer", answer)
	contestants := []*contestant{join(ctx, postPath, bare, bareErr), product}
	defer stop(contestants)
	outcomes := b.race(ctx, contestants, []request{{status: http.StatusOK, Request: postRequest(paste)}})
	for i, count := range connections {
		of := func(name string) *outcome { return outcomes[trial{name: name, connections: count}] }
		b.compare([]table.Row{table.Post16, table.Post64}[i], fmt.Sprintf("c=%d", count), of("Errdex"), of("bare net/http"), rate)
	}
	return b.pasteSizes(ctx, product, articles)
}

func postRequest(paste []byte) wrk.Request {
	return wrk.Request{Header: map[string]string{"Content-Type": postType}, Body: paste}
}

// pasteSizes tells what pastes of other sizes take.
func (b *bench) pasteSizes(ctx context.Context, product *contestant, articles []content.Article) error {
	for _, size := range []int{200, 2 << 10, 64 << 10, 256 << 10} {
		paste := catalogue.Paste(articles, size)
		request := postRequest([]byte(paste))
		request.URL = product.service.URL + postPath
		what := fmt.Sprintf("diagnosis of %d bytes over HTTP, c=%d", len(paste), sizeConnections)
		load, err := wrk.Run(ctx, request, sizeConnections, 2*loadTime)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		b.figure(what, fmt.Sprintf("%.0f/s (%.1f MiB/s), p50 %v, p99 %v", load.Rate, load.Rate*float64(len(paste))/(1<<20), load.P50, load.P99), "")
	}
	return ctx.Err()
}
