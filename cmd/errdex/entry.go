package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"errdex/content"
)

// entry is an article in a list for programs, with the field names of the HTTP API.
type entry struct {
	Slug    string        `json:"slug"`
	Kind    content.Kind  `json:"kind"`
	Layer   content.Layer `json:"layer,omitempty"` // none for a guide
	Title   string        `json:"title"`
	Summary string        `json:"summary"`
	URL     string        `json:"url"` // below a server's root
}

func entryOf(a content.Article) entry {
	room := "/errors/"
	if a.Kind == content.KindGuide {
		room = "/guides/"
	}
	return entry{Slug: a.Slug, Kind: a.Kind, Layer: a.Layer, Title: a.Title, Summary: a.Summary, URL: room + a.Slug}
}

func entriesOf(articles []content.Article) []entry {
	entries := []entry{}
	for _, a := range articles {
		entries = append(entries, entryOf(a))
	}
	return entries
}

// printEntries writes one line for each article; the slug comes first, for awk and for errdex explain.
func printEntries(w io.Writer, entries []entry) error {
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
