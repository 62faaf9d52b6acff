-- Schema 0005 on postgresql. Frozen: later migrations change it, nobody edits it.

ALTER TABLE incidents ADD COLUMN emergency BOOLEAN DEFAULT true NOT NULL;

ALTER TABLE incidents ADD COLUMN asset_number TEXT DEFAULT '' NOT NULL;

ALTER TABLE incidents ADD COLUMN place_source TEXT DEFAULT 'typed' NOT NULL CONSTRAINT ck_incidents_place_source_known CHECK (place_source IN ('caller_id', 'coordinates', 'crew', 'gazetteer', 'map', 'typed'));

ALTER TABLE incidents ADD COLUMN place_confidence FLOAT CONSTRAINT ck_incidents_confident CHECK (place_confidence BETWEEN 0 AND 1);

ALTER TABLE calls ADD COLUMN medium TEXT DEFAULT 'phone' NOT NULL CONSTRAINT ck_calls_medium_known CHECK (medium IN ('chat', 'email', 'file', 'phone', 'portal', 'radio', 'social', 'text', 'walk_in'));

ALTER TABLE calls ADD COLUMN further BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE calls ADD COLUMN late BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE calls ADD COLUMN wrapped_up_at BIGINT;

ALTER TABLE calls ADD COLUMN caller_relation_id TEXT CONSTRAINT fk_calls_caller_relation_id REFERENCES personal_values (id);

ALTER TABLE calls ADD COLUMN caller_language_id TEXT CONSTRAINT fk_calls_caller_language_id REFERENCES personal_values (id);

ALTER TABLE calls ADD COLUMN caller_needs_id TEXT CONSTRAINT fk_calls_caller_needs_id REFERENCES personal_values (id);

ALTER TABLE deadlines DROP CONSTRAINT ck_deadlines_subject_kind_known;

ALTER TABLE deadlines ADD CONSTRAINT ck_deadlines_subject_kind_known CHECK (subject_kind IN ('assignment', 'channel', 'contact', 'inbound', 'incident', 'promise', 'proposal', 'task', 'transfer', 'transmission', 'unit'));

ALTER TABLE deadlines DROP CONSTRAINT ck_deadlines_of_an_incident;

ALTER TABLE deadlines ADD CONSTRAINT ck_deadlines_of_an_incident CHECK (incident_id IS NOT NULL OR subject_kind IN ('channel', 'contact', 'inbound', 'proposal', 'unit'));
