package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"errdex/desk"
	"errdex/diagnose"
	"errdex/redact"
)

type diagnoseCommand struct {
	File string `arg:"" optional:"" default:"-" help:"File with the error; - is standard input."`
	JSON bool   `name:"json" help:"Print the whole diagnosis as JSON."`
	answerFlags
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

// answerFlags say who answers: the built-in library, a team's content laid over it, or a desk.
type answerFlags struct {
	teamFlags
	serverFlag
}

// diagnose asks the server that the flag names, or else the library.
func (f answerFlags) diagnose(ctx context.Context, paste redact.Text) (diagnose.Diagnosis, error) {
	if f.Server.base != nil {
		return f.Server.diagnose(ctx, paste)
	}
	library, err := f.library()
	if err != nil {
		return diagnose.Diagnosis{}, err
	}
	return library.Engine.Diagnose(paste), nil
}

// look is how a diagnosis is shown: its articles are read where it was made.
func (f answerFlags) look(w io.Writer) diagnose.Look {
	look := lookOf(w)
	look.Link = func(slug, _ string) string {
		return strings.Join(append([]string{"errdex explain", slug}, f.arguments()...), " ")
	}
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
	raw, err := io.ReadAll(io.LimitReader(in, desk.MaxPaste+1))
	switch {
	case err != nil:
		return nil, exitError{exitUsage, fmt.Errorf("read the error: %w", err)}
	case len(raw) > desk.MaxPaste:
		return nil, exitError{exitTooLarge, fmt.Errorf("the text is larger than %s: keep the part around the error", desk.PasteLimit)}
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, exitError{exitUsage, fmt.Errorf("there is nothing to diagnose: the input is empty")}
	}
	text, err := desk.Text(raw)
	if err != nil {
		return nil, exitError{exitUsage, fmt.Errorf("there is nothing to diagnose: %w", err)}
	}
	return text, nil
}
