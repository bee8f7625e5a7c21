package main

import (
	"fmt"

	"errdex/content"
	"errdex/diagnose"
)

// hashShown is how much of a library's hash stands for its version: enough to tell any two apart.
const hashShown = 12

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
	engine, err := diagnose.New(hash[:hashShown], articles)
	return engine, articles, err
}
