package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"

	"errdex/diagnose"
)

// defaultPager shows colours, and ends by itself when the text fits on the screen.
const defaultPager = "less -FRX"

// showMarkdown prints Markdown as it is, unless to a terminal: there it is wrapped to the width and goes through
// the user's pager.
func showMarkdown(s streams, text string) error {
	if _, ok := terminal(s.out); !ok {
		if _, err := io.WriteString(s.out, text); err != nil {
			return fmt.Errorf("print article: %w", err)
		}
		return nil
	}
	pager, asked := os.LookupEnv("PAGER")
	if !asked {
		pager = defaultPager
	}
	text = readable(text, lookOf(s.out))
	if pager = strings.TrimSpace(pager); pager != "" {
		err := readThrough(s, pager, text)
		if !errors.Is(err, errNoPager) {
			return err
		}
	}
	if _, err := io.WriteString(s.out, text); err != nil {
		return fmt.Errorf("print article: %w", err)
	}
	return nil
}

// errNoPager is for a pager that is not installed.
var errNoPager = errors.New("no pager")

// readThrough runs the pager, which may be a command line with options, and waits for it. It may end before the text
// does: then the reader has seen enough.
func readThrough(s streams, pager, text string) error {
	words := strings.Fields(pager)
	command := exec.Command(words[0], words[1:]...)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(text), s.out, s.err
	// Ctrl-C is for the pager, which stops a search with it.
	ignored := make(chan os.Signal, 1)
	signal.Notify(ignored, os.Interrupt)
	defer signal.Stop(ignored)
	if err := command.Start(); err != nil {
		return errNoPager
	}
	if err := command.Wait(); err != nil {
		return fmt.Errorf("pager %s: %w", words[0], err)
	}
	return nil
}

var (
	sectionMark = regexp.MustCompile(` \{#[a-z-]+\}$`)
	listMarker  = regexp.MustCompile(`^ *(?:[-*]|[0-9]+\.) +`)
)

// readable wraps the paragraphs and lists of an article and makes its headings bold. Code and tables stay as
// they are: they can be copied, and a wrapped table can't be read.
func readable(markdown string, look diagnose.Look) string {
	var out strings.Builder
	code := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimSuffix(line, "\n")
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence:
			code = !code
			out.WriteString(line + "\n")
		case code, strings.HasPrefix(line, "|"):
			out.WriteString(line + "\n")
		case strings.HasPrefix(line, "#") && look.Colour:
			out.WriteString("\x1b[1m" + sectionMark.ReplaceAllString(line, "") + "\x1b[0m\n")
		case strings.HasPrefix(line, "#"):
			out.WriteString(sectionMark.ReplaceAllString(line, "") + "\n")
		default:
			marker := listMarker.FindString(line)
			if marker == "" {
				marker = line[:len(line)-len(strings.TrimLeft(line, " "))]
			}
			out.WriteString(diagnose.Wrap(line[len(marker):], look.Width, marker, strings.Repeat(" ", len(marker))))
		}
	}
	return out.String()
}
