"""Which questions a committed entry makes worth asking again, and the asking: one place for all screens.

Thread: everything here runs on the Qt thread; a Future's foreign thread only posts.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from enum import StrEnum
from typing import Generic, TypeVar

from dispatcher.domain.events import Entry, EntryKind
from dispatcher.queries.requests import Query
from ui.presenters.room import Room
from ui.wording import tr

Answer = TypeVar("Answer")
Post = Callable[[Callable[[], None]], None]


def take_over(
    future: Future[Answer],
    post: Post,
    done: Callable[[Answer], None],
    failed: Callable[[BaseException], None],
) -> None:
    """Bring a Future's result, or its error, to the Qt thread."""

    def deliver() -> None:
        if future.cancelled():
            failed(CancelledError())
            return
        error = future.exception()
        if error is not None:
            failed(error)
        else:
            done(future.result())

    future.add_done_callback(lambda _: post(deliver))


class Watched:
    """Something that views look at: they are told that it changed, and read it themselves."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[], None]] = []

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` after every change."""
        self._watchers.append(watcher)

    def changed(self) -> None:
        """Tell all watchers."""
        for watcher in list(self._watchers):
            watcher()


class Question(Generic[Answer]):
    """A standing question: never asked twice at once, asked again after its answer when told meanwhile.

    `problem` is called with a text when the room cannot answer, and with None once it can again.
    """

    def __init__(
        self, room: Room, post: Post, key: str, taken: Callable[[Answer], None], problem: Callable[[str | None], None]
    ) -> None:
        self._room, self._post, self._key = room, post, key
        self._taken, self._problem = taken, problem
        self._asking = False
        self._again: Query[Answer] | None = None
        self._ill = False

    def ask(self, query: Query[Answer]) -> None:
        """Ask now, or right after the answer that is under way."""
        if self._asking:
            self._again = query
            return
        self._asking = True
        take_over(self._room.ask(query, self._key), self._post, self._done, self._failed)

    def _done(self, answer: Answer) -> None:
        self._asking = False
        if self._ill:
            self._ill = False
            self._problem(None)
        self._taken(answer)
        self._next()

    def _failed(self, error: BaseException) -> None:
        self._asking = False
        self._ill = True
        why = tr("the question was dropped") if isinstance(error, CancelledError) else error
        self._problem(tr("cannot read the {what}: {error}", what=self._key, error=why))
        self._next()

    def _next(self) -> None:
        again, self._again = self._again, None
        if again is not None:
            self.ask(again)


class Concern(StrEnum):
    """A part of the screen that an entry may touch."""

    SENTINEL = "sentinel"
    ATTENTION = "attention"
    QUEUE = "queue"
    CARD = "card"
    UNITS = "units"
    PENDING = "pending"
    PACK = "pack"
    DUTIES = "duties"
    REACH = "reach"
    VOICE = "voice"
    CHANNELS = "channels"
    INBOUND = "inbound"
    EVIDENCE = "evidence"
    CONTACTS = "contacts"
    SOURCES = "sources"
    DRAFTS = "drafts"
    KNOWLEDGE = "knowledge"


_C = Concern
_INCIDENT = frozenset({_C.QUEUE, _C.CARD})
_LINE = frozenset({_C.CARD, _C.EVIDENCE, _C.CHANNELS})
_PAGE = _INCIDENT | _LINE | {_C.PENDING, _C.VOICE}
_UNIT = _PAGE | {_C.UNITS}
_OWED = _INCIDENT | {_C.ATTENTION}  # raises or settles what people are asked
_CONTACT = frozenset({_C.CONTACTS, _C.SENTINEL})
_WATCH = frozenset({_C.SENTINEL, _C.QUEUE})  # each row says whether somebody on duty guards it
_KNOWN = frozenset({_C.KNOWLEDGE})
_NOTHING: frozenset[Concern] = frozenset()
CONCERNS: Mapping[EntryKind, frozenset[Concern]] = {
    EntryKind.DATABASE_CREATED: _NOTHING,
    EntryKind.PACK_ACTIVATED: frozenset({_C.PACK, _C.UNITS, _C.REACH, _C.CHANNELS}),
    EntryKind.SIGNED_ON: _WATCH | {_C.DUTIES, _C.REACH},
    EntryKind.SIGNED_OFF: _WATCH | {_C.DUTIES, _C.REACH},
    EntryKind.CALL_TAKEN: _INCIDENT,
    EntryKind.INCIDENT_OPENED: _INCIDENT | {_C.SENTINEL},
    EntryKind.CALL_ADDED: _INCIDENT,
    EntryKind.CALL_AMENDED: _INCIDENT,
    EntryKind.CALL_ENDED: _INCIDENT,
    EntryKind.DRAFT_DROPPED: frozenset({_C.CARD, _C.DRAFTS}),
    EntryKind.INCIDENT_AMENDED: _INCIDENT,
    EntryKind.READ_BACK_RECORDED: _OWED,
    EntryKind.READ_BACK_OWED: _OWED,
    EntryKind.INCIDENT_REKINDED: _OWED,
    EntryKind.COMPLAINT_RECEIVED: _OWED,
    EntryKind.COMPLAINT_LINKED: _INCIDENT,
    EntryKind.COMPLAINT_ACKNOWLEDGED: _OWED,
    EntryKind.COMPLAINT_ANSWERED: _OWED,
    EntryKind.COMPLAINT_VOIDED: _OWED,
    EntryKind.INCIDENT_MERGED: _OWED | {_C.SENTINEL},
    EntryKind.INCIDENT_UNMERGED: _OWED | {_C.SENTINEL},
    EntryKind.CALL_MOVED: _INCIDENT,
    EntryKind.CALL_SPLIT: _INCIDENT,
    EntryKind.INCIDENTS_LINKED: frozenset({_C.CARD}),
    EntryKind.INCIDENTS_UNLINKED: frozenset({_C.CARD}),
    EntryKind.KEPT_APART: frozenset({_C.CARD}),
    EntryKind.FACTS_SEEN: frozenset({_C.CARD}),
    EntryKind.NOTE_ADDED: _INCIDENT,
    EntryKind.PRIORITY_SET: _PAGE,
    EntryKind.TRIAGE_RECORDED: _INCIDENT,
    EntryKind.INCIDENT_PLACED: _INCIDENT | {_C.VOICE},
    EntryKind.INCIDENT_TAKEN_OVER: _INCIDENT,
    EntryKind.UNITS_DISPATCHED: _UNIT,
    EntryKind.UNIT_ALERTED: _UNIT,
    EntryKind.ANSWER_RECORDED: _UNIT,
    EntryKind.STATUS_REPORTED: _UNIT,
    EntryKind.STATUS_REFUSED: _INCIDENT | {_C.ATTENTION},
    EntryKind.AVAILABILITY_SET: frozenset({_C.UNITS}),
    EntryKind.UNIT_RECALLED: _UNIT,
    EntryKind.UNIT_REASSIGNED: _UNIT,
    EntryKind.INCIDENT_CLOSED: _UNIT | {_C.SENTINEL, _C.ATTENTION},
    EntryKind.ATTEMPT_QUEUED: _LINE | {_C.PENDING, _C.SENTINEL},
    EntryKind.ATTEMPT_CLAIMED: _LINE,
    EntryKind.ATTEMPT_ENDED: _LINE | {_C.PENDING, _C.SENTINEL},
    EntryKind.TRANSMISSION_CHANGED: _PAGE,
    EntryKind.STEP_RAN: _PAGE | {_C.ATTENTION},
    EntryKind.CHAIN_STOPPED: _PAGE | {_C.ATTENTION},
    EntryKind.CHAIN_CANCELLED: _PAGE | {_C.ATTENTION},
    EntryKind.GUARD_RAN: _INCIDENT | {_C.ATTENTION},
    EntryKind.ATTENTION_RAISED: frozenset({_C.ATTENTION, _C.SENTINEL}),
    EntryKind.ATTENTION_TAKEN: _INCIDENT | {_C.ATTENTION, _C.VOICE},
    EntryKind.ATTENTION_RESOLVED: frozenset({_C.ATTENTION, _C.VOICE}),
    EntryKind.ATTENTION_DELEGATED: frozenset({_C.ATTENTION, _C.CARD, _C.VOICE}),
    EntryKind.ATTENTION_ACKNOWLEDGED: frozenset({_C.ATTENTION, _C.CARD}),
    EntryKind.INCIDENT_FLAGGED: _INCIDENT,
    EntryKind.UNCONFIRMED_ACCEPTED: _PAGE | {_C.ATTENTION},
    EntryKind.MAJOR_DECLARED: _INCIDENT,
    EntryKind.MAJOR_STOOD_DOWN: _INCIDENT,
    EntryKind.PROPOSED: _OWED,
    EntryKind.PROPOSAL_DECIDED: _OWED,
    EntryKind.PROMISE_MADE: _OWED,
    EntryKind.PROMISE_SETTLED: _OWED,
    EntryKind.TRANSFER_OFFERED: _OWED,
    EntryKind.TRANSFER_ANSWERED: _OWED,
    EntryKind.UNIT_HELD: frozenset({_C.UNITS}),
    EntryKind.UNIT_RELEASED: frozenset({_C.UNITS}),
    EntryKind.ROLL_CALL_BEGUN: _OWED,
    EntryKind.ROLL_CALL_ANSWERED: _OWED,
    EntryKind.ROLL_CALL_ENDED: _OWED,
    EntryKind.WATCH_PAUSED: _OWED,
    EntryKind.WATCH_RESUMED: _OWED,
    EntryKind.INCIDENT_AUDITED: frozenset({_C.CARD}),
    EntryKind.CHANNEL_CHANGED: frozenset({_C.SENTINEL, _C.CHANNELS}),
    EntryKind.CHANNEL_HELD: frozenset({_C.SENTINEL, _C.CHANNELS}),
    EntryKind.CHANNEL_RELEASED: frozenset({_C.SENTINEL, _C.CHANNELS}),
    EntryKind.CHANNEL_TEST_QUEUED: frozenset({_C.CHANNELS, _C.SENTINEL}),
    EntryKind.CHANNEL_TEST_ENDED: frozenset({_C.CHANNELS, _C.SENTINEL}),
    EntryKind.SAID_IN_THE_OPEN: _INCIDENT,
    EntryKind.INBOUND_TAKEN: frozenset({_C.CARD, _C.INBOUND}),
    EntryKind.EMERGENCY_HEARD: frozenset({_C.ATTENTION, _C.CARD, _C.INBOUND}),
    EntryKind.CONTACT_ARRIVED: _CONTACT,
    EntryKind.CONTACT_TAKEN: _CONTACT,
    EntryKind.CONTACT_RELEASED: _CONTACT,
    EntryKind.CONTACT_SEPARATED: _CONTACT,
    EntryKind.CONTACT_ENTERED: _INCIDENT | _CONTACT,
    EntryKind.CONTACT_DISMISSED: _CONTACT,
    EntryKind.SOURCE_CHANGED: frozenset({_C.SOURCES}),
    EntryKind.PREMISE_KEPT: _KNOWN,
    EntryKind.PREMISE_NOTED: _KNOWN | {_C.CARD},
    EntryKind.PREMISE_NOTE_ENDED: _KNOWN,
    EntryKind.KEYHOLDERS_KEPT: _KNOWN,
    EntryKind.SECRET_KEPT: _KNOWN,
    EntryKind.SECRET_ENDED: _KNOWN,
    EntryKind.SECRET_SHOWN: frozenset({_C.CARD}),
    EntryKind.SECRET_DENIED: frozenset({_C.CARD}),
    EntryKind.SECRETS_RESEALED: _NOTHING,
    EntryKind.ASSET_KEPT: _KNOWN,
    EntryKind.CALLER_NOTED: _KNOWN | {_C.CARD},
    EntryKind.CALLER_NOTE_ENDED: _KNOWN,
    EntryKind.CALLER_AMENDED: _KNOWN,
    EntryKind.CALLER_FORGOTTEN: _KNOWN,
    EntryKind.KNOWLEDGE_IMPORTED: _KNOWN,
    EntryKind.LINE_CORRECTED: frozenset({_C.CARD}),
    EntryKind.STAKEHOLDER_ADDED: frozenset({_C.CARD}),
    EntryKind.STAKEHOLDER_TOLD: _INCIDENT,
    EntryKind.STAKEHOLDER_REPLIED: _INCIDENT,
    EntryKind.TASK_ADDED: _OWED,
    EntryKind.TASK_SETTLED: _OWED,
    EntryKind.PLAN_ATTACHED: _OWED,
    EntryKind.PLAN_STEP_SETTLED: _OWED,
    EntryKind.PLAN_STEP_UNDONE: _OWED,
    EntryKind.PLAN_DETACHED: _OWED,
    EntryKind.RESOLUTION_RECORDED: frozenset({_C.CARD}),
    EntryKind.IMPACT_RECORDED: frozenset({_C.CARD}),
    EntryKind.INCIDENT_REOPENED: _UNIT | {_C.SENTINEL, _C.ATTENTION},
    EntryKind.INCIDENT_SCHEDULED: _OWED,
    EntryKind.LEASE_TAKEN: _WATCH | {_C.REACH, _C.CHANNELS},
    EntryKind.CLOCK_JUMPED: _INCIDENT | {_C.SENTINEL, _C.PENDING},
}
"""Total: every kind of entry is a key (tested). Ids in hand narrow QUEUE and CARD to the incidents named."""

Ring = Callable[[frozenset[str] | None], None]
"""Told which incidents to ask about again; None means all of them."""


class Refresh:
    """Rings each screen at most once for a handful of entries."""

    def __init__(self, rings: Mapping[Concern, Ring]) -> None:
        self._rings = rings

    def entries(self, entries: Iterable[Entry]) -> None:
        """Ring whatever these entries touch."""
        touched: dict[Concern, set[str] | None] = {}
        for entry in entries:
            for concern in CONCERNS[entry.kind]:
                ids = touched.setdefault(concern, set())
                if entry.incident_id is None:
                    touched[concern] = None
                elif ids is not None:
                    ids.add(entry.incident_id)
        for concern in Concern:
            if concern in touched and concern in self._rings:
                ids = touched[concern]
                self._rings[concern](None if ids is None else frozenset(ids))

    def everything(self) -> None:
        """Ring every screen, as at the start and at each reconciliation."""
        for concern in Concern:
            if concern in self._rings:
                self._rings[concern](None)
