package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"errdex/content"
	"errdex/desk"
	"errdex/diagnose"
	"errdex/mcpserver"
	"errdex/server"
	"errdex/store"
)

type serveCommand struct {
	Addr         string    `default:"127.0.0.1:8080" help:"Address to listen on; port 0 takes any free one."`
	Data         string    `placeholder:"DIR" help:"Directory for the database (default: errdex below $$XDG_STATE_HOME or ~/.local/state)."`
	PublicURL    publicURL `placeholder:"URL" help:"Where readers find the site, with a path if it has one: for canonical links, feeds and previews (default: the address it listens on)."`
	TrustedProxy []cidr    `placeholder:"CIDR" help:"Proxy whose X-Forwarded-For names the client; may be given more than once."`
	Rate         float64   `default:"2000" help:"Requests a second that one client may make."`
}

// cidr is a network in CIDR notation as a flag's value.
type cidr struct{ *net.IPNet }

// UnmarshalText reads 10.0.0.0/8.
func (c *cidr) UnmarshalText(text []byte) error {
	_, network, err := net.ParseCIDR(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a network such as 10.0.0.0/8", text)
	}
	c.IPNet = network
	return nil
}

// Run reads top to bottom as the service starts: library, database, engine, server, listener.
func (cmd *serveCommand) Run(ctx context.Context, s streams) error {
	if !(cmd.Rate > 0) || math.IsInf(cmd.Rate, 0) { // not a number is not above 0 either
		return exitError{exitUsage, fmt.Errorf("--rate must be a number above 0")}
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	directory, err := dataDirectory(cmd.Data)
	if err != nil {
		return exitError{exitUsage, err}
	}
	log := slog.New(slog.NewJSONHandler(s.err, nil))
	db, err := store.Open(ctx, filepath.Join(directory, "library.db"))
	if err != nil {
		return err
	}
	defer func() {
		if err := db.Close(); err != nil {
			log.Error("close database", "error", err.Error())
		}
	}()
	hash, err := fill(ctx, db, log)
	if err != nil {
		return err
	}
	articles, err := db.Articles(ctx)
	if err != nil {
		return err
	}
	engine, err := diagnose.New(hash[:hashShown], articles)
	if err != nil {
		return err
	}
	tools := mcpserver.New(mcpserver.Config{
		Desk: desk.New(db, engine, articles), Log: log, Version: hash[:hashShown], BehindProxy: len(cmd.TrustedProxy) > 0,
	})
	listener, err := net.Listen("tcp", cmd.Addr)
	if err != nil {
		return exitError{exitUsage, err}
	}
	site, err := server.New(server.Config{
		Store: db, Engine: engine, Articles: articles, Log: log, Rate: cmd.Rate, TrustedProxies: networks(cmd.TrustedProxy),
		PublicURL: cmd.publicURL(listener.Addr(), log), MCP: tools.Handler(),
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(s.out, "Errdex listens on http://%s\n", listener.Addr())
	return site.Serve(ctx, listener)
}

// publicURL is what was asked for, or else the listener's own URL, which is only right for readers on its network.
func (cmd *serveCommand) publicURL(listener net.Addr, log *slog.Logger) string {
	if cmd.PublicURL != "" {
		return string(cmd.PublicURL)
	}
	own, known := ownURL(listener)
	if !known {
		log.Warn("set --public-url: without it, canonical links, feeds and previews name this machine only", "url", string(own))
	}
	return string(own)
}

// fill brings the database to the state of the built-in library, unless it has it already.
func fill(ctx context.Context, db *store.Store, log *slog.Logger) (hash string, err error) {
	hash, err = content.Hash(content.Embedded())
	if err != nil {
		return "", err
	}
	library, err := db.Library(ctx)
	if err == nil && library.Hash == hash {
		return hash, nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	articles, err := embeddedArticles()
	if err != nil {
		return "", err
	}
	log.Info("import library", "articles", len(articles), "version", hash[:hashShown])
	return hash, db.Replace(ctx, hash, articles)
}

// dataDirectory is where the database lives: what was asked for, or the user's state directory.
func dataDirectory(asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "errdex"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no home directory: name one for the database with --data: %w", err)
	}
	return filepath.Join(home, ".local", "state", "errdex"), nil
}

func networks(list []cidr) []*net.IPNet {
	var nets []*net.IPNet
	for _, c := range list {
		nets = append(nets, c.IPNet)
	}
	return nets
}
