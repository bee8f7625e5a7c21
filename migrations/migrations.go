// Package migrations owns the SQL files that make the database's schema. They are numbered, run forward only, each
// in one transaction, and never edited after a release: package store runs them with goose. They always begin with
// an empty database, since a library's file is built whole; each change of them makes another file.
package migrations

import "embed"

// FS holds the migrations, 0001_articles.sql first.
//
//go:embed *.sql
var FS embed.FS
