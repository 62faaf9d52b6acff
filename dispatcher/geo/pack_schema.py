"""The tables of a map pack: one SQLite file, written once and only read afterwards. Format: docs/guide/maps.md."""

from dispatcher.geo.kinds import Layer

FORMAT = 1
"""Raise it when older readers would misread a pack; they refuse it, and `readbackctl map build` makes it anew."""

APPLICATION_ID = 0x52424D50
"""`RBMP` in SQLite's own header."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

LEVEL_TOLERANCES_M = (0.0, 5.0, 25.0)
"""Level 0 is every detail; of the others, how far a simplified line may lie from the true one."""


def tables() -> list[str]:
    """Return the statements that make an empty pack."""
    layers = [
        f"CREATE VIRTUAL TABLE {layer.value} USING rtree"
        "(id, west, east, south, north, level, level_to, +kind, +name, +marks, +shape)"
        for layer in Layer
    ]
    return [
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {FORMAT}",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        *layers,
        # kind: street, place, landmark; detail: the kind of landmark or place; weight: what is more likely meant
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, detail TEXT NOT NULL, label TEXT NOT NULL,"
        " near TEXT NOT NULL, longitude INTEGER NOT NULL, latitude INTEGER NOT NULL, weight REAL NOT NULL)",
        "CREATE TABLE spelling (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, folded TEXT NOT NULL,"
        " near TEXT NOT NULL)",
        "CREATE VIRTUAL TABLE search USING fts5(folded, near, content='spelling', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
        "CREATE TABLE crossing (id INTEGER PRIMARY KEY, one INTEGER NOT NULL, other INTEGER NOT NULL,"
        " longitude INTEGER NOT NULL, latitude INTEGER NOT NULL)",
        "CREATE TABLE address (id INTEGER PRIMARY KEY, street INTEGER NOT NULL, number TEXT NOT NULL,"
        " folded TEXT NOT NULL, longitude INTEGER NOT NULL, latitude INTEGER NOT NULL)",
        # main: whether one can drive from here to most of the network and back
        "CREATE TABLE road_node (id INTEGER PRIMARY KEY, longitude INTEGER NOT NULL, latitude INTEGER NOT NULL,"
        " main INTEGER NOT NULL)",
        "CREATE TABLE road_edge (id INTEGER PRIMARY KEY, start INTEGER NOT NULL, finish INTEGER NOT NULL,"
        " class TEXT NOT NULL, marks INTEGER NOT NULL, length_m REAL NOT NULL, street INTEGER, shape BLOB NOT NULL)",
    ]


INDEXES = [
    "CREATE INDEX crossing_one ON crossing (one, other)",
    "CREATE INDEX crossing_other ON crossing (other, one)",
    "CREATE INDEX address_street ON address (street, folded)",
]
