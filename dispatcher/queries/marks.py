"""What a stored transmission is marked with."""

from typing import Any

from sqlalchemy import Row

from dispatcher.domain.transmissions import Mark


def marks_of(row: Row[Any]) -> frozenset[Mark]:
    """Return the marks of a row that has the columns of `transmissions`."""
    marks = {
        Mark.TRUNCATED: row.truncated,
        Mark.REPEAT: row.repeated,
        Mark.LATE: row.late,
        Mark.MAYBE_DOUBLED: row.maybe_doubled,
    }
    return frozenset(mark for mark, is_set in marks.items() if is_set)
