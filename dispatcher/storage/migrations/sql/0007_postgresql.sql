-- Schema 0007 on postgresql. Frozen: later migrations change it, nobody edits it.

CREATE TABLE drafts (
    id TEXT NOT NULL,
    seat TEXT NOT NULL,
    operator TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    dropped_at BIGINT,
    reason TEXT NOT NULL,
    incident_id TEXT,
    call_id TEXT,
    CONSTRAINT pk_drafts PRIMARY KEY (id),
    CONSTRAINT ck_drafts_state_known CHECK (state IN ('abandoned', 'open')),
    CONSTRAINT ck_drafts_abandoned_when_dropped CHECK ((state = 'abandoned') = (dropped_at IS NOT NULL)),
    CONSTRAINT ck_drafts_a_call_has_an_incident CHECK ((incident_id IS NULL) = (call_id IS NULL)),
    CONSTRAINT fk_drafts_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id),
    CONSTRAINT fk_drafts_call_id FOREIGN KEY(call_id) REFERENCES calls (id)
);

CREATE INDEX ix_drafts_seat ON drafts (seat, state);
