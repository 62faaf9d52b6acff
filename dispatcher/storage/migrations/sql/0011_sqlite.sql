-- Schema 0011 on sqlite. Frozen: later migrations change it, nobody edits it.

CREATE TABLE premises (
    id TEXT NOT NULL,
    "key" TEXT,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    folded_address TEXT NOT NULL,
    latitude FLOAT,
    longitude FLOAT,
    radius_m FLOAT NOT NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT pk_premises PRIMARY KEY (id),
    CONSTRAINT ck_premises_whole_position CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CONSTRAINT ck_premises_radius CHECK (radius_m > 0),
    CONSTRAINT uq_premises_key UNIQUE ("key")
);

CREATE INDEX ix_premises_folded_address ON premises (folded_address);

CREATE INDEX ix_premises_folded_name ON premises (folded_name);

CREATE INDEX ix_premises_position ON premises (latitude, longitude);

CREATE INDEX ix_premises_wide ON premises (latitude, longitude) WHERE radius_m > 150;

CREATE TABLE premise_notes (
    id TEXT NOT NULL,
    premise_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    words_id TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    incident_id TEXT,
    imported BOOLEAN DEFAULT 0 NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    CONSTRAINT pk_premise_notes PRIMARY KEY (id),
    CONSTRAINT ck_premise_notes_kind_known CHECK (kind IN ('access', 'caution', 'hazard', 'keyholder', 'other', 'water')),
    CONSTRAINT ck_premise_notes_some_time CHECK (valid_until IS NULL OR valid_until > valid_from),
    CONSTRAINT ck_premise_notes_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT fk_premise_notes_premise_id FOREIGN KEY(premise_id) REFERENCES premises (id),
    CONSTRAINT fk_premise_notes_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_premise_notes_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);

CREATE INDEX ix_premise_notes_premise_id ON premise_notes (premise_id);

CREATE TABLE keyholders (
    premise_id TEXT NOT NULL,
    rank INTEGER NOT NULL,
    name_id TEXT NOT NULL,
    number_id TEXT NOT NULL,
    CONSTRAINT pk_keyholders PRIMARY KEY (premise_id, rank),
    CONSTRAINT fk_keyholders_premise_id FOREIGN KEY(premise_id) REFERENCES premises (id),
    CONSTRAINT fk_keyholders_name_id FOREIGN KEY(name_id) REFERENCES personal_values (id),
    CONSTRAINT fk_keyholders_number_id FOREIGN KEY(number_id) REFERENCES personal_values (id)
);

CREATE TABLE premise_secrets (
    id TEXT NOT NULL,
    premise_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    valid_until BIGINT,
    ended_at BIGINT,
    CONSTRAINT pk_premise_secrets PRIMARY KEY (id),
    CONSTRAINT ck_premise_secrets_kind_known CHECK (kind IN ('alarm', 'door_code', 'key_safe', 'other')),
    CONSTRAINT ck_premise_secrets_destroyed_when_ended CHECK ((sealed IS NULL) = (ended_at IS NOT NULL)),
    CONSTRAINT fk_premise_secrets_premise_id FOREIGN KEY(premise_id) REFERENCES premises (id)
);

CREATE INDEX ix_premise_secrets_key ON premise_secrets (key_id) WHERE ended_at IS NULL;

CREATE INDEX ix_premise_secrets_premise_id ON premise_secrets (premise_id);

CREATE UNIQUE INDEX uq_premise_secrets_title ON premise_secrets (premise_id, title) WHERE ended_at IS NULL;

CREATE TABLE assets (
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    folded TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    premise_id TEXT,
    owner_team TEXT NOT NULL,
    notes TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT pk_assets PRIMARY KEY (id),
    CONSTRAINT uq_assets_folded UNIQUE (folded),
    CONSTRAINT fk_assets_premise_id FOREIGN KEY(premise_id) REFERENCES premises (id)
);

CREATE INDEX ix_assets_premise_id ON assets (premise_id);

CREATE TABLE callers (
    id TEXT NOT NULL,
    "key" TEXT,
    name_id TEXT,
    language_id TEXT,
    needs_id TEXT,
    vulnerable BOOLEAN DEFAULT 0 NOT NULL,
    repeat BOOLEAN DEFAULT 0 NOT NULL,
    changed_at BIGINT NOT NULL,
    forgotten_at BIGINT,
    CONSTRAINT pk_callers PRIMARY KEY (id),
    CONSTRAINT ck_callers_nothing_left_when_forgotten CHECK (forgotten_at IS NULL OR (name_id IS NULL AND language_id IS NULL AND needs_id IS NULL AND key IS NULL)),
    CONSTRAINT uq_callers_key UNIQUE ("key"),
    CONSTRAINT fk_callers_name_id FOREIGN KEY(name_id) REFERENCES personal_values (id),
    CONSTRAINT fk_callers_language_id FOREIGN KEY(language_id) REFERENCES personal_values (id),
    CONSTRAINT fk_callers_needs_id FOREIGN KEY(needs_id) REFERENCES personal_values (id)
);

CREATE TABLE caller_numbers (
    digest TEXT NOT NULL,
    caller_id TEXT NOT NULL,
    number_id TEXT NOT NULL,
    CONSTRAINT pk_caller_numbers PRIMARY KEY (digest, caller_id),
    CONSTRAINT fk_caller_numbers_caller_id FOREIGN KEY(caller_id) REFERENCES callers (id),
    CONSTRAINT fk_caller_numbers_number_id FOREIGN KEY(number_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_caller_numbers_caller_id ON caller_numbers (caller_id);

CREATE TABLE caller_notes (
    id TEXT NOT NULL,
    caller_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    words_id TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    incident_id TEXT,
    imported BOOLEAN DEFAULT 0 NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    CONSTRAINT pk_caller_notes PRIMARY KEY (id),
    CONSTRAINT ck_caller_notes_kind_known CHECK (kind IN ('caution', 'contact', 'health', 'other')),
    CONSTRAINT ck_caller_notes_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT fk_caller_notes_caller_id FOREIGN KEY(caller_id) REFERENCES callers (id),
    CONSTRAINT fk_caller_notes_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_caller_notes_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);

CREATE INDEX ix_caller_notes_caller_id ON caller_notes (caller_id);

CREATE TABLE call_numbers (
    call_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    caller_id TEXT,
    CONSTRAINT pk_call_numbers PRIMARY KEY (call_id),
    CONSTRAINT fk_call_numbers_call_id FOREIGN KEY(call_id) REFERENCES calls (id),
    CONSTRAINT fk_call_numbers_caller_id FOREIGN KEY(caller_id) REFERENCES callers (id)
);

CREATE INDEX ix_call_numbers_caller_id ON call_numbers (caller_id);

CREATE INDEX ix_call_numbers_digest ON call_numbers (digest);

CREATE TABLE number_key (
    id INTEGER NOT NULL CONSTRAINT ck_number_key_single CHECK (id = 1),
    "key" BLOB NOT NULL,
    CONSTRAINT pk_number_key PRIMARY KEY (id)
);

CREATE TABLE knowledge_imports (
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_knowledge_imports PRIMARY KEY (source, kind),
    CONSTRAINT ck_knowledge_imports_kind_known CHECK (kind IN ('assets', 'callers', 'premises'))
);

CREATE INDEX ix_incidents_place ON incidents (latitude, longitude, opened_at, incident_type);
