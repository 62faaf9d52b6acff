"""What reaches the room from outside, in a story."""

from typing import TYPE_CHECKING, Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import Arrived, ContactArrived, DismissContact, ReleaseContact, TakeContact
from dispatcher.domain.contacts import Disposition
from dispatcher.domain.identifiers import ContactId
from dispatcher.queries.contacts import AskContact, AskContacts, ContactList, ContactRow, ContactWhole
from dispatcher.queries.reading_contacts import contact_list, contact_whole
from tests.helpers.builders import DISPATCHER

if TYPE_CHECKING:
    from tests.helpers.harness import Harness


def arrived(number: object = 1, **more: Any) -> ContactArrived:
    """An e-mail from outside."""
    given: dict[str, Any] = {
        "source": "mailbox", "external_id": f"m{number}", "medium": Medium.EMAIL, "sender": f"ann{number}@example.org",
        "subject": f"smell of gas {number}", "body": "It smells of gas in our stairwell.",
        "raw": b"From: ann\r\n\r\nIt",
    }  # fmt: skip
    return ContactArrived(**(given | more))


class Outside:
    """Everybody who is no crew and does not ring."""

    def __init__(self, harness: "Harness") -> None:
        self.h = harness

    def writes(self, number: object = 1, **more: Any) -> ContactId:
        """Somebody writes."""
        came: Arrived = self.h.do(arrived(number, **more))
        return came.contact_id

    def take(self, contact: ContactId, *, by: Actor = DISPATCHER) -> None:
        self.h.do(TakeContact(actor=by, contact_id=contact))

    def release(self, contact: ContactId, *, by: Actor = DISPATCHER) -> None:
        self.h.do(ReleaseContact(actor=by, contact_id=contact))

    def dismiss(
        self, contact: ContactId, reason: str = "an advertisement", *, disposition: Disposition = Disposition.SPAM,
        by: Actor = DISPATCHER,
    ) -> None:  # fmt: skip
        self.h.do(DismissContact(actor=by, contact_id=contact, disposition=disposition, reason=reason))

    def all(self, **asked: Any) -> ContactList:
        """What is not settled."""
        with self.h.reading() as connection:
            return contact_list(AskContacts(**asked), connection, self.h.clock.now())

    @property
    def rows(self) -> tuple[ContactRow, ...]:
        return self.all().rows

    def whole(self, contact: str) -> ContactWhole:
        with self.h.reading() as connection:
            found = contact_whole(AskContact(contact), connection, self.h.clock.now())
        assert found is not None
        return found
