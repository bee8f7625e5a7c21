// Command errdex explains errors that people meet while using Claude: as a web service (serve) and in the
// terminal (diagnose, explain), and to language models (mcp). It only wires the packages, prints and exits.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/agnivade/levenshtein"
	"github.com/alecthomas/kong"

	"errdex/redact"
)

// The exit codes.
const (
	exitDone     = 0
	exitNothing  = 1 // no match, or problems found
	exitUsage    = 2
	exitTooLarge = 3
	exitInternal = 70
)

func main() { // the only os.Exit of the program
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// commands are all commands with their flags; each lives in a file of its name.
type commands struct {
	Serve       serveCommand       `cmd:"" help:"Run the web service."`
	Diagnose    diagnoseCommand    `cmd:"" help:"Explain an error from a file or standard input."`
	Run         runCommand         `cmd:"" help:"Run a command, and explain its output when it fails."`
	Explain     explainCommand     `cmd:"" help:"Print the article on a status, an error type, a name or a slug."`
	Search      searchCommand      `cmd:"" help:"Find articles by words."`
	List        listCommand        `cmd:"" help:"List the articles."`
	Lint        lintCommand        `cmd:"" help:"Name every problem of a content directory."`
	New         newCommand         `cmd:"" help:"Write the skeleton of an article."`
	Eval        evalCommand        `cmd:"" help:"Measure the diagnosis on labelled cases."`
	MCP         mcpCommand         `cmd:"" name:"mcp" help:"Serve the library to a language model over standard input and output."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running service whether it is ready."`
	Completion  completionCommand  `cmd:"" help:"Print what makes a shell complete errdex's commands and flags."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// streams are the program's standard streams, passed so that tests run commands as a shell does.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exitError carries an exit code; a nil err exits without a line.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

const envPrefix = "ERRDEX"

// run runs one command line and returns its exit code. A failure prints one line on stderr.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	helped := false
	var cli commands
	parser, err := newParser(&cli, kong.Writers(out, errOut), kong.Exit(func(int) { helped = true }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(streams{in: in, out: out, err: errOut}),
	)
	if err != nil {
		return fail(errOut, exitError{exitInternal, err})
	}
	command, err := parser.Parse(args)
	if helped {
		return exitDone
	}
	if err != nil {
		return fail(errOut, exitError{exitUsage, err})
	}
	if err := checkVariables(parser.Model, os.Environ()); err != nil {
		return fail(errOut, exitError{exitUsage, err})
	}
	return fail(errOut, command.Run())
}

// newParser is the command line's parser; what a caller binds to it is in options.
func newParser(cli *commands, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(cli, append(options,
		kong.Name("errdex"),
		kong.Description("Explains errors of Claude's API, SDKs, Claude Code, and of everything on the way to them."),
		kong.Vars{"layers": layerNames(), "shells": shellNames()},
		kong.DefaultEnvars(envPrefix))...)
}

// fail prints an error on one line and returns its exit code. An error repeats what was typed, and what is printed often
// ends in the log of a build: secrets are cut out of it.
func fail(w io.Writer, err error) int {
	if err == nil || errors.Is(err, syscall.EPIPE) { // who reads our output has enough of it
		return exitDone
	}
	if message := err.Error(); message != "" {
		fmt.Fprintln(w, "errdex:", redact.Clean([]byte(strings.ReplaceAll(message, "\n", "; "))))
	}
	var exit exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	return exitInternal
}

// checkVariables refuses a variable with our prefix that no flag reads: most likely a typing error. Variables
// that Kubernetes sets for a service called errdex are none of ours.
func checkVariables(app *kong.Application, environ []string) error {
	var known []string
	for _, node := range append(app.Leaves(false), app.Node) {
		for _, flag := range node.Flags {
			known = append(known, flag.Envs...)
		}
	}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		kubernetes := strings.HasPrefix(name, envPrefix+"_SERVICE_") || strings.HasPrefix(name, envPrefix+"_PORT_") ||
			name == envPrefix+"_PORT" && strings.Contains(value, "://")
		if strings.HasPrefix(name, envPrefix+"_") && !kubernetes && !slices.Contains(known, name) {
			nearest := slices.MinFunc(known, func(a, b string) int {
				return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
			})
			return fmt.Errorf("the variable %s is known to no command; the nearest known one is %s", name, nearest)
		}
	}
	return nil
}
