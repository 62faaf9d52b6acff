"""What can be done with a contact or a batch: the words on its button, why not, and the commands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.caller_commands import TakeComplaint
from dispatcher.domain.commands import Command
from dispatcher.domain.contact_commands import DismissContact, DismissContacts, EnterBatch
from dispatcher.domain.contacts import ContactState, Disposition
from dispatcher.domain.identifiers import ContactId, IncidentId
from dispatcher.queries.contacts import ContactRow, ContactWhole
from ui.presenters.contact_words import is_one_of
from ui.presenters.session import Session
from ui.wording import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that can be done with the chosen contact, or why not."""

    words: str
    refusal: str
    is_offered: bool = True  # False: nobody would look for it here


def is_mine(row: ContactRow | None, actor: Actor | None) -> bool:
    """Whether this seat has the contact in hand."""
    return bool(row and actor and row.state is ContactState.TAKEN and row.taken_seat == actor.seat)


def refusal_of(row: ContactRow | None, actor: Actor | None) -> str:
    """Say why nothing can be done with it; empty when it can."""
    if row is None:
        return tr("choose a contact first")
    if actor is None:
        return tr("sign on first (F9)")
    if actor.role not in MAY[Act.TAKE_CALL]:
        return tr("a dispatcher does this")
    if row.state is ContactState.TAKEN and not is_mine(row, actor):
        return tr("{name} at {seat} has it", name=row.taken_by or "?", seat=row.taken_seat or "?")
    return ""


class Deeds:
    """What can be done with the chosen contact; `batch` names the one that is unfolded."""

    def __init__(self, session: Session, chosen: Callable[[], ContactRow | None], batch: Callable[[], str]) -> None:
        self._session, self._chosen, self._batch = session, chosen, batch
        self.shown_number: Callable[[], str] = lambda: ""
        """The number of the shown incident, as its card has it."""

    def refusal(self) -> str:
        """Say why nothing can be done with it; empty when something can."""
        return refusal_of(self._chosen(), self._session.actor)

    def taking(self) -> Deed:
        """Return what taking would do: a second time lets it go."""
        mine = is_mine(self._chosen(), self._session.actor)
        return Deed(words=tr("Let go") if mine else tr("Take"), refusal=self.refusal())

    def entering(self) -> Deed:
        """Return what entering would do."""
        return Deed(words=tr("Enter as a call"), refusal=self.refusal())

    def attaching(self) -> Deed:
        """Return what attaching would do."""
        row, number = self._chosen(), self._number()
        words = tr("Attach to {number}", number=number)
        if row is not None and row.waiting > 1:
            words = tr("Attach all {count} to {number}", count=row.waiting, number=number)
        return Deed(words=words, refusal=self.refusal() or self._no_incident())

    def complaining(self) -> Deed:
        """Return what complaining would do: the contact becomes a complaint about the shown incident."""
        row = self._chosen()
        refusal = self.refusal() or self._no_incident()
        if not refusal and row is not None and row.waiting > 1:
            refusal = tr("unfold the batch, and choose one of it")
        return Deed(words=tr("Complaint about {number}", number=self._number()), refusal=refusal)

    def unfolding(self) -> Deed:
        """Return what unfolding would do."""
        row = self._chosen()
        if row is not None and row.batch is not None and row.batch == self._batch():
            return Deed(words=tr("Fold together"), refusal="")
        many = row is not None and row.waiting > 1
        words = tr("See each of the {count}", count=row.waiting if row else 0)
        return Deed(words=words, refusal="" if many else tr("choose a batch first"), is_offered=many)

    def separating(self) -> Deed:
        """Return what taking one out of its batch would do."""
        row = self._chosen()
        if row is not None and row.waiting > 1:
            refusal = tr("unfold the batch, and choose one of it")
        elif row is None or row.batch is None:
            refusal = tr("choose one of a batch first")
        else:
            refusal = self.refusal()
        return Deed(words=tr("Not like the others"), refusal=refusal, is_offered=is_one_of(row, self._batch()))

    def dismissing(self) -> Deed:
        """Return what dismissing would do."""
        row = self._chosen()
        words = tr("Dismiss all {count}", count=row.waiting) if row and row.waiting > 1 else tr("Dismiss")
        return Deed(words=words, refusal=self.refusal())

    def _number(self) -> str:
        number = self.shown_number() if self._session.incident_id is not None else ""
        return number.rpartition("-")[2] or tr("the incident")

    def _no_incident(self) -> str:
        return tr("choose the incident first (F4)") if self._session.incident_id is None else ""


def dismissed(
    row: ContactRow, actor: Actor, disposition: Disposition, reason: str, seen_at: datetime | None
) -> Command:
    """Dismiss a contact; of a batch all that was seen."""
    if row.waiting > 1 and row.batch is not None:
        return DismissContacts(actor=actor, batch=row.batch, disposition=disposition, reason=reason, upto=seen_at)
    return DismissContact(actor=actor, contact_id=ContactId(row.contact_id), disposition=disposition, reason=reason)


def attached(row: ContactRow, whole: ContactWhole | None, actor: Actor, incident_id: str) -> Command:
    """Make a contact a further call of an incident."""
    return AddCall(
        actor=actor, incident_id=IncidentId(incident_id), contact_id=ContactId(row.contact_id),
        caller_name=row.sender, narrative=_words(row, whole),
    )  # fmt: skip


def all_attached(row: ContactRow, actor: Actor, incident_id: str, reason: str, seen_at: datetime | None) -> Command:
    """Attach to an incident all of a batch that was seen."""
    return EnterBatch(
        actor=actor, batch=row.batch or "", incident_id=IncidentId(incident_id), reason=reason, upto=seen_at
    )


def complained(row: ContactRow, whole: ContactWhole | None, actor: Actor, about: str) -> Command:
    """Make a contact a complaint about an incident."""
    return TakeComplaint(
        actor=actor, about=IncidentId(about), contact_id=ContactId(row.contact_id), caller_name=row.sender,
        narrative=_words(row, whole),
    )  # fmt: skip


def _words(row: ContactRow, whole: ContactWhole | None) -> str:
    body = whole.body if whole is not None and whole.row.contact_id == row.contact_id else row.preview
    return "\n".join(part for part in (row.subject, body) if part)
