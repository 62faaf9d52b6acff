"""Owners in the store, on both databases: who has how much, and what becomes of it when somebody leaves."""

from collections.abc import Iterator

import pytest

from dispatcher.domain.call_commands import CallTaken
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.machine import DutiesKept, KeepDuties, ReleaseDuties
from dispatcher.domain.seat_commands import HandOver, SignOff, TakeOver
from dispatcher.queries.watchdog import unguarded_count
from dispatcher.storage import duties, incidents
from dispatcher.storage.leases import DEADLINES
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.databases import NewUrl


@pytest.fixture
def desk(new_url: NewUrl) -> Iterator[Desk]:
    made = open_desk(new_url())
    made.run(KeepDuties(names=(DEADLINES,)))
    for who in (DISPATCHER, SECOND_DISPATCHER, RADIO_OPERATOR):
        made.run(signs_on(who))
    yield made
    made.close()


def owned(desk: Desk) -> dict[str, int]:
    with desk.database.reader.connect() as connection:
        return dict(incidents.open_by_seat(connection))


def of_the_role(desk: Desk) -> list[str]:
    with desk.database.reader.connect() as connection:
        return [incident.number for incident in incidents.owned_by(connection, None)]


def unguarded(desk: Desk) -> int:
    with desk.database.reader.connect() as connection:
        return unguarded_count(connection, desk.clock.now())


def test_incidents_change_hands(desk: Desk) -> None:
    first, second, third = (desk.run(a_call(place)) for place in ("12 Elm St", "3 Quay", "5 Mill Ln"))
    assert isinstance(first, CallTaken)
    desk.run(TakeOver(actor=SECOND_DISPATCHER, incident_id=first.incident_id, reason="nearer"))
    desk.run(HandOver(actor=DISPATCHER, incident_id=second.incident_id, to_seat=Seat("D2")))
    assert owned(desk) == {"D1": 1, "D2": 2}
    with desk.database.reader.connect() as connection:
        assert [item.id for item in incidents.owned_by(connection, "D1")] == [third.incident_id]
        assert [(duty.seat, duty.name) for duty in duties.on_duty(connection)] == [
            ("D1", "Dana Reyes"), ("D2", "Omar Lindqvist"), ("R1", "Ruth Achebe"),
        ]  # fmt: skip
    desk.run(SignOff(actor=SECOND_DISPATCHER))
    assert owned(desk) == {"D1": 3}
    with pytest.raises(Rejected, match="2026-000001, 2026-000002, 2026-000003"):
        desk.run(SignOff(actor=DISPATCHER))
    assert (owned(desk), unguarded(desk)) == ({"D1": 3}, 0)


def test_a_closing_program_leaves_them_to_the_role_in_the_same_commit(desk: Desk) -> None:
    desk.run(a_call())
    desk.run(ReleaseDuties(names=(), closing=True))
    assert (owned(desk), of_the_role(desk), unguarded(desk)) == ({}, ["2026-000001"], 1)
    kinds = [entry.kind.value for entry in desk.committed[-1].entries]
    assert kinds.index("incident_taken_over") < kinds.index("signed_off")
    desk.run(signs_on(DISPATCHER))
    kept = desk.run(KeepDuties(names=(DEADLINES,)))
    assert isinstance(kept, DutiesKept)
    assert unguarded(desk) == 0
