"""Count the truth outside: the call file and the terminal's tape against the database."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from dispatcher.domain.transmissions import LADDER, REPEAT_MARK, AttemptState
from dispatcher.packs.model import PAGER_CHANNEL
from dispatcher.storage import journal
from dispatcher.storage.errors import JournalBroken
from dispatcher.storage.schema import attempts, personal_values, transmissions
from radio.simulator.tape import TapeEntry, read_tape

_LINE = re.compile(r"^\[line (\d+)\]")
_CARRIED = tuple(state.value for state in LADDER[1:])
_MAY_BE_ON_TAPE = (AttemptState.ACCEPTED.value, AttemptState.UNCERTAIN.value, AttemptState.CLAIMED.value)

Page = tuple[str, str]  # address, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What was lost or doubled. Zero everywhere is the promise."""

    rows_lost: int  # read, and neither incident, attached nor rejected
    rows_doubled: int  # entered more than once
    pages_lost: int  # the database says the terminal has them; the tape does not
    pages_unknown: int  # on the tape; the database says they were never taken
    doubled_unmarked: int  # the same page twice on the tape without REPEAT

    @property
    def lost(self) -> int:
        """Everything that one side has and the other has not."""
        return self.rows_lost + self.rows_doubled + self.pages_lost + self.pages_unknown


@dataclass(frozen=True, slots=True)
class SentPage:
    """One attempt as the database knows it."""

    transmission_id: str
    page: Page
    state: str


def count_truth(connection: Connection, tape: Path, rows_read: int, rejected: int) -> Truth:
    """Compare what was read and what the terminal holds with what is stored."""
    entered = _lines_entered(connection)
    sent, carried = _sent(connection), _carried(connection)
    on_tape = read_tape(tape)
    return Truth(
        rows_lost=max(0, rows_read - rejected - len(entered)),
        rows_doubled=sum(entered.values()) - len(entered),
        pages_lost=pages_lost(sent, carried, on_tape),
        pages_unknown=pages_unknown(sent, on_tape),
        doubled_unmarked=doubled_unmarked(on_tape),
    )


def pages_lost(sent: Iterable[SentPage], carried: Iterable[str], on_tape: Iterable[TapeEntry]) -> int:
    """Count attempts that were ACCEPTED and are not on the tape, and carried transmissions without such an attempt."""
    attempts_made = list(sent)
    held = Counter((entry.address, entry.text) for entry in on_tape if not entry.retracted)
    said = Counter(item.page for item in attempts_made if item.state == AttemptState.ACCEPTED.value)
    accepted = {item.transmission_id for item in attempts_made if item.state == AttemptState.ACCEPTED.value}
    return (said - held).total() + len(set(carried) - accepted)


def pages_unknown(sent: Iterable[SentPage], on_tape: Iterable[TapeEntry]) -> int:
    """Count tape entries for which no attempt says that it was, or may have been, taken."""
    held = Counter((entry.address, entry.text) for entry in on_tape)
    return (held - Counter(item.page for item in sent if item.state in _MAY_BE_ON_TAPE)).total()


def doubled_unmarked(on_tape: Iterable[TapeEntry]) -> int:
    """Count copies on the tape, for one address, that do not say REPEAT."""
    held = Counter((entry.address, entry.text) for entry in on_tape)
    return sum(times - 1 for (_, text), times in held.items() if not text.startswith(REPEAT_MARK))


def journal_verifies(connection: Connection) -> bool:
    """Tell whether the whole chain verifies."""
    try:
        for _sequence in journal.verify(connection):
            pass
    except JournalBroken:
        return False
    return True


def _lines_entered(connection: Connection) -> Counter[int]:
    words = connection.execute(
        select(personal_values.c.value).where(
            personal_values.c.kind.in_(("narrative", "note")), personal_values.c.value.like("[line %")
        )
    ).scalars()
    return Counter(int(found[1]) for value in words if value and (found := _LINE.match(value)))


def _sent(connection: Connection) -> list[SentPage]:
    rows = connection.execute(
        select(transmissions.c.id, transmissions.c.address, personal_values.c.value, attempts.c.state)
        .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
        .join(personal_values, personal_values.c.id == attempts.c.text_id)
        .where(attempts.c.channel == PAGER_CHANNEL)
    )
    return [SentPage(row.id, (row.address, row.value), row.state) for row in rows]


def _carried(connection: Connection) -> list[str]:
    """Return pages that the store shows as ACCEPTED or above."""
    return list(
        connection.execute(
            select(transmissions.c.id).where(
                transmissions.c.channel == PAGER_CHANNEL, transmissions.c.state.in_(_CARRIED)
            )
        ).scalars()
    )
