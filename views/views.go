// Package views holds the pages: templ components, each beside the view model that says all it shows. A
// component calls nothing and decides nothing but how a thing looks; the server makes the models.
package views
