-- Schema 0004 on postgresql. Frozen: later migrations change it, nobody edits it.

ALTER TABLE channels ADD COLUMN title TEXT DEFAULT '' NOT NULL;

ALTER TABLE channels ADD COLUMN held_since BIGINT;

ALTER TABLE channels ADD COLUMN held_by TEXT;

ALTER TABLE channels ADD COLUMN hold_reason_id TEXT;

ALTER TABLE attempts ADD COLUMN carried_by TEXT;

CREATE INDEX ix_attempts_carried_by ON attempts (carried_by);

CREATE TABLE inbound (
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    heard_at BIGINT NOT NULL,
    sent_at BIGINT,
    sender_id TEXT NOT NULL,
    unit_id TEXT,
    code INTEGER,
    words_id TEXT,
    complete BOOLEAN NOT NULL,
    duplicate BOOLEAN NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    latitude FLOAT,
    longitude FLOAT,
    incident_id TEXT,
    transmission_id TEXT,
    bytes_received BYTEA NOT NULL,
    CONSTRAINT pk_inbound PRIMARY KEY (id),
    CONSTRAINT ck_inbound_kind_known CHECK (kind IN ('emergency', 'status', 'text')),
    CONSTRAINT ck_inbound_outcome_known CHECK (outcome IN ('answered', 'duplicate', 'emergency', 'exception', 'noted', 'reported', 'test', 'unknown_unit')),
    CONSTRAINT ck_inbound_a_text_has_words CHECK ((kind = 'text') = (words_id IS NOT NULL)),
    CONSTRAINT ck_inbound_a_status_has_a_code CHECK (kind <> 'status' OR code IS NOT NULL),
    CONSTRAINT fk_inbound_channel FOREIGN KEY(channel) REFERENCES channels (name),
    CONSTRAINT fk_inbound_sender_id FOREIGN KEY(sender_id) REFERENCES personal_values (id),
    CONSTRAINT fk_inbound_unit_id FOREIGN KEY(unit_id) REFERENCES units (id),
    CONSTRAINT fk_inbound_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_inbound_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);

CREATE INDEX ix_inbound_heard ON inbound (heard_at);

CREATE INDEX ix_inbound_incident_id ON inbound (incident_id);

CREATE TABLE channel_tests (
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL,
    expects TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    claimed_at BIGINT,
    reached TEXT,
    ended_at BIGINT,
    code TEXT,
    detail TEXT DEFAULT '' NOT NULL,
    bytes_sent BYTEA NOT NULL,
    bytes_received BYTEA NOT NULL,
    CONSTRAINT pk_channel_tests PRIMARY KEY (id),
    CONSTRAINT ck_channel_tests_state_known CHECK (state IN ('failed', 'on_line', 'passed', 'waiting')),
    CONSTRAINT ck_channel_tests_expects_known CHECK (expects IN ('accepted', 'delivered', 'heard', 'on_air', 'read')),
    CONSTRAINT ck_channel_tests_ended_when_over CHECK ((state IN ('failed', 'passed')) = (ended_at IS NOT NULL)),
    CONSTRAINT fk_channel_tests_channel FOREIGN KEY(channel) REFERENCES channels (name),
    CONSTRAINT fk_channel_tests_asked_by FOREIGN KEY(asked_by) REFERENCES operators (id)
);

CREATE INDEX ix_channel_tests_history ON channel_tests (channel, queued_at);

CREATE UNIQUE INDEX uq_channel_tests_one_running ON channel_tests (channel) WHERE state IN ('on_line', 'waiting');

ALTER TABLE transmissions ADD COLUMN answer_id TEXT;

ALTER TABLE transmissions ADD CONSTRAINT fk_transmissions_answer_id FOREIGN KEY(answer_id) REFERENCES inbound (id);

ALTER TABLE transmissions DROP CONSTRAINT ck_transmissions_acknowledged_by_a_person;

ALTER TABLE transmissions ADD CONSTRAINT ck_transmissions_acknowledged_by_a_person CHECK ((state = 'acknowledged') = (acknowledged_at IS NOT NULL AND ((acknowledged_by IS NOT NULL AND words_id IS NOT NULL) OR answer_id IS NOT NULL)));

ALTER TABLE deadlines DROP CONSTRAINT ck_deadlines_subject_kind_known;

ALTER TABLE deadlines ADD CONSTRAINT ck_deadlines_subject_kind_known CHECK (subject_kind IN ('assignment', 'channel', 'inbound', 'incident', 'promise', 'proposal', 'transfer', 'transmission', 'unit'));

ALTER TABLE deadlines DROP CONSTRAINT ck_deadlines_of_an_incident;

ALTER TABLE deadlines ADD CONSTRAINT ck_deadlines_of_an_incident CHECK (incident_id IS NOT NULL OR subject_kind IN ('channel', 'inbound', 'proposal', 'unit'));

ALTER TABLE attention DROP CONSTRAINT ck_attention_kind_known;

ALTER TABLE attention ADD CONSTRAINT ck_attention_kind_known CHECK (kind IN ('approval', 'authority', 'decision', 'emergency', 'exception', 'overdue', 'task', 'technical_alarm', 'voice_task'));
