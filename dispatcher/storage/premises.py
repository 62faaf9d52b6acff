"""Places that the room knows something of: notes, keyholders, and secrets that lie here sealed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, literal_column, or_, select, update

from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.knowledge import WIDE_M, Box, Place
from dispatcher.storage.schema import personal_values, premise_notes, premise_secrets, premises

Found = Row[tuple[Any, ...]]
_SAME_WORDS_ELSEWHERE_M = 5_000.0
"""A place of the same words that lies farther away is another one: every town has a Station Road."""
Metres = Callable[[float, float, float, float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseAt:
    """A known place at a place."""

    row: Found
    metres: float | None  # None: it was known by its words
    by_words: bool


def at_place(connection: Connection, place: Place, metres: Metres) -> tuple[PremiseAt, ...]:
    """Return the known places that hold a position, or go by its words, the surest first."""
    either: list[ColumnElement[bool]] = []
    if place.keys:
        either += [premises.c.folded_address.in_(place.keys), premises.c.folded_name.in_(place.keys)]
    if place.near is not None and place.wide is not None:
        either += [
            _within(place.near),
            and_(literal_column("radius_m") > literal_column(str(WIDE_M)), _within(place.wide)),
        ]
    if not either:
        return ()
    found = [_judged(row, place, metres) for row in connection.execute(select(premises).where(or_(*either)))]
    kept = [each for each in found if each is not None]
    return tuple(sorted(kept, key=lambda each: (not each.by_words, each.metres or 0.0, each.row.name)))


def _within(box: Box) -> ColumnElement[bool]:
    south, west, north, east = box
    return and_(premises.c.latitude.between(south, north), premises.c.longitude.between(west, east))


def _judged(row: Found, place: Place, metres: Metres) -> PremiseAt | None:
    by_words = bool({row.folded_address, row.folded_name} & set(place.keys))
    away = None
    if row.latitude is not None and place.latitude is not None and place.longitude is not None:
        away = metres(place.latitude, place.longitude, row.latitude, row.longitude)
    if by_words and away is not None and away > _SAME_WORDS_ELSEWHERE_M:
        return None
    if by_words or (away is not None and away <= row.radius_m):
        return PremiseAt(row=row, metres=away, by_words=by_words)
    return None


def get(connection: Connection, premise_id: str) -> Found:
    """Return the row of a place. Raises: UnknownThing."""
    row = connection.execute(select(premises).where(premises.c.id == premise_id)).one_or_none()
    if row is None:
        raise UnknownThing(f"no place is known by the id {premise_id}", field="premise")
    return row


def get_note(connection: Connection, note_id: str) -> Found:
    """Return the row of a note about a place. Raises: UnknownThing."""
    row = connection.execute(select(premise_notes).where(premise_notes.c.id == note_id)).one_or_none()
    if row is None:
        raise UnknownThing(f"no note has the id {note_id}", field="note")
    return row


def get_secret(connection: Connection, secret_id: str) -> Found:
    """Return the row of a secret. Raises: UnknownThing."""
    row = connection.execute(select(premise_secrets).where(premise_secrets.c.id == secret_id)).one_or_none()
    if row is None:
        raise UnknownThing(f"nothing sealed has the id {secret_id}", field="secret")
    return row


def secret_of(connection: Connection, premise_id: str, title: str) -> Found | None:
    """Return the secret of a place that stands under a title."""
    return connection.execute(
        select(premise_secrets).where(
            premise_secrets.c.premise_id == premise_id, premise_secrets.c.title == title,
            premise_secrets.c.ended_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def end_secret(connection: Connection, secret_id: str, now: datetime) -> None:
    """Destroy what was sealed; that it was there stays on record."""
    connection.execute(
        update(premise_secrets).where(premise_secrets.c.id == secret_id).values(sealed=None, ended_at=now)
    )


def sealed_with_others(connection: Connection, key_id: str, most: int) -> tuple[Found, ...]:
    """Return secrets that are sealed with another key than this one."""
    return tuple(
        connection.execute(
            select(premise_secrets)
            .where(premise_secrets.c.key_id != key_id, premise_secrets.c.ended_at.is_(None))
            .order_by(premise_secrets.c.id)
            .limit(most)
        )
    )


def notes_of(connection: Connection, premise_ids: Collection[str], now: datetime) -> tuple[Found, ...]:
    """Return the notes of places that hold now, with their words, the newest first."""
    return tuple(
        connection.execute(
            select(premise_notes, personal_values.c.value)
            .join(personal_values, personal_values.c.id == premise_notes.c.words_id)
            .where(
                premise_notes.c.premise_id.in_(premise_ids),
                premise_notes.c.ended_at.is_(None),
                premise_notes.c.valid_from <= now,
                or_(premise_notes.c.valid_until.is_(None), premise_notes.c.valid_until > now),
            )
            .order_by(premise_notes.c.written_at.desc(), premise_notes.c.id.desc())
        )
    )


def add_note(connection: Connection, **values: object) -> None:
    """Insert a note."""
    connection.execute(insert(premise_notes).values(**values))


def set_note(connection: Connection, note_id: str, **values: object) -> None:
    """Change columns of one note."""
    connection.execute(update(premise_notes).where(premise_notes.c.id == note_id).values(**values))
