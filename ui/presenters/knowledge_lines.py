"""What is known, in words and shapes: what can hurt somebody first, whatever it is known of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.knowledge import CallerNoteKind, NoteKind
from dispatcher.queries.knowledge import (
    CallerCallRow,
    CallerKnowledge,
    CallerNoteRow,
    KnownCallerRow,
    PlaceKnowledge,
    PlaceNoteRow,
    PremiseRow,
    PreviousRow,
    SecretRow,
)
from ui.wording import Badge, age, caller_note_badge, clock_date, counted, note_badge, tr

_A_DAY_OR_TWO, _A_SEASON, _DAYS_IN_A_MONTH = 2, 90, 30.4
_URGENT = (NoteKind.HAZARD, NoteKind.CAUTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """One thing that is known. `detail` stands behind it, quieter."""

    badge: Badge
    text: str
    detail: str = ""

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return ", ".join(part for part in (self.badge.word, self.text, self.detail) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSection:
    """Lines of one kind under a title, and the secrets that belong to them."""

    key: str
    title: str
    lines: tuple[KnownLine, ...] = ()
    secrets: tuple[SecretRow, ...] = ()


def sections_of(
    place: PlaceKnowledge | None, caller: CallerKnowledge | None, now: datetime, local: ZoneInfo
) -> tuple[KnownSection, ...]:
    """Put everything into sections, in the order in which it is needed."""
    made: list[KnownSection] = []
    if mind := (*mind_place(place, now), *_mind_caller(caller, now)):
        made.append(KnownSection(key="mind", title=tr("Mind"), lines=mind))
    if caller is not None and (lines := tuple(_caller_lines(caller, now))):
        made.append(KnownSection(key="caller", title=_caller_title(caller), lines=lines))
    if place is not None:
        made += [section for row in place.premises if (section := _premise(row, now)) is not None]
        if lines := tuple(_asset_lines(place)):
            made.append(KnownSection(key="asset", title=tr("Asset"), lines=lines))
        if place.previous:
            made.append(_previous(place, now, local))
    if caller is not None and caller.calls:
        made.append(_calls(caller, now, local))
    return tuple(made)


def heading_of(place: PlaceKnowledge | None, caller: CallerKnowledge | None) -> str:
    """Count what is known, for the line above."""
    parts: list[str] = []
    if place is not None:
        notes = [note for row in place.premises for note in row.notes]
        parts.append(counted(sum(note.kind is NoteKind.HAZARD for note in notes), tr("hazard"), tr("hazards")))
        parts.append(counted(place.previous_count, tr("earlier incident"), tr("earlier incidents")))
    if caller is not None:
        parts.append(counted(caller.calls_count, tr("earlier call"), tr("earlier calls")))
    return " · ".join(part for part in parts if part)


def mind_place(place: PlaceKnowledge | None, now: datetime) -> tuple[KnownLine, ...]:
    """Return the hazards and cautions of a place, the hazards first."""
    rows = place.premises if place is not None else ()
    found = [(note, row) for row in rows for note in row.notes if note.kind in _URGENT]
    found.sort(key=lambda each: each[0].kind.rank)
    return tuple(_note(note, now, where=row.name) for note, row in found)


def _mind_caller(caller: CallerKnowledge | None, now: datetime) -> tuple[KnownLine, ...]:
    callers = caller.callers if caller is not None else ()
    return tuple(
        _caller_note(note, now, who=who.name or tr("the caller"))
        for who in callers
        for note in who.notes
        if note.kind is CallerNoteKind.CAUTION
    )


def _premise(row: PremiseRow, now: datetime) -> KnownSection | None:
    lines = [_note(note, now) for note in row.notes if note.kind not in _URGENT]
    for place, person in enumerate(row.keyholders, start=1):
        lines.append(
            KnownLine(
                badge=note_badge(NoteKind.KEYHOLDER), text=f"{person.name}  {person.number}",
                detail=tr("to be rung as no. {place}", place=place) if len(row.keyholders) > 1 else "",
            )
        )  # fmt: skip
    if not lines and not row.secrets and not row.notes:
        return None
    return KnownSection(key=row.premise_id, title=_premise_title(row), lines=tuple(lines), secrets=row.secrets)


def _premise_title(row: PremiseRow) -> str:
    where = "" if row.address in ("", row.name) else row.address
    far = tr("by its name") if row.metres is None else tr("{metres:.0f} m from here", metres=row.metres)
    return " · ".join(part for part in (row.name, where, far) if part)


def _note(note: PlaceNoteRow, now: datetime, where: str = "") -> KnownLine:
    return KnownLine(badge=note_badge(note.kind), text=note.text, detail=written(note, now, where))


def _caller_note(note: CallerNoteRow, now: datetime, who: str = "") -> KnownLine:
    return KnownLine(badge=caller_note_badge(note.kind), text=note.text, detail=written(note, now, who))


def written(note: PlaceNoteRow | CallerNoteRow, now: datetime, whose: str = "") -> str:
    """Say who wrote a note, how long ago, and how long it holds."""
    when = tr("{by}, {age} ago", by=note.written_by, age=_long_age(note.written_at, now))
    until = getattr(note, "valid_until", None)
    left = tr("holds {time} more", time=age(now, until)) if until is not None else ""
    return " · ".join(part for part in (whose, when, left) if part)


def _long_age(since: datetime, now: datetime) -> str:
    """Say how old something is that may be very old."""
    days = (now - since).days
    if days < _A_DAY_OR_TWO:
        return age(since, now)
    if days < _A_SEASON:
        return tr("{days} days", days=days)
    return tr("{months} months", months=round(days / _DAYS_IN_A_MONTH))


def _caller_title(caller: CallerKnowledge) -> str:
    if len(caller.callers) > 1:
        return tr("The caller is one of {count} who have this number", count=len(caller.callers))
    return tr("The caller")


def _caller_lines(caller: CallerKnowledge, now: datetime) -> Iterator[KnownLine]:
    for who in caller.callers:
        yield KnownLine(badge=Badge("disc", "P", tr("known"), "text"), text=who.name or tr("without a name"))
        yield from _needs(who)
        yield from (_caller_note(note, now) for note in who.notes if note.kind is not CallerNoteKind.CAUTION)


def _needs(who: KnownCallerRow) -> Iterator[KnownLine]:
    if who.needs:
        yield KnownLine(badge=Badge("diamond", "D", tr("needs"), "warning"), text=who.needs)
    if who.language:
        yield KnownLine(badge=Badge("waves", "L", tr("language"), "accent"), text=who.language)
    if who.vulnerable:
        yield KnownLine(badge=Badge("shield", "V", tr("vulnerable"), "warning"), text=tr("take care of this caller"))
    if who.repeat:
        yield KnownLine(
            badge=Badge("ring", "R", tr("repeat"), "text_muted"), text=tr("calls often; this call counts as any other")
        )


def _asset_lines(place: PlaceKnowledge) -> Iterator[KnownLine]:
    if place.asset_unknown:
        number = place.asked.asset_number.strip()
        yield KnownLine(
            badge=Badge("question", "?", tr("unknown"), "warning"),
            text=tr("{number} is not on the register; it is kept as typed", number=number),
        )
    if place.asset is not None:
        asset = place.asset
        yield KnownLine(
            badge=Badge("square", "G", asset.kind or tr("asset"), "accent"),
            text=tr("{number} {title}", number=asset.number, title=asset.title).strip(),
            detail=" · ".join(part for part in (asset.premise, asset.owner_team, asset.notes) if part),
        )


def _previous(place: PlaceKnowledge, now: datetime, local: ZoneInfo) -> KnownSection:
    more = place.previous_count - len(place.previous)
    title = tr("Here before")
    if more > 0:
        title = tr("Here before, and {count} more", count=more)
    return KnownSection(
        key="previous", title=title, lines=tuple(_previous_line(row, now, local) for row in place.previous)
    )


def _previous_line(row: PreviousRow, now: datetime, local: ZoneInfo) -> KnownLine:
    if row.is_open:
        badge = Badge("star", "!", tr("OPEN NOW"), "plate_warning")
    elif row.marked:
        badge = Badge("triangle", "R", tr("mind"), "warning")
    else:
        same = row.same_type
        badge = (
            Badge("disc", "S", tr("same type"), "accent") if same else Badge("ring", "B", tr("before"), "text_muted")
        )
    when = tr("{date}, {age} ago", date=clock_date(row.opened_at, local), age=_long_age(row.opened_at, now))
    near = "" if row.metres < 1 else tr("{metres:.0f} m", metres=row.metres)
    return KnownLine(
        badge=badge, text=tr("{priority} {type}", priority=row.priority.value, type=row.type_name),
        detail=" · ".join(part for part in (row.number, when, row.outcome, near) if part),
    )  # fmt: skip


def _calls(caller: CallerKnowledge, now: datetime, local: ZoneInfo) -> KnownSection:
    more = caller.calls_count - len(caller.calls)
    title = tr("Called before, and {count} times more", count=more) if more > 0 else tr("Called before")
    return KnownSection(key="calls", title=title, lines=tuple(_call_line(row, now, local) for row in caller.calls))


def _call_line(row: CallerCallRow, now: datetime, local: ZoneInfo) -> KnownLine:
    badge = (
        Badge("star", "!", tr("OPEN NOW"), "plate_warning")
        if row.is_open
        else Badge("ring", "B", tr("call"), "text_muted")
    )
    when = tr("{date}, {age} ago", date=clock_date(row.contact_at, local), age=_long_age(row.contact_at, now))
    return KnownLine(
        badge=badge, text=tr("{type}, {place}", type=row.type_name, place=row.place),
        detail=" · ".join(part for part in (row.number, when, row.outcome) if part),
    )  # fmt: skip
