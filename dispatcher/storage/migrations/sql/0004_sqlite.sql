-- Schema 0004 on sqlite. Frozen: later migrations change it, nobody edits it.

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
    bytes_received BLOB NOT NULL,
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
    bytes_sent BLOB NOT NULL,
    bytes_received BLOB NOT NULL,
    CONSTRAINT pk_channel_tests PRIMARY KEY (id),
    CONSTRAINT ck_channel_tests_state_known CHECK (state IN ('failed', 'on_line', 'passed', 'waiting')),
    CONSTRAINT ck_channel_tests_expects_known CHECK (expects IN ('accepted', 'delivered', 'heard', 'on_air', 'read')),
    CONSTRAINT ck_channel_tests_ended_when_over CHECK ((state IN ('failed', 'passed')) = (ended_at IS NOT NULL)),
    CONSTRAINT fk_channel_tests_channel FOREIGN KEY(channel) REFERENCES channels (name),
    CONSTRAINT fk_channel_tests_asked_by FOREIGN KEY(asked_by) REFERENCES operators (id)
);

CREATE INDEX ix_channel_tests_history ON channel_tests (channel, queued_at);

CREATE UNIQUE INDEX uq_channel_tests_one_running ON channel_tests (channel) WHERE state IN ('on_line', 'waiting');

CREATE TABLE new_transmissions (
    id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    assignment_id TEXT NOT NULL,
    recipient_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    world TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    policy_id TEXT,
    forecast_s FLOAT NOT NULL,
    truncated BOOLEAN NOT NULL,
    repeated BOOLEAN NOT NULL,
    late BOOLEAN NOT NULL,
    maybe_doubled BOOLEAN NOT NULL,
    queued_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    words_id TEXT,
    answer_id TEXT,
    CONSTRAINT pk_transmissions PRIMARY KEY (id),
    CONSTRAINT fk_transmissions_channel_world FOREIGN KEY(channel, world) REFERENCES channels (name, world),
    CONSTRAINT ck_transmissions_state_known CHECK (state IN ('accepted', 'acknowledged', 'cancelled', 'delivered', 'expired', 'failed', 'on_air', 'queued', 'read', 'rejected', 'uncertain')),
    CONSTRAINT ck_transmissions_acknowledged_by_a_person CHECK ((state = 'acknowledged') = (acknowledged_at IS NOT NULL AND ((acknowledged_by IS NOT NULL AND words_id IS NOT NULL) OR answer_id IS NOT NULL))),
    CONSTRAINT fk_transmissions_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
    CONSTRAINT fk_transmissions_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_transmissions_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignments (id),
    CONSTRAINT fk_transmissions_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipients (id),
    CONSTRAINT fk_transmissions_policy_id FOREIGN KEY(policy_id) REFERENCES policies (id),
    CONSTRAINT fk_transmissions_acknowledged_by FOREIGN KEY(acknowledged_by) REFERENCES operators (id),
    CONSTRAINT fk_transmissions_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_transmissions_answer_id FOREIGN KEY(answer_id) REFERENCES inbound (id)
);

INSERT INTO new_transmissions (id, message_id, incident_id, assignment_id, recipient_id, channel, world, address, state, policy_id, forecast_s, truncated, repeated, late, maybe_doubled, queued_at, acknowledged_at, acknowledged_by, words_id)
    SELECT id, message_id, incident_id, assignment_id, recipient_id, channel, world, address, state, policy_id, forecast_s, truncated, repeated, late, maybe_doubled, queued_at, acknowledged_at, acknowledged_by, words_id FROM transmissions;

DROP TABLE transmissions;

ALTER TABLE new_transmissions RENAME TO transmissions;

CREATE INDEX ix_transmissions_assignment_id ON transmissions (assignment_id);

CREATE INDEX ix_transmissions_incident_id ON transmissions (incident_id);

CREATE INDEX ix_transmissions_message_id ON transmissions (message_id);

CREATE INDEX ix_transmissions_recipient_id ON transmissions (recipient_id);

CREATE TABLE new_deadlines (
    id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    incident_id TEXT,
    name TEXT NOT NULL,
    policy_id TEXT,
    run INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    fired_at BIGINT,
    CONSTRAINT pk_deadlines PRIMARY KEY (id),
    CONSTRAINT ck_deadlines_subject_kind_known CHECK (subject_kind IN ('assignment', 'channel', 'inbound', 'incident', 'promise', 'proposal', 'transfer', 'transmission', 'unit')),
    CONSTRAINT ck_deadlines_state_known CHECK (state IN ('armed', 'cancelled', 'done')),
    CONSTRAINT ck_deadlines_fired_when_done CHECK ((state = 'done') = (fired_at IS NOT NULL)),
    CONSTRAINT ck_deadlines_of_an_incident CHECK (incident_id IS NOT NULL OR subject_kind IN ('channel', 'inbound', 'proposal', 'unit')),
    CONSTRAINT fk_deadlines_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_deadlines_policy_id FOREIGN KEY(policy_id) REFERENCES policies (id)
);

INSERT INTO new_deadlines (id, subject_kind, subject_id, incident_id, name, policy_id, run, due_at, since, step, state, fired_at)
    SELECT id, subject_kind, subject_id, incident_id, name, policy_id, run, due_at, since, step, state, fired_at FROM deadlines;

DROP TABLE deadlines;

ALTER TABLE new_deadlines RENAME TO deadlines;

CREATE INDEX ix_deadlines_armed ON deadlines (due_at) WHERE state IN ('armed');

CREATE INDEX ix_deadlines_incident_id ON deadlines (incident_id);

CREATE UNIQUE INDEX uq_deadlines_one_per_step ON deadlines (subject_id, name) WHERE state IN ('armed');

CREATE TABLE new_attention (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    cause TEXT NOT NULL,
    text TEXT NOT NULL,
    priority TEXT,
    count INTEGER NOT NULL,
    level INTEGER NOT NULL,
    for_role TEXT NOT NULL,
    owner TEXT,
    raised_at BIGINT NOT NULL,
    taken_at BIGINT,
    resolved_at BIGINT,
    incident_id TEXT,
    unit_id TEXT,
    transmission_id TEXT,
    channel TEXT,
    chain TEXT,
    for_seat TEXT,
    least_role TEXT,
    acknowledge TEXT DEFAULT 'one' NOT NULL,
    spoke_for TEXT,
    CONSTRAINT pk_attention PRIMARY KEY (id),
    CONSTRAINT ck_attention_kind_known CHECK (kind IN ('approval', 'authority', 'decision', 'emergency', 'exception', 'overdue', 'task', 'technical_alarm', 'voice_task')),
    CONSTRAINT ck_attention_acknowledge_known CHECK (acknowledge IN ('all', 'one')),
    CONSTRAINT ck_attention_state_known CHECK (state IN ('open', 'resolved', 'taken')),
    CONSTRAINT ck_attention_for_role_known CHECK (for_role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT ck_attention_least_role_known CHECK (least_role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT ck_attention_taken_by_somebody CHECK (state <> 'taken' OR (owner IS NOT NULL AND taken_at IS NOT NULL)),
    CONSTRAINT ck_attention_resolved_when_gone CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
    CONSTRAINT fk_attention_owner FOREIGN KEY(owner) REFERENCES operators (id),
    CONSTRAINT fk_attention_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_attention_unit_id FOREIGN KEY(unit_id) REFERENCES units (id),
    CONSTRAINT fk_attention_transmission_id FOREIGN KEY(transmission_id) REFERENCES transmissions (id),
    CONSTRAINT fk_attention_channel FOREIGN KEY(channel) REFERENCES channels (name),
    CONSTRAINT fk_attention_spoke_for FOREIGN KEY(spoke_for) REFERENCES operators (id)
);

INSERT INTO new_attention (id, kind, state, cause, text, priority, count, level, for_role, owner, raised_at, taken_at, resolved_at, incident_id, unit_id, transmission_id, channel, chain, for_seat, least_role, acknowledge, spoke_for)
    SELECT id, kind, state, cause, text, priority, count, level, for_role, owner, raised_at, taken_at, resolved_at, incident_id, unit_id, transmission_id, channel, chain, for_seat, least_role, acknowledge, spoke_for FROM attention;

DROP TABLE attention;

ALTER TABLE new_attention RENAME TO attention;

CREATE INDEX ix_attention_incident_id ON attention (incident_id);

CREATE INDEX ix_attention_unresolved ON attention (raised_at) WHERE state IN ('open', 'taken');

CREATE UNIQUE INDEX uq_attention_one_per_cause ON attention (cause) WHERE state IN ('open', 'taken');
