"""Incidents told by real commands: short ones, dispatched ones, and those that stay open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportStatus
from dispatcher.domain.dispatch_commands import DispatchUnits, RecallUnit
from dispatcher.domain.escalation import StepAction, Subject
from dispatcher.domain.identifiers import AttentionId, IncidentId, OperatorId, Seat
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.incidents import Kind
from dispatcher.domain.machine import ClaimNext, Evidence, KeepDuties, ReleaseDuties, TakeReceipt
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.triage import Priority
from dispatcher.domain.worlds import World
from dispatcher.packs.model import VOICE, Pack
from dispatcher.packs.policies import PolicyPart, StepPart
from dispatcher.rule_book import ChannelBook, rules_of
from dispatcher.services.activating_pack import ActivatePack
from dispatcher.services.handlers import AnyCommand
from dispatcher.simulation.saying_back import said_back
from dispatcher.storage.database import Database
from dispatcher.storage.leases import channel_lease, this_process
from dispatcher.storage.schema import attention, policies
from dispatcher.system_clock import new_id
from dispatcher.transactor import Transactor
from radio.message import World as RadioWorld
from tests.bench.intake_words import Spot
from tests.helpers.clock import FakeClock

SEAT = "seat-1"
PLACES = (
    ("12 Avenue Princesse Grace", 43.7455, 7.4330), ("3 Boulevard des Moulins", 43.7424, 7.4273),
    ("Place du Casino", 43.7392, 7.4274), ("27 Boulevard Albert Ier", 43.7352, 7.4211),
    ("Rue Grimaldi 14", 43.7347, 7.4189), ("Quai Antoine Ier 6", 43.7325, 7.4227),
    ("Avenue de la Costa 19", 43.7401, 7.4243), ("Stade Louis II", 43.7276, 7.4156),
    ("Place d'Armes 2", 43.7322, 7.4190), ("Boulevard du Jardin Exotique 41", 43.7327, 7.4136),
)  # fmt: skip
STORIES = (
    "smoke from the third floor, people at the windows", "fell on the stairs, cannot get up, conscious",
    "two cars, one driver trapped, petrol on the road", "chest pain since half an hour, pale, sweating",
    "alarm in the car park, no flames seen", "water through the ceiling, electricity still on",
)  # fmt: skip
_STATUSES = (AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE, AssignmentState.CLEARING, AssignmentState.CLEARED)
_STEPS_MOST = 200


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A stand-down chain with so many steps: with it a few transmissions hold thousands of armed deadlines."""

    steps: int

    def part(self) -> PolicyPart:
        """Return the policy as a pack would say it; its key differs from that of the pack's own."""
        steps = tuple(
            StepPart(
                name=f"step_{number:03}",
                action=StepAction.ACKNOWLEDGE,
                to="supervisor",
                after_s=dict.fromkeys(Priority, 3_600 + 60 * number),
            )
            for number in range(1, min(self.steps, _STEPS_MOST) + 1)
        )
        return PolicyPart(name="stand_down_drill", version=1, subject=Subject.STAND_DOWN, step=steps)


def simulated_links(pack: Pack, folder: Path) -> dict[str, str]:
    """Links of a room of which nothing goes on the air."""
    return {part.name: f"simulator:{folder / part.name}" for part in pack.channel if part.driver != VOICE}


class Teller:
    """A room without threads: commands in, committed rows out, time moved by hand."""

    def __init__(self, database: Database, pack: Pack, clock: FakeClock, links: dict[str, str]) -> None:
        self.database, self.pack, self.clock = database, pack, clock
        book = ChannelBook(pack, links, RadioWorld.SIMULATED)
        self._rules = rules_of(pack, book)
        self._transactor = Transactor(database, clock, new_id, World.SIMULATED, this_process(new_id()))
        self._transactor.use(self._rules)
        self.run(ActivatePack(pack=pack, highest=book.highest()))
        self.actor: Actor = self.run(
            SignOn(operator=OperatorId(pack.operator[0].id), role=Role.DISPATCHER, seat=Seat(SEAT))
        )
        self._lines = tuple(config.name for config in book.configs)
        self._leases = tuple(channel_lease(name) for name in self._lines)
        self._epochs: dict[str, int] = self.run(KeepDuties(names=self._leases)).held
        self._types = cycle(pack.type)
        self._places = cycle(PLACES)
        self._stories = cycle(STORIES)

    def run(self, command: AnyCommand) -> Any:
        """Carry out one command and return its value."""
        committed = self._transactor.run([command])
        committed.raise_first()
        return committed.outcomes[0].value

    def stand_down_by(self, chain: Unanswered) -> None:
        """Let stand-downs from now on run by that chain."""
        part = chain.part()
        with self.database.writer.begin() as connection:
            connection.execute(
                insert(policies).values(
                    id=f"{part.name}:{part.version}", name=part.name, version=part.version, body=part.model_dump_json()
                )
            )
        others = (policy for policy in self._rules.policies if policy.subject is not Subject.STAND_DOWN)
        self._transactor.use(replace(self._rules, policies=(*others, part.policy())))

    def call(self, kind: Kind = Kind.INCIDENT) -> CallTaken:
        """Take a call about the next place and type."""
        self.clock.advance(seconds=20)
        part, (place, latitude, longitude) = next(self._types), next(self._places)
        taken: CallTaken = self.run(
            TakeCall(
                actor=self.actor, place=place, incident_type=part.name, kind=kind, impact=part.impact,
                urgency=part.urgency, narrative=next(self._stories), caller_name="M. Duval", caller_number="+377 555",
                latitude=latitude, longitude=longitude, persons_involved=1,
                contact_at=self.clock.now() - timedelta(seconds=15),
            )
        )  # fmt: skip
        self.run(said_back(self.actor, taken))
        return taken

    def tell(self, name: str, phone: str, spot: Spot, story: Callable[[str], str]) -> CallTaken:
        """Take a call that somebody made somewhere."""
        self.clock.advance(seconds=5)
        part = next(self._types)
        taken: CallTaken = self.run(
            TakeCall(
                actor=self.actor, place=spot.label, incident_type=part.name, impact=part.impact, urgency=part.urgency,
                narrative=story(part.name), caller_name=name, caller_number=phone, latitude=spot.latitude,
                longitude=spot.longitude, verified=True, contact_at=self.clock.now() - timedelta(seconds=15),
            )
        )  # fmt: skip
        return taken

    def page(self, incident_id: IncidentId, call_sign: str) -> None:
        """Dispatch a unit; the terminal accepts the page."""
        self.clock.advance(seconds=25)
        self.run(DispatchUnits(actor=self.actor, incident_id=incident_id, call_signs=(call_sign,)))
        self.accept()

    def accept(self) -> None:
        """Let the terminal accept what waits."""
        self.clock.advance(seconds=1)
        claims = (ClaimNext(channel=name, epoch=self._epochs[channel_lease(name)]) for name in self._lines)
        claimed = next(found for found in map(self.run, claims) if found is not None)
        self.clock.advance(seconds=1.2)
        evidence = Evidence.ACCEPTED
        self.run(TakeReceipt(attempt_id=claimed.attempt_id, evidence=evidence, code="211", bytes_sent=b"\x02" * 90,
                             bytes_received=b"211\r\x06\r"))  # fmt: skip

    def answer(self, call_sign: str) -> None:
        """Hear a crew accept."""
        self.clock.advance(seconds=18)
        heard = f"{call_sign} on our way"
        self.run(RecordAnswer(actor=self.actor, call_sign=call_sign, answer=Answer.ACCEPTS, words_heard=heard))

    def report(self, call_sign: str, upto: int) -> None:
        """Hear the first so many statuses of a job."""
        for status in _STATUSES[:upto]:
            self.clock.advance(seconds=240)
            self.run(ReportStatus(actor=self.actor, call_sign=call_sign, status=status))

    def close(self, incident_id: IncidentId) -> None:
        """Close an incident."""
        self.clock.advance(seconds=30)
        self.run(CloseIncident(actor=self.actor, incident_id=incident_id, outcome=self.pack.outcomes[0]))

    def short(self) -> IncidentId:
        """Tell a call that needed nobody."""
        taken = self.call(Kind.INFORMATION)
        self.close(taken.incident_id)
        return taken.incident_id

    def dispatched(self, call_sign: str) -> IncidentId:
        """Tell a call from its page to its close."""
        taken = self.call()
        self.page(taken.incident_id, call_sign)
        self.answer(call_sign)
        self.run(AddNote(actor=self.actor, incident_id=taken.incident_id, text="second caller says the same"))
        self.report(call_sign, len(_STATUSES))
        self.close(taken.incident_id)
        return taken.incident_id

    def open_one(self, spare: str, crew: str | None, progress: int) -> IncidentId:
        """Open an incident whose first unit was recalled and has not answered; `crew` then goes so far (0 to 4)."""
        taken = self.call()
        self.page(taken.incident_id, spare)
        self.run(RecallUnit(actor=self.actor, call_sign=spare, reason="nearer unit found"))
        self.accept()
        if crew is not None:
            self.page(taken.incident_id, crew)
            if progress:
                self.answer(crew)
            self.report(crew, max(0, progress - 1))
        return taken.incident_id

    def settle_attention(self, keep: int) -> None:
        """Take every exception but the newest few."""
        kind = AttentionKind.EXCEPTION.value
        with self.database.reader.connect() as connection:
            wanted = select(attention.c.id).where(attention.c.kind == kind, attention.c.state == "open")
            found = connection.execute(wanted.order_by(attention.c.raised_at)).scalars().all()
        for item in found[: max(0, len(found) - keep)]:
            self.run(TakeAttention(actor=self.actor, attention_id=AttentionId(item), note="seen"))

    def leave(self) -> None:
        """Sign off and give the leases back, as a program that closes does."""
        self.run(ReleaseDuties(names=self._leases, closing=True))
        self._transactor.close()


def templates(teller: Teller, count: int) -> Iterator[IncidentId]:
    """Tell so many closed incidents of each kind: two that needed nobody for each that was dispatched."""
    for _, unit in zip(range(count), cycle(teller.pack.unit), strict=False):
        yield teller.short()
        yield teller.dispatched(unit.call_sign)
        yield teller.short()
