"""Where what came in is written down: its row, the sender and the words apart from it, and an entry of the journal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dispatcher.domain import numbers
from dispatcher.domain.events import EntryKind
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.search_words import SearchField
from dispatcher.services import attention_items
from dispatcher.storage import inbound, personal_values, units
from dispatcher.storage.inbound import Sender
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork
from dispatcher.storage.units import Assignment, Unit


@dataclass(slots=True, kw_only=True)
class Came:
    """One thing that came in, and, once it is known, what became of it."""

    id: str
    kind: InboundKind
    channel: str
    sender: str
    heard_at: datetime
    duplicate: bool
    bytes_received: bytes
    unit: Sender | None
    current: Assignment | None = None  # what the unit was on
    code: int | None = None
    words: str | None = None
    sent_at: datetime | None = None
    complete: bool = True
    position: tuple[float, float] | None = None
    detail: str = ""
    words_kept: Kept | None = None

    @property
    def incident_id(self) -> str | None:
        """What the unit was on when it came."""
        return self.current.incident_id if self.current else None

    @property
    def who(self) -> str:
        """The unit, or the address that nobody knows."""
        return self.unit.call_sign if self.unit else f"unknown sender {self.sender} on {self.channel}"


@dataclass(slots=True)
class Book:
    """What a command has to write down; at the end, or sooner where something will point to it."""

    work: UnitOfWork
    _rows: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    _values: list[Mapping[str, object]] = field(default_factory=list[Mapping[str, object]])
    _noted: set[str] = field(default_factory=set[str])

    def close(
        self, came: Came, outcome: InboundOutcome, *, answers: str | None = None, of_incident: str | None = None
    ) -> InboundOutcome:
        """Note what became of it (and which transmission of which incident it answers); it is stored by `write`."""
        incident_id = of_incident or came.incident_id
        sender = self._keep(came.id, "sender", came.sender)
        if came.words is not None:
            came.words_kept = self._keep(came.id, "words", came.words)
            if incident_id is not None:
                self.work.index(incident_id, SearchField.LOG, storable(came.words))
        latitude, longitude = came.position or (None, None)
        self._noted.add(came.id)
        self._rows.append({
            "id": came.id, "channel": came.channel, "kind": came.kind.value, "outcome": outcome.value,
            "heard_at": came.heard_at, "sent_at": came.sent_at, "sender_id": sender.id,
            "unit_id": came.unit.unit_id if came.unit else None, "code": came.code,
            "words_id": came.words_kept.id if came.words_kept else None, "complete": came.complete,
            "duplicate": came.duplicate, "detail": came.detail, "latitude": latitude, "longitude": longitude,
            "incident_id": incident_id, "transmission_id": answers, "bytes_received": came.bytes_received,
        })  # fmt: skip
        emergency = came.kind is InboundKind.EMERGENCY
        self.work.record(
            EntryKind.EMERGENCY_HEARD if emergency else EntryKind.INBOUND_TAKEN, SYSTEM, incident_id,
            inbound=came.id, channel=came.channel, what=came.kind.value, outcome=outcome.value,
            unit=came.unit.unit_id if came.unit else None, call_sign=came.unit.call_sign if came.unit else None,
            code=came.code, duplicate=came.duplicate, complete=came.complete, sender=_in_journal(sender),
            words=_in_journal(came.words_kept),
        )  # fmt: skip
        return outcome

    def has(self, came: Came) -> bool:
        """Tell whether it is noted already: an answer is, before the ladder points to it."""
        return came.id in self._noted

    def write(self) -> None:
        """Store what was noted."""
        personal_values.keep_all(self.work.connection, self._values)
        inbound.add(self.work.connection, self._rows)
        self._rows, self._values = [], []

    def _keep(self, inbound_id: str, kind: str, value: str) -> Kept:
        kept, row = personal_values.prepared(self.work.new_id(), "inbound", inbound_id, kind, storable(value))
        self._values.append(row)
        return kept


def _in_journal(kept: Kept | None) -> dict[str, str] | None:
    return {"id": kept.id, "digest": kept.digest} if kept else None


class Senders:
    """Whose the addresses are that something came in from; looked up at once, by a command."""

    def __init__(self, work: UnitOfWork, told: Iterable[tuple[str, str]]) -> None:
        """`told`: channel and address of each."""
        self._numbers = work.rules.inbound.numbers
        self._known: dict[str, Mapping[str, Sender]] = {}
        addresses: defaultdict[str, set[str]] = defaultdict(set)
        for channel, address in told:
            addresses[channel].add(address.strip())
        for channel, those in addresses.items():
            self._known[channel] = self._look(work, channel, those)

    def of(self, channel: str, address: str) -> Sender | None:
        """Return whose address it is; None when nobody's, or when it cannot be told whose."""
        known, country = self._known[channel], self._numbers.get(channel)
        return known.get(address.strip()) if country is None else numbers.whose(address, known, country)

    def _look(self, work: UnitOfWork, channel: str, those: set[str]) -> Mapping[str, Sender]:
        country = self._numbers.get(channel)
        found: dict[str, Sender] = {}
        doubled: set[str] = set()
        # A telephone number may be written in many ways: it is compared with all there are.
        for address, sender in inbound.senders(work.connection, channel, those if country is None else None):
            key = address if country is None else numbers.normal(address, country)
            if found.setdefault(key, sender) != sender:
                doubled.add(key)
        return {key: sender for key, sender in found.items() if key not in doubled}


def storable(words: str) -> str:
    """Return words as every database holds them; what came in is kept octet for octet beside them."""
    return words.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def sender_of(work: UnitOfWork, channel: str, address: str) -> Sender | None:
    """Return whose address it is; None when nobody's, or when it cannot be told whose."""
    return Senders(work, [(channel, address)]).of(channel, address)


def unit_of(work: UnitOfWork, came: Came) -> Unit:
    """Return the unit that told it, with what it is on; `came` knows its sender."""
    assert came.unit is not None  # noqa: S101  # asked by the caller
    unit, came.current = units.with_assignment(work.connection, came.unit.unit_id)
    return unit


def unknown_cause(channel: str, address: str) -> str:
    """Return the cause under which a sender that nobody knows is raised."""
    return f"unknown:{channel}:{attention_items.veiled(address)}"
