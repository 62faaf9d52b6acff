"""The simulated dispatcher: takes the calls, sends units, sends others when those cannot, and closes."""

import logging
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from dispatcher.domain.call_commands import CallTaken
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.triage import Priority
from dispatcher.replay.board import Board
from dispatcher.replay.calls import CallRow, RejectedRow
from dispatcher.replay.intake import Intake, line_mark
from dispatcher.replay.territory import position_of
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, chance
from dispatcher.simulation.saying_back import said_back

_log = logging.getLogger(__name__)

_PATIENCE_S = 1200.0
"""After so long without a unit in reach, the nearest free one goes, wherever it is."""
_TRY_ALL_AGAIN_S = 180.0
"""When every unit has declined or stayed silent, they are asked again."""
_CLOSE_AGAIN_S = 60.0
_ANSWER_S = 60.0


@dataclass(slots=True)
class Case:
    """An open incident as the desk keeps it."""

    row: CallRow
    incident_id: IncidentId
    number: str
    priority: Priority
    order: int
    on_it: set[str] = field(default_factory=set[str])
    turning_round: set[str] = field(default_factory=set[str])  # stood down, not yet answered
    tried: set[str] = field(default_factory=set[str])
    served: bool = False
    hurried: bool = False  # waited so long that a unit from anywhere will do


class Desk:
    """Thread: `hear` from the feed's; everything else from the replay's own."""

    def __init__(self, room: Room, intake: Intake, board: Board, clock: Clock, seed: int) -> None:
        self._room = room
        self._intake = intake
        self._actor = intake.actor
        self._board = board
        self._seed = seed
        self.agenda = Agenda(clock)
        self._news: deque[Entry] = deque()
        self._cases: dict[str, Case] = {}
        self._waiting: list[Case] = []
        self._incident_of_line: dict[int, IncidentId] = {}
        self.taken = 0
        self.attached = 0
        self.refused: list[RejectedRow] = []
        self.most_waiting = 0
        self.most_open = 0
        self.places_shortened = 0

    @property
    def open_count(self) -> int:
        """Incidents that are not closed."""
        return len(self._cases)

    @property
    def waiting_count(self) -> int:
        """Incidents to which nobody is sent yet."""
        return len(self._waiting)

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Keep committed entries until `work`."""
        self._news.extend(entries)

    def take(self, row: CallRow) -> None:
        """Enter a call and send somebody; a copy of a call is noted on its incident."""
        attached = self._incident_of_line.get(row.copy_of) if row.copy_of is not None else None
        self.taken += 1
        if attached is not None:
            self.attached += 1
            self._note(attached, f"{line_mark(row.line)} the same call again, as line {row.copy_of}")
            return
        command = self._intake.command_for(row)
        try:
            taken: CallTaken = self._do(command)
        except Rejected as error:
            self.taken -= 1
            self.refused.append(RejectedRow(row.line, f"not taken: {error}"))
            return
        if taken.priority in self._room.pack.read_back.asked:
            self._do(said_back(self._actor, taken))
        case = Case(row, taken.incident_id, taken.number, taken.priority, len(self._incident_of_line))
        self._open(case, command.place)

    def work(self) -> bool:
        """Act on what was heard; False when there was nothing."""
        worked = False
        while self._news:
            worked = True
            self._hear_one(self._news.popleft())
        return worked

    def _open(self, case: Case, place: str) -> None:
        row = case.row
        self._incident_of_line[row.line] = case.incident_id
        self._cases[case.incident_id] = case
        self.most_open = max(self.most_open, len(self._cases))
        if place != row.place:
            self.places_shortened += 1
            self._note(case.incident_id, f"place shortened to what the pager carries; the caller's words: {row.place}")
        if row.time_corrected:
            self._note(
                case.incident_id,
                f"the time of contact given, {row.time_corrected}, cannot be; the time of entry stands for it",
            )
        self._send_or_wait(case)

    def _hear_one(self, entry: Entry) -> None:
        case = self._cases.get(str(entry.incident_id))
        if case is None:
            return
        body = entry.body
        call_sign = str(body.get("call_sign"))
        match entry.kind, body.get("state"):
            case EntryKind.ANSWER_RECORDED, "declined":
                self._lost_unit(case, call_sign)
                self._freed(call_sign)
            case EntryKind.ANSWER_RECORDED, "recalled":
                case.turning_round.discard(call_sign)
                self._freed(call_sign)
                self._close_if_done(case)
            case EntryKind.STATUS_REPORTED, "cleared":
                case.on_it.discard(call_sign)
                case.served = True
                self._freed(call_sign)
                self._close_if_done(case)
            case EntryKind.UNIT_RECALLED, _:
                self._recalled(case, call_sign, told=body["transmission"] is not None)
            case _:
                pass

    def _recalled(self, case: Case, call_sign: str, *, told: bool) -> None:
        """A unit that was paged a stand-down is not sent anywhere else before it has answered that."""
        if told:
            case.turning_round.add(call_sign)
        self._lost_unit(case, call_sign)
        if not told:
            self._freed(call_sign)

    def _lost_unit(self, case: Case, call_sign: str) -> None:
        case.on_it.discard(call_sign)
        case.tried.add(call_sign)
        if not case.on_it and not case.served:
            self._send_or_wait(case)

    def _freed(self, call_sign: str) -> None:
        self._board.give_back(call_sign)
        self._serve_waiting()

    def _serve_waiting(self) -> None:
        for case in sorted(self._waiting, key=lambda item: (item.priority.rank, item.order)):
            if self._send(case):
                self._waiting.remove(case)

    def _send_or_wait(self, case: Case) -> None:
        if case in self._waiting or self._send(case):
            return
        self._waiting.append(case)
        self.most_waiting = max(self.most_waiting, len(self._waiting))
        self.agenda.plan(_TRY_ALL_AGAIN_S, case.number, lambda: self._try_all_again(case))
        self.agenda.plan(_PATIENCE_S, case.number, lambda: self._hurry(case))

    def _try_all_again(self, case: Case) -> None:
        case.tried.clear()
        self.agenda.plan(_TRY_ALL_AGAIN_S, case.number, lambda: self._try_all_again(case))
        self._serve_waiting()

    def _hurry(self, case: Case) -> None:
        case.hurried = True
        self._serve_waiting()

    def _send(self, case: Case) -> bool:
        row = case.row
        call_sign = self._board.choose(row.station, position_of(row), case.tried, from_anywhere=case.hurried)
        if call_sign is None:
            return False
        try:
            self._do(DispatchUnits(actor=self._actor, incident_id=case.incident_id, call_signs=(call_sign,)))
        except Rejected as error:
            _log.error("%s: %s was not sent: %s", case.number, call_sign, error)
            case.tried.add(call_sign)
            return False
        self._board.take(call_sign)
        case.on_it.add(call_sign)
        self.agenda.drop(case.number)
        return True

    def _close_if_done(self, case: Case) -> None:
        if case.on_it or case.turning_round or not case.served or case.incident_id not in self._cases:
            return
        outcomes = self._room.pack.outcomes
        outcome = chance(self._seed, "outcome", case.number).choice(outcomes)
        try:
            self._do(CloseIncident(actor=self._actor, incident_id=case.incident_id, outcome=outcome))
        except Rejected as error:
            _log.error("%s was not closed: %s", case.number, error)
            self.agenda.plan(_CLOSE_AGAIN_S, case.number, lambda: self._close_if_done(case))
        else:
            del self._cases[case.incident_id]

    def _note(self, incident_id: IncidentId, text: str) -> None:
        self._do(AddNote(actor=self._actor, incident_id=incident_id, text=text))

    def _do(self, command: Command) -> Any:
        future: Future[Any] = self._room.execute(command)
        return future.result(_ANSWER_S)
