-- Schema 0015 on sqlite. Frozen: later migrations change it, nobody edits it.

-- Until 0012 a line of the log was a journal entry alone. Its row has the id of its words: the journal is never changed.
INSERT INTO log_lines (id, incident_id, kind, words_id, source_at, entered_at, late, operator_id, seat)
    SELECT json_extract(journal.body, '$.note.id'), incidents.id, 'note', personal_values.id, journal.at, journal.at, 0, journal.operator, journal.seat
    FROM journal
    JOIN incidents ON incidents.id = journal.incident_id
    JOIN personal_values ON personal_values.id = json_extract(journal.body, '$.note.id')
    WHERE journal.kind = 'note_added' AND json_extract(journal.body, '$.line') IS NULL;

CREATE TABLE new_caller_notes (
    id TEXT NOT NULL,
    caller_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    words_id TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    incident_id TEXT,
    imported BOOLEAN DEFAULT 0 NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    CONSTRAINT pk_caller_notes PRIMARY KEY (id),
    CONSTRAINT ck_caller_notes_kind_known CHECK (kind IN ('approach', 'caution', 'health', 'other')),
    CONSTRAINT ck_caller_notes_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT fk_caller_notes_caller_id FOREIGN KEY(caller_id) REFERENCES callers (id),
    CONSTRAINT fk_caller_notes_words_id FOREIGN KEY(words_id) REFERENCES personal_values (id),
    CONSTRAINT fk_caller_notes_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);

INSERT INTO new_caller_notes (id, caller_id, kind, words_id, written_by, written_at, incident_id, imported, ended_at, ended_by)
    SELECT id, caller_id, CASE kind WHEN 'contact' THEN 'approach' ELSE kind END, words_id, written_by, written_at, incident_id, imported, ended_at, ended_by FROM caller_notes;

DROP TABLE caller_notes;

ALTER TABLE new_caller_notes RENAME TO caller_notes;

CREATE INDEX ix_caller_notes_caller_id ON caller_notes (caller_id);

CREATE INDEX ix_journal_secrets ON journal (sequence) WHERE kind IN ('secret_denied', 'secret_shown');
