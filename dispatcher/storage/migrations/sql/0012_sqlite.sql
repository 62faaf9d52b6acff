-- Schema 0012 on sqlite. Frozen: later migrations change it, nobody edits it.

CREATE TABLE log_lines (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    words_id TEXT NOT NULL,
    options_id TEXT,
    source_at BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    corrects_id TEXT,
    reason_id TEXT,
    CONSTRAINT pk_log_lines PRIMARY KEY (id),
    CONSTRAINT ck_log_lines_kind_known CHECK (kind IN ('action', 'communication', 'decision', 'note', 'update')),
    CONSTRAINT ck_log_lines_happened_before_entry CHECK (source_at <= entered_at),
    CONSTRAINT ck_log_lines_corrected_with_a_reason CHECK ((corrects_id IS NULL) = (reason_id IS NULL)),
    CONSTRAINT ck_log_lines_options_of_a_decision CHECK (options_id IS NULL OR kind = 'decision'),
    CONSTRAINT fk_log_lines_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_log_lines_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_log_lines_options_id FOREIGN KEY(options_id) REFERENCES personal_values (id),
    CONSTRAINT fk_log_lines_corrects_id FOREIGN KEY(corrects_id) REFERENCES log_lines (id),
    CONSTRAINT fk_log_lines_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_log_lines_incident_id ON log_lines (incident_id);

CREATE UNIQUE INDEX uq_log_lines_one_correction ON log_lines (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE TABLE stakeholders (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    name_id TEXT NOT NULL,
    role_id TEXT,
    organisation_id TEXT,
    reach_id TEXT,
    internal BOOLEAN NOT NULL,
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    seat TEXT NOT NULL,
    CONSTRAINT pk_stakeholders PRIMARY KEY (id),
    CONSTRAINT fk_stakeholders_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_stakeholders_name_id FOREIGN KEY(name_id) REFERENCES personal_values (id),
    CONSTRAINT fk_stakeholders_role_id FOREIGN KEY(role_id) REFERENCES personal_values (id),
    CONSTRAINT fk_stakeholders_organisation_id FOREIGN KEY(organisation_id) REFERENCES personal_values (id),
    CONSTRAINT fk_stakeholders_reach_id FOREIGN KEY(reach_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_stakeholders_incident_id ON stakeholders (incident_id);

CREATE TABLE notifications (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    stakeholder_id TEXT NOT NULL,
    medium TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    words_id TEXT NOT NULL,
    answered_at BIGINT,
    reply_id TEXT,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    CONSTRAINT pk_notifications PRIMARY KEY (id),
    CONSTRAINT ck_notifications_medium_known CHECK (medium IN ('chat', 'email', 'file', 'phone', 'portal', 'radio', 'social', 'text', 'walk_in')),
    CONSTRAINT ck_notifications_told_before_entry CHECK (told_at <= entered_at),
    CONSTRAINT ck_notifications_a_reply_is_an_answer CHECK (reply_id IS NULL OR answered_at IS NOT NULL),
    CONSTRAINT fk_notifications_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_notifications_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholders (id),
    CONSTRAINT fk_notifications_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_notifications_reply_id FOREIGN KEY(reply_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_notifications_incident_id ON notifications (incident_id);

CREATE INDEX ix_notifications_stakeholder_id ON notifications (stakeholder_id);

CREATE TABLE tasks (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    words_id TEXT NOT NULL,
    owner_operator TEXT,
    owner_role TEXT,
    owner_team TEXT,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    seat TEXT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    result_id TEXT,
    CONSTRAINT pk_tasks PRIMARY KEY (id),
    CONSTRAINT ck_tasks_state_known CHECK (state IN ('done', 'handed_on', 'open', 'withdrawn')),
    CONSTRAINT ck_tasks_owner_role_known CHECK (owner_role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT ck_tasks_one_owner CHECK ((CASE WHEN owner_operator IS NULL THEN 0 ELSE 1 END) + (CASE WHEN owner_role IS NULL THEN 0 ELSE 1 END) + (CASE WHEN owner_team IS NULL THEN 0 ELSE 1 END) = 1),
    CONSTRAINT ck_tasks_settled_by_somebody CHECK ((state = 'open') = (settled_at IS NULL) AND (settled_at IS NULL) = (settled_by IS NULL)),
    CONSTRAINT ck_tasks_given_up_with_a_reason CHECK (state IN ('open', 'done') OR result_id IS NOT NULL),
    CONSTRAINT fk_tasks_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_tasks_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_tasks_owner_operator FOREIGN KEY(owner_operator) REFERENCES operators (id),
    CONSTRAINT fk_tasks_result_id FOREIGN KEY(result_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_tasks_incident_id ON tasks (incident_id);

CREATE TABLE resolutions (
    incident_id TEXT NOT NULL,
    resolution_id TEXT,
    actions_id TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    CONSTRAINT pk_resolutions PRIMARY KEY (incident_id),
    CONSTRAINT fk_resolutions_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_resolutions_resolution_id FOREIGN KEY(resolution_id) REFERENCES personal_values (id),
    CONSTRAINT fk_resolutions_actions_id FOREIGN KEY(actions_id) REFERENCES personal_values (id)
);

CREATE TABLE business_impacts (
    incident_id TEXT NOT NULL,
    service_id TEXT,
    users_affected INTEGER,
    downtime_min INTEGER,
    cost_hundredths BIGINT,
    currency TEXT DEFAULT '' NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    CONSTRAINT pk_business_impacts PRIMARY KEY (incident_id),
    CONSTRAINT ck_business_impacts_not_negative CHECK (users_affected >= 0 AND downtime_min >= 0 AND cost_hundredths >= 0),
    CONSTRAINT ck_business_impacts_cost_in_a_currency CHECK (cost_hundredths IS NULL OR currency <> ''),
    CONSTRAINT fk_business_impacts_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_business_impacts_service_id FOREIGN KEY(service_id) REFERENCES personal_values (id)
);

CREATE TABLE reopenings (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reopened_at BIGINT NOT NULL,
    reopened_by TEXT NOT NULL,
    seat TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    CONSTRAINT pk_reopenings PRIMARY KEY (id),
    CONSTRAINT ck_reopenings_closed_before CHECK (closed_at <= reopened_at),
    CONSTRAINT fk_reopenings_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_reopenings_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_reopenings_incident_id ON reopenings (incident_id);

CREATE TABLE schedules (
    incident_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    begins_at BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    CONSTRAINT pk_schedules PRIMARY KEY (incident_id),
    CONSTRAINT ck_schedules_begins_before CHECK (begins_at <= at),
    CONSTRAINT fk_schedules_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);
