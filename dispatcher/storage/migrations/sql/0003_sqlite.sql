-- Schema 0003 on sqlite. Frozen: later migrations change it, nobody edits it.

ALTER TABLE operators ADD COLUMN phone TEXT DEFAULT '' NOT NULL;

ALTER TABLE channels ADD COLUMN alternate TEXT DEFAULT '' NOT NULL;

ALTER TABLE units ADD COLUMN profile TEXT DEFAULT '' NOT NULL;

ALTER TABLE units ADD COLUMN held_by TEXT;

ALTER TABLE units ADD COLUMN held_from TEXT;

ALTER TABLE incidents ADD COLUMN unconfirmed_at BIGINT;

ALTER TABLE incidents ADD COLUMN major_at BIGINT;

ALTER TABLE incidents ADD COLUMN audited_at BIGINT;

-- What was closed before there was an auditor in the room is not looked through when it opens.
UPDATE incidents SET audited_at = closed_at WHERE state = 'closed';

CREATE INDEX ix_incidents_unaudited ON incidents (closed_at) WHERE state = 'closed' AND audited_at IS NULL;

ALTER TABLE assignments ADD COLUMN heard_at BIGINT;

-- A line that is opened asks for what may still be reported of.
CREATE INDEX ix_attempts_accepted ON attempts (channel, ended_at) WHERE state IN ('accepted');

-- The auditor looks for them: they are few, and the journal is long.
CREATE INDEX ix_journal_clock_jumped ON journal (sequence) WHERE kind = 'clock_jumped';

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
    CONSTRAINT ck_deadlines_subject_kind_known CHECK (subject_kind IN ('assignment', 'channel', 'incident', 'promise', 'proposal', 'transfer', 'transmission', 'unit')),
    CONSTRAINT ck_deadlines_state_known CHECK (state IN ('armed', 'cancelled', 'done')),
    CONSTRAINT ck_deadlines_fired_when_done CHECK ((state = 'done') = (fired_at IS NOT NULL)),
    CONSTRAINT ck_deadlines_of_an_incident CHECK (incident_id IS NOT NULL OR subject_kind IN ('channel', 'proposal', 'unit')),
    CONSTRAINT fk_deadlines_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_deadlines_policy_id FOREIGN KEY(policy_id) REFERENCES policies (id)
);

INSERT INTO new_deadlines (id, subject_kind, subject_id, incident_id, name, policy_id, run, due_at, since, step, state, fired_at)
    SELECT id, subject_kind, subject_id, incident_id, name, policy_id, run, due_at,
        CASE WHEN subject_kind = 'transmission' THEN (SELECT queued_at FROM transmissions WHERE transmissions.id = subject_id) ELSE due_at END,
        name, state, fired_at FROM deadlines;

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
    CONSTRAINT ck_attention_kind_known CHECK (kind IN ('approval', 'authority', 'decision', 'exception', 'overdue', 'task', 'technical_alarm', 'voice_task')),
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

INSERT INTO new_attention (id, kind, state, cause, text, priority, count, level, for_role, owner, raised_at, taken_at, resolved_at, incident_id, unit_id, transmission_id, channel, least_role)
    SELECT id, CASE kind WHEN 'supervisor' THEN 'authority' ELSE kind END, state, cause, text, priority, count, level, for_role, owner, raised_at, taken_at, resolved_at, incident_id, unit_id, transmission_id, channel,
        CASE kind WHEN 'supervisor' THEN 'supervisor' END FROM attention;

DROP TABLE attention;

ALTER TABLE new_attention RENAME TO attention;

CREATE INDEX ix_attention_incident_id ON attention (incident_id);

CREATE INDEX ix_attention_unresolved ON attention (raised_at) WHERE state IN ('open', 'taken');

CREATE UNIQUE INDEX uq_attention_one_per_cause ON attention (cause) WHERE state IN ('open', 'taken');

CREATE TABLE attention_acknowledgements (
    attention_id TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    level INTEGER NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_attention_acknowledgements PRIMARY KEY (attention_id, operator_id, level),
    CONSTRAINT fk_attention_acknowledgements_attention_id FOREIGN KEY(attention_id) REFERENCES attention (id),
    CONSTRAINT fk_attention_acknowledgements_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id)
);

CREATE TABLE promises (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    about TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    words_id TEXT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    CONSTRAINT pk_promises PRIMARY KEY (id),
    CONSTRAINT ck_promises_about_known CHECK (about IN ('arrival', 'call_back', 'update')),
    CONSTRAINT ck_promises_state_known CHECK (state IN ('kept', 'open', 'withdrawn')),
    CONSTRAINT ck_promises_settled_when_over CHECK ((state = 'open') = (settled_at IS NULL)),
    CONSTRAINT ck_promises_settled_by_somebody CHECK ((settled_at IS NULL) = (settled_by IS NULL)),
    CONSTRAINT fk_promises_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_promises_made_by FOREIGN KEY(made_by) REFERENCES operators (id),
    CONSTRAINT fk_promises_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_promises_settled_by FOREIGN KEY(settled_by) REFERENCES operators (id)
);

CREATE INDEX ix_promises_incident_id ON promises (incident_id);

CREATE TABLE partners (
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    phone TEXT NOT NULL,
    CONSTRAINT pk_partners PRIMARY KEY (name)
);

CREATE TABLE transfers (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    partner TEXT NOT NULL,
    state TEXT NOT NULL,
    offered_at BIGINT NOT NULL,
    offered_by TEXT NOT NULL,
    answered_at BIGINT,
    answered_by TEXT,
    words_id TEXT,
    CONSTRAINT pk_transfers PRIMARY KEY (id),
    CONSTRAINT ck_transfers_state_known CHECK (state IN ('accepted', 'pending', 'refused', 'withdrawn')),
    CONSTRAINT ck_transfers_answered_by_a_person CHECK ((state = 'pending') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (words_id IS NULL)),
    CONSTRAINT fk_transfers_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_transfers_partner FOREIGN KEY(partner) REFERENCES partners (name),
    CONSTRAINT fk_transfers_offered_by FOREIGN KEY(offered_by) REFERENCES operators (id),
    CONSTRAINT fk_transfers_answered_by FOREIGN KEY(answered_by) REFERENCES operators (id),
    CONSTRAINT fk_transfers_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_transfers_incident_id ON transfers (incident_id);

CREATE UNIQUE INDEX uq_transfers_one_pending ON transfers (incident_id, partner) WHERE state IN ('pending');

CREATE TABLE proposals (
    id TEXT NOT NULL,
    incident_id TEXT,
    act TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    proposed_by TEXT NOT NULL,
    seat TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    CONSTRAINT pk_proposals PRIMARY KEY (id),
    CONSTRAINT ck_proposals_state_known CHECK (state IN ('approved', 'open', 'refused', 'void', 'withdrawn')),
    CONSTRAINT ck_proposals_decided_when_over CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT fk_proposals_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_proposals_proposed_by FOREIGN KEY(proposed_by) REFERENCES operators (id),
    CONSTRAINT fk_proposals_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id),
    CONSTRAINT fk_proposals_decided_by FOREIGN KEY(decided_by) REFERENCES operators (id)
);

CREATE INDEX ix_proposals_incident_id ON proposals (incident_id);

CREATE TABLE roll_calls (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    complete BOOLEAN DEFAULT 0 NOT NULL,
    CONSTRAINT pk_roll_calls PRIMARY KEY (id),
    CONSTRAINT ck_roll_calls_complete_when_over CHECK (NOT complete OR ended_at IS NOT NULL),
    CONSTRAINT fk_roll_calls_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);

CREATE INDEX ix_roll_calls_incident_id ON roll_calls (incident_id);

CREATE UNIQUE INDEX uq_roll_calls_one_running ON roll_calls (incident_id) WHERE ended_at IS NULL;

CREATE TABLE roll_call_units (
    roll_call_id TEXT NOT NULL,
    assignment_id TEXT NOT NULL,
    answered_at BIGINT,
    left_at BIGINT,
    CONSTRAINT pk_roll_call_units PRIMARY KEY (roll_call_id, assignment_id),
    CONSTRAINT fk_roll_call_units_roll_call_id FOREIGN KEY(roll_call_id) REFERENCES roll_calls (id),
    CONSTRAINT fk_roll_call_units_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignments (id)
);

CREATE TABLE pauses (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    watch TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT,
    paused_by TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    CONSTRAINT pk_pauses PRIMARY KEY (id),
    CONSTRAINT ck_pauses_watch_known CHECK (watch IN ('roll_call', 'welfare')),
    CONSTRAINT ck_pauses_it_ends CHECK (until > since),
    CONSTRAINT fk_pauses_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_pauses_paused_by FOREIGN KEY(paused_by) REFERENCES operators (id),
    CONSTRAINT fk_pauses_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_pauses_incident_id ON pauses (incident_id);

CREATE UNIQUE INDEX uq_pauses_one_running ON pauses (subject_id, watch) WHERE ended_at IS NULL;
