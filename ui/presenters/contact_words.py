"""A contact in words: as a row of the list, and as it is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import ContactState
from dispatcher.domain.plain_text import visible
from dispatcher.queries.contacts import ContactRow, ContactWhole
from ui.wording import Badge, age, clock_time, contact_badge, medium_badge, tr

_RUSHES = 30
"""So many a minute are shown as a rate."""
PAGE = 8_000
"""So many letters, or octets, are laid out at once: the window must not stand still for a letter."""

_THOUSAND = 1_000


class Form(StrEnum):
    """What of a contact is read."""

    WORDS = "words"
    OCTETS = "octets"  # all that came: headers, parts, marks


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
    is_one_of: bool  # of the batch that is unfolded above it
    is_urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A contact as it is read."""

    sender: str
    subject: str
    facts: tuple[str, ...]
    body: str
    attachments: tuple["AttachmentShown", ...]
    pages: str  # which part of how many; empty when all of it is shown
    has_earlier: bool
    has_further: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentShown:
    """Something that came along; place 0 is all that came."""

    place: int
    words: str
    refusal: str  # why it cannot be saved


def key_of(row: ContactRow) -> str:
    """Return what a row is known by: a batch by its name, for its first may be settled meanwhile."""
    return row.batch if row.waiting > 1 and row.batch else row.contact_id


def is_one_of(row: ContactRow | None, batch: str) -> bool:
    """Whether a row is one of a batch, and not the batch."""
    return row is not None and bool(batch) and row.batch == batch and key_of(row) != batch


def contact_line(row: ContactRow, now: datetime, *, is_one_of: bool = False) -> ContactLine:
    """Put a row into words."""
    said = " · ".join(part for part in (row.subject, row.preview) if part)
    return ContactLine(
        medium=medium_badge(row.medium),
        state=contact_badge(row.state),
        age=age(row.received_at, now),
        sender=row.sender or tr("unknown sender"),
        words=said or (tr("nobody answered: ring back") if _was_missed(row) else tr("no words")),
        holder=f"{row.taken_by} · {row.taken_seat}" if row.state is ContactState.TAKEN else "",
        marks=_marks(row),
        is_batch=row.waiting > 1,
        is_one_of=is_one_of,
        is_urgent=row.state is ContactState.WAITING and row.priority.is_urgent,
    )


def _was_missed(row: ContactRow) -> bool:
    return row.medium is Medium.PHONE and row.ended_at is not None and row.answered_at is None


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


def reading(
    whole: ContactWhole, zone: ZoneInfo, form: Form = Form.WORDS, page: int = 0, octets: bytes | None = None
) -> Reading:
    """Put a whole contact into words; of `octets`, all that came, one page is decoded."""
    row = whole.row
    shown = whole.body if form is Form.WORDS else octets
    count = max(1, -(-len(shown or "") // PAGE))
    page = min(page, count - 1)
    pages = ""
    if shown is not None and count > 1:
        unit = tr("letters") if form is Form.WORDS else tr("octets")
        upto = min(len(shown), (page + 1) * PAGE)
        pages = tr("{unit} {first} to {last} of {count}", unit=unit, first=f"{page * PAGE + 1:,}", last=f"{upto:,}",
                   count=f"{len(shown):,}")  # fmt: skip
    return Reading(
        sender=visible(row.sender or tr("unknown sender"))[0],
        subject=visible(row.subject)[0],
        facts=_facts(whole, zone),
        body=_page(shown, page, form),
        attachments=_attached(whole),
        pages=pages,
        has_earlier=page > 0,
        has_further=page < count - 1,
    )


def _page(shown: str | bytes | None, page: int, form: Form) -> str:
    if shown is None:
        return tr("reading all that came …")
    part = shown[page * PAGE : (page + 1) * PAGE]
    # Letters alone: what would turn lines around or cannot be seen is shown as a sign.
    words = visible(part if isinstance(part, str) else part.decode("utf-8", "replace"))[0]
    nothing = tr("It has no words.") if form is Form.WORDS else tr("Nothing of it is kept any more.")
    return words if words.strip() else nothing


def _attached(whole: ContactWhole) -> tuple[AttachmentShown, ...]:
    gone = tr("it was destroyed")
    came = AttachmentShown(
        place=0, words=tr("all that came ({size})", size=_size(whole.octets)),
        refusal="" if whole.octets else gone,
    )  # fmt: skip
    return (
        *(
            AttachmentShown(
                place=part.place,
                words=visible(tr("{name} ({size})", name=part.name, size=_size(part.size)))[0],
                refusal="" if part.is_kept else gone,
            )
            for part in whole.attachments
        ),
        came,
    )  # fmt: skip


def _size(octets: int) -> str:
    if octets < _THOUSAND:
        return tr("1 octet") if octets == 1 else tr("{count} octets", count=octets)
    if octets < _THOUSAND**2:
        return tr("{count} kB", count=round(octets / _THOUSAND))
    return tr("{count:.1f} MB", count=octets / _THOUSAND**2)


def _facts(whole: ContactWhole, zone: ZoneInfo) -> tuple[str, ...]:
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
    if row.note:
        facts.append(row.note)
    if not row.complete:
        facts.append(tr("more of it is where it came from"))
    return tuple(facts)
