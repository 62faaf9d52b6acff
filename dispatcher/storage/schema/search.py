"""What makes incidents findable by words: derived from what is stored elsewhere, and made anew from it at any time.

Portable by design: postings are blocks of bits, so a question reads a few hundred short rows and counts nothing.
"""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from dispatcher.storage.schema.base import metadata

search_incidents = Table(
    "search_incidents",
    metadata,
    Column("ordinal", Integer, primary_key=True, autoincrement=False),  # counts up: the newer the higher
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, unique=True),
    Column("facets", Text, nullable=False),  # the words of its columns as they were last taken in
)

search_words = Table(
    "search_words",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("word", LargeBinary, nullable=False, unique=True),  # octets: every database sorts and compares them alike
)

search_keys = Table(
    "search_keys",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),  # of a sound, or of a word less one letter
    Column("word", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

search_postings = Table(
    "search_postings",
    metadata,
    Column("word", Integer, primary_key=True, autoincrement=False),
    Column("block", Integer, primary_key=True, autoincrement=False),  # of 4,096 ordinals
    Column("field", Integer, primary_key=True, autoincrement=False),
    Column("bits", LargeBinary, nullable=False),  # which ordinals of the block: storage/search_blocks.py
    sqlite_with_rowid=False,
)
