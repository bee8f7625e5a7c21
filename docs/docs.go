// Package docs holds the pages of this directory that the service shows.
package docs

import _ "embed"

// Accuracy is how right the answers are and how that is counted, as Markdown that begins with its title.
//
//go:embed accuracy.md
var Accuracy []byte

// Recipes is how a program prints the link to an error's article, as Markdown that begins with its title.
//
//go:embed recipes.md
var Recipes []byte
