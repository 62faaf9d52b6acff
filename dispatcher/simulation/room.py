"""Simulated crews: told by the journal, they answer as they are, and do what they said."""

import functools
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportStatus
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.packs.model import Pack
from dispatcher.queries.transmission_rows import PendingRow
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.crews import By, Crew, Heard, Reply, Temper
from dispatcher.simulation.people import Room, attempt

_ANSWERED = frozenset({"acknowledged", "declined", "recalled"})
_ON_THE_DEVICE = frozenset({TransmissionState.DELIVERED.value, TransmissionState.READ.value})


@dataclass(slots=True)
class _Page:
    id: str
    call_sign: str
    incident_id: str
    stands_down: bool
    job: str  # the incident's number, unlike its id the same in every run of a replay, and which message of it
    turns: int = 0
    copies: set[str] = field(default_factory=set[str])  # its transmissions over further channels
    shown: set[str] = field(default_factory=set[str])  # those of which the far end told that the device has them


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a crew has accepted."""

    incident_id: str
    name: str  # the incident's number and which message of it: the same in every run of a replay


class Ways(Protocol):
    """How crews speak and get about."""

    def called(self, call_sign: str) -> None:
        """An operator calls the crew by voice."""
        ...

    def answers_by(self, call_sign: str, channel: str) -> By:
        """What the device that a message came to can answer by."""
        ...

    def tells_arrival(self, channel: str) -> bool:
        """Whether a channel tells when a device has its message: before that nobody has heard it."""
        ...

    def looks(self, call_sign: str, channel: str) -> None:
        """The crew looks at its device."""
        ...

    def answers(self, call_sign: str, reply: Reply, *, stands_down: bool, channel: str = "") -> None:
        """The crew gives its answer now, to an order to go or to a stand-down that came over a channel."""
        ...

    def sets_out(self, crew: Crew, job: Job) -> None:
        """The crew goes, its answer being recorded."""
        ...

    def turns_back(self, call_sign: str) -> None:
        """The crew goes home: it was stood down, or it declined."""
        ...


class ByTimetable:
    """Crews that nobody sees drive: one operator writes down every answer, and every status when its time has come."""

    def __init__(self, room: Room, actor: Actor, agenda: Agenda) -> None:
        self._room = room
        self._actor = actor
        self._agenda = agenda

    def called(self, call_sign: str) -> None:
        """Only the crew hears it."""

    def answers_by(self, call_sign: str, channel: str) -> By:
        """Everybody speaks."""
        del call_sign, channel
        return By.VOICE

    def tells_arrival(self, channel: str) -> bool:
        """Whatever is accepted is heard."""
        del channel
        return False

    def looks(self, call_sign: str, channel: str) -> None:
        """Nobody sees it."""

    def answers(self, call_sign: str, reply: Reply, *, stands_down: bool, channel: str = "") -> None:
        """Record it."""
        del stands_down, channel
        attempt(
            self._room,
            RecordAnswer(actor=self._actor, call_sign=call_sign, answer=reply.answer, words_heard=reply.words),
        )

    def sets_out(self, crew: Crew, job: Job) -> None:
        """Plan when it leaves, arrives and is clear."""
        for leg in crew.journey(job.name):
            command = ReportStatus(actor=self._actor, call_sign=crew.call_sign, status=leg.status)
            self._agenda.plan(leg.after_s, crew.call_sign, functools.partial(attempt, self._room, command))

    def turns_back(self, call_sign: str) -> None:
        """Nobody sees it."""


class Crews:
    """Every crew of the room and what each is about to do.

    Everything is learned from the journal, so a crew also sets out when a person at the desk recorded its answer.
    Thread: `hear` from one (the feed's), `run_due` from another.
    """

    def __init__(
        self, pack: Pack, seed: int, temper: Temper, agenda: Agenda, ways: Ways,
        own: Mapping[str, Temper] | None = None,
    ) -> None:  # fmt: skip
        """`own`: the tempers of crews that are known to be otherwise, by call sign."""
        self._agenda = agenda
        self._ways = ways
        tempers = {unit.call_sign: (own or {}).get(unit.call_sign, temper) for unit in pack.unit}
        self._crew_of = {call_sign: Crew(seed, call_sign, of_crew) for call_sign, of_crew in tempers.items()}
        self._numbers: dict[str, str] = {}
        self._latest: dict[str, _Page] = {}  # by call sign: what the crew was last told
        self._messages: Counter[tuple[str, str]] = Counter()  # by call sign and incident: each is decided on anew
        self._nobodys: dict[str, datetime] = {}  # transmissions queued at an instant, until it is told whose they are
        self._lock = threading.Lock()

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Take committed entries: pages accepted reach their crews, answers send them off, recalls turn them round."""
        for entry in entries:
            with self._lock:
                self._hear_one(entry)

    def called_by_voice(self, call_sign: str) -> None:
        """A radio operator calls a crew by voice about the last message to it."""
        with self._lock:
            self._ways.called(call_sign)
            page = self._latest.get(call_sign)
            if page is not None:
                self._reaches_crew(page, Heard.VOICE, "")

    def asked_if_well(self, call_sign: str, reply: Reply | None) -> None:
        """A radio operator calls a crew at work, which answers `reply`; None: it does not hear."""
        with self._lock:
            self._ways.called(call_sign)
            if reply is not None and call_sign in self._crew_of:
                answers = functools.partial(self._ways.answers, call_sign, reply, stands_down=False)
                self._agenda.plan(reply.after_s, f"well/{call_sign}", answers)

    def next_due(self) -> datetime | None:
        """Return when the next crew acts."""
        return self._agenda.next_due()

    def run_due(self, now: datetime) -> int:
        """Let every crew act whose time has come; return how many did."""
        return self._agenda.run_due(now)

    def adopt(self, call_sign: str, incident_id: str, number: str, page_id: str = "") -> tuple[Crew, Job] | None:
        """Take up the job that a unit has from before; None when the pack has no such unit."""
        with self._lock:
            self._numbers[incident_id] = number
            self._told(call_sign, page_id, incident_id, stands_down=False)
            page, crew = self._latest[call_sign], self._crew_of.get(call_sign)
        return (crew, Job(incident_id=page.incident_id, name=page.job)) if crew else None

    def remind(self, row: PendingRow) -> None:
        """Let a crew act upon a page from before that it has heard, and whose answer nobody waits for any more."""
        with self._lock:
            stands_down = row.assignment_state is AssignmentState.RECALLED
            if row.call_sign not in self._latest:
                self._numbers[row.incident_id] = row.incident_number
                self._told(row.call_sign, row.transmission_id, row.incident_id, stands_down)
            page = self._latest[row.call_sign]
            if page.id != row.transmission_id:
                page.copies.add(row.transmission_id)
            on_device = row.state.value in _ON_THE_DEVICE
            if on_device:
                page.shown.add(row.transmission_id)
            if on_device or (row.state is not TransmissionState.QUEUED and not self._ways.tells_arrival(row.channel)):
                self._reaches_crew(page, Heard.PAGE, row.channel)

    def _hear_one(self, entry: Entry) -> None:
        body = entry.body
        match entry.kind:
            case EntryKind.INCIDENT_OPENED:
                self._numbers[str(entry.incident_id)] = str(body["number"])
            case EntryKind.INCIDENT_CLOSED:
                closed = self._numbers.pop(str(entry.incident_id), None)
                self._messages = Counter({key: count for key, count in self._messages.items() if key[1] != closed})
            case EntryKind.UNIT_ALERTED | EntryKind.UNIT_RECALLED:
                stands_down = entry.kind is EntryKind.UNIT_RECALLED
                self._told(str(body["call_sign"]), body["transmission"], str(entry.incident_id), stands_down)
            case EntryKind.STATUS_REPORTED:
                self._reported(str(body["call_sign"]), str(body["state"]), implied=bool(body.get("acknowledged")))
            case EntryKind.ANSWER_RECORDED:
                self._answered(str(body["call_sign"]), str(body["answer"]), str(body["state"]))
            case _:
                self._hear_of_page(entry)

    def _hear_of_page(self, entry: Entry) -> None:
        body = entry.body
        transmission_id, channel = str(body.get("transmission")), str(body.get("channel", ""))
        match entry.kind:
            case EntryKind.ATTEMPT_QUEUED if self._page_of(transmission_id) is None:
                self._nobodys[transmission_id] = entry.at
            case EntryKind.STEP_RAN:
                self._copied(transmission_id, entry.at)
            case EntryKind.ATTEMPT_ENDED if body.get("state") == "accepted":
                self._accepted(transmission_id, channel)
            case EntryKind.TRANSMISSION_CHANGED if body["state"] in _ON_THE_DEVICE:
                self._shown(transmission_id, channel)
            case _:
                pass

    def _reported(self, call_sign: str, state: str, *, implied: bool) -> None:
        if state == AssignmentState.CLEARED.value:
            self._agenda.drop(call_sign)
        elif implied and state == AssignmentState.EN_ROUTE.value:
            # The crew's own key, or a desk that wrote it down: who is on its way has answered.
            self._answered(call_sign, Answer.ACCEPTS.value, AssignmentState.ACKNOWLEDGED.value)

    def _told(self, call_sign: str, page_id: object, incident_id: str, stands_down: bool) -> None:
        """A new message to a crew ends what it was about; a recall that was never paged leaves it with nothing."""
        self._agenda.drop(call_sign)
        self._nobodys.clear()
        if page_id is None:
            self._latest.pop(call_sign, None)
        else:
            number = self._numbers.get(incident_id, incident_id)
            self._messages[call_sign, number] += 1
            job = f"{number}/{self._messages[call_sign, number]}"
            self._latest[call_sign] = _Page(str(page_id), call_sign, incident_id, stands_down, job)

    def _copied(self, page_id: str, at: datetime) -> None:
        """A step ran upon a page: what it queued, at that instant, carries the same words over another channel."""
        page = self._page_of(page_id)
        if page is not None:
            page.copies |= {transmission for transmission, queued in self._nobodys.items() if queued == at}
        self._nobodys.clear()

    def _accepted(self, transmission_id: str, channel: str) -> None:
        page = self._page_of(transmission_id)
        if page is not None and (transmission_id in page.shown or not self._ways.tells_arrival(channel)):
            self._reaches_crew(page, Heard.PAGE, channel)

    def _shown(self, transmission_id: str, channel: str) -> None:
        page = self._page_of(transmission_id)
        if page is not None and transmission_id not in page.shown and self._ways.tells_arrival(channel):
            page.shown.add(transmission_id)
            self._reaches_crew(page, Heard.PAGE, channel)

    def _page_of(self, transmission_id: str) -> _Page | None:
        pages = self._latest.values()
        return next((page for page in pages if transmission_id == page.id or transmission_id in page.copies), None)

    def _reaches_crew(self, page: _Page, how: Heard, channel: str) -> None:
        page.turns += 1
        crew = self._crew_of.get(page.call_sign)
        if crew is None:
            return
        reply = crew.reply(page.job, page.turns, how, self._ways.answers_by(page.call_sign, channel))
        looks_s = crew.looks_after_s(page.job, page.turns, reply) if how is Heard.PAGE else None
        if looks_s is not None:
            self._agenda.plan(looks_s, page.call_sign, functools.partial(self._ways.looks, page.call_sign, channel))
        if reply is not None:
            answers = functools.partial(
                self._ways.answers, page.call_sign, reply, stands_down=page.stands_down, channel=channel
            )
            self._agenda.plan(reply.after_s, page.call_sign, answers)

    def _answered(self, call_sign: str, answer: str, state: str) -> None:
        """The answer is given once; a crew that accepts a job, not a stand-down, sets out."""
        page, crew = self._latest.get(call_sign), self._crew_of.get(call_sign)
        if page is None or crew is None or state not in _ANSWERED:
            return
        self._agenda.drop(call_sign)
        if answer == Answer.ACCEPTS.value and state == AssignmentState.ACKNOWLEDGED.value:
            self._ways.sets_out(crew, Job(incident_id=page.incident_id, name=page.job))
        else:
            self._ways.turns_back(call_sign)
