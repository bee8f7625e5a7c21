package main

import (
	"fmt"

	"errdex/content"
	"errdex/diagnose"
	"errdex/library"
)

// teamFlags name a team's own content, for the commands that answer from it.
type teamFlags struct {
	Content []string `placeholder:"DIR" help:"Directory with a team's articles/, guides/ and notes/, laid over the built-in library; may be given more than once."`
}

// arguments are the flags as they are given on a command line.
func (f teamFlags) arguments() []string {
	var arguments []string
	for _, directory := range f.Content {
		arguments = append(arguments, "--content", directory)
	}
	return arguments
}

// library is the built-in library with the team's content laid over it, linted in full.
func (f teamFlags) library() (library.Library, error) {
	if len(f.Content) == 0 { // the tests have linted it
		engine, articles, err := embeddedEngine()
		return library.Library{Articles: articles, Engine: engine}, err
	}
	sources, problems := library.Read(f.Content...)
	var made library.Library
	if len(problems) == 0 {
		made, problems = library.Make(sources)
	}
	if len(problems) > 0 {
		return library.Library{}, exitError{exitUsage, fmt.Errorf("--content has %d problems (errdex lint names all): %s", len(problems), problems[0])}
	}
	return made, nil
}

// articles are those of the library, whole, for commands that diagnose nothing.
func (f teamFlags) articles() ([]content.Article, error) {
	if len(f.Content) == 0 {
		return embeddedArticles()
	}
	made, err := f.library()
	return made.Articles, err
}

// embeddedArticles parses the library that is built in.
func embeddedArticles() ([]content.Article, error) {
	articles, problems, err := content.Load(content.Embedded())
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("built-in library: %s", problems[0])
	}
	return articles, nil
}

// embeddedEngine is the engine over the built-in library, for commands that work without a database.
func embeddedEngine() (*diagnose.Engine, []content.Article, error) {
	articles, err := embeddedArticles()
	if err != nil {
		return nil, nil, err
	}
	hash, err := content.Hash(content.Embedded())
	if err != nil {
		return nil, nil, err
	}
	engine, err := diagnose.New(library.Version(hash), articles)
	return engine, articles, err
}
