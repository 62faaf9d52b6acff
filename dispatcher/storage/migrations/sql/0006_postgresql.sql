-- Schema 0006 on postgresql. Frozen: later migrations change it, nobody edits it.

CREATE TABLE contacts (
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    medium TEXT NOT NULL,
    state TEXT NOT NULL,
    priority TEXT NOT NULL,
    said_at BIGINT,
    contact_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    sender_id TEXT,
    subject_id TEXT,
    body_id TEXT,
    seat TEXT,
    note TEXT DEFAULT '' NOT NULL,
    complete BOOLEAN NOT NULL,
    repeats INTEGER DEFAULT '0' NOT NULL,
    repeated_at BIGINT,
    sender_key TEXT,
    subject_key TEXT,
    batch TEXT,
    taken_by TEXT,
    taken_seat TEXT,
    taken_at BIGINT,
    answered_at BIGINT,
    ended_at BIGINT,
    settled_at BIGINT,
    settled_by TEXT,
    call_id TEXT,
    incident_id TEXT,
    disposition TEXT,
    reason_id TEXT,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT uq_contacts_source_external_id UNIQUE (source, external_id),
    CONSTRAINT ck_contacts_medium_known CHECK (medium IN ('chat', 'email', 'file', 'phone', 'portal', 'radio', 'social', 'text', 'walk_in')),
    CONSTRAINT ck_contacts_state_known CHECK (state IN ('dismissed', 'entered', 'taken', 'waiting')),
    CONSTRAINT ck_contacts_priority_known CHECK (priority IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT ck_contacts_disposition_known CHECK (disposition IN ('answered', 'automatic', 'known', 'not_ours', 'spam', 'test')),
    CONSTRAINT ck_contacts_came_before_it_was_received CHECK (contact_at <= received_at),
    CONSTRAINT ck_contacts_taken_by_somebody CHECK (state <> 'taken' OR (taken_by IS NOT NULL AND taken_at IS NOT NULL)),
    CONSTRAINT ck_contacts_settled_by_somebody CHECK ((state IN ('dismissed', 'entered')) = (settled_at IS NOT NULL) AND (settled_at IS NULL) = (settled_by IS NULL)),
    CONSTRAINT ck_contacts_entered_somewhere CHECK ((state = 'entered') = (incident_id IS NOT NULL) AND (state <> 'entered' OR call_id IS NOT NULL OR (batch IS NOT NULL AND reason_id IS NOT NULL))),
    CONSTRAINT ck_contacts_dismissed_with_a_reason CHECK ((state = 'dismissed') = (disposition IS NOT NULL) AND (state <> 'dismissed' OR reason_id IS NOT NULL)),
    CONSTRAINT fk_contacts_sender_id FOREIGN KEY(sender_id) REFERENCES personal_values (id),
    CONSTRAINT fk_contacts_subject_id FOREIGN KEY(subject_id) REFERENCES personal_values (id),
    CONSTRAINT fk_contacts_body_id FOREIGN KEY(body_id) REFERENCES personal_values (id),
    CONSTRAINT fk_contacts_taken_by FOREIGN KEY(taken_by) REFERENCES operators (id),
    CONSTRAINT fk_contacts_settled_by FOREIGN KEY(settled_by) REFERENCES operators (id),
    CONSTRAINT fk_contacts_call_id FOREIGN KEY(call_id) REFERENCES calls (id),
    CONSTRAINT fk_contacts_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_contacts_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_contacts_batch ON contacts (batch) WHERE state IN ('taken', 'waiting');

CREATE INDEX ix_contacts_incident_id ON contacts (incident_id);

CREATE INDEX ix_contacts_sender ON contacts (sender_key, received_at);

CREATE INDEX ix_contacts_source ON contacts (source, received_at);

CREATE INDEX ix_contacts_subject ON contacts (subject_key, received_at);

CREATE INDEX ix_contacts_unsettled ON contacts (received_at) WHERE state IN ('taken', 'waiting');

CREATE TABLE contact_parts (
    contact_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    salt BYTEA NOT NULL,
    content BYTEA,
    CONSTRAINT pk_contact_parts PRIMARY KEY (contact_id, place),
    CONSTRAINT fk_contact_parts_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id)
);

CREATE TABLE intake_sources (
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    medium TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    reason TEXT NOT NULL,
    cursor TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_intake_sources PRIMARY KEY (name),
    CONSTRAINT ck_intake_sources_kind_known CHECK (kind IN ('folder', 'imap', 'socket')),
    CONSTRAINT ck_intake_sources_medium_known CHECK (medium IN ('chat', 'email', 'file', 'phone', 'portal', 'radio', 'social', 'text', 'walk_in')),
    CONSTRAINT ck_intake_sources_state_known CHECK (state IN ('down', 'opening', 'up'))
);
