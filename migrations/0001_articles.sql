-- +goose Up

-- One row: the articles as lists need them, all in one place, since every start reads them.
CREATE TABLE library (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    list TEXT NOT NULL CHECK (json_valid(list)) -- content.Article of each, see List
) STRICT;

-- position is the order of the library and, as the rowid, what joins an article to its search entry. What is read
-- most stands in front: SQLite reads a row only as far as it is asked for.
CREATE TABLE articles (
    position INTEGER PRIMARY KEY,
    slug     TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    layer    TEXT NOT NULL, -- empty for a guide
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    names    TEXT NOT NULL, -- aliases, error types and statuses, for search only
    article  TEXT NOT NULL CHECK (json_valid(article)), -- content.Article without what stands in the columns below
    text     TEXT NOT NULL, -- for search only
    html     TEXT NOT NULL,
    markdown TEXT NOT NULL
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
