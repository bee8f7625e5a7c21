package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"errdex/desk"
	"errdex/diagnose"
	"errdex/redact"
)

type diagnoseCommand struct {
	teamFlags
	File string `arg:"" optional:"" default:"-" help:"File with the error; - is standard input."`
	JSON bool   `name:"json" help:"Print the whole diagnosis as JSON."`
}

// Run prints the diagnosis; it exits 1 when nothing matched.
func (cmd *diagnoseCommand) Run(s streams) error {
	raw, err := readPaste(cmd.File, s.in)
	if err != nil {
		return err
	}
	library, err := cmd.library()
	if err != nil {
		return err
	}
	answer := library.Engine.Diagnose(redact.Clean(raw))
	if err := print(s.out, answer, cmd.JSON); err != nil {
		return fmt.Errorf("print diagnosis: %w", err)
	}
	if len(answer.Matches) == 0 {
		return exitError{code: exitNothing}
	}
	return nil
}

func print(w io.Writer, answer diagnose.Diagnosis, asJSON bool) error {
	if !asJSON {
		_, err := io.WriteString(w, answer.Text())
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(answer)
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
