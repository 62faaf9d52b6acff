-- Schema 0016 on sqlite. Frozen: later migrations change it, nobody edits it.

CREATE TABLE incident_plan_versions (
    pack TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_incident_plan_versions PRIMARY KEY (pack, name, version)
);

CREATE TABLE incident_plans (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    occasion TEXT NOT NULL,
    attached_at BIGINT NOT NULL,
    attached_by TEXT NOT NULL,
    seat TEXT NOT NULL,
    detached_at BIGINT,
    detached_by TEXT,
    reason_id TEXT,
    CONSTRAINT pk_incident_plans PRIMARY KEY (id),
    CONSTRAINT ck_incident_plans_occasion_known CHECK (occasion IN ('amended', 'by_hand', 'graded', 'major', 'merged', 'opened', 'unmerged')),
    CONSTRAINT ck_incident_plans_detached_with_a_reason CHECK ((detached_at IS NULL) = (detached_by IS NULL) AND (detached_at IS NULL) = (reason_id IS NULL)),
    CONSTRAINT ck_incident_plans_attached_before CHECK (detached_at IS NULL OR attached_at <= detached_at),
    CONSTRAINT fk_incident_plans_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_incident_plans_reason_id FOREIGN KEY(reason_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_incident_plans_incident_id ON incident_plans (incident_id);

CREATE UNIQUE INDEX uq_incident_plans_attached_once ON incident_plans (incident_id, name) WHERE detached_at IS NULL;

CREATE TABLE plan_steps (
    id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    owner_role TEXT,
    owner_team TEXT,
    within_s FLOAT NOT NULL,
    after_id TEXT,
    required BOOLEAN NOT NULL,
    cites_name TEXT,
    cites_version INTEGER,
    task_id TEXT,
    CONSTRAINT pk_plan_steps PRIMARY KEY (id),
    CONSTRAINT uq_plan_steps_plan_id_place UNIQUE (plan_id, place),
    CONSTRAINT uq_plan_steps_plan_id_name UNIQUE (plan_id, name),
    CONSTRAINT ck_plan_steps_owner_role_known CHECK (owner_role IN ('dispatcher', 'duty_manager', 'radio_operator', 'supervisor', 'system')),
    CONSTRAINT ck_plan_steps_one_owner CHECK ((owner_role IS NULL) <> (owner_team IS NULL)),
    CONSTRAINT ck_plan_steps_in_order_and_time CHECK (place >= 1 AND within_s > 0),
    CONSTRAINT ck_plan_steps_cites_a_version CHECK ((cites_name IS NULL) = (cites_version IS NULL)),
    CONSTRAINT fk_plan_steps_plan_id FOREIGN KEY(plan_id) REFERENCES incident_plans (id),
    CONSTRAINT fk_plan_steps_after_id FOREIGN KEY(after_id) REFERENCES plan_steps (id),
    CONSTRAINT uq_plan_steps_task_id UNIQUE (task_id),
    CONSTRAINT fk_plan_steps_task_id FOREIGN KEY(task_id) REFERENCES tasks (id)
);

CREATE TABLE plan_step_acts (
    id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    act TEXT NOT NULL,
    source_at BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    words_id TEXT,
    CONSTRAINT pk_plan_step_acts PRIMARY KEY (id),
    CONSTRAINT ck_plan_step_acts_act_known CHECK (act IN ('done', 'handed_on', 'skipped', 'undone')),
    CONSTRAINT ck_plan_step_acts_done_before_entry CHECK (source_at <= entered_at),
    CONSTRAINT ck_plan_step_acts_not_done_with_a_reason CHECK (act = 'done' OR words_id IS NOT NULL),
    CONSTRAINT fk_plan_step_acts_step_id FOREIGN KEY(step_id) REFERENCES plan_steps (id),
    CONSTRAINT fk_plan_step_acts_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_plan_step_acts_step_id ON plan_step_acts (step_id);
