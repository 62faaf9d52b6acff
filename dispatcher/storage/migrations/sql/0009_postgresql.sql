-- Schema 0009 on postgresql. Frozen: later migrations change it, nobody edits it.

CREATE TABLE read_backs (
    id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    call_id TEXT,
    outcome TEXT NOT NULL,
    confirmed TEXT NOT NULL,
    corrected TEXT NOT NULL,
    why_not TEXT,
    language TEXT NOT NULL,
    words_id TEXT,
    operator_id TEXT NOT NULL,
    seat TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_read_backs PRIMARY KEY (id),
    CONSTRAINT ck_read_backs_outcome_known CHECK (outcome IN ('complete', 'not_possible', 'partial', 'skipped')),
    CONSTRAINT ck_read_backs_why_not_known CHECK (why_not IN ('danger', 'no_language', 'other', 'rang_off')),
    CONSTRAINT ck_read_backs_not_possible_says_why CHECK ((outcome = 'not_possible') = (why_not IS NOT NULL)),
    CONSTRAINT ck_read_backs_explained_in_words CHECK ((outcome <> 'skipped' AND (why_not IS NULL OR why_not <> 'other')) OR words_id IS NOT NULL),
    CONSTRAINT fk_read_backs_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_read_backs_call_id FOREIGN KEY(call_id) REFERENCES calls (id),
    CONSTRAINT fk_read_backs_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_read_backs_incident_id ON read_backs (incident_id);

CREATE TABLE read_back_debts (
    incident_id TEXT NOT NULL,
    owed_at BIGINT NOT NULL,
    settled_at BIGINT,
    CONSTRAINT pk_read_back_debts PRIMARY KEY (incident_id),
    CONSTRAINT fk_read_back_debts_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);

CREATE INDEX ix_read_back_debts_owed ON read_back_debts (owed_at) WHERE settled_at IS NULL;

CREATE TABLE complaints (
    incident_id TEXT NOT NULL,
    state TEXT NOT NULL,
    about_id TEXT,
    received_at BIGINT NOT NULL,
    acknowledge_due_at BIGINT NOT NULL,
    answer_due_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    acknowledgement_id TEXT,
    answered_at BIGINT,
    answered_by TEXT,
    answer_id TEXT,
    outcome TEXT,
    CONSTRAINT pk_complaints PRIMARY KEY (incident_id),
    CONSTRAINT ck_complaints_state_known CHECK (state IN ('acknowledged', 'answered', 'received', 'void')),
    CONSTRAINT ck_complaints_outcome_known CHECK (outcome IN ('not_upheld', 'partly_upheld', 'upheld', 'withdrawn')),
    CONSTRAINT ck_complaints_about_another CHECK (about_id <> incident_id),
    CONSTRAINT ck_complaints_acknowledged_by_a_person CHECK (state NOT IN ('acknowledged', 'answered') OR (acknowledged_at IS NOT NULL AND acknowledged_by IS NOT NULL)),
    CONSTRAINT ck_complaints_answered_with_outcome CHECK (state <> 'answered' OR (answered_at IS NOT NULL AND answered_by IS NOT NULL AND answer_id IS NOT NULL AND outcome IS NOT NULL)),
    CONSTRAINT fk_complaints_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_complaints_about_id FOREIGN KEY(about_id) REFERENCES incidents (id),
    CONSTRAINT fk_complaints_acknowledged_by FOREIGN KEY(acknowledged_by) REFERENCES operators (id),
    CONSTRAINT fk_complaints_acknowledgement_id FOREIGN KEY(acknowledgement_id) REFERENCES personal_values (id),
    CONSTRAINT fk_complaints_answered_by FOREIGN KEY(answered_by) REFERENCES operators (id),
    CONSTRAINT fk_complaints_answer_id FOREIGN KEY(answer_id) REFERENCES personal_values (id)
);

CREATE INDEX ix_complaints_about_id ON complaints (about_id);
