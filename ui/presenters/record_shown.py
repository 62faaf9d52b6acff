"""Lines of the record as they are drawn: words with kind, author, seat and times, struck through once corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.events import EntryKind
from dispatcher.domain.records import TaskState
from dispatcher.queries.card_rows import LogLine
from dispatcher.queries.record_rows import NotificationRow, StakeholderRow, TaskRow
from ui.presenters.record_words import LINE_KIND, TASK_STATE, task_owner
from ui.wording import Badge, clock_date, clock_time, duration, entry_word, medium_word, short_time, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One line. `line_id` is empty for what the room itself did: only a person's line can be corrected."""

    line_id: str
    head: str  # when, what kind, who, where
    words: str
    note: str  # when it happened, late entry, by what it was corrected
    struck: bool
    tone: str

    @property
    def whole(self) -> str:
        """All of it, as one reads it aloud."""
        return "  ".join(part for part in (self.head, self.words, self.note) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShown:
    """One task."""

    task_id: str
    badge: Badge
    words: str
    due: str
    tone: str
    is_open: bool

    @property
    def whole(self) -> str:
        """All of it."""
        return f"{self.badge.letter} {self.badge.word}  {self.words}  {self.due}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """One stakeholder, or one thing that they were told (`notification_id`)."""

    stakeholder_id: str
    notification_id: str
    words: str
    tone: str
    waits: bool = False  # for an answer


def line_in_words(line: LogLine, known: Mapping[str, LogLine], local: ZoneInfo) -> LineShown:
    """Put one line of the log into words."""
    kind = tr(LINE_KIND[line.line_kind]).upper() if line.line_kind else entry_word(line.kind)
    notes: list[str] = []
    if line.source_at is not None:
        notes.append(tr("happened {time}", time=_moment(line.source_at, line.at, local)))
    if line.late:
        notes.append(tr("LATE ENTRY"))
    if line.corrected is not None:
        notes.append(tr("corrected {time} by {who}: {why}", time=clock_time(line.corrected.at, local),
                        who=line.corrected.operator, why=line.corrected.reason))  # fmt: skip
    former = known.get(line.corrects)
    if former is not None:
        notes.append(tr("stands for the line of {time}", time=clock_time(former.at, local)))
    who = tr("{who} at {seat}", who=line.operator, seat=line.seat) if line.seat else line.operator
    return LineShown(
        line_id=line.line_id, head=f"{clock_time(line.at, local)}  {kind}  {who}",
        words=line.text or entry_word(line.kind),
        note=" · ".join(notes), struck=line.corrected is not None, tone=_tone(line),
    )  # fmt: skip


def _tone(line: LogLine) -> str:
    if line.corrected is not None or (not line.line_id and line.kind != EntryKind.INCIDENT_REOPENED.value):
        return "text_muted"
    return "warning" if line.late else "text"


def _moment(moment: datetime, beside: datetime, local: ZoneInfo) -> str:
    if clock_date(moment, local) == clock_date(beside, local):
        return clock_time(moment, local)
    return f"{clock_date(moment, local)} {clock_time(moment, local)}"


def task_in_words(row: TaskRow, number: int, now: datetime, local: ZoneInfo) -> TaskShown:
    """Put one task into words; an open one with the number by which the command line names it."""
    badge = Badge(*TASK_STATE[row.state])
    is_open = row.state is TaskState.OPEN
    late = is_open and row.due_at <= now
    due = tr("due {time}", time=short_time(row.due_at, local))
    if late:
        due = tr("OVERDUE {time}", time=duration(now - row.due_at))
    elif not is_open:
        due = tr("{time} {who}", time=clock_time(row.settled_at or row.due_at, local), who=row.settled_by or "")
    words = f"{number}. {task_owner(row)}: {row.words}" if is_open else f"{task_owner(row)}: {row.words}"
    words = f"{words} ({row.result})" if row.result else words
    return TaskShown(
        task_id=row.task_id, badge=badge, words=words, due=due, is_open=is_open,
        tone="alarm" if late else badge.tone,
    )  # fmt: skip


def person_in_words(row: StakeholderRow, local: ZoneInfo) -> tuple[PersonShown, ...]:
    """Put a stakeholder into words, and below what they were told."""
    who = ", ".join(part for part in (row.name, row.role, row.organisation) if part)
    inside = tr("internal") if row.internal else tr("external")
    head = " · ".join(part for part in (who, inside, row.reach) if part)
    told = tuple(_told(row, each, local) for each in row.told)
    return (PersonShown(stakeholder_id=row.stakeholder_id, notification_id="", words=head, tone="text"), *told)


def _told(row: StakeholderRow, told: NotificationRow, local: ZoneInfo) -> PersonShown:
    answer = tr("no answer yet")
    if told.answered_at is not None:
        answer = tr("answered: “{reply}”", reply=told.reply) if told.reply else tr("answered")
    words = tr("{time} by {medium}, {who}: “{words}” · {answer}", time=clock_time(told.told_at, local),
               medium=medium_word(told.medium), who=told.operator, words=told.words, answer=answer)  # fmt: skip
    waits = told.answered_at is None
    return PersonShown(
        stakeholder_id=row.stakeholder_id, notification_id=told.notification_id, words=f"    {words}",
        tone="warning" if waits else "text_muted", waits=waits,
    )  # fmt: skip
