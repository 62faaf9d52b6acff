"""What a further call says that the record of its incident did not: found when it is added, kept until looked at."""

from collections.abc import Sequence

from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.calls import PlaceSource, require_persons
from dispatcher.domain.likeness import Told, distance_m, uncertainty_m
from dispatcher.domain.positions import require_place
from dispatcher.domain.same_event import FactKind, Said, new_facts
from dispatcher.geo.folding import fold
from dispatcher.storage import same_event
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork

Facts = Sequence[tuple[FactKind, str]]
_DIFFERS_M = 2 * uncertainty_m(PlaceSource.COORDINATES, verified=False)
"""A position that lies no farther off is the same place, told less exactly."""


def facts_of(command: AddCall, work: UnitOfWork, incident: Incident) -> Facts:
    """Return what the call tells anew; what further calls told before it is no news.

    Raises:
        Incomplete: a position or a number of persons that cannot be.
        UnknownThing: a type that the pack does not have.
    """
    require_place(command.latitude, command.longitude, verified=False)
    require_persons(command.persons_involved)
    told_type = work.rules.incident_type(command.incident_type) if command.incident_type else None
    spoken = same_event.said_of(work.connection, incident.id, ("narrative", "caller_number"))
    known = same_event.facts_said(work.connection, incident.id)
    record = Said(
        place=fold(incident.place), type_title=incident.type_name, persons=incident.persons_involved,
        asset=incident.asset_number, numbers=spoken["caller_number"], words=fold(" ".join(spoken["narrative"])),
    )  # fmt: skip
    told = Said(
        place=fold(command.place), type_title=told_type.title if told_type else "", persons=command.persons_involved,
        asset=command.asset_number.strip(), numbers=(command.caller_number.strip(),), words=fold(command.narrative),
    )  # fmt: skip
    found = [(kind, _as_typed(command, kind, words)) for kind, words in new_facts(record, told)]
    return [*(fact for fact in found if fact not in known), *_position(command, incident)]


def keep_facts(work: UnitOfWork, call_id: str, facts: Facts) -> dict[str, object]:
    """Keep the facts of a call; return what the journal says of them."""
    kept = [(kind, work.keep("call", call_id, "fact", words)) for kind, words in facts]
    rows: list[dict[str, object]] = [
        {"id": work.new_id(), "call_id": call_id, "kind": kind.value, "value_id": value.id, "found_at": work.now}
        for kind, value in kept
    ]
    same_event.add_facts(work.connection, rows)
    told = [{"kind": kind.value, "id": value.id, "digest": value.digest} for kind, value in kept]
    return {"facts": told} if told else {}


def _as_typed(command: AddCall, kind: FactKind, words: str) -> str:
    return command.place.strip() if kind is FactKind.PLACE else words


def _position(command: AddCall, incident: Incident) -> Facts:
    if command.latitude is None or command.longitude is None:
        return ()
    here = f"{command.latitude:.5f} {command.longitude:.5f}"
    away = distance_m(
        Told(latitude=command.latitude, longitude=command.longitude, at=()),
        Told(latitude=incident.latitude, longitude=incident.longitude, at=()),
    )
    if away is None:
        return ((FactKind.POSITION, f"{here}: the record has no position"),)
    return ((FactKind.POSITION, f"{here}: {away:.0f} m away"),) if away > _DIFFERS_M else ()
