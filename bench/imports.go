package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"errdex/bench/catalogue"
	"errdex/bench/index"
	"errdex/bench/table"
	"errdex/content"
)

const importRounds = 3

// imports measures the way of Markdown files into the database, and that nothing is done where nothing changed.
func imports(ctx context.Context, b *bench) error {
	var failed error // of Hugo, which the row does without
	for _, n := range []int{1000, 10_000} {
		source, err := b.scratch()
		if err != nil {
			return err
		}
		if err := catalogue.Write(source, catalogue.Articles(n)); err != nil {
			return err
		}
		var first, again table.Series
		for range b.rounds(importRounds) {
			data, err := b.scratch()
			if err != nil {
				return err
			}
			for _, times := range []*table.Series{&first, &again} {
				start := time.Now()
				if err := importOnce(ctx, source, data); err != nil {
					return err
				}
				*times = append(*times, float64(time.Since(start))/float64(time.Millisecond))
			}
		}
		beside := ""
		if n == 1000 {
			beside, failed = b.hugo(ctx, source)
		} else {
			b.line(table.Unchanged.With("10,000 articles", again, first))
		}
		b.figure(fmt.Sprintf("import of %d articles into the database", n), fmt.Sprintf("%.0f ms", first.Median()), beside)
	}
	return errors.Join(failed, ctx.Err())
}

// importOnce does what a start does: it reads and hashes the files, and parses and stores them if the database holds others.
func importOnce(ctx context.Context, source, data string) error {
	files, err := content.Read(os.DirFS(source))
	if err != nil {
		return err
	}
	hash := files.Hash()
	has, err := index.HasStored(data, hash)
	if err != nil || has {
		return err
	}
	articles, problems := files.Parse()
	if len(problems) > 0 {
		return fmt.Errorf("%v", problems)
	}
	stored, err := index.NewStore(ctx, data, hash, articles)
	if err != nil {
		return err
	}
	return stored.Close()
}

// hugo makes pages of the same files, with the simplest layout.
func (b *bench) hugo(ctx context.Context, source string) (string, error) {
	site, err := b.scratch()
	if err != nil {
		return "", err
	}
	layouts := filepath.Join(site, "layouts", "_default")
	if err := os.MkdirAll(layouts, 0o755); err != nil {
		return "", err
	}
	const config = "baseURL = \"https://errors.example/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\", \"home\", \"section\", \"404\"]\n"
	const layout = "<!doctype html><title>{{ .Title }}</title>{{ .Content }}\n"
	if err := errors.Join(os.WriteFile(filepath.Join(site, "config.toml"), []byte(config), 0o644),
		os.WriteFile(filepath.Join(layouts, "single.html"), []byte(layout), 0o644)); err != nil {
		return "", err
	}
	var times table.Series
	for range b.rounds(importRounds) {
		start := time.Now()
		out, err := exec.CommandContext(ctx, "hugo", "--quiet", "--source", site, "--contentDir", source, "--destination", filepath.Join(site, "public"),
			"--cleanDestinationDir").CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("hugo: %w: %s", err, out)
		}
		times = append(times, float64(time.Since(start))/float64(time.Millisecond))
	}
	pages, err := filepath.Glob(filepath.Join(site, "public", "articles", "*", "index.html"))
	return fmt.Sprintf("Hugo, %d pages: %.0f ms", len(pages), times.Median()), err
}
