-- Schema 0005 on sqlite. Frozen: later migrations change it, nobody edits it.

ALTER TABLE incidents ADD COLUMN emergency BOOLEAN DEFAULT 1 NOT NULL;

ALTER TABLE incidents ADD COLUMN asset_number TEXT DEFAULT '' NOT NULL;

ALTER TABLE incidents ADD COLUMN place_source TEXT DEFAULT 'typed' NOT NULL CONSTRAINT ck_incidents_place_source_known CHECK (place_source IN ('caller_id', 'coordinates', 'crew', 'gazetteer', 'map', 'typed'));

ALTER TABLE incidents ADD COLUMN place_confidence FLOAT CONSTRAINT ck_incidents_confident CHECK (place_confidence BETWEEN 0 AND 1);

CREATE TABLE new_calls (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    contact_at BIGINT NOT NULL,
    answered_at BIGINT,
    ended_at BIGINT,
    entered_at BIGINT NOT NULL,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    caller_name_id TEXT,
    caller_number_id TEXT,
    narrative_id TEXT,
    medium TEXT DEFAULT 'phone' NOT NULL,
    further BOOLEAN DEFAULT 0 NOT NULL,
    late BOOLEAN DEFAULT 0 NOT NULL,
    wrapped_up_at BIGINT,
    caller_relation_id TEXT,
    caller_language_id TEXT,
    caller_needs_id TEXT,
    CONSTRAINT pk_calls PRIMARY KEY (id),
    CONSTRAINT ck_calls_contact_before_entry CHECK (contact_at <= entered_at),
    CONSTRAINT ck_calls_medium_known CHECK (medium IN ('chat', 'email', 'file', 'phone', 'portal', 'radio', 'social', 'text', 'walk_in')),
    CONSTRAINT fk_calls_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_calls_caller_name_id FOREIGN KEY(caller_name_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_caller_number_id FOREIGN KEY(caller_number_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_narrative_id FOREIGN KEY(narrative_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_caller_relation_id FOREIGN KEY(caller_relation_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_caller_language_id FOREIGN KEY(caller_language_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_caller_needs_id FOREIGN KEY(caller_needs_id) REFERENCES personal_values (id)
);

INSERT INTO new_calls (id, incident_id, contact_at, answered_at, ended_at, entered_at, operator_id, seat, caller_name_id, caller_number_id, narrative_id)
    SELECT id, incident_id, contact_at, answered_at, ended_at, entered_at, operator_id, seat, caller_name_id, caller_number_id, narrative_id FROM calls;

DROP TABLE calls;

ALTER TABLE new_calls RENAME TO calls;

CREATE INDEX ix_calls_incident_id ON calls (incident_id);

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
    CONSTRAINT ck_deadlines_subject_kind_known CHECK (subject_kind IN ('assignment', 'channel', 'contact', 'inbound', 'incident', 'promise', 'proposal', 'task', 'transfer', 'transmission', 'unit')),
    CONSTRAINT ck_deadlines_state_known CHECK (state IN ('armed', 'cancelled', 'done')),
    CONSTRAINT ck_deadlines_fired_when_done CHECK ((state = 'done') = (fired_at IS NOT NULL)),
    CONSTRAINT ck_deadlines_of_an_incident CHECK (incident_id IS NOT NULL OR subject_kind IN ('channel', 'contact', 'inbound', 'proposal', 'unit')),
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
