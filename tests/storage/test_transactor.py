"""One commit for many commands, each in its savepoint; a refused one leaves the others; nothing is half stored."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select, text, update

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.crew_commands import ReportStatus
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import InvalidTransition, Rejected, UnitUnavailable
from dispatcher.domain.record_commands import AddNote
from dispatcher.storage.columns import from_microseconds, to_microseconds
from dispatcher.storage.errors import Unwritable
from dispatcher.storage.schema import incidents, journal, metadata
from tests.helpers.builders import DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import START


@pytest.fixture
def desk(url: str) -> Any:
    opened = open_desk(url)
    opened.run(signs_on(DISPATCHER))
    yield opened
    opened.close()


def counted(desk: Desk, what: str = "commit") -> list[str]:
    seen: list[str] = []
    event.listen(desk.database.writer, what, lambda *_arguments: seen.append(what))
    return seen


def stored(desk: Desk) -> int:
    with desk.database.reader.connect() as connection:
        return connection.execute(select(func.count()).select_from(incidents)).scalar_one()


def test_many_commands_one_commit(desk: Desk) -> None:
    commits = counted(desk)
    committed = desk.transactor.run([a_call(f"{number} Elm St") for number in range(50)])
    assert commits == ["commit"]
    assert len(committed.outcomes) == 50
    assert len(committed.entries) == 100
    assert len(committed.armed) == 50
    assert stored(desk) == 50


def test_a_dispatch_is_one_commit(desk: Desk) -> None:
    taken = desk.run(a_call())
    commits = counted(desk)
    desk.run(DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=("E11", "E12")))
    assert commits == ["commit"]


def test_a_refused_one_leaves_the_others(desk: Desk) -> None:
    commits = counted(desk)
    committed = desk.transactor.run([a_call("1 Elm St"), a_call("  "), a_call("3 Elm St")])
    assert [outcome.error is None for outcome in committed.outcomes] == [True, False, True]
    assert committed.outcomes[2].value.number == "2026-000002", "the refused one took no number"
    assert commits == ["commit"]
    with pytest.raises(Rejected):
        committed.raise_first()


def test_the_loser_of_a_race_inside_one_batch(desk: Desk) -> None:
    one, two = desk.run(a_call("1 Elm St")), desk.run(a_call("2 Elm St"))
    orders = [
        DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=("E12",)) for taken in (one, two)
    ]
    committed = desk.transactor.run(orders)
    assert committed.outcomes[0].error is None
    assert isinstance(committed.outcomes[1].error, UnitUnavailable)


def test_a_refusal_that_leaves_a_trace_keeps_it(desk: Desk) -> None:
    report = ReportStatus(actor=DISPATCHER, call_sign="E12", status=AssignmentState.EN_ROUTE)
    committed = desk.transactor.run([report])
    assert isinstance(committed.outcomes[0].error, InvalidTransition)
    assert [entry.kind.value for entry in committed.entries] == ["status_refused", "attention_raised"]


@pytest.mark.parametrize(
    "poison",
    [
        a_call("12 Elm\0 St"),
        a_call("12 Elm \ud800 St"),
        a_call(persons_involved=2**70),
        AddNote(actor=DISPATCHER, incident_id="none", text="x"),  # type: ignore[arg-type]
        a_call(latitude="north"),
    ],
    ids=["nul", "surrogate", "huge", "unknown", "no number"],
)
def test_one_poisonous_command_does_not_take_the_others_with_it(desk: Desk, poison: Any) -> None:
    committed = desk.transactor.run([a_call("1 Elm St"), poison, a_call("3 Elm St")])
    assert committed.outcomes[0].error is None
    assert committed.outcomes[2].error is None
    assert stored(desk) in {2, 3}  # SQLite stores some of what PostgreSQL refuses


def test_an_unwritable_store_stores_nothing_and_works_again(sqlite_new: Callable[[], str]) -> None:
    desk = open_desk(sqlite_new())
    desk.run(signs_on(DISPATCHER))
    connection = desk.transactor._connected()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.rollback()
    connection.connection.driver_connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[union-attr]
    with pytest.raises(Unwritable, match="database or disk is full; nothing of it was stored"):
        desk.transactor.run([a_call(f"{number} Elm St", narrative="smoke " * 500) for number in range(50)])
    told = stored(desk)
    assert told == 0
    desk.run(a_call())
    assert stored(desk) == told + 1, "a new connection: the disk has room again"
    with desk.database.reader.connect() as reading:
        assert reading.execute(select(func.count()).select_from(journal)).scalar_one() > 0
    desk.close()


def test_without_rules_nothing_is_decided(sqlite_new: Callable[[], str]) -> None:
    from dispatcher.domain.worlds import World
    from dispatcher.transactor import Transactor
    from tests.helpers.builders import numbered_ids

    desk = open_desk(sqlite_new())
    bare = Transactor(desk.database, desk.clock, numbered_ids(), World.SIMULATED, "host/1/1/x")
    with pytest.raises(RuntimeError, match="no rules"):
        bare.run([a_call()])
    bare.close()
    desk.close()


# -- instants ------------------------------------------------------------------------------------------------------

_EDGES = [
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]


def test_instants_come_back_as_they_went(desk: Desk) -> None:
    desk.run(a_call())
    for moment in _EDGES:
        with desk.database.writer.begin() as connection:
            connection.execute(update(incidents).values(requeued_at=moment))
            found = connection.execute(select(incidents.c.requeued_at)).scalar_one()
            raw = connection.execute(text("SELECT requeued_at FROM incidents")).scalar_one()
        assert (found, raw) == (moment, to_microseconds(moment))


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_and_back(moment: datetime) -> None:
    assert from_microseconds(to_microseconds(moment)) == moment


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_microseconds(START.replace(tzinfo=None))


def test_every_instant_is_stored_exactly() -> None:
    kinds = {str(column.type) for table in metadata.tables.values() for column in table.columns
             if column.name.endswith("_at") and column.name != "expires_at"}  # fmt: skip
    assert kinds == {"BIGINT"}
