"""What people come to know of a place: the place itself, notes, who has keys. Knowledge grows out of incidents."""

from datetime import datetime

from sqlalchemy import delete, insert, update

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected
from dispatcher.domain.events import EntryKind
from dispatcher.domain.knowledge import DEFAULT_RADIUS_M, require_radius, require_words
from dispatcher.domain.knowledge_commands import (
    AddPremiseNote,
    CorrectPremiseNote,
    EndPremiseNote,
    KeepAsset,
    KeepKeyholders,
    KeepPremise,
    PremiseNoted,
)
from dispatcher.domain.positions import require_place
from dispatcher.geo.addresses import address_key, kept_key, place_of
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.folding import fold
from dispatcher.storage import assets, incidents, premises
from dispatcher.storage.incidents import Incident
from dispatcher.storage.premises import Found
from dispatcher.storage.schema import keyholders
from dispatcher.storage.schema import premises as premises_table
from dispatcher.storage.unit_of_work import UnitOfWork

_MOST_NAME, _MOST_KEYHOLDERS = 200, 9


def keep_premise(command: KeepPremise, work: UnitOfWork) -> str:
    """Make a place known, or change it."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    name = require_words(command.name, "what is the place called?", "name", _MOST_NAME)
    require_place(command.latitude, command.longitude, verified=False)
    if command.latitude is None and not address_key(command.address):
        raise Incomplete("a place needs an address or a position, or nobody finds it again", field="address")
    values = premise_values(
        name, command.address.strip(), command.latitude, command.longitude, require_radius(command.radius_m), work.now
    )
    if command.premise_id is None:
        premise_id = work.new_id()
        work.connection.execute(insert(premises_table).values(id=premise_id, **values))
    else:
        premise_id = premises.get(work.connection, command.premise_id).id
        work.connection.execute(update(premises_table).where(premises_table.c.id == premise_id).values(**values))
    work.record(
        EntryKind.PREMISE_KEPT, command.actor, None, premise=premise_id, made=command.premise_id is None,
        positioned=command.latitude is not None,
    )  # fmt: skip
    return premise_id


def premise_values(
    name: str, address: str, latitude: float | None, longitude: float | None, radius_m: float, now: datetime
) -> dict[str, object]:
    """Return the columns of a place."""
    return {
        "name": name, "address": address, "folded_name": address_key(name), "folded_address": kept_key(address),
        "latitude": latitude, "longitude": longitude, "radius_m": radius_m, "changed_at": now,
    }  # fmt: skip


def add_premise_note(command: AddPremiseNote, work: UnitOfWork) -> PremiseNoted:
    """Keep the note; the place of an incident is made known when it is not yet."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    words = require_words(command.text, "what is to be remembered?", "text")
    valid_from = command.valid_from or work.now
    _require_later(command.valid_until, max(valid_from, work.now))
    incident = incidents.get(work.connection, command.incident_id) if command.incident_id else None
    premise_id, made = _place_for(command, incident, work)
    note_id = work.new_id()
    kept = work.keep("premise", premise_id, "note", words)
    premises.add_note(
        work.connection, id=note_id, premise_id=premise_id, kind=command.kind.value, words_id=kept.id,
        valid_from=valid_from, valid_until=command.valid_until, written_by=command.actor.operator,
        written_at=work.now, incident_id=incident.id if incident else None,
    )  # fmt: skip
    work.record(
        EntryKind.PREMISE_NOTED, command.actor, incident.id if incident else None, premise=premise_id,
        premise_note=note_id, kind=command.kind.value, made=made, note={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    return PremiseNoted(premise_id=premise_id, note_id=note_id, made_place=made)


def _require_later(until: datetime | None, than: datetime) -> None:
    if until is not None and until <= than:
        raise Rejected("a note that has ended already tells nobody anything; give a later end", field="valid_until")


def _place_for(command: AddPremiseNote, incident: Incident | None, work: UnitOfWork) -> tuple[str, bool]:
    """Return the place that a note is for, and whether nobody knew it."""
    if command.premise_id is not None:
        return premises.get(work.connection, command.premise_id).id, False
    if incident is None:
        raise Incomplete("for which place? Name it, or the incident", field="premise")
    known = at_incident(work, incident)
    if known:
        return known[0], False
    if incident.latitude is None and not address_key(incident.place):
        raise Rejected(f"{incident.number} has no place that can be known again; place it first", field="premise")
    premise_id = work.new_id()
    values = premise_values(
        incident.place[:_MOST_NAME], incident.place, incident.latitude, incident.longitude, DEFAULT_RADIUS_M, work.now
    )
    work.connection.execute(insert(premises_table).values(id=premise_id, **values))
    return premise_id, True


def at_incident(work: UnitOfWork, incident: Incident) -> tuple[str, ...]:
    """Return the ids of the known places at an incident's, the surest first."""
    place = place_of(incident.place, incident.latitude, incident.longitude)
    return tuple(found.row.id for found in premises.at_place(work.connection, place, great_circle_m))


def end_premise_note(command: EndPremiseNote, work: UnitOfWork) -> None:
    """End the note; its words are kept."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    _end(_standing(command.note_id, work), command.actor, command.reason, work)


def correct_premise_note(command: CorrectPremiseNote, work: UnitOfWork) -> str:
    """End the note, and keep what it should have said as a note of its own."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    former = _standing(command.note_id, work)
    words = require_words(command.text, "the note is empty; end it when it holds no longer", "text")
    _require_later(command.valid_until, work.now)
    _end(former, command.actor, command.reason, work)
    note_id, kind = work.new_id(), command.kind.value if command.kind else former.kind
    kept = work.keep("premise", former.premise_id, "note", words)
    premises.add_note(
        work.connection, id=note_id, premise_id=former.premise_id, kind=kind, words_id=kept.id, valid_from=work.now,
        valid_until=command.valid_until, written_by=command.actor.operator, written_at=work.now,
        incident_id=former.incident_id,
    )  # fmt: skip
    work.record(
        EntryKind.PREMISE_NOTED, command.actor, None, premise=former.premise_id, premise_note=note_id,
        corrects=former.id, kind=kind, made=False, note={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    return note_id


def _standing(note_id: str, work: UnitOfWork) -> Found:
    note = premises.get_note(work.connection, note_id)
    if note.ended_at is not None:
        raise InvalidTransition("that note has been ended already", field="note")
    return note


def _end(note: Found, actor: Actor, reason: str, work: UnitOfWork) -> None:
    kept = work.keep("premise", note.premise_id, "reason", reason.strip()) if reason.strip() else None
    premises.set_note(work.connection, note.id, ended_at=work.now, ended_by=actor.operator)
    more = {"reason": {"id": kept.id, "digest": kept.digest}} if kept else {}
    work.record(EntryKind.PREMISE_NOTE_ENDED, actor, None, premise=note.premise_id, premise_note=note.id, **more)


def keep_keyholders(command: KeepKeyholders, work: UnitOfWork) -> None:
    """Replace the list of keyholders; what stood there before is kept as personal values."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    premise = premises.get(work.connection, command.premise_id)
    if len(command.keyholders) > _MOST_KEYHOLDERS:
        raise Rejected(f"{len(command.keyholders)} keyholders; at most {_MOST_KEYHOLDERS}", field="keyholders")
    for name, number in command.keyholders:
        require_words(name, "a keyholder needs a name", "keyholders", _MOST_NAME)
        require_words(number, f"{name.strip()} needs a number, or nobody can ring", "keyholders", _MOST_NAME)
    told = write_keyholders(work, premise.id, command.keyholders)
    work.record(EntryKind.KEYHOLDERS_KEPT, command.actor, None, premise=premise.id, personal=told)


def write_keyholders(work: UnitOfWork, premise_id: str, people: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """Write who has keys, in order, and return what the journal may hold of it."""
    work.connection.execute(delete(keyholders).where(keyholders.c.premise_id == premise_id))
    told: list[dict[str, str]] = []
    for rank, (name, number) in enumerate(people, start=1):
        names = work.keep("premise", premise_id, "keyholder_name", name.strip())
        numbers = work.keep("premise", premise_id, "keyholder_number", number.strip())
        work.connection.execute(
            insert(keyholders).values(premise_id=premise_id, rank=rank, name_id=names.id, number_id=numbers.id)
        )
        told += [{"id": kept.id, "digest": kept.digest} for kept in (names, numbers)]
    return told


def keep_asset(command: KeepAsset, work: UnitOfWork) -> str:
    """Put a thing on the register under its number, or change it."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    number = require_words(command.number, "which number does it bear?", "number", _MOST_NAME)
    folded = fold(number).replace(" ", "")
    if not folded:
        raise Rejected("the number has neither a letter nor a digit", field="number")
    if command.premise_id is not None:
        premises.get(work.connection, command.premise_id)
    values = {
        "number": number, "title": command.title.strip(), "kind": command.kind.strip(),
        "premise_id": command.premise_id, "owner_team": command.owner_team.strip(), "notes": command.notes.strip(),
        "changed_at": work.now,
    }  # fmt: skip
    asset_id = assets.put(work.connection, work.new_id(), folded, values)
    work.record(EntryKind.ASSET_KEPT, command.actor, None, asset=asset_id)
    return asset_id
