package main

import (
	"context"
	"errors"
	"log/slog"

	"errdex/content"
	"errdex/diagnose"
	"errdex/library"
	"errdex/server"
	"errdex/store"
)

// desk is what a service answers at: the library in use with its database, and the Server made of them.
type desk struct {
	config server.Config // without a library
	log    *slog.Logger
	live   *server.Live
	store  *store.Store // of the library in use
}

// open begins with the built-in library, from its database at path.
func (d *desk) open(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	d.store = db
	hash, err := fill(ctx, db, d.log)
	if err != nil {
		return err
	}
	articles, err := db.Articles(ctx)
	if err != nil {
		return err
	}
	engine, err := diagnose.New(library.Version(hash), articles)
	if err != nil {
		return err
	}
	site, err := d.site(db, engine, articles)
	if err != nil {
		return err
	}
	d.live = server.NewLive(site)
	return nil
}

// use puts a library in place of the one in use. Its database is a temporary one: that at --data stays the
// built-in library's, so that services with different content may share it.
func (d *desk) use(ctx context.Context, l library.Library) error {
	db, err := store.OpenTemporary(ctx)
	if err != nil {
		return err
	}
	if err := db.Replace(ctx, l.Hash, l.Articles); err != nil {
		return errors.Join(err, db.Close())
	}
	site, err := d.site(db, l.Engine, l.Articles)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	d.live.Replace(site)
	d.close()
	d.store = db
	return nil
}

func (d *desk) site(db *store.Store, engine *diagnose.Engine, articles []content.Article) (*server.Server, error) {
	config := d.config
	config.Store, config.Engine, config.Articles = db, engine, articles
	return server.New(config)
}

// close closes the database in use; nobody may ask it any more.
func (d *desk) close() {
	if d.store == nil {
		return
	}
	if err := d.store.Close(); err != nil {
		d.log.Error("close database", "error", err.Error())
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
