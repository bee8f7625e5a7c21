package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"errdex/bench/saved"
	"errdex/bench/service"
	"errdex/bench/table"
	"errdex/bench/wrk"
)

const (
	pageRounds = 5
	loadTime   = 1 // seconds of each load
)

// connections are how many clients ask at once.
var connections = []int{16, 64}

// contestant is a server that takes part; err says why it does not.
type contestant struct {
	name    string
	path    string
	service *service.Service
	err     error
}

// join starts a server; the caller stops those that run.
func join(ctx context.Context, path string, command service.Command, err error) *contestant {
	c := &contestant{name: command.Name, path: path, err: err}
	if err == nil {
		c.service, _, c.err = service.Start(ctx, command, path)
	}
	return c
}

func stop(contestants []*contestant) {
	for _, c := range contestants {
		if c.service != nil {
			c.service.Stop()
		}
	}
}

// trial is one contestant with one kind of request over so many connections.
type trial struct {
	name        string
	variant     string
	connections int
}

// outcome is what the rounds of a trial found.
type outcome struct {
	rate, cpu, tail table.Series // answers a second, µs of processor for each, p99 in ms
	err             error
}

// measure loads a contestant once.
func (o *outcome) measure(ctx context.Context, c *contestant, request wrk.Request, connections int) {
	if o.err != nil || c.err != nil {
		o.err = c.err
		return
	}
	request.URL = c.service.URL + c.path
	before, err := c.service.CPU()
	if err != nil {
		o.err = err
		return
	}
	load, err := wrk.Run(ctx, request, connections, loadTime)
	if err != nil {
		o.err = fmt.Errorf("%s: %w", c.name, err)
		return
	}
	after, err := c.service.CPU()
	if err != nil {
		o.err = err
		return
	}
	o.rate = append(o.rate, load.Rate)
	o.cpu = append(o.cpu, float64((after-before).Microseconds())/load.Requests)
	o.tail = append(o.tail, float64(load.P99)/float64(time.Millisecond))
}

// request is what is asked, under the name of what sets it apart, and the status of the right answer.
type request struct {
	variant string
	status  int
	wrk.Request
}

// check makes sure that a contestant gives the right answer: wrk takes any that is not an error.
func (r request) check(ctx context.Context, c *contestant) error {
	if c.err != nil {
		return c.err
	}
	method := http.MethodGet
	if r.Body != nil {
		method = http.MethodPost
	}
	ask, err := http.NewRequestWithContext(ctx, method, c.service.URL+c.path, bytes.NewReader(r.Body))
	if err != nil {
		return err
	}
	for name, value := range r.Header {
		ask.Header.Set(name, value)
	}
	response, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(ask)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != r.status {
		return fmt.Errorf("%s answers %s instead of %d", c.name, response.Status, r.status)
	}
	return nil
}

// race gives each contestant its turn with each request in each round, forwards and backwards.
func (b *bench) race(ctx context.Context, contestants []*contestant, requests []request) map[trial]*outcome {
	var outcomes map[trial]*outcome
	for round := range b.rounds(pageRounds) + 1 {
		if round <= 1 { // the first round is for warming up
			outcomes = map[trial]*outcome{}
		}
		for _, r := range requests {
			for _, count := range connections {
				for _, c := range contestants {
					if !c.takesPart(r.variant) || round == 0 && count != connections[0] {
						continue
					}
					t := trial{c.name, r.variant, count}
					if outcomes[t] == nil {
						outcomes[t] = &outcome{err: r.check(ctx, c)}
					}
					outcomes[t].measure(ctx, c, r.Request, count)
				}
			}
		}
		slices.Reverse(contestants)
	}
	return outcomes
}

// compare makes the line of what is taken of two outcomes.
func (b *bench) compare(row table.Row, setting string, product, peer *outcome, of func(*outcome) table.Series) {
	for _, o := range []*outcome{product, peer} {
		if o.err != nil {
			b.line(row.Failed(setting, o.err))
			return
		}
	}
	b.line(row.With(setting, of(product), of(peer)))
}

func rate(o *outcome) table.Series { return o.rate }
func cpu(o *outcome) table.Series  { return o.cpu }
func tail(o *outcome) table.Series { return o.tail }

const notModified = "304"

// pages measures the article page.
func pages(ctx context.Context, b *bench) error {
	page, directory, data, err := b.savePage(ctx)
	if err != nil {
		return err
	}
	files, err := b.writeFiles(page)
	if err != nil {
		return err
	}
	bare, bareErr := b.bare("--page", directory)
	product, productErr := b.product(data)
	echo, echoErr := b.echo(directory)
	caddy, caddyErr := b.caddy(files)
	nginx, nginxErr := b.nginx(files)
	contestants := []*contestant{
		join(ctx, article, bare, bareErr), join(ctx, article, product, productErr), join(ctx, article, echo, echoErr),
		join(ctx, file, caddy, caddyErr), join(ctx, file, nginx, nginxErr),
	}
	defer stop(contestants)
	var requests []request
	for _, variant := range saved.Encodings {
		requests = append(requests, request{variant, http.StatusOK, wrk.Request{Header: map[string]string{"Accept-Encoding": variant}}})
	}
	tag := page.Form("br").Header.Get("ETag")
	requests = append(requests, request{notModified, http.StatusNotModified, wrk.Request{Header: map[string]string{"Accept-Encoding": "br", "If-None-Match": tag}}})
	b.pageLines(b.race(ctx, contestants, requests))
	return ctx.Err()
}

// takesPart leaves file servers out where they do something else: they have no brotli, or tags of their own.
func (c *contestant) takesPart(variant string) bool {
	return c.path != file || variant == "identity" || variant == "gzip"
}

func (b *bench) pageLines(outcomes map[trial]*outcome) {
	for _, count := range connections {
		for _, variant := range saved.Encodings {
			setting := fmt.Sprintf("%s, c=%d", variant, count)
			of := func(name string) *outcome { return outcomes[trial{name, variant, count}] }
			product, bare := of("Errdex"), of("bare net/http")
			b.compare(table.PageRate, setting, product, bare, rate)
			b.compare(table.PageCPU, setting, product, bare, cpu)
			b.compare(table.EchoRate, setting, product, of("echo alone"), rate)
			b.compare(table.PageTail, setting, product, bare, tail)
			if variant == "br" {
				continue
			}
			fromCaddy, ofNginx := table.CaddyRate16, table.NginxCPU16
			if count == 64 {
				fromCaddy, ofNginx = table.CaddyRate64, table.NginxCPU64
			}
			b.compare(fromCaddy, setting, product, of("Caddy"), rate)
			b.compare(ofNginx, setting, product, of("nginx"), cpu)
		}
		again := func(name string) *outcome { return outcomes[trial{name, notModified, count}] }
		b.compare(table.NotModified, fmt.Sprintf("c=%d", count), again("Errdex"), again("bare net/http"), rate)
	}
}
