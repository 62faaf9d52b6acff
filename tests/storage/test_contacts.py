"""Contacts in the store, on both databases: constraints, one transaction with the call, sources and their leases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import ContactsArrived, DismissContacts, TakeContact, TakeSourceHealth
from dispatcher.domain.contacts import Attachment, ContactState, Disposition, SourceKind, SourceState
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.machine import KeepDuties
from dispatcher.queries.contacts import AskContact, AskContacts, AskSources
from dispatcher.queries.reading_contacts import contact_list, contact_whole, sources
from dispatcher.queries.watchdog import unguarded_contacts
from dispatcher.storage import schema as s
from dispatcher.storage.intake_sources import source_lease
from dispatcher.storage.journal import verify
from dispatcher.storage.leases import DEADLINES
from tests.helpers.builders import DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.harness_contacts import arrived


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    opened = open_desk(url)
    opened.run(signs_on(DISPATCHER))
    opened.run(KeepDuties(names=(DEADLINES, source_lease("mailbox"))))
    yield opened
    opened.close()


def test_s8_a_contact_from_arrival_to_call_on_both_databases(desk: Desk) -> None:
    words = "NUL \0, half \ud800, \N{ARABIC LETTER SHEEN}\N{FIRE}" + "x" * 200_000
    one = desk.run(
        arrived(1, body=words, raw=bytes(range(256)), attachments=(Attachment(name="\0", type="", content=b""),))
    )
    with desk.database.reader.connect() as connection:
        whole = contact_whole(AskContact(one.contact_id), connection, desk.clock.now())
        assert whole is not None
        assert len(whole.body) == len(words)
        assert (whole.octets, whole.attachments[0].size) == (256, 0)
        assert unguarded_contacts(connection, desk.clock.now()) == 0
    desk.run(TakeContact(actor=DISPATCHER, contact_id=one.contact_id))
    taken = desk.run(a_call(contact_id=one.contact_id))
    with desk.database.reader.connect() as connection:
        found = connection.execute(select(s.contacts)).one()
        assert (found.state, found.call_id, found.incident_id) == ("entered", taken.call_id, taken.incident_id)
        assert list(verify(connection))


def test_a_refused_call_leaves_its_contact_as_it_was(desk: Desk) -> None:
    one = desk.run(arrived(1))
    with pytest.raises(Exception, match="no incident type"):
        desk.run(a_call(incident_type="nothing", contact_id=one.contact_id))
    with desk.database.reader.connect() as connection:
        assert connection.execute(select(s.contacts.c.state)).scalar_one() == "waiting"
        assert connection.execute(select(func.count()).select_from(s.calls)).scalar_one() == 0


def test_a_source_brings_many_with_its_cursor_in_one_commit(desk: Desk) -> None:
    health = TakeSourceHealth(
        source="mailbox", kind=SourceKind.IMAP, medium=Medium.EMAIL, state=SourceState.UP, reason=""
    )
    assert desk.run(health) == ""
    brought = desk.run(
        ContactsArrived(source="mailbox", epoch=1, items=tuple(arrived(n) for n in range(4)), cursor="7")
    )
    assert [one.repeat for one in brought] == [False] * 4
    again = desk.run(ContactsArrived(source="mailbox", epoch=1, items=(arrived(2), arrived(9)), cursor="8"))
    assert [one.repeat for one in again] == [True, False]
    assert desk.run(health) == "8"
    with pytest.raises(InvalidTransition, match="another process reads mailbox"):
        desk.run(ContactsArrived(source="mailbox", epoch=2, items=(), cursor="0"))
    with desk.database.reader.connect() as connection:
        (row,) = sources(AskSources(), connection, desk.clock.now())
        assert (row.in_last_hour, row.has_holder, row.per_minute) == (5, True, 1.0)


def test_a_batch_of_hundreds_is_one_row_and_is_dismissed_by_one_command(desk: Desk) -> None:
    for start in range(0, 300, 50):
        items = tuple(arrived(n, sender="bomb@example.org") for n in range(start, start + 50))
        desk.run(ContactsArrived(source="mailbox", epoch=1, items=items))
    with desk.database.reader.connect() as connection:
        found = contact_list(AskContacts(), connection, desk.clock.now())
    assert [(row.waiting, row.per_minute) for row in found.rows] == [(300, 300)]
    batch = found.rows[0].batch or ""
    done = desk.run(DismissContacts(actor=DISPATCHER, batch=batch, disposition=Disposition.SPAM, reason="a bomb"))
    assert done == 300
    with desk.database.reader.connect() as connection:
        assert contact_list(AskContacts(), connection, desk.clock.now()).rows == ()
        kept = select(func.count()).select_from(s.contact_parts)
        assert connection.execute(kept).scalar_one() == 300, "nothing is dropped"


@pytest.mark.parametrize(
    "values",
    [
        {"state": ContactState.DISMISSED.value},
        {"state": ContactState.TAKEN.value},
        {"state": ContactState.ENTERED.value},
        {"state": "lost"},
        {"medium": "pigeon"},
        {"disposition": "spam"},
        {"settled_by": "dana"},
    ],
)
def test_the_store_refuses_a_state_without_its_evidence(desk: Desk, values: dict[str, str]) -> None:
    desk.run(arrived(1))
    with pytest.raises(IntegrityError), desk.database.writer.begin() as connection:
        connection.execute(update(s.contacts).values(**values))
