"""What is foreseen of a policy: for which case, among which people, what comes at which second, how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Self

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Reach, Subject
from dispatcher.domain.reach import ROLES
from dispatcher.domain.triage import Priority


class CaseKind(StrEnum):
    """What people and the line do meanwhile."""

    NOBODY = "nobody"  # nobody answers
    ANSWERS = "answers"  # what is waited for comes after so many seconds: a crew answers, a promise is kept
    ACKNOWLEDGED = "acknowledged"  # those who were asked by then take it in hand
    CHANNEL_DOWN = "channel-down"  # the paging channel takes nothing
    NOBODY_ON = "nobody-on"  # nobody of a role is at a seat


_TIMED = (CaseKind.ANSWERS, CaseKind.ACKNOWLEDGED)
CASES_SAID = "nobody, answers:SECONDS, acknowledged:SECONDS, channel-down, nobody-on:ROLE"


@dataclass(frozen=True, slots=True)
class Case:
    """One case to play. `after_s` counts from where the chain counts; what is due at that very second comes first."""

    kind: CaseKind = CaseKind.NOBODY
    after_s: float = 0.0
    role: Role | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `nobody`, `answers:70`, `acknowledged:130`, `channel-down` or `nobody-on:supervisor`.

        Raises:
            ValueError: it is none of these; the text says what there is.
        """
        word, _, detail = text.partition(":")
        if word not in set(CaseKind):
            raise ValueError(f"there is no case {text!r}; there are: {CASES_SAID}")
        kind = CaseKind(word)
        if kind is CaseKind.NOBODY_ON:
            if detail not in [role.value for role in ROLES]:
                raise ValueError(f"no role is called {detail!r}; there are: {', '.join(role.value for role in ROLES)}")
            return cls(kind, role=Role(detail))
        if kind in _TIMED:
            return cls(kind, after_s=_seconds(word, detail))
        if detail:
            raise ValueError(f"{word} takes nothing after it; write {word}")
        return cls(kind)

    def __str__(self) -> str:
        if self.kind is CaseKind.NOBODY_ON and self.role is not None:
            return f"{self.kind.value}:{self.role.value}"
        return f"{self.kind.value}:{self.after_s:g}" if self.kind in _TIMED else self.kind.value


def _seconds(word: str, detail: str) -> float:
    try:
        seconds = float(detail)
    except ValueError:
        seconds = float("nan")
    if not abs(seconds) < float("inf"):
        raise ValueError(f"{word} takes seconds, such as {word}:70, not {detail!r}")
    return seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who can be reached, and whom one rings for a role of which nobody is at a seat."""

    reach: Reach
    phones: Mapping[Role, str] = field(default_factory=dict[Role, str])

    def resolve(self, role: Role) -> tuple[Role, str]:
        """Return who is asked when `role` is meant, and the name of who is rung up for it."""
        asked = self.reach.resolve(role)
        return asked, "" if asked in self.reach.on_duty else self.phones.get(asked, "")

    def is_there(self, role: Role) -> bool:
        """Tell whether somebody of a role can be reached at all."""
        return role in self.reach.on_duty or role in self.reach.on_call

    def without(self, role: Role) -> "People":
        """Return the same people with no seat of a role taken."""
        reach = Reach(on_duty=self.reach.on_duty - {role}, on_call=self.reach.on_call)
        return People(reach=reach, phones=self.phones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a chain runs in, as a pack gives it. Another free unit fits whenever the next one is looked for."""

    people: People
    forecast_s: float = 0.0  # what a page takes on the healthy line
    expected_s: float = 0.0  # of a turnout or a travel: what the chain waits before it counts
    alternate: str = ""  # the paging channel's other gateway
    bearers: tuple[str, ...] = ()  # the recipient's further channels


class Outcome(StrEnum):
    """What became of one occurrence of a step."""

    DID = "did"
    NOTHING = "nothing"  # it came, and there was nothing to do
    CANCELLED = "cancelled"  # it never came: its reason was gone before


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One occurrence of a step, seconds from where the chain counts."""

    at_s: float
    step: str
    code: str  # domain.escalation.step_code
    run: int  # as the journal numbers it: of a page each step's own, of a guard along its walk
    outcome: Outcome
    words: str
    reaches: Role | None = None  # who is told or asked
    rings: str = ""  # whom one rings up for it
    insists: bool = False  # it asks a person, and comes again until somebody answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What somebody who answers for the policy wants to know of a timeline."""

    first_told_s: float | None  # the first second at which a person is told; None: nobody ever is
    longest_silence_s: float  # the longest span, from the start on, in which no person is told anything
    asked: tuple[tuple[Role, float], ...]  # each role with the first second at which it is told, in that order
    ends_in_silence: bool  # its reason stands, and nobody is asked any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What a policy does in one case, up to a horizon."""

    policy: str
    version: int
    subject: Subject
    priority: Priority  # whose times hold
    case: Case
    horizon_s: float
    rows: tuple[Row, ...]
    goes_on: tuple[tuple[str, float], ...]  # steps that come again and again, each with its seconds
    ended_s: float | None  # when the reason was gone
    end: str  # how it ends, in words
    verdict: Verdict


def judge(rows: tuple[Row, ...], horizon_s: float, ended_s: float | None, *, silent: bool) -> Verdict:
    """Sum up rows. The time after the reason was gone, or after the last row, is no silence."""
    told = [row for row in rows if row.outcome is Outcome.DID and row.reaches is not None]
    first: dict[Role, float] = {}
    for row in told:
        if row.reaches is not None:
            first.setdefault(row.reaches, row.at_s)
    until = horizon_s if ended_s is None else min(horizon_s, ended_s)
    marks = [min(0.0, *(row.at_s for row in rows)) if rows else 0.0, *(row.at_s for row in told)]
    if not told or silent:
        marks.append(until)
    longest = max((after - before for before, after in pairwise(marks)), default=0.0)
    return Verdict(
        first_told_s=told[0].at_s if told else None, longest_silence_s=longest,
        asked=tuple(sorted(first.items(), key=lambda item: item[1])), ends_in_silence=silent,
    )  # fmt: skip
