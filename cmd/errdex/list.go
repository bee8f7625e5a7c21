package main

import (
	"fmt"
	"slices"
	"strings"

	"errdex/content"
)

type listCommand struct {
	teamFlags
	Layer   *string `placeholder:"LAYER" enum:"${layers}" help:"Only errors of this layer: ${layers}."`
	Status  int     `placeholder:"CODE" help:"Only errors that come with this HTTP status."`
	Surface string  `placeholder:"PLACE" help:"Only errors that are met here: api, sdk, claude-code, chat, bedrock and so on."`
	JSON    bool    `name:"json" help:"Print JSON."`
}

// Run prints the articles that fit all flags; it exits 1 when none does. A guide is about many errors, so it
// stands in the whole list alone.
func (cmd *listCommand) Run(s streams) error {
	library, err := cmd.library()
	if err != nil {
		return err
	}
	found := entriesOf(slices.DeleteFunc(library.Articles, func(a content.Article) bool { return !cmd.fits(a) }))
	if cmd.JSON {
		err = printJSON(s.out, map[string]any{"articles": found})
	} else {
		err = printEntries(s.out, found)
	}
	if err == nil && len(found) == 0 {
		return exitError{exitNothing, fmt.Errorf("no article fits")}
	}
	return err
}

func (cmd *listCommand) fits(a content.Article) bool {
	return (cmd.Layer == nil || string(a.Layer) == *cmd.Layer) &&
		(cmd.Status == 0 || slices.Contains(a.Status, cmd.Status)) &&
		(cmd.Surface == "" || slices.Contains(a.Surfaces, cmd.Surface)) &&
		(a.Kind != content.KindGuide || cmd.Layer == nil && cmd.Status == 0 && cmd.Surface == "")
}

// layerNames are the values that --layer takes.
func layerNames() string {
	var names []string
	for _, layer := range content.Layers() {
		names = append(names, string(layer))
	}
	return strings.Join(names, ",")
}
