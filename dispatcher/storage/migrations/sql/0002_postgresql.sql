-- Schema 0002 on postgresql. Frozen: later migrations change it, nobody edits it.

CREATE TABLE unit_positions (
    unit_id TEXT NOT NULL,
    latitude FLOAT NOT NULL,
    longitude FLOAT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_unit_positions PRIMARY KEY (unit_id),
    CONSTRAINT ck_unit_positions_on_the_globe CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180),
    CONSTRAINT fk_unit_positions_unit_id FOREIGN KEY(unit_id) REFERENCES units (id)
);

ALTER TABLE incidents ADD COLUMN place_verified BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE incidents ADD CONSTRAINT ck_incidents_verified_has_a_position CHECK (NOT place_verified OR (latitude IS NOT NULL AND longitude IS NOT NULL));
