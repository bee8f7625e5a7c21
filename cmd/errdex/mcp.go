package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"errdex/content"
	"errdex/desk"
	"errdex/diagnose"
	"errdex/library"
	"errdex/mcpserver"
	"errdex/store"
)

type mcpCommand struct{}

// Run serves the built-in library over the standard streams. Its database lies in a temporary directory: that of a
// running service may belong to another version.
func (mcpCommand) Run(ctx context.Context, s streams) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	articles, err := embeddedArticles()
	if err != nil {
		return err
	}
	hash, err := content.Hash(content.Embedded())
	if err != nil {
		return err
	}
	engine, err := diagnose.New(library.Version(hash), articles)
	if err != nil {
		return err
	}
	directory, err := os.MkdirTemp("", "errdex-mcp-")
	if err != nil {
		return fmt.Errorf("make a directory for the search index: %w", err)
	}
	log := slog.New(slog.NewJSONHandler(s.err, nil))
	defer func() {
		if err := os.RemoveAll(directory); err != nil {
			log.Warn("remove the search index", "error", err.Error())
		}
	}()
	db, err := store.Open(ctx, filepath.Join(directory, "library.db"))
	if err != nil {
		return err
	}
	defer func() {
		if err := db.Close(); err != nil {
			log.Error("close database", "error", err.Error())
		}
	}()
	if err := db.Replace(ctx, hash, articles); err != nil {
		return err
	}
	version := library.Version(hash)
	ready := func() (*diagnose.Engine, error) { return engine, nil }
	server := mcpserver.New(mcpserver.Config{Desk: desk.New(db, version, articles, ready), Log: log, Version: version})
	return server.Run(ctx, s.in, s.out)
}
