"""What callers are promised, and transfers to partners: both wait for somebody, and neither may be forgotten."""

from sqlalchemy.exc import IntegrityError

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Act, Role, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import PromiseId, TransferId
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.promises import NEXT as PROMISE_NEXT
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.transfers import NEXT as TRANSFER_NEXT
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.transitions import advance
from dispatcher.services import chains
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.chains import Guarded
from dispatcher.services.contexts import head
from dispatcher.services.guarding import look
from dispatcher.services.opened import open_incident
from dispatcher.services.updating import updated
from dispatcher.storage import incidents, promises
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def make_promise(command: MakePromise, work: UnitOfWork) -> PromiseId:
    """Store a promise; its chain counts to and from the instant that was promised."""
    require(command.actor, Act.PROMISE)
    incident = open_incident(work, command.incident_id)
    if command.due_at <= work.now:
        raise Incomplete("a promise is for a time to come; give one after now", field="due_at")
    if not command.words.strip():
        raise Incomplete("what was the caller told?", field="words")
    promise_id = work.new_id()
    kept = work.keep("incident", incident.id, "promise", command.words.strip())
    promises.add_promise(
        work.connection, id=promise_id, incident_id=incident.id, about=command.about.value, made_at=work.now,
        made_by=command.actor.operator, due_at=command.due_at, words_id=kept.id,
    )  # fmt: skip
    work.record(
        EntryKind.PROMISE_MADE, command.actor, incident.id, promise=promise_id, about=command.about.value,
        looked=look(work, incident.id),
        in_s=round((command.due_at - work.now).total_seconds()), words={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    chains.start(work, _guarded(incident, Subject.PROMISE, promise_id), since=command.due_at)
    return PromiseId(promise_id)


def settle_promise(command: SettlePromise, work: UnitOfWork) -> None:
    """Keep or withdraw a promise, with what the caller was told."""
    require(command.actor, Act.PROMISE)
    promise = promises.promise(work.connection, command.promise_id)
    if not command.words.strip():
        raise Incomplete("what was the caller told?", field="words")
    state = PromiseState.KEPT if command.kept else PromiseState.WITHDRAWN
    advance(PROMISE_NEXT, "the promise", promise.state, state)
    promises.set_promise(
        work.connection, promise.id, state=state.value, settled_at=work.now, settled_by=command.actor.operator
    )
    kept = work.keep("incident", promise.incident_id, "promise", command.words.strip())
    work.record(
        EntryKind.PROMISE_SETTLED, command.actor, promise.incident_id, promise=promise.id, state=state.value,
        looked=look(work, promise.incident_id),
        late_s=max(0, round((work.now - promise.due_at).total_seconds())),
        words={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    chains.end(work, Subject.PROMISE, promise.id, f"the promise was {state.value}")
    if command.kept and promise.about is not PromiseAbout.ARRIVAL:  # the caller was told how it stands
        incident = incidents.get(work.connection, promise.incident_id)
        if incident.state is IncidentState.OPEN:
            updated(work, incident)


def offer_transfer(command: OfferTransfer, work: UnitOfWork) -> TransferId:
    """Offer an incident to a partner; it stays ours, guarded, until a person there has accepted it."""
    require(command.actor, Act.TRANSFER)
    incident = open_incident(work, command.incident_id)
    if command.partner not in work.rules.partners:
        known = ", ".join(work.rules.partners) or "none; partners stand in people.toml"
        raise UnknownThing(f"no partner is called {command.partner!r}; there are: {known}", field="partner")
    transfer_id = work.new_id()
    try:
        promises.add_transfer(
            work.connection, id=transfer_id, incident_id=incident.id, partner=command.partner, offered_at=work.now,
            offered_by=command.actor.operator,
        )  # fmt: skip
    except IntegrityError as error:
        raise InvalidTransition(f"{command.partner} has been offered {incident.number} already", "partner") from error
    kept = work.keep("incident", incident.id, "note", command.words.strip()) if command.words.strip() else None
    work.record(
        EntryKind.TRANSFER_OFFERED, command.actor, incident.id, transfer=transfer_id, partner=command.partner,
        looked=look(work, incident.id),
        words={"id": kept.id, "digest": kept.digest} if kept else None,
    )  # fmt: skip
    chains.start(work, _guarded(incident, Subject.TRANSFER, transfer_id))
    return TransferId(transfer_id)


def answer_transfer(command: AnswerTransfer, work: UnitOfWork) -> None:
    """Write down what the partner's person said; a refusal is for the owner to act on at once."""
    require(command.actor, Act.TRANSFER)
    transfer = promises.transfer(work.connection, command.transfer_id)
    if not command.words_heard.strip():
        raise Incomplete("who said what? Write the words heard", field="words_heard")
    advance(TRANSFER_NEXT, f"the transfer to {transfer.title}", transfer.state, command.answer)
    kept = work.keep("incident", transfer.incident_id, "words_heard", command.words_heard.strip())
    promises.set_transfer(
        work.connection, transfer.id, state=command.answer.value, answered_at=work.now,
        answered_by=command.actor.operator, words_id=kept.id,
    )  # fmt: skip
    work.record(
        EntryKind.TRANSFER_ANSWERED, command.actor, transfer.incident_id, transfer=transfer.id,
        looked=look(work, transfer.incident_id),
        partner=transfer.partner, state=command.answer.value, words={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    chains.end(work, Subject.TRANSFER, transfer.id, f"the transfer was {command.answer.value}")
    if command.answer is TransferState.REFUSED:
        _refused(work, incidents.get(work.connection, transfer.incident_id), transfer.title)


def _refused(work: UnitOfWork, incident: Incident, title: str) -> None:
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION, cause=f"refused:{incident.id}:{title}",
            text=f"{head(incident)}: {title} refused it; it is still yours", for_role=Role.DISPATCHER,
            priority=incident.priority, incident_id=incident.id, for_seat=incident.owner_seat,
        ),
    )  # fmt: skip


def _guarded(incident: Incident, subject: Subject, subject_id: str) -> Guarded:
    return Guarded(
        subject=subject, subject_id=subject_id, priority=incident.priority, incident_id=incident.id,
        incident_type=incident.incident_type, kind=incident.kind,
    )  # fmt: skip
