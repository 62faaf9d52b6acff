-- Schema 0008 on sqlite. Frozen: later migrations change it, nobody edits it.

CREATE TABLE triage_cards (
    pack TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_triage_cards PRIMARY KEY (pack, name, version)
);

CREATE TABLE documents (
    pack TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    types TEXT NOT NULL,
    text TEXT NOT NULL,
    since BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_documents PRIMARY KEY (pack, name, version),
    CONSTRAINT ck_documents_kind_known CHECK (kind IN ('action_card', 'policy', 'script'))
);

CREATE TABLE triage_runs (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    call_id TEXT,
    incident_type TEXT NOT NULL,
    pack TEXT NOT NULL,
    card TEXT NOT NULL,
    version INTEGER NOT NULL,
    modifiers TEXT NOT NULL,
    computed TEXT NOT NULL,
    explanation TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    completed_at BIGINT,
    skipped_at BIGINT,
    skip_reason_id TEXT,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    CONSTRAINT pk_triage_runs PRIMARY KEY (id),
    CONSTRAINT uq_triage_runs_incident_id_pack_card_version UNIQUE (incident_id, pack, card, version),
    CONSTRAINT ck_triage_runs_computed_known CHECK (computed IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT ck_triage_runs_complete_or_skipped CHECK (completed_at IS NULL OR skipped_at IS NULL),
    CONSTRAINT ck_triage_runs_skipped_with_a_reason CHECK ((skipped_at IS NULL) = (skip_reason_id IS NULL)),
    CONSTRAINT ck_triage_runs_begun_before_recorded CHECK (began_at <= recorded_at),
    CONSTRAINT fk_triage_runs_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_triage_runs_call_id FOREIGN KEY(call_id) REFERENCES calls (id),
    CONSTRAINT fk_triage_runs_skip_reason_id FOREIGN KEY(skip_reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_triage_runs_recorded_at ON triage_runs (recorded_at);

CREATE TABLE triage_answers (
    id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    question TEXT NOT NULL,
    value TEXT NOT NULL,
    words_id TEXT,
    answered_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    operator_id TEXT NOT NULL,
    superseded_at BIGINT,
    CONSTRAINT pk_triage_answers PRIMARY KEY (id),
    CONSTRAINT fk_triage_answers_run_id FOREIGN KEY(run_id) REFERENCES triage_runs (id),
    CONSTRAINT fk_triage_answers_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_triage_answers_run_id ON triage_answers (run_id);

CREATE UNIQUE INDEX uq_triage_answers_one_stands ON triage_answers (run_id, question) WHERE superseded_at IS NULL;

CREATE TABLE gradings (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    incident_type TEXT NOT NULL,
    was TEXT,
    computed TEXT NOT NULL,
    given TEXT NOT NULL,
    impact INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    reason_id TEXT,
    explanation TEXT NOT NULL,
    CONSTRAINT pk_gradings PRIMARY KEY (id),
    CONSTRAINT ck_gradings_was_known CHECK (was IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT ck_gradings_computed_known CHECK (computed IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT ck_gradings_given_known CHECK (given IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT ck_gradings_graded CHECK (impact BETWEEN 1 AND 3 AND urgency BETWEEN 1 AND 3),
    CONSTRAINT fk_gradings_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_gradings_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_gradings_at ON gradings (at);

CREATE INDEX ix_gradings_incident_id ON gradings (incident_id);
