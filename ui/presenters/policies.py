"""Escalation policies before anything happens: what a policy does, for a priority, in a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatcher.domain.escalation import Subject
from dispatcher.domain.foreseen import Case, CaseKind, Outcome, Row, Timeline
from dispatcher.domain.triage import Priority
from dispatcher.queries.pack_rows import PolicyRow
from dispatcher.queries.requests import AskForeseen, AskPolicies
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import duration, kind_word, role_word, step_short, subject_word, tr

_GUARDS: Mapping[Subject, str] = {
    Subject.DISPATCH: "a page that nobody has acknowledged",
    Subject.STAND_DOWN: "a stand-down that nobody has acknowledged",
    Subject.WAITING: "an open incident that nobody is on",
    Subject.WATCH: "an incident at which crews are at work",
    Subject.TURNOUT: "a crew that answered and is not en route",
    Subject.TRAVEL: "a crew that is en route and not there",
    Subject.WELFARE: "a crew at work that nobody has heard",
    Subject.ROLL_CALL: "people at a scene who are to be accounted for",
    Subject.ELAPSED: "the time at the scene, to be announced",
    Subject.STATUS_AGE: "a unit whose status grows old",
    Subject.HOLD: "a unit that a dispatcher holds",
    Subject.PROMISE: "what a caller was promised",
    Subject.TRANSFER: "an incident offered to a partner",
    Subject.PROPOSAL: "a proposal that nobody has answered",
    Subject.CHANNEL: "a channel that is not up",
    Subject.TASK: "something that somebody is to do by a time",
    Subject.UPDATE: "an open incident of which nobody says how it stands",
    Subject.EMERGENCY: "an emergency that nobody has taken",
    Subject.CONTACT: "a contact that nobody has settled",
    Subject.READ_BACK: "what was not read back to a caller before units went",
    Subject.COMPLAINT: "a complaint that is to be answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenStep:
    """A step on the drawing: when it first comes, what it does, and each time that it comes."""

    when: str
    word: str
    words: str
    marks: tuple[tuple[float, Outcome], ...]  # parts of the whole drawing, 0 to 1
    goes_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesShown:
    """The whole screen."""

    names: tuple[str, ...]
    chosen: int
    about: str  # what the chosen policy guards, and for whom
    priorities: tuple[str, ...]
    priority: int
    cases: tuple[str, ...]
    case: int
    steps: tuple[ForeseenStep, ...]
    grid: tuple[tuple[float, str], ...]  # places of the drawing, with their times
    acts_at: float | None  # where somebody acts, 0 to 1
    verdict: str
    verdict_tone: str


_NOTHING = PoliciesShown(names=(), chosen=-1, about="", priorities=(), priority=0, cases=(), case=0, steps=(), grid=(),
                         acts_at=None, verdict="", verdict_tone="muted")  # fmt: skip


class PoliciesPresenter(Watched):
    """Asks only while somebody looks."""

    def __init__(self, room: Room, post: Post, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._rows: tuple[PolicyRow, ...] = ()
        self._timelines: tuple[Timeline, ...] = ()
        self._name, self._priority, self._case = "", Priority.P1, 0
        self._policies = Question(room, post, "policies", self._taken, lambda text: problem("policies_unread", text))
        self._foreseen = Question(room, post, "foreseen", self._seen, lambda text: problem("foreseen_unread", text))
        self.opened = False

    def open(self, *, opened: bool) -> None:
        """Look, or look away."""
        self.opened = opened
        if opened:
            self._policies.ask(AskPolicies())
        self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Another pack may be active."""
        if self.opened:
            self._policies.ask(AskPolicies())

    def choose(self, place: int) -> None:
        """Look at the policy at that place of the list."""
        if 0 <= place < len(self._rows) and self._rows[place].name != self._name:
            self._name, self._case = self._rows[place].name, 0
            self._look()

    def choose_priority(self, place: int) -> None:
        """See what it does for another priority."""
        if 0 <= place < len(Priority) and tuple(Priority)[place] is not self._priority:
            self._priority = tuple(Priority)[place]
            self._look()

    def choose_case(self, place: int) -> None:
        """See what it does in another case."""
        if 0 <= place < len(self._timelines) and place != self._case:
            self._case = place
            self.changed()

    def shown(self) -> PoliciesShown:
        """Return the screen as it stands now."""
        if not self._rows:
            return _NOTHING
        row = next((row for row in self._rows if row.name == self._name), self._rows[0])
        line = self._timelines[self._case] if self._case < len(self._timelines) else None
        return PoliciesShown(
            names=tuple(_listed(row) for row in self._rows),
            chosen=self._rows.index(row),
            about=_about(row),
            priorities=tuple(priority.value for priority in Priority),
            priority=tuple(Priority).index(self._priority),
            cases=tuple(case_words(each.case, each) for each in self._timelines),
            case=self._case,
            steps=steps_of(line) if line else (),
            grid=grid_of(line) if line else (),
            acts_at=_acts_at(line) if line else None,
            verdict=verdict_words(line) if line else "",
            verdict_tone="alarm" if line and line.verdict.ends_in_silence else "text",
        )

    def _look(self) -> None:
        self._foreseen.ask(AskForeseen(self._name, self._priority))
        self.changed()

    def _taken(self, rows: tuple[PolicyRow, ...]) -> None:
        self._rows = rows
        if self._name not in {row.name for row in rows}:
            self._name, self._case, self._timelines = (rows[0].name if rows else ""), 0, ()
        if self._name:
            self._look()

    def _seen(self, timelines: tuple[Timeline, ...]) -> None:
        if timelines and timelines[0].policy != self._name:
            return  # of the policy that was looked at before
        self._timelines = timelines
        self._case = min(self._case, max(0, len(timelines) - 1))
        self.changed()


def _listed(row: PolicyRow) -> str:
    return tr("{name} · v{version} · {subject}", name=row.name.replace("_", " "), version=row.version,
              subject=subject_word(row.subject))  # fmt: skip


def _about(row: PolicyRow) -> str:
    parts = [tr(_GUARDS[row.subject])]
    if row.types:
        parts.append(tr("only of {types}", types=", ".join(row.types)))
    if row.kinds:
        parts.append(tr("only of the kind {kinds}", kinds=", ".join(kind_word(kind) for kind in row.kinds)))
    if row.profile:
        parts.append(tr("only {profile} crews", profile=row.profile))
    return "; ".join(parts)


def case_words(case: Case, line: Timeline) -> str:
    """Put a case into words."""
    at = clock(case.after_s)
    match case.kind:
        case CaseKind.NOBODY:
            return tr("nobody answers")
        case CaseKind.CHANNEL_DOWN:
            return tr("the channel takes nothing")
        case CaseKind.NOBODY_ON:
            return tr("nobody sits as {role}", role=role_word(case.role) if case.role else "")
        case CaseKind.ACKNOWLEDGED:
            return tr("taken in hand at {at}", at=at)
        case CaseKind.ANSWERS:
            return tr("answered at {at}", at=at)


def steps_of(line: Timeline) -> tuple[ForeseenStep, ...]:
    """Return a timeline by its steps, in the order in which they first come."""
    again = dict(line.goes_on)
    by_step: dict[str, list[Row]] = {}
    for row in line.rows:
        by_step.setdefault(row.step, []).append(row)
    return tuple(
        ForeseenStep(
            when=clock(rows[0].at_s),
            word=step_short(rows[0].code),
            words=_words(rows, again.get(step)),
            marks=tuple((_part(line, row.at_s), row.outcome) for row in rows if row.at_s <= line.horizon_s),
            goes_on=step in again and line.ended_s is None,
        )
        for step, rows in by_step.items()
    )


def _words(rows: list[Row], every_s: float | None) -> str:
    first = next((row for row in rows if row.outcome is Outcome.DID), rows[0])
    words = tr("{what} (ring {whom})", what=first.words, whom=first.rings) if first.rings else first.words
    return tr("{what}, then every {time}", what=words, time=clock(every_s)) if every_s and len(rows) > 1 else words


_LINES = (30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_MOST_LINES = 6


def grid_of(line: Timeline) -> tuple[tuple[float, str], ...]:
    """Return where the drawing has its lines, at round times."""
    start, end = _ends(line)
    every = next((each for each in _LINES if (end - start) / each <= _MOST_LINES), _LINES[-1])
    first = int(-(-start // every)) * every
    return tuple((_part(line, at), clock(at)) for at in range(first, int(end) + 1, every))


def _acts_at(line: Timeline) -> float | None:
    """Return where somebody acts; None when nobody does."""
    timed = line.case.kind in (CaseKind.ANSWERS, CaseKind.ACKNOWLEDGED)
    return _part(line, line.case.after_s) if timed else None


def _ends(line: Timeline) -> tuple[float, float]:
    return min([0.0, *(row.at_s for row in line.rows)]), line.horizon_s


def _part(line: Timeline, at_s: float) -> float:
    start, end = _ends(line)
    return (at_s - start) / (end - start)


def verdict_words(line: Timeline) -> str:
    """Sum a timeline up: when people are first told, the longest silence, how it ends."""
    told = ", ".join(tr("{role} {at}", role=role_word(role), at=clock(at)) for role, at in line.verdict.asked)
    parts = [tr("first told: {told}", told=told) if told else tr("nobody is ever told")]
    parts.append(tr("longest silence {time}", time=clock(line.verdict.longest_silence_s)))
    if line.verdict.ends_in_silence:
        parts.insert(0, tr("IT ENDS IN SILENCE"))
    parts.append(line.end)
    return " · ".join(parts)


def clock(seconds: float) -> str:
    """Say seconds as a clock does, before the instant that is counted from with a minus."""
    return f"-{duration(-seconds)}" if seconds < 0 else duration(seconds)
