package library

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/fsnotify/fsnotify"

	"errdex/content"
)

const (
	// quiet is how long files must stay the same before they are taken: whoever writes several writes them at once.
	quiet = 250 * time.Millisecond

	// gathering is for how long the notices of one change are collected.
	gathering = 50 * time.Millisecond

	// poll is how often the files are read without a notice of the system, since network file systems give none.
	poll = 10 * time.Second
)

// Keeper follows the directories of teams. It hands on each library that they make and keeps silent about
// files with problems, so that a service goes on with the last good one; Problems says what is wrong.
type Keeper struct {
	directories []string
	log         *slog.Logger
	use         func(context.Context, Library) error
	quiet, poll time.Duration

	seen     string // the state that was looked at last: a hash, or what cannot be read
	problems atomic.Pointer[[]content.Problem]
}

// NewKeeper makes a Keeper that hands libraries to use, one at a time. When use fails it is asked again.
func NewKeeper(directories []string, log *slog.Logger, use func(context.Context, Library) error) *Keeper {
	return &Keeper{directories: directories, log: log, use: use, quiet: quiet, poll: poll}
}

// Problems are those of the directories as they were looked at last; nil when the library in use is made of them.
func (k *Keeper) Problems() []content.Problem {
	if problems := k.problems.Load(); problems != nil {
		return *problems
	}
	return nil
}

// Watch checks the directories now, whenever the system tells of a change, and every few seconds, until ctx is done.
func (k *Keeper) Watch(ctx context.Context) {
	var changes <-chan fsnotify.Event
	var losses <-chan error
	notices, err := fsnotify.NewWatcher()
	if err != nil { // a machine has only so many of them
		k.log.Warn("changes of content are only seen by polling", "error", err.Error(), "seconds", k.poll.Seconds())
	} else {
		defer notices.Close() // nothing is lost
		changes, losses = notices.Events, notices.Errors
	}
	ticker := time.NewTicker(k.poll)
	defer ticker.Stop()
	for {
		if notices != nil {
			k.watchAll(notices)
		}
		k.Check(ctx) // after watchAll, so that no change falls between the two
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-losses: // of notices: something may have changed
		case <-changes:
			gather(changes)
		}
	}
}

// watchAll asks for notices of every directory that is there now: one that was replaced is another to the system.
func (k *Keeper) watchAll(notices *fsnotify.Watcher) {
	for _, directory := range k.directories {
		for _, name := range []string{".", "articles", "guides", "notes"} {
			_ = notices.Add(filepath.Join(directory, name)) // one that is not there is found by the poll
		}
	}
}

// Check looks at the directories once. A state that was looked at before is not looked at again.
func (k *Keeper) Check(ctx context.Context) {
	sources, problems, state := k.settled(ctx)
	if state == k.seen || ctx.Err() != nil {
		return
	}
	k.seen = state
	var library Library
	if len(problems) == 0 {
		library, problems = Make(sources)
	}
	if len(problems) == 0 {
		if err := k.use(ctx, library); err != nil {
			if ctx.Err() != nil {
				return
			}
			k.seen = "" // try again: the files are not to blame
			problems = []content.Problem{{File: "library", Field: "use", Text: "the service could not take it (its log says why)"}}
			k.log.Error("use library", "error", err.Error())
		}
	}
	k.problems.Store(&problems)
	if len(problems) == 0 {
		k.log.Info("library in use", "version", Version(library.Hash), "articles", len(library.Articles), "team_files", sources.Teams())
		return
	}
	k.log.Error("content of the team has problems; the service goes on with the last good library",
		"directories", k.directories, "count", len(problems))
	for _, p := range problems {
		k.log.Error("content problem", "file", p.File, "field", p.Field, "problem", p.Text)
	}
}

// settled reads the directories until two readings are the same: half of a change is never taken for one.
func (k *Keeper) settled(ctx context.Context) (content.Sources, []content.Problem, string) {
	sources, problems, state := k.read()
	for state != k.seen {
		select {
		case <-ctx.Done():
			return sources, problems, state
		case <-time.After(k.quiet):
		}
		before := state
		if sources, problems, state = k.read(); state == before {
			break
		}
	}
	return sources, problems, state
}

func (k *Keeper) read() (content.Sources, []content.Problem, string) {
	sources, problems := Read(k.directories...)
	if len(problems) > 0 {
		return sources, problems, fmt.Sprint(problems)
	}
	return sources, nil, sources.Hash()
}

// gather takes what else is told of the same change, which one look at the files serves as well.
func gather(changes <-chan fsnotify.Event) {
	enough := time.After(gathering)
	for {
		select {
		case <-changes:
		case <-enough:
			return
		}
	}
}
