package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"errdex/content"
	"errdex/desk"
	"errdex/diagnose"
	"errdex/library"
	"errdex/mcpserver"
	"errdex/server"
	"errdex/store"
)

// backend is what a service answers from: the library in use with its database, and the Server made of them.
type backend struct {
	config server.Config // without a library
	log    *slog.Logger
	live   *server.Live
	store  *store.Store // of the library in use
}

// open begins with the built-in library, from its database at path.
func (b *backend) open(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	b.store = db
	hash, err := fill(ctx, db, b.log)
	if err != nil {
		return err
	}
	articles, err := db.Articles(ctx)
	if err != nil {
		return err
	}
	version := library.Version(hash)
	site, err := b.site(db, version, articles, sync.OnceValues(func() (*diagnose.Engine, error) { return diagnose.New(version, articles) }))
	if err != nil {
		return err
	}
	b.live = server.NewLive(site)
	return nil
}

// use puts a library in place of the one in use. Its database is a temporary one: that at --data stays the
// built-in library's, so that services with different content may share it.
func (b *backend) use(ctx context.Context, l library.Library) error {
	db, err := store.OpenTemporary(ctx)
	if err != nil {
		return err
	}
	if err := db.Replace(ctx, l.Hash, l.Articles); err != nil {
		return errors.Join(err, db.Close())
	}
	site, err := b.site(db, library.Version(l.Hash), l.Articles, func() (*diagnose.Engine, error) { return l.Engine, nil })
	if err != nil {
		return errors.Join(err, db.Close())
	}
	b.live.Replace(site)
	b.close()
	b.store = db
	return nil
}

func (b *backend) site(db *store.Store, version string, articles []content.Article, engine desk.Engine) (*server.Server, error) {
	config := b.config
	config.Store, config.Version, config.Articles, config.Engine = db, version, articles, engine
	config.MCP = mcpserver.New(mcpserver.Config{
		Desk: desk.New(db, version, articles, engine), Log: b.log, Version: version, BehindProxy: len(config.TrustedProxies) > 0,
	}).Handler()
	return server.New(config)
}

// close closes the database in use; nobody may ask it any more.
func (b *backend) close() {
	if b.store == nil {
		return
	}
	if err := b.store.Close(); err != nil {
		b.log.Error("close database", "error", err.Error())
	}
}

// fill brings the database to the state of the built-in library, unless it has it already.
func fill(ctx context.Context, db *store.Store, log *slog.Logger) (hash string, err error) {
	hash, err = content.Hash(content.Embedded())
	if err != nil {
		return "", err
	}
	stored, err := db.Library(ctx)
	if err == nil && stored.Hash == hash {
		return hash, nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	articles, err := embeddedArticles()
	if err != nil {
		return "", err
	}
	log.Info("import library", "articles", len(articles), "version", library.Version(hash))
	return hash, db.Replace(ctx, hash, articles)
}
