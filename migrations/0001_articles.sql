-- +goose Up

-- What was imported last: one row, none before the first import.
CREATE TABLE library (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    hash     TEXT NOT NULL,
    articles INTEGER NOT NULL
) STRICT;

-- position is the import order and, as the rowid, what joins an article to its search entry.
CREATE TABLE articles (
    position INTEGER PRIMARY KEY,
    slug     TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    layer    TEXT NOT NULL, -- empty for a guide
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    names    TEXT NOT NULL, -- aliases, error types and statuses, for search only
    text     TEXT NOT NULL,
    article  TEXT NOT NULL CHECK (json_valid(article)) -- the whole content.Article
) STRICT;

-- The short links: aliases of every article, error types and statuses of code articles, in lower case.
-- One name may lead to several articles (403).
CREATE TABLE names (
    name TEXT NOT NULL,
    slug TEXT NOT NULL REFERENCES articles (slug),
    PRIMARY KEY (name, slug)
) STRICT, WITHOUT ROWID;

-- The index keeps no copy of the text: snippets read it from articles, and 'rebuild' fills it from there.
CREATE VIRTUAL TABLE search USING fts5 (
    title, slug, names, summary, text,
    content = 'articles', content_rowid = 'position',
    tokenize = 'porter unicode61 remove_diacritics 2' -- porter: limits finds limit
);
