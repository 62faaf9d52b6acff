"""Play a case of a policy through the real engine: real database, fake clock; and read what the journal says of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Role
from dispatcher.domain.caller_commands import AnswerComplaint, RecordReadBack, ReKind
from dispatcher.domain.calls import Medium
from dispatcher.domain.complaints import ComplaintOutcome
from dispatcher.domain.contact_commands import DismissContact
from dispatcher.domain.contacts import Disposition
from dispatcher.domain.dispatch_commands import DispatchUnits, HoldUnit, ReleaseUnit
from dispatcher.domain.escalation import NEEDED, PAGES, Subject
from dispatcher.domain.foreseen import Case, CaseKind
from dispatcher.domain.incident_commands import DeclareMajor
from dispatcher.domain.incidents import Kind
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.proposal_commands import DecideProposal, Propose
from dispatcher.domain.record_commands import AddNote, AddTask, SettleTask
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from dispatcher.domain.saying import Item
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.triage import MATRIX, Priority
from dispatcher.domain.units import Availability
from dispatcher.packs.model import Pack
from dispatcher.services.chains import chain_name
from dispatcher.storage.schema import attention, transmissions
from dispatcher.storage.unit_of_work import SYSTEM
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR, a_pack, shipped
from tests.helpers.harness import Harness
from tests.helpers.harness_contacts import arrived

UNITS: Mapping[Priority, str] = dict(zip(Priority, ("M31", "M32", "M33", "P41", "P42"), strict=True))
"""One for each priority: none of them is what a fire asks for, so that there is always another that fits."""
MEDIA: Mapping[Priority, Medium] = dict(
    zip(Priority, (Medium.PHONE, Medium.TEXT, Medium.CHAT, Medium.EMAIL, Medium.FILE), strict=True)
)
"""By which medium a contact of a priority comes in these rooms."""
OF_ONE_TABLE: Mapping[Subject, Priority] = {
    Subject.STATUS_AGE: Priority.P4, Subject.HOLD: Priority.P4, Subject.CHANNEL: Priority.P2,
    Subject.EMERGENCY: Priority.P1,
}  # fmt: skip
_PROMISED_IN = timedelta(minutes=10)
_GRADING = {priority: grading for grading, priority in reversed(MATRIX.items())}
_NOTHING = (
    "not needed: ", "an attempt is still waiting", "the terminal rejected", "superseded", "accepted meanwhile",
    "a voice task is open", "the recipient has no further", "not held any more", "no incident",
)  # fmt: skip
_LATER = {"version": 9, "step": [{"name": "later", "action": "notify", "after_s": 86_400}]}
_NOTHING_AT_THE_END = (" has no alternate", " has it already")


@dataclass(frozen=True, slots=True)
class Ran:
    """What the journal says of one occurrence of a step."""

    at_s: float
    step: str
    run: int
    did: bool
    words: str


@dataclass(slots=True)
class Played:
    """A chain that the engine runs: of what, and from when it counts."""

    subject: Subject
    subject_id: str
    incident_id: str
    unit: str
    zero: datetime
    forecast_s: float = 0.0  # as the page's chain has it, with what waited ahead
    ran: list[Ran] = field(default_factory=list[Ran])


def pack_with(name: str, *, volunteers: bool = False, only: str = "", policies: Iterable[dict[str, Any]] = ()) -> Pack:
    """The people and units of Rivermouth under the policies of a pack, of which some may be written anew.

    With `only` everything but that policy waits for a day, so that nothing else happens meanwhile.
    """
    given, own = shipped(name).model_dump(mode="json"), shipped("rivermouth").model_dump(mode="json")
    known = {part["name"] for part in own["type"]}
    raw = {part["name"]: {**part, "types": known.intersection(part["types"])} for part in given["policy"]}
    raw |= {part["name"]: part for part in policies}
    if only:
        later = {subject.value: _LATER | {"name": subject.value, "subject": subject.value} for subject in NEEDED}
        raw = later | {only: raw[only]}
    profile = "volunteer" if volunteers else ""
    units = [{**unit, "profile": profile, "also": {"third": unit["pager"]}} for unit in own["unit"]]
    channels = [{**part, "alternate": "second" if part["name"] == "paging" else ""} for part in own["channel"]]
    spare = [
        {"name": name, "title": name, "driver": "tap", "link": f"simulator:/{name}"} for name in ("second", "third")
    ]
    return a_pack(
        policy=list(raw.values()), unit=units, channel=[*channels, *spare], response_times=given["response_times"],
        intake={"urgency": {"phone": "P1"}},
    )  # fmt: skip


class Room:
    """A room in which a case is played, one chain for each priority."""

    def __init__(
        self, h: Harness, pack: Pack, subject: Subject, case: Case, priorities: Iterable[Priority] = Priority
    ) -> None:
        self._h, self._pack, self._subject, self._case = h, pack, subject, case
        h.unexpected_pages_allowed = True
        graded = [OF_ONE_TABLE[subject]] if subject in OF_ONE_TABLE else list(priorities)
        incidents = {priority: self._call(priority) for priority in graded}
        if case.kind is CaseKind.CHANNEL_DOWN:
            h.terminal.down()
        self.played = {priority: self._begin(priority, incident) for priority, incident in incidents.items()}
        if case.role is not None:
            self._leave(case.role)

    def play(self, until_s: float) -> None:
        """Let the people act when the case says so, and time go on to the horizon; promises are checked at the end."""
        with _unchecked(self._h):
            self._play(until_s)
        self._h.check()

    def _play(self, until_s: float) -> None:
        zero = next(iter(self.played.values())).zero
        for priority in self.played if self._case.kind in (CaseKind.ANSWERS, CaseKind.ACKNOWLEDGED) else ():
            chain = self.played[priority]
            self._advance_to(chain.zero + timedelta(seconds=self._case.after_s))
            if self._case.kind is CaseKind.ANSWERS:
                _ANSWERS[self._subject](self._h, chain)
            else:
                self._take_in_hand(chain)
        self._advance_to(max(zero, *(chain.zero for chain in self.played.values())) + timedelta(seconds=until_s))
        for chain in self.played.values():
            chain.ran = list(self._read(chain, until_s))

    def _advance_to(self, instant: datetime) -> None:
        self._h.advance(seconds=(instant - self._h.clock.now()).total_seconds())

    def _call(self, priority: Priority) -> str:
        impact, urgency = _GRADING[priority]
        called = self._h.call(
            "fire", at=f"{priority.rank} Elm St", impact=impact, urgency=urgency, kind=self._kind(),
            read_back=self._subject is not Subject.READ_BACK,
        )  # fmt: skip
        if self._subject is Subject.STAND_DOWN:  # heard of its dispatch, and still to answer
            _dispatched(self._h, called.incident_id, UNITS[priority])
        return called.incident_id

    def _kind(self) -> Kind:
        """What the policy that is played is for: another kind only when the general one waits for a day."""
        of_subject = [part for part in self._pack.policy if part.subject is self._subject]
        later = [part for part in of_subject if not part.kinds and part.step[0].name == _LATER["step"][0]["name"]]
        kinds = [part.kinds[0] for part in of_subject if part.kinds]
        return kinds[0] if kinds and later else Kind.INCIDENT

    def _begin(self, priority: Priority, incident: str) -> Played:
        h, unit = self._h, UNITS[priority]
        subject_id = _BEGINS[self._subject](h, incident, unit)
        expected = self._pack.response_times.times().expected_s(self._subject, priority)
        zero = h.clock.now() + timedelta(seconds=expected)
        if self._subject in (Subject.PROMISE, Subject.TASK):
            zero += _PROMISED_IN
        elif self._subject is Subject.COMPLAINT:
            zero += timedelta(seconds=self._pack.complaints.acknowledge_s)
        return Played(self._subject, subject_id, incident, unit, zero, self._forecast_s(subject_id))

    def _forecast_s(self, subject_id: str) -> float:
        with self._h.reading() as connection:
            stored = connection.execute(select(transmissions.c.forecast_s).where(transmissions.c.id == subject_id))
            return stored.scalar() or 0.0

    def _leave(self, role: Role) -> None:
        if role is Role.DISPATCHER:
            self._h.leaves_without_a_word(DISPATCHER)
        elif role is not Role.DUTY_MANAGER:
            self._h.sign_off({Role.RADIO_OPERATOR: RADIO_OPERATOR, Role.SUPERVISOR: SUPERVISOR}[role])

    def _take_in_hand(self, chain: Played) -> None:
        """Whoever was asked says so: at the desk, or by telephone to whom only a duty manager may answer for."""
        wanted = select(attention.c.id, attention.c.kind).where(
            attention.c.chain == chain_name(chain.subject, chain.subject_id), attention.c.state == "open",
            attention.c.kind.not_in(("approval", "voice_task")),
        )  # fmt: skip
        taken: set[str] = set()
        while (row := self._next(wanted, taken)) is not None:  # taking one may resolve another
            taken.add(row.id)
            speaks = "ines" if row.kind in ("authority", "decision") else None
            self._h.do(TakeAttention(actor=SUPERVISOR, attention_id=row.id, note="I have it", spoke_for=speaks))

    def _next(self, wanted: Select[Any], taken: set[str]) -> Any:
        with self._h.reading() as connection:
            return connection.execute(wanted.where(attention.c.id.not_in(taken))).first()

    def _read(self, chain: Played, until_s: float) -> Iterable[Ran]:
        page = chain.subject in PAGES
        for entry in self._h.told("step_ran" if page else "guard_ran"):
            body = entry.body
            if page and body["transmission"] != chain.subject_id:
                continue
            if not page and (body["guard"], body["subject"]) != (chain.subject.guard, chain.subject_id):
                continue
            at_s = (entry.at - chain.zero).total_seconds()
            words = str(body["did"])
            did = not words.startswith(_NOTHING) and not words.endswith(_NOTHING_AT_THE_END)
            assert body["late_ms"] == 0, body
            if at_s <= until_s:
                yield Ran(round(at_s, 3), str(body["step"]), int(body["run"]), did, words)


@contextmanager
def _unchecked(h: Harness) -> Iterator[None]:
    """Check the invariants once and not after every step: other stories do."""
    setattr(h, "check", lambda: None)  # noqa: B010  # of this one room
    try:
        yield
    finally:
        delattr(h, "check")


def _dispatched(h: Harness, incident: str, unit: str) -> Any:
    return h.dispatch(unit, to=incident)


def _dispatch(h: Harness, incident: str, unit: str) -> str:
    return _dispatched(h, incident, unit).transmissions[0]


def _stand_down(h: Harness, _incident: str, unit: str) -> str:
    h.recall(unit)
    return str(h.told("attempt_queued")[-1].body["transmission"])


def _waiting(_h: Harness, incident: str, _unit: str) -> str:
    return incident


def _at_work(*statuses: str) -> Callable[[Harness, str, str], str]:
    def begin(h: Harness, incident: str, unit: str) -> str:
        assignment = _dispatched(h, incident, unit).assignments[0]
        h.crew(unit).says()
        for status in statuses:
            h.status(unit, status)
        return assignment

    return begin


def _of_the_scene(h: Harness, incident: str, unit: str) -> str:
    _at_work("en route", "on scene")(h, incident, unit)
    return incident


def _status(h: Harness, _incident: str, unit: str) -> str:
    h.status(unit, "available mobile")
    return h.unit(unit).unit_id


def _hold(h: Harness, _incident: str, unit: str) -> str:
    h.do(HoldUnit(actor=DISPATCHER, call_sign=unit))
    return h.unit(unit).unit_id


def _promise(h: Harness, incident: Any, _unit: str) -> str:
    due_at = h.clock.now() + _PROMISED_IN
    return h.do(
        MakePromise(
            actor=DISPATCHER, incident_id=incident, about=PromiseAbout.CALL_BACK, due_at=due_at, words="we ring back"
        )
    )  # fmt: skip


def _went_first(h: Harness, incident: Any, unit: str) -> str:
    """A policy sends at any priority, and what was not read back is owed."""
    h.do(DispatchUnits(actor=SYSTEM, incident_id=incident, call_signs=(unit,)))
    h.crew(unit).says()
    return incident


def _complained(h: Harness, incident: Any, _unit: str) -> str:
    h.do(ReKind(actor=SUPERVISOR, incident_id=incident, kind=Kind.COMPLAINT, reason="about last night"))
    return incident


def _task(h: Harness, incident: Any, _unit: str) -> str:
    due_at = h.clock.now() + _PROMISED_IN
    team = TaskOwner(team="facilities")
    return h.do(AddTask(actor=DISPATCHER, incident_id=incident, words="shut it off", owner=team, due_at=due_at))


def _transfer(h: Harness, incident: Any, _unit: str) -> str:
    return h.do(OfferTransfer(actor=DISPATCHER, incident_id=incident, partner="police"))


def _proposal(h: Harness, incident: Any, _unit: str) -> str:
    asked = DeclareMajor(actor=DISPATCHER, incident_id=incident, reason="two streets burn")
    return h.do(Propose(actor=DISPATCHER, command=asked))


def _channel(h: Harness, _incident: str, _unit: str) -> str:
    h.terminal.down()
    return "paging"


def _emergency(h: Harness, _incident: str, unit: str) -> str:
    h.radio_emergency(unit)
    return (h.item(AttentionKind.EMERGENCY).chain or "").partition(":")[2]


def _contact(h: Harness, _incident: str, unit: str) -> str:
    priority = next(graded for graded, call_sign in UNITS.items() if call_sign == unit)
    return h.do(arrived(unit, medium=MEDIA[priority])).contact_id


_BEGINS: Mapping[Subject, Callable[[Harness, str, str], str]] = {
    Subject.DISPATCH: _dispatch,
    Subject.STAND_DOWN: _stand_down,
    Subject.WAITING: _waiting,
    Subject.WATCH: _of_the_scene,
    Subject.TURNOUT: _at_work(),
    Subject.TRAVEL: _at_work("en route"),
    Subject.WELFARE: _at_work("en route", "on scene"),
    Subject.ROLL_CALL: _of_the_scene,
    Subject.ELAPSED: _of_the_scene,
    Subject.STATUS_AGE: _status,
    Subject.HOLD: _hold,
    Subject.PROMISE: _promise,
    Subject.TASK: _task,
    Subject.UPDATE: _waiting,
    Subject.TRANSFER: _transfer,
    Subject.PROPOSAL: _proposal,
    Subject.CHANNEL: _channel,
    Subject.EMERGENCY: _emergency,
    Subject.CONTACT: _contact,
    Subject.READ_BACK: _went_first,
    Subject.COMPLAINT: _complained,
}


def _crew_answers(h: Harness, chain: Played) -> None:
    h.crew(chain.unit).says()


def _crew_sent_and_answers(h: Harness, chain: Played) -> None:
    _dispatched(h, chain.incident_id, chain.unit)
    h.crew(chain.unit).says()


def _somebody_writes(h: Harness, chain: Played) -> None:
    h.incident_id = chain.incident_id
    h.note("pump 1 asks for foam")


def _reports(status: str) -> Callable[[Harness, Played], None]:
    def report(h: Harness, chain: Played) -> None:
        h.status(chain.unit, status)

    return report


def _kept(h: Harness, chain: Any) -> None:
    h.do(SettlePromise(actor=DISPATCHER, promise_id=chain.subject_id, kept=True, words="told them"))


def _done(h: Harness, chain: Any) -> None:
    h.do(SettleTask(actor=DISPATCHER, task_id=chain.subject_id, state=TaskState.DONE))


def _says_how_it_stands(h: Harness, chain: Any) -> None:
    h.do(AddNote(actor=DISPATCHER, incident_id=chain.incident_id, text="in hand", line_kind=LineKind.UPDATE))


def _accepted(h: Harness, chain: Any) -> None:
    h.do(
        AnswerTransfer(
            actor=DISPATCHER, transfer_id=chain.subject_id, answer=TransferState.ACCEPTED, words_heard="we take it"
        )
    )  # fmt: skip


def _refused(h: Harness, chain: Any) -> None:
    h.do(DecideProposal(actor=SUPERVISOR, proposal_id=chain.subject_id, approve=False, reason="one street only"))


def _read_back(h: Harness, chain: Any) -> None:
    h.do(RecordReadBack(actor=DISPATCHER, incident_id=chain.incident_id, confirmed=tuple(Item), complete=True))


def _answered(h: Harness, chain: Any) -> None:
    h.do(
        AnswerComplaint(
            actor=DISPATCHER, incident_id=chain.incident_id, outcome=ComplaintOutcome.UPHELD, words="sorry"
        )
    )  # fmt: skip


def _released(h: Harness, chain: Played) -> None:
    if h.unit(chain.unit).availability is Availability.RESERVED:
        h.do(ReleaseUnit(actor=DISPATCHER, call_sign=chain.unit))


def _dismissed(h: Harness, chain: Any) -> None:
    h.do(
        DismissContact(
            actor=DISPATCHER, contact_id=chain.subject_id, disposition=Disposition.ANSWERED, reason="rang them"
        )
    )  # fmt: skip


_ANSWERS: Mapping[Subject, Callable[[Harness, Played], object]] = {
    Subject.DISPATCH: _crew_answers,
    Subject.STAND_DOWN: _crew_answers,
    Subject.WAITING: _crew_sent_and_answers,
    Subject.WATCH: _somebody_writes,
    Subject.TURNOUT: _reports("en route"),
    Subject.TRAVEL: _reports("on scene"),
    Subject.WELFARE: _reports("on scene"),
    Subject.ROLL_CALL: _reports("on scene"),
    Subject.ELAPSED: _reports("cleared"),
    Subject.STATUS_AGE: _reports("available mobile"),
    Subject.HOLD: _released,
    Subject.PROMISE: _kept,
    Subject.TASK: _done,
    Subject.UPDATE: _says_how_it_stands,
    Subject.TRANSFER: _accepted,
    Subject.PROPOSAL: _refused,
    Subject.CHANNEL: lambda h, _chain: h.terminal.up(),
    Subject.READ_BACK: _read_back,
    Subject.COMPLAINT: _answered,
    Subject.EMERGENCY: lambda h, _chain: h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER),
    Subject.CONTACT: _dismissed,
}
