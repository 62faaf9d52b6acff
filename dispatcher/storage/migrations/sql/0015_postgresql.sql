-- Schema 0015 on postgresql. Frozen: later migrations change it, nobody edits it.

-- Until 0012 a line of the log was a journal entry alone. Its row has the id of its words: the journal is never changed.
INSERT INTO log_lines (id, incident_id, kind, words_id, source_at, entered_at, late, operator_id, seat)
    SELECT personal_values.id, incidents.id, 'note', personal_values.id, journal.at, journal.at, false, journal.operator, journal.seat
    FROM journal
    JOIN incidents ON incidents.id = journal.incident_id
    JOIN personal_values ON personal_values.id = journal.body::json #>> '{note,id}'
    WHERE journal.kind = 'note_added' AND journal.body::json ->> 'line' IS NULL;

ALTER TABLE caller_notes DROP CONSTRAINT ck_caller_notes_kind_known;

UPDATE caller_notes SET kind = 'approach' WHERE kind = 'contact';

ALTER TABLE caller_notes ADD CONSTRAINT ck_caller_notes_kind_known CHECK (kind IN ('approach', 'caution', 'health', 'other'));

CREATE INDEX ix_journal_secrets ON journal (sequence) WHERE kind IN ('secret_denied', 'secret_shown');
