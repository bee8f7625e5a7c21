package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"errdex/desk"
	"errdex/diagnose"
	"errdex/mcpserver"
	"errdex/store"
)

type mcpCommand struct{}

// Run serves the built-in library over the standard streams. Its database lies in memory: a program that others start,
// and end as they like, leaves nothing behind.
func (mcpCommand) Run(ctx context.Context, s streams) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	engine, articles, err := embeddedEngine()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(s.err, nil))
	db, err := store.OpenTemporary(ctx, articles)
	if err != nil {
		return err
	}
	defer func() {
		if err := db.Close(); err != nil {
			log.Error("close database", "error", err.Error())
		}
	}()
	version := engine.Library().Version
	ready := func() (*diagnose.Engine, error) { return engine, nil }
	server := mcpserver.New(mcpserver.Config{Desk: desk.New(db, version, articles, ready), Log: log, Version: version})
	return server.Run(ctx, s.in, s.out)
}
