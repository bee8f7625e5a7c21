package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"golang.org/x/sync/errgroup"

	"errdex/desk"
	"errdex/library"
	"errdex/server"
)

type serveCommand struct {
	teamFlags
	Addr         string    `default:"127.0.0.1:8080" help:"Address to listen on; port 0 takes any free one."`
	AdminAddr    adminAddr `placeholder:"ADDR" help:"Address for metrics and profiles, which have no protection of their own; a port alone is that of the loopback (default: none)."`
	Data         string    `placeholder:"DIR" help:"Directory for the database (default: errdex below $$XDG_STATE_HOME or ~/.local/state)."`
	PublicURL    publicURL `placeholder:"URL" help:"Where readers find the site, with a path if it has one: for canonical links, feeds and previews (default: the address it listens on)."`
	TrustedProxy []cidr    `placeholder:"CIDR" help:"Proxy whose X-Forwarded-For names the client; may be given more than once."`
	Rate         float64   `default:"2000" help:"Requests a second that one client may make."`
	LogLevel     logLevel  `default:"info" help:"The least that is logged: debug, info, warn or error. Requests that fail are info, all others debug."`
	EditURL      editURL   `name:"edit-url" placeholder:"URL" help:"Where the files of the built-in articles can be edited, up to articles/."`
	ReportTo     reportTo  `placeholder:"ADDRESS" help:"A mailto: or https: address for wrong and missing answers."`
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

// logLevel is a level of slog by its name. An error of slog's own would repeat a part of what it can't read.
type logLevel struct{ slog.Level }

// UnmarshalText reads debug, info, warn or error.
func (l *logLevel) UnmarshalText(text []byte) error {
	if err := l.Level.UnmarshalText(text); err != nil {
		return fmt.Errorf("%q is not debug, info, warn or error", text)
	}
	return nil
}

// gcPercent is how much more than what is in use the heap may hold before garbage is collected, in percent. What is in
// use is a few megabytes, which is looked through each time: at Go's own 100 that is a tenth of what a page costs.
// GOGC goes before.
const gcPercent = 200

// Run reads top to bottom as the service starts: built-in library, team's content, listeners.
func (cmd *serveCommand) Run(ctx context.Context, s streams) error {
	if !(cmd.Rate > 0) || math.IsInf(cmd.Rate, 0) { // not a number is not above 0 either
		return exitError{exitUsage, fmt.Errorf("--rate must be a number above 0")}
	}
	directory, err := dataDirectory(cmd.Data)
	if err != nil {
		return exitError{exitUsage, err}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log := slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: cmd.LogLevel.Level}))
	listener, err := net.Listen("tcp", cmd.Addr)
	if err != nil {
		return exitError{exitUsage, err}
	}
	defer listener.Close() // Serve has closed it, or it was never used
	backend := &backend{log: log, directory: directory}
	ctx, stop := backend.untilSignal(ctx)
	defer stop()
	keeper := library.NewKeeper(cmd.Content, log, backend.use)
	backend.config = server.Config{
		Log: log, Rate: cmd.Rate, TrustedProxies: networks(cmd.TrustedProxy), PublicURL: cmd.publicURL(listener.Addr(), log),
		EditURL: string(cmd.EditURL), ReportTo: string(cmd.ReportTo), Metrics: server.NewMetrics(keeper.Problems), Problems: backend.problems(keeper.Problems),
		Slots: desk.NewSlots(),
	}
	defer backend.close()
	if err := backend.open(ctx); err != nil {
		return err
	}
	if len(cmd.Content) > 0 {
		keeper.Check(ctx) // before anybody is answered
	}
	return cmd.answer(ctx, s, listener, backend, keeper)
}

// untilSignal is ctx until the program is asked to end: at once by an interrupt, and by SIGTERM when clients have been
// told to go. A second signal ends the program as if there were no service.
func (b *backend) untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		defer stop()
		select {
		case <-ctx.Done():
			signal.Stop(signals)
		case received := <-signals:
			signal.Stop(signals)
			if live := b.live.Load(); live != nil && received == syscall.SIGTERM {
				live.Leave()
			}
		}
	}()
	return ctx, stop
}

// answer serves all addresses, and follows the team's content, until ctx is done or one of them fails.
func (cmd *serveCommand) answer(ctx context.Context, s streams, listener net.Listener, backend *backend, keeper *library.Keeper) error {
	group, ctx := errgroup.WithContext(ctx)
	if cmd.AdminAddr != "" {
		admin, err := net.Listen("tcp", string(cmd.AdminAddr))
		if err != nil {
			return exitError{exitUsage, err}
		}
		backend.log.Info("metrics and profiles", "address", admin.Addr().String())
		group.Go(func() error { return server.Serve(ctx, admin, backend.config.Metrics.Admin(), backend.log) })
	}
	fmt.Fprintf(s.out, "Errdex listens on http://%s\n", listener.Addr())
	group.Go(func() error { return server.Serve(ctx, listener, backend.live.Load(), backend.log) })
	group.Go(backend.compile) // whoever asks for an answer before waits for it
	group.Go(func() error { backend.clean(); return nil })
	group.Go(func() error { backend.heal(ctx); return nil })
	if len(cmd.Content) > 0 {
		group.Go(func() error { keeper.Watch(ctx); return nil })
	}
	return group.Wait()
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
