package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"errdex/content"
	"errdex/desk"
)

// printEntries writes one line for each article; the slug comes first, for awk and for errdex explain.
func printEntries(w io.Writer, entries []desk.Entry) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		room := string(e.Layer)
		if e.Kind == content.KindGuide {
			room = "guide"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", e.Slug, room, e.Title)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print articles: %w", err)
	}
	return nil
}
