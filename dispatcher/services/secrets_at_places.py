"""Door codes and their like: sealed before they are stored, shown only to those who may, journalled before that."""

from sqlalchemy import insert, update

from dispatcher.domain.authority import MAY, Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.knowledge import require_words
from dispatcher.domain.knowledge_commands import EndSecret, KeepSecret, Revealed, RevealSecret
from dispatcher.services.known_places import at_incident
from dispatcher.storage import incidents, premises
from dispatcher.storage.premises import Found
from dispatcher.storage.schema import premise_secrets
from dispatcher.storage.sealing import Sealed
from dispatcher.storage.unit_of_work import KeptRefusal, UnitOfWork

_MOST_TITLE, _MOST_SECRET = 80, 200


def keep_secret(command: KeepSecret, work: UnitOfWork) -> str:
    """Seal it; what stood under the same title is destroyed."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    premise = premises.get(work.connection, command.premise_id)
    title = require_words(command.title, "what does it open? Such as: front door", "title", _MOST_TITLE)
    words = require_words(command.words, "the code is empty", "words", _MOST_SECRET)
    if command.valid_until is not None and command.valid_until <= work.now:
        raise Rejected("that code has run out already; give a later end", field="valid_until")
    former = premises.secret_of(work.connection, premise.id, title)
    if former is not None:
        premises.end_secret(work.connection, former.id, work.now)
    secret_id = work.new_id()
    sealed = work.keys.seal(words, secret_id)
    work.connection.execute(
        insert(premise_secrets).values(
            id=secret_id, premise_id=premise.id, kind=command.kind.value, title=title, key_id=sealed.key_id,
            sealed=sealed.sealed, written_by=command.actor.operator, written_at=work.now,
            valid_until=command.valid_until,
        )
    )  # fmt: skip
    work.record(
        EntryKind.SECRET_KEPT, command.actor, None, premise=premise.id, secret=secret_id, key=sealed.key_id,
        replaces=former.id if former else None,
    )  # fmt: skip
    return secret_id


def end_secret(command: EndSecret, work: UnitOfWork) -> None:
    """Destroy it for good."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    secret = premises.get_secret(work.connection, command.secret_id)
    if secret.ended_at is not None:
        raise InvalidTransition("that code is destroyed already", field="secret")
    premises.end_secret(work.connection, secret.id, work.now)
    more = _kept_reason(work, secret.id, command.reason)
    work.record(EntryKind.SECRET_ENDED, command.actor, None, premise=secret.premise_id, secret=secret.id, **more)


def reveal_secret(command: RevealSecret, work: UnitOfWork) -> Revealed:
    """Open it for those who may, and tell the journal; the words leave only after that is committed."""
    secret = premises.get_secret(work.connection, command.secret_id)
    incident_id, number = _incident_of(command, work)
    try:
        _require_a_need(command, secret, incident_id, work)
    except NotAuthorised as error:
        work.record(EntryKind.SECRET_DENIED, command.actor, incident_id, premise=secret.premise_id, secret=secret.id)
        raise KeptRefusal(error) from error
    if secret.ended_at is not None:
        raise InvalidTransition("that code was replaced or destroyed; look at the place again", field="secret")
    if secret.valid_until is not None and secret.valid_until <= work.now:
        raise InvalidTransition(f"{secret.title} has run out; ask a keyholder", field="secret")
    words = work.keys.unseal(Sealed(secret.key_id, bytes(secret.sealed)), secret.id)
    more = _kept_reason(work, secret.id, command.reason)
    work.record(
        EntryKind.SECRET_SHOWN, command.actor, incident_id, premise=secret.premise_id, secret=secret.id, number=number,
        **more,
    )  # fmt: skip
    return Revealed(secret_id=secret.id, title=secret.title, words=words, shown_s=work.rules.knowledge.shown_s)


def reseal(work: UnitOfWork, most: int, by: Actor) -> int:
    """Seal some secrets anew that are sealed with another key than the current one; return how many."""
    current = work.keys.read().current
    found = premises.sealed_with_others(work.connection, current, most)
    for secret in found:
        words = work.keys.unseal(Sealed(secret.key_id, bytes(secret.sealed)), secret.id)
        anew = work.keys.seal(words, secret.id)
        work.connection.execute(
            update(premise_secrets)
            .where(premise_secrets.c.id == secret.id)
            .values(key_id=anew.key_id, sealed=anew.sealed)
        )
    if found:
        work.record(EntryKind.SECRETS_RESEALED, by, None, count=len(found), key=current)
    return len(found)


def _kept_reason(work: UnitOfWork, secret_id: str, words: str) -> dict[str, object]:
    if not words.strip():
        return {}
    kept = work.keep("secret", secret_id, "reason", words.strip())
    return {"reason": {"id": kept.id, "digest": kept.digest}}


def _incident_of(command: RevealSecret, work: UnitOfWork) -> tuple[str | None, str | None]:
    if command.incident_id is None:
        return None, None
    incident = incidents.get(work.connection, command.incident_id)
    return incident.id, incident.number


def _require_a_need(command: RevealSecret, secret: Found, incident_id: str | None, work: UnitOfWork) -> None:
    """Let those pass who may see it.

    Raises:
        NotAuthorised: they may not; the text says what is missing.
        Incomplete: no reason is given.
    """
    require(command.actor, Act.SHOW_SECRET)
    above = command.actor.role in MAY[Act.SHOW_ANY_SECRET]
    if not command.reason.strip() and not (above and incident_id):
        raise Incomplete("say why it is needed: the reason is kept with the view", field="reason")
    if above:
        return
    if incident_id is None:
        raise NotAuthorised("a dispatcher sees a code within an open incident at its place; or ask a supervisor")
    _require_at_place(IncidentId(incident_id), secret, work)


def _require_at_place(incident_id: IncidentId, secret: Found, work: UnitOfWork) -> None:
    incident = incidents.get(work.connection, incident_id)
    if incident.state is not IncidentState.OPEN:
        raise NotAuthorised(f"{incident.number} is closed; ask a supervisor for the code")
    if secret.premise_id not in at_incident(work, incident):
        raise NotAuthorised(f"{incident.number} is not at that place; place it there, or ask a supervisor")
