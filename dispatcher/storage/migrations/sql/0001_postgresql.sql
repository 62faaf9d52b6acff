-- Schema 0001 on postgresql. Frozen: later migrations change it, nobody edits it.

CREATE TABLE counters (
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (name)
);

CREATE TABLE incidents (
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    incident_type TEXT NOT NULL,
    type_name TEXT NOT NULL,
    place TEXT NOT NULL,
    latitude FLOAT,
    longitude FLOAT,
    impact INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    priority TEXT NOT NULL,
    persons_involved INTEGER,
    owner_role TEXT NOT NULL,
    owner_seat TEXT,
    opened_at BIGINT NOT NULL,
    contact_at BIGINT NOT NULL,
    requeued_at BIGINT,
    closed_at BIGINT,
    outcome TEXT,
    CONSTRAINT pk_incidents PRIMARY KEY (id),
    CONSTRAINT ck_incidents_state_known CHECK (state IN ('closed', 'open')),
    CONSTRAINT ck_incidents_kind_known CHECK (kind IN ('complaint', 'incident', 'information', 'service_request')),
    CONSTRAINT ck_incidents_priority_known CHECK (priority IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT ck_incidents_owner_role_known CHECK (owner_role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT ck_incidents_graded CHECK (impact BETWEEN 1 AND 3 AND urgency BETWEEN 1 AND 3),
    CONSTRAINT ck_incidents_closed_with_outcome CHECK ((state = 'closed') = (closed_at IS NOT NULL AND outcome IS NOT NULL)),
    CONSTRAINT uq_incidents_number UNIQUE (number)
);

CREATE INDEX ix_incidents_open ON incidents (opened_at) WHERE state IN ('open');

CREATE TABLE installation (
    id SERIAL NOT NULL CONSTRAINT ck_installation_single CHECK (id = 1),
    world VARCHAR(10) NOT NULL,
    created_at BIGINT NOT NULL,
    pack TEXT NOT NULL,
    pack_digest TEXT NOT NULL,
    CONSTRAINT pk_installation PRIMARY KEY (id),
    CONSTRAINT ck_installation_world_known CHECK (world IN ('live', 'simulated')),
    CONSTRAINT uq_installation_world UNIQUE (world)
);

CREATE TABLE journal (
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    operator TEXT NOT NULL,
    seat TEXT NOT NULL,
    incident_id TEXT,
    body TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (sequence),
    CONSTRAINT uq_journal_digest UNIQUE (digest)
);

CREATE INDEX ix_journal_incident ON journal (incident_id, sequence);

CREATE TABLE journal_head (
    id SERIAL NOT NULL CONSTRAINT ck_journal_head_single CHECK (id = 1),
    sequence BIGINT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_journal_head PRIMARY KEY (id)
);

CREATE TABLE leases (
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    beat_at BIGINT NOT NULL,
    CONSTRAINT pk_leases PRIMARY KEY (name)
);

CREATE TABLE operators (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    CONSTRAINT pk_operators PRIMARY KEY (id)
);

CREATE TABLE personal_values (
    id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT,
    salt BYTEA NOT NULL,
    CONSTRAINT pk_personal_values PRIMARY KEY (id)
);

CREATE INDEX ix_personal_values_subject_id ON personal_values (subject_id);

CREATE TABLE policies (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_policies PRIMARY KEY (id),
    CONSTRAINT uq_policies_name_version UNIQUE (name, version)
);

CREATE TABLE stations (
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    latitude FLOAT,
    longitude FLOAT,
    CONSTRAINT pk_stations PRIMARY KEY (name)
);

CREATE TABLE calls (
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
    CONSTRAINT pk_calls PRIMARY KEY (id),
    CONSTRAINT ck_calls_contact_before_entry CHECK (contact_at <= entered_at),
    CONSTRAINT fk_calls_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_calls_caller_name_id FOREIGN KEY(caller_name_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_caller_number_id FOREIGN KEY(caller_number_id) REFERENCES personal_values (id),
    CONSTRAINT fk_calls_narrative_id FOREIGN KEY(narrative_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_calls_incident_id ON calls (incident_id);

CREATE TABLE channels (
    name TEXT NOT NULL,
    world TEXT NOT NULL,
    driver TEXT NOT NULL,
    highest TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_channels PRIMARY KEY (name),
    CONSTRAINT uq_channels_name_world UNIQUE (name, world),
    CONSTRAINT ck_channels_highest_known CHECK (highest IN ('accepted', 'acknowledged', 'cancelled', 'delivered', 'expired', 'failed', 'on_air', 'queued', 'read', 'rejected', 'uncertain')),
    CONSTRAINT fk_channels_world FOREIGN KEY(world) REFERENCES installation (world)
);

CREATE TABLE deadlines (
    id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    name TEXT NOT NULL,
    policy_id TEXT,
    run INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    fired_at BIGINT,
    CONSTRAINT pk_deadlines PRIMARY KEY (id),
    CONSTRAINT ck_deadlines_subject_kind_known CHECK (subject_kind IN ('incident', 'transmission')),
    CONSTRAINT ck_deadlines_state_known CHECK (state IN ('armed', 'cancelled', 'done')),
    CONSTRAINT ck_deadlines_fired_when_done CHECK ((state = 'done') = (fired_at IS NOT NULL)),
    CONSTRAINT fk_deadlines_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_deadlines_policy_id FOREIGN KEY(policy_id) REFERENCES policies (id)
);

CREATE INDEX ix_deadlines_armed ON deadlines (due_at) WHERE state IN ('armed');

CREATE INDEX ix_deadlines_incident_id ON deadlines (incident_id);

CREATE UNIQUE INDEX uq_deadlines_one_per_step ON deadlines (subject_id, name) WHERE state IN ('armed');

CREATE TABLE duties (
    id TEXT NOT NULL,
    seat TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT,
    CONSTRAINT pk_duties PRIMARY KEY (id),
    CONSTRAINT ck_duties_role_known CHECK (role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT fk_duties_operator_id FOREIGN KEY(operator_id) REFERENCES operators (id)
);

CREATE UNIQUE INDEX uq_duties_one_at_a_seat ON duties (seat) WHERE until IS NULL;

CREATE TABLE messages (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    priority TEXT NOT NULL,
    text_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT ck_messages_purpose_known CHECK (purpose IN ('dispatch', 'stand_down')),
    CONSTRAINT ck_messages_priority_known CHECK (priority IN ('P1', 'P2', 'P3', 'P4', 'P5')),
    CONSTRAINT fk_messages_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_messages_text_id FOREIGN KEY(text_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_messages_incident_id ON messages (incident_id);

CREATE TABLE units (
    id TEXT NOT NULL,
    call_sign TEXT NOT NULL,
    type_name TEXT NOT NULL,
    station TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    availability TEXT NOT NULL,
    since BIGINT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_units PRIMARY KEY (id),
    CONSTRAINT ck_units_availability_known CHECK (availability IN ('available_mobile', 'available_station', 'off_duty', 'reserved', 'unavailable')),
    CONSTRAINT uq_units_call_sign UNIQUE (call_sign),
    CONSTRAINT fk_units_station FOREIGN KEY(station) REFERENCES stations (name)
);

CREATE TABLE assignments (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    alerted_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    ended_at BIGINT,
    inferred BOOLEAN NOT NULL,
    CONSTRAINT pk_assignments PRIMARY KEY (id),
    CONSTRAINT ck_assignments_state_known CHECK (state IN ('acknowledged', 'alerted', 'at_destination', 'cleared', 'clearing', 'declined', 'en_route', 'on_scene', 'planned', 'recalled', 'staged', 'transporting', 'with_patient')),
    CONSTRAINT ck_assignments_ended_when_over CHECK ((state IN ('cleared', 'declined', 'recalled')) = (ended_at IS NOT NULL)),
    CONSTRAINT ck_assignments_no_work_without_acknowledgement CHECK (state IN ('planned', 'alerted', 'declined', 'recalled') OR acknowledged_at IS NOT NULL),
    CONSTRAINT fk_assignments_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_assignments_unit_id FOREIGN KEY(unit_id) REFERENCES units (id)
);

CREATE INDEX ix_assignments_incident_id ON assignments (incident_id);

CREATE UNIQUE INDEX uq_assignments_one_active_per_unit ON assignments (unit_id) WHERE state IN ('acknowledged', 'alerted', 'at_destination', 'clearing', 'en_route', 'on_scene', 'staged', 'transporting', 'with_patient');

CREATE TABLE recipients (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit_id TEXT,
    CONSTRAINT pk_recipients PRIMARY KEY (id),
    CONSTRAINT uq_recipients_name UNIQUE (name),
    CONSTRAINT fk_recipients_unit_id FOREIGN KEY(unit_id) REFERENCES units (id)
);

CREATE TABLE addresses (
    recipient_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    rank INTEGER NOT NULL,
    CONSTRAINT pk_addresses PRIMARY KEY (recipient_id, channel),
    CONSTRAINT fk_addresses_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipients (id),
    CONSTRAINT fk_addresses_channel FOREIGN KEY(channel) REFERENCES channels (name)
);

CREATE TABLE transmissions (
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
    CONSTRAINT pk_transmissions PRIMARY KEY (id),
    CONSTRAINT fk_transmissions_channel_world FOREIGN KEY(channel, world) REFERENCES channels (name, world),
    CONSTRAINT ck_transmissions_state_known CHECK (state IN ('accepted', 'acknowledged', 'cancelled', 'delivered', 'expired', 'failed', 'on_air', 'queued', 'read', 'rejected', 'uncertain')),
    CONSTRAINT ck_transmissions_acknowledged_by_a_person CHECK ((state = 'acknowledged') = (acknowledged_at IS NOT NULL AND acknowledged_by IS NOT NULL AND words_id IS NOT NULL)),
    CONSTRAINT fk_transmissions_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
    CONSTRAINT fk_transmissions_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_transmissions_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignments (id),
    CONSTRAINT fk_transmissions_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipients (id),
    CONSTRAINT fk_transmissions_policy_id FOREIGN KEY(policy_id) REFERENCES policies (id),
    CONSTRAINT fk_transmissions_acknowledged_by FOREIGN KEY(acknowledged_by) REFERENCES operators (id),
    CONSTRAINT fk_transmissions_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_transmissions_assignment_id ON transmissions (assignment_id);

CREATE INDEX ix_transmissions_incident_id ON transmissions (incident_id);

CREATE INDEX ix_transmissions_message_id ON transmissions (message_id);

CREATE INDEX ix_transmissions_recipient_id ON transmissions (recipient_id);

CREATE TABLE attempts (
    id TEXT NOT NULL,
    transmission_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    repeat BOOLEAN NOT NULL,
    rank INTEGER NOT NULL,
    text_id TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    claimed_at BIGINT,
    claim_epoch BIGINT,
    send_deadline BIGINT,
    first_byte_at BIGINT,
    ended_at BIGINT,
    code TEXT,
    detail TEXT DEFAULT '' NOT NULL,
    bytes_sent BYTEA NOT NULL,
    bytes_received BYTEA NOT NULL,
    CONSTRAINT pk_attempts PRIMARY KEY (id),
    CONSTRAINT uq_attempts_transmission_id_number UNIQUE (transmission_id, number),
    CONSTRAINT ck_attempts_state_known CHECK (state IN ('accepted', 'answered', 'cancelled', 'claimed', 'failed', 'rejected', 'uncertain', 'waiting')),
    CONSTRAINT ck_attempts_claimed_under_a_lease CHECK (state <> 'claimed' OR (claimed_at IS NOT NULL AND claim_epoch IS NOT NULL AND send_deadline IS NOT NULL)),
    CONSTRAINT ck_attempts_ended_when_over CHECK ((state IN ('waiting', 'claimed')) = (ended_at IS NULL)),
    CONSTRAINT fk_attempts_transmission_id FOREIGN KEY(transmission_id) REFERENCES transmissions (id),
    CONSTRAINT fk_attempts_channel FOREIGN KEY(channel) REFERENCES channels (name),
    CONSTRAINT fk_attempts_text_id FOREIGN KEY(text_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_attempts_outbox ON attempts (channel, rank, queued_at) WHERE state IN ('claimed', 'waiting');

CREATE INDEX ix_attempts_transmission_id ON attempts (transmission_id);

CREATE UNIQUE INDEX uq_attempts_one_outstanding ON attempts (transmission_id) WHERE state IN ('claimed', 'waiting');

CREATE TABLE attention (
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
    CONSTRAINT pk_attention PRIMARY KEY (id),
    CONSTRAINT ck_attention_kind_known CHECK (kind IN ('exception', 'overdue', 'supervisor', 'technical_alarm', 'voice_task')),
    CONSTRAINT ck_attention_state_known CHECK (state IN ('open', 'resolved', 'taken')),
    CONSTRAINT ck_attention_for_role_known CHECK (for_role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT ck_attention_taken_by_somebody CHECK (state <> 'taken' OR (owner IS NOT NULL AND taken_at IS NOT NULL)),
    CONSTRAINT ck_attention_resolved_when_gone CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
    CONSTRAINT fk_attention_owner FOREIGN KEY(owner) REFERENCES operators (id),
    CONSTRAINT fk_attention_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_attention_unit_id FOREIGN KEY(unit_id) REFERENCES units (id),
    CONSTRAINT fk_attention_transmission_id FOREIGN KEY(transmission_id) REFERENCES transmissions (id),
    CONSTRAINT fk_attention_channel FOREIGN KEY(channel) REFERENCES channels (name)
);

CREATE INDEX ix_attention_incident_id ON attention (incident_id);

CREATE INDEX ix_attention_unresolved ON attention (raised_at) WHERE state IN ('open', 'taken');

CREATE UNIQUE INDEX uq_attention_one_per_cause ON attention (cause) WHERE state IN ('open', 'taken');

CREATE TABLE rungs (
    transmission_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_rungs PRIMARY KEY (transmission_id, ordinal),
    CONSTRAINT ck_rungs_state_known CHECK (state IN ('accepted', 'acknowledged', 'cancelled', 'delivered', 'expired', 'failed', 'on_air', 'queued', 'read', 'rejected', 'uncertain')),
    CONSTRAINT fk_rungs_transmission_id FOREIGN KEY(transmission_id) REFERENCES transmissions (id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;

CREATE TRIGGER journal_keeps_its_rows BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER installation_keeps_its_world BEFORE UPDATE OF world ON installation
FOR EACH ROW EXECUTE FUNCTION refuse_change();
