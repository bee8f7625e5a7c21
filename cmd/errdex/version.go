package main

import (
	"fmt"
	"runtime/debug"

	"errdex/content"
	"errdex/library"
)

type versionCommand struct{}

// Run prints the program's version, its commit where the build knows it, and the library's version.
func (versionCommand) Run(s streams) error {
	hash, err := content.Hash(content.Embedded())
	if err != nil {
		return err
	}
	version, commit := "devel", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				commit = " " + setting.Value
			}
		}
	}
	_, err = fmt.Fprintf(s.out, "errdex %s%s, library %s\n", version, commit, library.Version(hash))
	return err
}
