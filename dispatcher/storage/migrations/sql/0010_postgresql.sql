-- Schema 0010 on postgresql. Frozen: later migrations change it, nobody edits it.

CREATE TABLE merges (
    id TEXT NOT NULL,
    from_id TEXT NOT NULL,
    into_id TEXT NOT NULL,
    merged_at BIGINT NOT NULL,
    merged_by TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT,
    CONSTRAINT pk_merges PRIMARY KEY (id),
    CONSTRAINT ck_merges_of_two CHECK (from_id <> into_id),
    CONSTRAINT ck_merges_undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
    CONSTRAINT fk_merges_from_id FOREIGN KEY(from_id) REFERENCES incidents (id),
    CONSTRAINT fk_merges_into_id FOREIGN KEY(into_id) REFERENCES incidents (id),
    CONSTRAINT fk_merges_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_merges_from_id ON merges (from_id);

CREATE INDEX ix_merges_into_id ON merges (into_id);

CREATE UNIQUE INDEX uq_merges_one_standing ON merges (from_id) WHERE undone_at IS NULL;

CREATE TABLE merge_promises (
    merge_id TEXT NOT NULL,
    promise_id TEXT NOT NULL,
    CONSTRAINT pk_merge_promises PRIMARY KEY (merge_id, promise_id),
    CONSTRAINT fk_merge_promises_merge_id FOREIGN KEY(merge_id) REFERENCES merges (id),
    CONSTRAINT fk_merge_promises_promise_id FOREIGN KEY(promise_id) REFERENCES promises (id)
);

CREATE TABLE call_moves (
    id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    from_id TEXT NOT NULL,
    to_id TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    moved_by TEXT NOT NULL,
    merge_id TEXT,
    CONSTRAINT pk_call_moves PRIMARY KEY (id),
    CONSTRAINT ck_call_moves_from_one_to_another CHECK (from_id <> to_id),
    CONSTRAINT fk_call_moves_call_id FOREIGN KEY(call_id) REFERENCES calls (id),
    CONSTRAINT fk_call_moves_from_id FOREIGN KEY(from_id) REFERENCES incidents (id),
    CONSTRAINT fk_call_moves_to_id FOREIGN KEY(to_id) REFERENCES incidents (id),
    CONSTRAINT fk_call_moves_merge_id FOREIGN KEY(merge_id) REFERENCES merges (id)
);

CREATE INDEX ix_call_moves_call_id ON call_moves (call_id);

CREATE INDEX ix_call_moves_from_id ON call_moves (from_id);

CREATE INDEX ix_call_moves_merge_id ON call_moves (merge_id);

CREATE TABLE incident_links (
    id TEXT NOT NULL,
    one_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    linked_by TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    unlinked_at BIGINT,
    unlinked_by TEXT,
    CONSTRAINT pk_incident_links PRIMARY KEY (id),
    CONSTRAINT ck_incident_links_kind_known CHECK (kind IN ('caused_by', 'related', 'same_caller', 'same_patient', 'same_place', 'split_from')),
    CONSTRAINT ck_incident_links_of_two CHECK (one_id <> other_id),
    CONSTRAINT ck_incident_links_unlinked_by_somebody CHECK ((unlinked_at IS NULL) = (unlinked_by IS NULL)),
    CONSTRAINT fk_incident_links_one_id FOREIGN KEY(one_id) REFERENCES incidents (id),
    CONSTRAINT fk_incident_links_other_id FOREIGN KEY(other_id) REFERENCES incidents (id),
    CONSTRAINT fk_incident_links_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_incident_links_one_id ON incident_links (one_id);

CREATE INDEX ix_incident_links_other_id ON incident_links (other_id);

CREATE UNIQUE INDEX uq_incident_links_one_standing ON incident_links (one_id, other_id, kind) WHERE unlinked_at IS NULL;

CREATE TABLE kept_apart (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    score FLOAT NOT NULL,
    kept_at BIGINT NOT NULL,
    kept_by TEXT NOT NULL,
    found_id TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    CONSTRAINT pk_kept_apart PRIMARY KEY (id),
    CONSTRAINT ck_kept_apart_scored CHECK (score BETWEEN 0 AND 1),
    CONSTRAINT fk_kept_apart_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_kept_apart_found_id FOREIGN KEY(found_id) REFERENCES personal_values (id),
    CONSTRAINT fk_kept_apart_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_kept_apart_subject ON kept_apart (subject);

CREATE UNIQUE INDEX uq_kept_apart_once ON kept_apart (incident_id, subject);

CREATE TABLE call_facts (
    id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value_id TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    looked_at BIGINT,
    looked_by TEXT,
    CONSTRAINT pk_call_facts PRIMARY KEY (id),
    CONSTRAINT ck_call_facts_kind_known CHECK (kind IN ('asset', 'number', 'persons', 'place', 'position', 'type', 'words')),
    CONSTRAINT ck_call_facts_looked_at_by_somebody CHECK ((looked_at IS NULL) = (looked_by IS NULL)),
    CONSTRAINT fk_call_facts_call_id FOREIGN KEY(call_id) REFERENCES calls (id),
    CONSTRAINT fk_call_facts_value_id FOREIGN KEY(value_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_call_facts_call_id ON call_facts (call_id);

CREATE INDEX ix_incidents_closed_at ON incidents (closed_at) WHERE state = 'closed';
