package main

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"

	"errdex/content"
)

type completionCommand struct {
	Shell string `arg:"" enum:"${shells}" help:"One of ${shells}."`
}

// Help is what errdex completion --help says beside the flags.
func (completionCommand) Help() string {
	return `Load it in the file that your shell reads when it starts:

  bash  ~/.bashrc                   source <(errdex completion bash)
  zsh   ~/.zshrc, behind compinit   source <(errdex completion zsh)
  fish  ~/.config/fish/config.fish  errdex completion fish | source`
}

// Each shell has a template, which is given a list of completed.
//
//go:embed completion/*.tmpl
var completionTemplates embed.FS

func shellNames() string { return "bash,zsh,fish" }

// quotable makes a sentence of help safe within a shell's quotes and zsh's brackets. All else in a script is made
// of letters, digits, - and _.
var quotable = strings.NewReplacer("'", "’", "[", "(", "]", ")", ":", ",")

// completed is a command with what may stand behind it.
type completed struct {
	Name  string
	Help  string
	Flags []completedFlag
	Words []string // that an argument may be; none: a file
	Runs  bool     // its arguments are another command's
}

// completedFlag is a flag with the values that it takes, where those can be listed.
type completedFlag struct {
	Name  string // with --
	Help  string
	Takes bool // a value
	Words []string
}

// Run prints the script of a shell.
func (cmd *completionCommand) Run(app *kong.Kong, s streams) error {
	articles, err := embeddedArticles()
	if err != nil {
		return err
	}
	scripts, err := template.New("").Funcs(template.FuncMap{"join": strings.Join}).ParseFS(completionTemplates, "completion/*.tmpl")
	if err != nil {
		return fmt.Errorf("read completion templates: %w", err)
	}
	if err := scripts.ExecuteTemplate(s.out, cmd.Shell+".tmpl", completions(app.Model, articles)); err != nil {
		return fmt.Errorf("print completion: %w", err)
	}
	return nil
}

// completions reads the commands and their flags from the parser itself, so that none can be forgotten.
func completions(app *kong.Application, articles []content.Article) []completed {
	var all []completed
	for _, command := range app.Leaves(true) {
		c := completed{Name: command.Name, Help: quotable.Replace(command.Help)}
		for _, flag := range append(slices.Clone(app.Flags), command.Flags...) {
			c.Flags = append(c.Flags, completedFlag{Name: "--" + flag.Name, Help: quotable.Replace(flag.Help), Takes: !flag.IsBool(), Words: enum(flag.Value)})
		}
		for _, argument := range command.Positional {
			c.Words = enum(argument)
			c.Runs = argument.Passthrough
		}
		if command.Name == "explain" {
			c.Words = names(articles)
		}
		all = append(all, c)
	}
	return all
}

// enum are the values that a flag or an argument is limited to.
func enum(value *kong.Value) []string {
	return slices.DeleteFunc(strings.Split(value.Enum, ","), func(word string) bool { return word == "" })
}

// names are what people call articles: slugs, and the statuses and error types of codes.
func names(articles []content.Article) []string {
	var all []string
	for _, a := range articles {
		all = append(all, a.Slug)
		if a.Kind != content.KindCode {
			continue
		}
		all = append(all, a.Types...)
		for _, status := range a.Status {
			all = append(all, strconv.Itoa(status))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
