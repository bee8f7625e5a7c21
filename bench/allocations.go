package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"

	"errdex/bench/service"
	"errdex/bench/table"
)

const (
	allocationRounds = 3

	// counted is over how many requests allocations are spread, so that those beside them do not show.
	counted = 5000
)

// allocations counts the objects that a match and an article page allocate.
func allocations(ctx context.Context, b *bench) error {
	b.line(b.matchAllocations(ctx))
	_, directory, data, err := b.savePage(ctx)
	if err != nil {
		return err
	}
	bare, err := b.bare("--page", directory)
	if err != nil {
		return err
	}
	base, _, err := service.Start(ctx, bare, article)
	if err != nil {
		return err
	}
	defer base.Stop()
	admin, err := service.FreeAddress()
	if err != nil {
		return err
	}
	product, _, err := b.startProduct(ctx, data, article, "--admin-addr", admin)
	if err != nil {
		return err
	}
	defer product.Stop()
	var ours, theirs table.Series
	for range b.rounds(allocationRounds) {
		if err := countAllocations(ctx, product.URL+article, "http://"+admin+"/debug/pprof/allocs?debug=1", &ours); err != nil {
			return err
		}
		if err := countAllocations(ctx, base.URL+article, base.URL+"/mallocs", &theirs); err != nil {
			return err
		}
	}
	b.line(table.PageAllocs.With("", ours, theirs))
	return nil
}

// matchAllocations asks the engine's own benchmark: the match is nobody's to call from outside.
func (b *bench) matchAllocations(ctx context.Context) table.Line {
	out, err := exec.CommandContext(ctx, b.program("diagnose.test"), "-test.run", "^$", "-test.bench", "^BenchmarkFind$", "-test.benchmem").CombinedOutput()
	found := regexp.MustCompile(`(\d+) allocs/op`).FindSubmatch(out)
	if err != nil || found == nil {
		return table.MatchAllocs.Failed("", fmt.Errorf("%w: %s", errors.Join(err, errors.New("no figure")), out))
	}
	count, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		return table.MatchAllocs.Failed("", err)
	}
	return table.MatchAllocs.With("", table.Series{count}, table.Series{0})
}

// countAllocations asks for a page over one connection and looks how many objects the server has allocated meanwhile.
func countAllocations(ctx context.Context, page, counter string, each *table.Series) error {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	for range 100 { // what is made once is made now
		if _, err := get(ctx, client, page); err != nil {
			return err
		}
	}
	before, err := mallocs(ctx, client, counter)
	if err != nil {
		return err
	}
	for range counted {
		if _, err := get(ctx, client, page); err != nil {
			return err
		}
	}
	after, err := mallocs(ctx, client, counter)
	*each = append(*each, (after-before)/counted)
	return err
}

var mallocsLine = regexp.MustCompile(`(?m)^# Mallocs = (\d+)$`)

func mallocs(ctx context.Context, client *http.Client, url string) (float64, error) {
	body, err := get(ctx, client, url)
	if err != nil {
		return 0, err
	}
	found := mallocsLine.FindSubmatch(body)
	if found == nil {
		return 0, fmt.Errorf("%s tells no mallocs", url)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}

func get(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", url, response.Status)
	}
	return io.ReadAll(response.Body)
}
