"""Draw a timeline with letters: a time axis, a line for each step, symbols and words. It needs no colour."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from dispatcher.domain.foreseeing import first_tellings
from dispatcher.domain.foreseen import CaseKind, Outcome, Row, Timeline, Verdict
from dispatcher.domain.foreseen_steps import word
from dispatcher.operations.policy_words import case_said, clock

WIDTH = 100
LEGEND = "● acts   ○ comes, nothing to do   × not needed any more   ▸ goes on   ┃ somebody acts"
_SYMBOL = {Outcome.DID: "●", Outcome.NOTHING: "○", Outcome.CANCELLED: "×"}
_STYLE = {Outcome.DID: "bold", Outcome.NOTHING: "dim", Outcome.CANCELLED: "dim"}
_WHEN = 9
_LONGEST_NAME = 16
_AXIS = 33
_LABEL = 8
_TICKS_S = (10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a drawing, and how it is styled where there are styles."""

    text: str
    style: str = ""


def draw(timeline: Timeline, width: int = WIDTH) -> tuple[Line, ...]:
    """Draw a timeline in so many columns."""
    title = f"{timeline.policy}, version {timeline.version}, {timeline.priority.value}: "
    lines = [Line(title + case_said(timeline.case, timeline.subject), "bold")]
    scale = _Scale(min(0.0, *(row.at_s for row in timeline.rows), 0.0), timeline.horizon_s)
    names = min(_LONGEST_NAME, max((len(row.step) for row in timeline.rows), default=0)) + 1
    lines.append(Line((" " * (_WHEN + names) + scale.labels()).rstrip(), "dim"))
    acts = _acts_s(timeline)
    for first in first_tellings(timeline):
        rows = [row for row in timeline.rows if row.step == first.step]
        shown = next((row for row in rows if row.outcome is Outcome.DID), first)
        on_axis = scale.row(rows, acts, goes_on=any(name == first.step for name, _ in timeline.goes_on))
        head = f"{clock(first.at_s):>{_WHEN - 2}}  {first.step[:_LONGEST_NAME]:<{names}}{on_axis}  "
        lines += _hung(head, _said(timeline, shown, rows), width, _STYLE[shown.outcome])
    lines += _hung(" " * (_WHEN - 2), "  " + _end(timeline), width, "", indent=_WHEN)
    lines += _hung(" " * _WHEN, _judged(timeline.verdict), width, "red" if timeline.verdict.ends_in_silence else "")
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a second stands on the axis."""

    begin_s: float
    end_s: float

    def column(self, at_s: float) -> int:
        return round((at_s - self.begin_s) / (self.end_s - self.begin_s) * (_AXIS - 1))

    def ticks(self) -> Iterator[float]:
        """Yield the seconds that have a label, so far apart that the labels do not touch."""
        span = self.end_s - self.begin_s
        step = next((step for step in _TICKS_S if step / span * (_AXIS - 1) >= _LABEL), _TICKS_S[-1])
        at_s = -(-self.begin_s // step) * step
        while at_s <= self.end_s:
            yield at_s
            at_s += step

    def labels(self) -> str:
        line = [" "] * (_AXIS + _LABEL)
        for at_s in self.ticks():
            line[self.column(at_s) : self.column(at_s) + len(clock(at_s))] = clock(at_s)
        return "".join(line)

    def row(self, rows: list[Row], acts: float | None, *, goes_on: bool) -> str:
        line = ["·"] * _AXIS
        for at_s in self.ticks():
            line[self.column(at_s)] = "┊"
        if acts is not None and self.begin_s <= acts <= self.end_s:
            line[self.column(acts)] = "┃"
        for row in sorted(rows, key=lambda row: row.outcome is Outcome.DID):
            line[self.column(row.at_s)] = _SYMBOL[row.outcome]
        return "".join(line) + ("▸" if goes_on else " ")


def _acts_s(timeline: Timeline) -> float | None:
    timed = timeline.case.kind in (CaseKind.ANSWERS, CaseKind.ACKNOWLEDGED)
    return timeline.case.after_s if timed else None


def _said(timeline: Timeline, shown: Row, rows: list[Row]) -> str:
    every = dict(timeline.goes_on).get(shown.step)
    if every is not None:
        return f"{shown.words}, then every {clock(every)}"
    times = sum(row.outcome is Outcome.DID for row in rows)
    return f"{shown.words}, {times} times" if times > 1 else shown.words


def _end(timeline: Timeline) -> str:
    if timeline.ended_s is not None:
        return f"{clock(timeline.ended_s)}: {timeline.end}"
    return (
        f"It goes on {timeline.end}"
        if timeline.end.startswith("until")
        else timeline.end[:1].upper() + timeline.end[1:]
    )


def _judged(verdict: Verdict) -> str:
    if verdict.first_told_s is None:
        return "Nobody in the room is told."
    asked = ", ".join(f"{word(role)} {clock(at_s)}" for role, at_s in verdict.asked)
    silence = " ENDS IN SILENCE." if verdict.ends_in_silence else ""
    return f"First told: {asked}. Longest silence {clock(verdict.longest_silence_s)}.{silence}"


def _hung(head: str, words: str, width: int, style: str, indent: int | None = None) -> list[Line]:
    """Set words beside a head, what does not fit below them."""
    left = len(head) if indent is None else indent
    first, *others = wrap(words, width - len(head), drop_whitespace=True) or [""]
    return [Line((head + first).rstrip(), style), *(Line(" " * left + more, style) for more in others)]
