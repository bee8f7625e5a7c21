package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"errdex/diagnose"
)

// defaultWidth is how wide text is where no terminal says otherwise, so that a file reads like a screen.
const defaultWidth = 80

// lookOf is how text is shown on a stream: as wide as its terminal, and in colour there unless the user's
// environment is against it (https://no-color.org).
func lookOf(stream any) diagnose.Look {
	look := diagnose.Look{Width: defaultWidth}
	if fd, ok := terminal(stream); ok {
		look.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(fd); err == nil && width > 0 {
			look.Width = width
		}
	}
	return look
}

// terminal says whether a stream is one, and its file descriptor.
func terminal(stream any) (fd int, ok bool) {
	file, ok := stream.(*os.File)
	if !ok {
		return 0, false
	}
	fd = int(file.Fd())
	return fd, term.IsTerminal(fd)
}

// printJSON prints a value for programs.
func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("print JSON: %w", err)
	}
	return nil
}
