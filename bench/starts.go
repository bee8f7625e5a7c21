package main

import (
	"context"
	"fmt"
	"time"

	"errdex/bench/service"
	"errdex/bench/table"
	"errdex/bench/wrk"
)

const (
	startRounds = 15

	// loadRequests are asked before memory is looked at.
	loadRequests = 100_000
)

// starter makes the command of one more start; a port is not used twice.
type starter struct {
	path    string
	command func() (service.Command, error)
}

// starts measures how soon a process answers with a page and what it holds in memory then. The database is there
// already, as at every start but the first.
func starts(ctx context.Context, b *bench) error {
	page, directory, _, err := b.savePage(ctx)
	if err != nil {
		return err
	}
	files, err := b.writeFiles(page)
	if err != nil {
		return err
	}
	data, err := b.scratch()
	if err != nil {
		return err
	}
	first, took, err := b.startProduct(ctx, data, article)
	if err != nil {
		return err
	}
	first.Stop()
	b.figure("first start of all, without a database, to the first page", took.Round(time.Millisecond).String(), "")
	starters := []starter{
		{article, func() (service.Command, error) { return b.bare("--page", directory) }},
		{article, func() (service.Command, error) { return b.product(data) }},
		{file, func() (service.Command, error) { return b.caddy(files) }},
	}
	times, memory := make([]table.Series, len(starters)), make([]table.Series, len(starters))
	errs := make([]error, len(starters))
	for range b.rounds(startRounds) {
		for i, s := range starters {
			if errs[i] == nil {
				errs[i] = startOnce(ctx, s, &times[i], &memory[i])
			}
		}
	}
	line := func(row table.Row, peer int, of []table.Series) {
		for _, i := range []int{1, peer} {
			if errs[i] != nil {
				b.line(row.Failed("", errs[i]))
				return
			}
		}
		b.line(row.With("", of[1], of[peer]))
	}
	line(table.ColdStart, 0, times)
	line(table.ColdStartCaddy, 2, times)
	line(table.Memory, 0, memory)
	b.loadedMemory(ctx, starters[1], starters[2])
	return ctx.Err()
}

func startOnce(ctx context.Context, s starter, times, memory *table.Series) error {
	command, err := s.command()
	if err != nil {
		return err
	}
	started, took, err := service.Start(ctx, command, s.path)
	if err != nil {
		return err
	}
	defer started.Stop()
	*times = append(*times, float64(took)/float64(time.Millisecond))
	held, err := started.Memory()
	*memory = append(*memory, held)
	return err
}

// loadedMemory compares what the product and Caddy hold after the same requests.
func (b *bench) loadedMemory(ctx context.Context, product, caddy starter) {
	requests := float64(b.rounds(loadRequests))
	setting := fmt.Sprintf("%.0f requests, c=64", requests)
	held := make([]table.Series, 2)
	for i, s := range []starter{product, caddy} {
		memory, err := memoryAfter(ctx, s, requests)
		if err != nil {
			b.line(table.MemoryLoaded.Failed(setting, err))
			return
		}
		held[i] = table.Series{memory}
	}
	b.line(table.MemoryLoaded.With(setting, held[0], held[1]))
}

func memoryAfter(ctx context.Context, s starter, requests float64) (float64, error) {
	command, err := s.command()
	if err != nil {
		return 0, err
	}
	started, _, err := service.Start(ctx, command, s.path)
	if err != nil {
		return 0, err
	}
	defer started.Stop()
	for answered := 0.0; answered < requests; {
		load, err := wrk.Run(ctx, wrk.Request{URL: started.URL + s.path}, 64, loadTime)
		if err != nil {
			return 0, err
		}
		answered += load.Requests
	}
	return started.Memory()
}
