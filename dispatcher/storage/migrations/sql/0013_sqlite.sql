-- Schema 0013 on sqlite. Frozen: later migrations change it, nobody edits it.

CREATE TABLE search_incidents (
    ordinal INTEGER NOT NULL,
    incident_id TEXT NOT NULL,
    facets TEXT NOT NULL,
    CONSTRAINT pk_search_incidents PRIMARY KEY (ordinal),
    CONSTRAINT fk_search_incidents_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT uq_search_incidents_incident_id UNIQUE (incident_id)
);

CREATE TABLE search_words (
    id INTEGER NOT NULL,
    word BLOB NOT NULL,
    CONSTRAINT pk_search_words PRIMARY KEY (id),
    CONSTRAINT uq_search_words_word UNIQUE (word)
);

CREATE TABLE search_keys (
    key INTEGER NOT NULL,
    word INTEGER NOT NULL,
    CONSTRAINT pk_search_keys PRIMARY KEY (key, word)
) WITHOUT ROWID;

CREATE TABLE search_postings (
    word INTEGER NOT NULL,
    block INTEGER NOT NULL,
    field INTEGER NOT NULL,
    bits BLOB NOT NULL,
    CONSTRAINT pk_search_postings PRIMARY KEY (word, block, field)
) WITHOUT ROWID;
