package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"

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
	config    server.Config // without a library
	directory string        // where the built-in library has its file
	log       *slog.Logger
	fallback  atomic.Pointer[content.Problem] // why the built-in library is not served from its file
	live      atomic.Pointer[server.Live]     // nil until there is a library

	mu     sync.Mutex   // held while the library in use changes: a team's files and a damaged file both bring that about
	store  *store.Store // of the library in use, as is the engine
	engine desk.Engine
}

// open begins with the built-in library, from its file or, where there can be none, from memory.
func (b *backend) open(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.useFile(ctx)
	if err == nil || ctx.Err() != nil {
		return err
	}
	b.log.Warn("library is served from memory, since its file cannot be used", "directory", b.directory, "error", err.Error())
	return b.useMemory(ctx)
}

// useFile serves the built-in library from its file, which it makes when there is none that is sound.
func (b *backend) useFile(ctx context.Context) error {
	hash, err := content.Hash(content.Embedded())
	if err != nil {
		return err
	}
	db, err := b.openFile(ctx, hash)
	if err != nil {
		return err
	}
	version := library.Version(hash)
	return b.put(ctx, db, version, sync.OnceValues(func() (*diagnose.Engine, error) {
		articles, err := db.Articles(context.WithoutCancel(ctx))
		if err != nil {
			return nil, err
		}
		return diagnose.New(version, articles)
	}))
}

func (b *backend) openFile(ctx context.Context, hash string) (*store.Store, error) {
	db, err := store.Open(b.directory, hash)
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, store.ErrNotFound):
		b.log.Info("import library", "version", library.Version(hash))
	default:
		b.log.Warn("library is built again, since its file cannot be used", "error", err.Error())
	}
	articles, err := embeddedArticles()
	if err != nil {
		return nil, err
	}
	return store.Create(ctx, b.directory, hash, articles)
}

// useMemory serves the built-in library from memory until the next start.
func (b *backend) useMemory(ctx context.Context) error {
	engine, articles, err := embeddedEngine()
	if err != nil {
		return err
	}
	if err := b.fill(ctx, engine, articles); err != nil {
		return err
	}
	b.fallback.Store(&content.Problem{File: "library", Field: "data directory", // now that it is so
		Text: "could not be used, so the library is served from memory until the next start (the log says why)"})
	return nil
}

// use puts a library in place of the one in use. Its database is a temporary one: the files at --data are the
// built-in library's, so that services with different content may share it.
func (b *backend) use(ctx context.Context, l library.Library) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.fill(ctx, l.Engine, l.Articles)
}

func (b *backend) fill(ctx context.Context, engine *diagnose.Engine, articles []content.Article) error {
	db, err := store.OpenTemporary(ctx, articles)
	if err != nil {
		return err
	}
	return b.put(ctx, db, engine.Library().Version, func() (*diagnose.Engine, error) { return engine, nil })
}

// heal waits for the file in use to turn out to be damaged, and goes on in memory then: whatever has changed the file
// once may do it again. Meanwhile a page that needs the damaged part is refused, so that none is ever wrong.
func (b *backend) heal(ctx context.Context) {
	b.mu.Lock()
	db := b.store
	b.mu.Unlock()
	select {
	case <-ctx.Done():
		return
	case <-db.Damaged():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.store != db {
		return // a team's library was put in place
	}
	b.log.Warn("library is served from memory, since its file was damaged while it was in use", "directory", b.directory)
	if err := b.useMemory(ctx); err != nil && ctx.Err() == nil {
		b.log.Error("use library", "error", err.Error())
	}
}

// put has a library answer, of which it only reads what lists need. The database of the one before is closed when its
// last request is answered.
func (b *backend) put(ctx context.Context, db *store.Store, version string, engine desk.Engine) error {
	list, err := db.List(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	config := b.config
	config.Store, config.Version, config.Articles, config.Engine = db, version, list, engine
	config.MCP = mcpHandler(func() *mcpserver.Server {
		return mcpserver.New(mcpserver.Config{
			Desk: desk.New(db, version, list, engine), Log: b.log, Version: version, Slots: config.Slots, BehindProxy: len(config.TrustedProxies) > 0,
		})
	})
	site, err := server.New(config)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	if live := b.live.Load(); live != nil {
		live.Replace(site)
		b.close()
	} else {
		b.live.Store(server.NewLive(site))
	}
	b.store, b.engine = db, engine
	return nil
}

// compile makes the engine before the first paste comes.
func (b *backend) compile() error {
	b.mu.Lock()
	db, engine := b.store, b.engine
	b.mu.Unlock()
	_, err := engine()
	debug.FreeOSMemory() // compiling leaves behind more than serving needs
	b.mu.Lock()
	defer b.mu.Unlock()
	if errors.Is(err, store.ErrDamaged) || b.store != db {
		return nil // heal puts another library in place, or that has been done
	}
	return err
}

// mcpHandler makes the server behind it when it is first asked: reading from Go types what its tools take lasts as long
// as the rest of a start.
func mcpHandler(make func() *mcpserver.Server) http.Handler {
	made := sync.OnceValue(func() http.Handler { return make().Handler() })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
}

// clean removes what earlier starts have left in the directory.
func (b *backend) clean() {
	hash, err := content.Hash(content.Embedded())
	if err != nil || b.fallback.Load() != nil {
		return // without a file of its own it has none of theirs to remove
	}
	removed, err := store.Clean(b.directory, hash)
	if len(removed) > 0 {
		b.log.Info("files that no start needs are removed", "names", removed)
	}
	if err != nil {
		b.log.Warn("files that no start needs are left", "error", err.Error())
	}
}

// problems are a team's, and that of the built-in library's file.
func (b *backend) problems(team server.Problems) server.Problems {
	return func() []content.Problem {
		all := team()
		if problem := b.fallback.Load(); problem != nil {
			all = append([]content.Problem{*problem}, all...)
		}
		return all
	}
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
