-- Search. Names and notes stand in indexes of their own; each index covers a plain table, which keeps what was
-- indexed, so that it can be taken out again word for word. 'secure-delete' takes it out of the file too.

-- Names: folded text with two blanks before each word, in steps of three letters. So " mu" finds words that begin with
-- mu, and "ull" finds any part; positions are not kept, the match is checked on the row.
CREATE TABLE search_name (
    doc_no INTEGER PRIMARY KEY,
    tenant_no {i64} NOT NULL,
    kind {text} NOT NULL,
    id {uuid} NOT NULL,
    company_id {uuid},
    title {text} NOT NULL,
    sub {text},
    sort {text} NOT NULL,
    folded {text} NOT NULL,
    digits {text} NOT NULL
) {table};
CREATE UNIQUE INDEX search_name_id ON search_name (tenant_no, id);
CREATE INDEX search_name_sort ON search_name (tenant_no, sort, doc_no);
CREATE VIRTUAL TABLE search_name_fts USING fts5 (
    folded, digits, content = 'search_name', content_rowid = 'doc_no',
    tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0
);
INSERT INTO search_name_fts (search_name_fts, rank) VALUES ('secure-delete', 1);

-- Notes: the set of folded words. doc_no begins with the minute, so the newest come first without sorting.
CREATE TABLE search_note (
    doc_no INTEGER PRIMARY KEY,
    tenant_no {i64} NOT NULL,
    kind {text} NOT NULL,
    id {uuid} NOT NULL,
    company_id {uuid},
    at {i64} NOT NULL,
    words {text} NOT NULL
) {table};
CREATE UNIQUE INDEX search_note_id ON search_note (tenant_no, id);
CREATE VIRTUAL TABLE search_note_fts USING fts5 (
    words, content = 'search_note', content_rowid = 'doc_no',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '3', detail = none, columnsize = 0
);
INSERT INTO search_note_fts (search_note_fts, rank) VALUES ('secure-delete', 1);
