"""What the active pack has at hand: question cards, phrases for callers, documents of the house."""

from datetime import datetime

from sqlalchemy import Connection, Row, select

from dispatcher.domain.documents import DocumentKind
from dispatcher.domain.phrases import Phrase
from dispatcher.domain.triage_cards import TriageBook
from dispatcher.geo.folding import fold
from dispatcher.packs.triage import book_of
from dispatcher.queries.boards import active_pack
from dispatcher.queries.triage import AskDocument, AskDocuments, AskPhrases, AskTriageBook
from dispatcher.queries.triage_rows import DocumentRow
from dispatcher.storage.schema import documents


def triage_book(_query: AskTriageBook, connection: Connection, _now: datetime) -> TriageBook:
    """Read the cards and modifiers of the active pack."""
    pack = active_pack(connection)
    return book_of(pack.card, pack.modifier, pack.name)


def phrases(_query: AskPhrases, connection: Connection, _now: datetime) -> tuple[Phrase, ...]:
    """Read the phrases of the active pack."""
    return tuple(part.phrase() for part in active_pack(connection).phrase)


def find_documents(query: AskDocuments, connection: Connection, _now: datetime) -> tuple[DocumentRow, ...]:
    """Read the documents that hold every word, by title."""
    rows = connection.execute(select(documents).where(documents.c.active).order_by(documents.c.title))
    words = query.text.split()
    return tuple(_row(row) for row in rows if all(_holds(row, word) for word in words))


def document(query: AskDocument, connection: Connection, _now: datetime) -> DocumentRow | None:
    """Read one document."""
    wanted = select(documents).where(documents.c.name == query.name)
    wanted = wanted.order_by(documents.c.active.desc(), documents.c.version.desc(), documents.c.since.desc()).limit(1)
    if query.version:
        wanted = wanted.where(documents.c.version == query.version)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _row(row)


def _holds(row: Row[tuple[object, ...]], word: str) -> bool:
    return any(fold(word) in fold(text) for text in (row.title, row.name, row.types, row.text))


def _row(row: Row[tuple[object, ...]]) -> DocumentRow:
    return DocumentRow(
        name=row.name, version=row.version, title=row.title, kind=DocumentKind(row.kind),
        types=tuple(row.types.split()), text=row.text, since=row.since, active=row.active,
    )  # fmt: skip
