package main

import (
	"fmt"
	"runtime/debug"

	"errdex/content"
	"errdex/library"
)

type versionCommand struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// version names a build and its library.
type version struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"` // empty where the build does not know it
	Library string `json:"library"`
}

// Run prints the program's version, its commit where the build knows it, and the library's version.
func (cmd *versionCommand) Run(s streams) error {
	hash, err := content.Hash(content.Embedded())
	if err != nil {
		return err
	}
	v := version{Version: "devel", Library: library.Version(hash)}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Version = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				v.Commit = setting.Value
			}
		}
	}
	if cmd.JSON {
		return printJSON(s.out, v)
	}
	commit := ""
	if v.Commit != "" {
		commit = " " + v.Commit
	}
	_, err = fmt.Fprintf(s.out, "errdex %s%s, library %s\n", v.Version, commit, v.Library)
	return err
}
