"""A contact in words: as a row of the list, and as it is read."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.contacts import ContactState
from dispatcher.queries.contacts import ContactRow, ContactWhole
from ui.wording import Badge, age, clock_time, contact_badge, medium_badge, tr

_RUSHES = 30
"""So many a minute are shown as a rate."""
MOST_READ = 8_000
"""So many letters are laid out at once: the window must not stand still for a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A row of the list."""

    medium: Badge
    state: Badge
    age: str
    sender: str
    words: str
    holder: str  # who has it; empty while it waits
    marks: tuple[str, ...]
    is_batch: bool
    is_urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A contact as it is read."""

    head: str
    facts: tuple[str, ...]
    body: str
    attachments: tuple[str, ...]


def contact_line(row: ContactRow, now: datetime) -> ContactLine:
    """Put a row into words."""
    said = " · ".join(part for part in (row.subject, row.preview) if part)
    return ContactLine(
        medium=medium_badge(row.medium),
        state=contact_badge(row.state),
        age=age(row.received_at, now),
        sender=row.sender or tr("unknown sender"),
        words=said or tr("no words"),
        holder=f"{row.taken_by} · {row.taken_seat}" if row.state is ContactState.TAKEN else "",
        marks=_marks(row),
        is_batch=row.waiting > 1,
        is_urgent=row.state is ContactState.WAITING and row.priority.is_urgent,
    )


def _marks(row: ContactRow) -> tuple[str, ...]:
    marks = [tr("×{count}", count=row.waiting)] if row.waiting > 1 else []
    if row.per_minute >= _RUSHES or (row.waiting > 1 and row.per_minute):
        marks.append(tr("{count}/min", count=row.per_minute))
    if row.attachments:
        marks.append(tr("{count} attached", count=row.attachments))
    if row.repeats:
        marks.append(tr("came {count} times", count=row.repeats + 1))
    if not row.complete:
        marks.append(tr("INCOMPLETE"))
    if row.note:
        marks.append(tr("DOUBTFUL"))
    return tuple(marks)


def spoken(line: ContactLine) -> str:
    """Say a row in one sentence, for a screen reader and for tooltips."""
    parts = (line.medium.word, line.sender, line.words, line.state.word, line.holder, *line.marks,
             tr("{age} ago", age=line.age))  # fmt: skip
    # A tip that looks like markup would be drawn as such: strangers wrote it.
    return ", ".join(part for part in parts if part).replace("<", "‹")


def reading(whole: ContactWhole, zone: ZoneInfo) -> Reading:
    """Put a whole contact into words."""
    row = whole.row
    facts = [
        tr("{medium} over {source}, received {time}", medium=medium_badge(row.medium).word, source=row.source,
           time=clock_time(row.received_at, zone)),
    ]  # fmt: skip
    if whole.said_at is not None:
        facts.append(tr("it says {time}", time=f"{whole.said_at.astimezone(zone):%d.%m.%Y %H:%M:%S}"))
    if row.answered_at is not None:
        facts.append(tr("answered {time}", time=clock_time(row.answered_at, zone)))
    if row.ended_at is not None:
        facts.append(tr("ended {time}", time=clock_time(row.ended_at, zone)))
    if row.seat:
        facts.append(tr("at {seat}", seat=row.seat))
    if row.waiting > 1:
        facts.append(tr("one of {count} that are alike", count=row.waiting))
    if row.note:
        facts.append(row.note)
    if not row.complete:
        facts.append(tr("more of it is where it came from"))
    if len(whole.body) > MOST_READ:
        facts.append(tr("the first {most} of {count} letters are shown", most=f"{MOST_READ:,}",
                        count=f"{len(whole.body):,}"))  # fmt: skip
    facts.append(tr("{count} octets kept", count=f"{whole.octets:,}"))
    return Reading(
        head=" · ".join(part for part in (row.sender or tr("unknown sender"), row.subject) if part),
        facts=tuple(facts),
        body=whole.body[:MOST_READ] or tr("It has no words."),
        attachments=tuple(
            tr("{name} ({type}, {size} octets)", name=part.name, type=part.type, size=f"{part.size:,}")
            for part in whole.attachments
        ),
    )
