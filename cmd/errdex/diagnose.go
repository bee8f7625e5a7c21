package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"errdex/diagnose"
	"errdex/redact"
	"errdex/server"
)

type diagnoseCommand struct {
	File string `arg:"" optional:"" default:"-" help:"File with the error; - is standard input."`
	JSON bool   `name:"json" help:"Print the whole diagnosis as JSON."`
	serverFlag
}

// Run prints the diagnosis; it exits 1 when nothing matched.
func (cmd *diagnoseCommand) Run(ctx context.Context, s streams) error {
	if _, typed := terminal(s.in); typed && cmd.File == "-" {
		fmt.Fprintln(s.err, "Paste the error, then press Enter and Ctrl-D. Or: some-command 2>&1 | errdex diagnose")
	}
	raw, err := readPaste(cmd.File, s.in)
	if err != nil {
		return err
	}
	answer, err := cmd.diagnose(ctx, redact.Clean(raw))
	if err != nil {
		return err
	}
	if err := cmd.print(s.out, answer); err != nil {
		return err
	}
	if len(answer.Matches) == 0 {
		return exitError{code: exitNothing}
	}
	return nil
}

func (cmd *diagnoseCommand) print(w io.Writer, answer diagnose.Diagnosis) error {
	if cmd.JSON {
		return printJSON(w, answer)
	}
	if _, err := io.WriteString(w, answer.Show(cmd.look(w))); err != nil {
		return fmt.Errorf("print diagnosis: %w", err)
	}
	return nil
}

// diagnose asks the server that the flag names, or else the built-in library.
func (f serverFlag) diagnose(ctx context.Context, paste redact.Text) (diagnose.Diagnosis, error) {
	if f.Server.base != nil {
		return f.Server.diagnose(ctx, paste)
	}
	engine, _, err := embeddedEngine()
	if err != nil {
		return diagnose.Diagnosis{}, err
	}
	return engine.Diagnose(paste), nil
}

// look is how a diagnosis is shown: its articles are read where it was made.
func (f serverFlag) look(w io.Writer) diagnose.Look {
	look := lookOf(w)
	look.Link = func(slug, _ string) string { return "errdex explain " + slug }
	if f.Server.base != nil {
		look.Link = f.Server.link
	}
	return look
}

// readPaste reads a paste from a file or standard input, up to the limit of the service.
func readPaste(name string, in io.Reader) ([]byte, error) {
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, exitError{exitUsage, err}
		}
		defer file.Close() // opened for reading: nothing to lose
		in = file
	}
	raw, err := io.ReadAll(io.LimitReader(in, server.MaxPaste+1))
	switch {
	case err != nil:
		return nil, exitError{exitUsage, fmt.Errorf("read the error: %w", err)}
	case len(raw) > server.MaxPaste:
		return nil, exitError{exitTooLarge, fmt.Errorf("the text is larger than %s: keep the part around the error", server.PasteLimit)}
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, exitError{exitUsage, fmt.Errorf("there is nothing to diagnose: the input is empty")}
	}
	return raw, nil
}
