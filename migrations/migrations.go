// Package migrations owns the SQL files that make and change the database's schema. They are numbered, run
// forward only, each in one transaction, and never edited after a release: package store runs them with
// goose. There is no way down because the database is derived from the articles and can be filled again.
package migrations

import "embed"

// FS holds the migrations, 0001_articles.sql first.
//
//go:embed *.sql
var FS embed.FS
