package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"errdex/content"
)

type newCommand struct {
	Slug string `arg:"" help:"Name of the article: lower-case letters, digits and hyphens."`
	Dir  string `default:"content" help:"Content directory with articles/ in it."`
}

// Run writes the skeleton of an article. What it leaves open, lint names.
func (cmd *newCommand) Run(s streams) error {
	if !content.ValidSlug(cmd.Slug) {
		return exitError{exitUsage, fmt.Errorf("%q is not a slug (lower-case letters, digits and hyphens)", cmd.Slug)}
	}
	name := filepath.Join(cmd.Dir, filepath.FromSlash(content.File(content.KindCause, cmd.Slug)))
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return exitError{exitUsage, fmt.Errorf("%s is there already", name)}
	case errors.Is(err, fs.ErrNotExist):
		return exitError{exitUsage, fmt.Errorf("there is no directory %s (name a content directory with --dir)", filepath.Dir(name))}
	case err != nil:
		return err
	}
	if _, err := file.WriteString(skeleton(time.Now())); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), file.Close())
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = fmt.Fprintf(s.out, "%s\nFill it in (docs/article-format.md), then: errdex lint %s\n", name, cmd.Dir)
	return err
}

// skeleton has every field and section in its place. Lint complains of what only the author knows.
func skeleton(now time.Time) string {
	return strings.ReplaceAll(`---
title: ""
summary: ""
kind: cause
parent: ""
layer: ""
retry: ""
resend: ""
status: []
types: []
surfaces: []
aliases: []
described: []
signatures: []
examples: []
near_misses: []
related: []
reviewed: TODAY
sources: []
---

## What happened {#what}

## Look-alikes {#look-alikes}

| You see | It is | What differs |
|---|---|---|

## Confirm {#confirm}

## Fix {#fix}

## Verify {#verify}

## Still stuck {#still-stuck}
`, "TODAY", now.Format(time.DateOnly))
}
