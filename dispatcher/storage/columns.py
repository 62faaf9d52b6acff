"""Column types and the two kinds of rule that tie columns to states."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Dialect, literal_column, text
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Return microseconds since 1970-01-01T00:00Z, exactly. ValueError for a naive instant."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """Return the aware UTC instant of so many microseconds."""
    return _EPOCH + timedelta(microseconds=value)


class UtcInstant(TypeDecorator[datetime]):
    """An aware UTC instant, stored as integer microseconds on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Load."""
        return None if value is None else from_microseconds(value)


def words(states: Iterable[StrEnum]) -> str:
    """Return the states as a SQL list, in a stable order."""
    return ", ".join(f"'{state.value}'" for state in sorted(states))


def one_of(column: str, states: Iterable[StrEnum]) -> CheckConstraint:
    """Allow only the words of an enumeration."""
    return CheckConstraint(f"{column} IN ({words(states)})", name=f"{column}_known")


def where_state(states: Iterable[StrEnum], column: str = "state") -> TextClause:
    """Return the condition of a partial index."""
    return text(f"{column} IN ({words(states)})")


def in_states(column: ColumnElement[str], states: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Return the condition that a partial index was made for, written out: SQLite sees it through no parameter."""
    return column.in_([literal_column(f"'{state.value}'") for state in sorted(states)])


def not_by_index(column: ColumnElement[float]) -> ColumnElement[float]:
    """Return the column so that no index of its own is taken: for where another index leaves fewer rows.

    SQLite knows no number of rows and takes the index with the most bounds: of a million incidents the thousands that
    ever were near a place, instead of the few hundred that are open.
    """
    return column + literal_column("0")
