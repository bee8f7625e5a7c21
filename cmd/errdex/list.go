package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"errdex/content"
	"errdex/desk"
)

type listCommand struct {
	answerFlags
	Layer   *string `placeholder:"LAYER" enum:"${layers}" help:"Only errors of this layer: ${layers}."`
	Status  int     `placeholder:"CODE" help:"Only errors that come with this HTTP status."`
	Surface string  `placeholder:"PLACE" help:"Only errors that are met here: api, sdk, claude-code, chat, bedrock and so on."`
	JSON    bool    `name:"json" help:"Print JSON."`
}

// Run prints the articles that fit all flags; it exits 1 when none does. A guide is about many errors, so it
// stands in the whole list alone.
func (cmd *listCommand) Run(ctx context.Context, s streams) error {
	found, err := cmd.find(ctx)
	if err != nil {
		return err
	}
	if cmd.JSON {
		err = printJSON(s.out, found)
	} else {
		err = printEntries(s.out, found.Articles)
	}
	if err == nil && len(found.Articles) == 0 {
		return exitError{exitNothing, fmt.Errorf("no article fits")}
	}
	return err
}

// find asks the server that the flag names, or else lists the library.
func (cmd *listCommand) find(ctx context.Context) (desk.ArticleList, error) {
	if cmd.Server.base == nil {
		articles, err := cmd.articles()
		return desk.New(nil, "", articles, nil).List(cmd.fits), err
	}
	filter := url.Values{}
	if cmd.Layer != nil {
		filter.Set("layer", *cmd.Layer)
	}
	if cmd.Status != 0 {
		filter.Set("status", strconv.Itoa(cmd.Status))
	}
	if cmd.Surface != "" {
		filter.Set("surface", cmd.Surface)
	}
	return cmd.Server.list(ctx, filter)
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
