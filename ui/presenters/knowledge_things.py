"""Everything that is known and can be changed, as rows to choose from: places, notes, keyholders, codes, callers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatcher.queries.knowledge import (
    AskPlaceKnowledge,
    AssetRow,
    CallerKnowledge,
    CallerNoteRow,
    KeyholderRow,
    KnownCallerRow,
    PlaceKnowledge,
    PlaceNoteRow,
    PremiseRow,
    SecretRow,
)
from ui.presenters.knowledge_lines import written
from ui.wording import Badge, caller_note_badge, clock_date, note_badge, secret_word, tr


class ThingDeed(StrEnum):
    """What can be done with something that is known."""

    ADD_NOTE = "add_note"
    CORRECT_NOTE = "correct_note"
    END_NOTE = "end_note"
    KEEP_PLACE = "keep_place"
    ADD_KEYHOLDER = "add_keyholder"
    CHANGE_KEYHOLDER = "change_keyholder"
    DROP_KEYHOLDER = "drop_keyholder"
    KEEP_CODE = "keep_code"
    END_CODE = "end_code"
    SEE_VIEWS = "see_views"
    KEEP_ASSET = "keep_asset"
    AMEND_CALLER = "amend_caller"
    ADD_NUMBER = "add_number"
    DROP_NUMBER = "drop_number"
    FORGET_CALLER = "forget_caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A row. `about` is what stands behind it; `place` where that is."""

    key: str
    text: str
    tone: str = "text"
    about: (
        PremiseRow | PlaceNoteRow | KeyholderRow | SecretRow | AssetRow | KnownCallerRow | CallerNoteRow
        | AskPlaceKnowledge | str
    )  # fmt: skip
    deeds: tuple[ThingDeed, ...]
    place: PremiseRow | None = None
    caller: KnownCallerRow | None = None
    rank: int = 0  # of a keyholder


_D = ThingDeed


def things_of(
    place: PlaceKnowledge | None, caller: CallerKnowledge | None, now: datetime, local: ZoneInfo
) -> tuple[Known, ...]:
    """List what can be changed, a place or a caller before what belongs to it."""
    found: list[Known] = []
    for premise in place.premises if place is not None else ():
        found += _place(premise, now, local)
    if place is not None:
        found += _unknown_place(place)
        found += _asset(place)
    for who in caller.callers if caller is not None else ():
        found += _caller(who, now)
    return tuple(found)


def _place(row: PremiseRow, now: datetime, local: ZoneInfo) -> Iterator[Known]:
    where = "" if row.address in ("", row.name) else row.address
    yield Known(
        key=row.premise_id, text=tr("PLACE  {what}", what=_joined(row.name, where)), tone="accent", about=row,
        place=row, deeds=(_D.ADD_NOTE, _D.KEEP_CODE, _D.ADD_KEYHOLDER, _D.KEEP_PLACE, _D.SEE_VIEWS),
    )  # fmt: skip
    for note in row.notes:
        badge = note_badge(note.kind)
        yield Known(
            key=note.note_id, text=_below(badge.word, note.text, written(note, now)), about=note, place=row,
            tone=_tone(badge), deeds=(_D.CORRECT_NOTE, _D.END_NOTE),
        )  # fmt: skip
    for rank, holder in enumerate(row.keyholders):
        words = tr("rung {rank}", rank=rank + 1)
        yield Known(
            key=f"{row.premise_id}:{rank}", text=_below(tr("keyholder"), f"{holder.name}, {holder.number}", words),
            about=holder, place=row, rank=rank, deeds=(_D.CHANGE_KEYHOLDER, _D.DROP_KEYHOLDER),
        )  # fmt: skip
    for secret in row.secrets:
        since = tr("sealed {date}", date=clock_date(secret.written_at, local))
        until = secret.valid_until
        runs_out = tr("until {date}", date=clock_date(until, local)) if until is not None else ""
        yield Known(
            key=secret.secret_id, text=_below(secret_word(secret.kind), secret.title, since, runs_out), about=secret,
            place=row, deeds=(_D.KEEP_CODE, _D.END_CODE, _D.SEE_VIEWS),
        )  # fmt: skip


def _unknown_place(place: PlaceKnowledge) -> Iterator[Known]:
    asked = place.asked
    if not place.premises and (asked.place or asked.latitude is not None):
        what = asked.place or tr("this position")
        yield Known(
            key="place", text=tr("PLACE  {what} · not known yet", what=what), tone="accent", about=asked,
            deeds=(_D.KEEP_PLACE,),
        )  # fmt: skip


def _asset(place: PlaceKnowledge) -> Iterator[Known]:
    row, number = place.asset, place.asked.asset_number.strip()
    here = place.premises[0] if place.premises else None
    if row is not None:
        text = tr("ASSET  {what}", what=_joined(row.number, row.title, row.kind, row.owner_team))
        yield Known(key=row.asset_id, text=text, tone="accent", about=row, place=here, deeds=(_D.KEEP_ASSET,))
    elif number:
        text = tr("ASSET  {what} · not on the register yet", what=number)
        yield Known(key="asset", text=text, tone="accent", about=number, place=here, deeds=(_D.KEEP_ASSET,))


def _caller(row: KnownCallerRow, now: datetime) -> Iterator[Known]:
    flags = (tr("vulnerable") if row.vulnerable else "", tr("calls often") if row.repeat else "")
    text = _joined(row.name or tr("without a name"), row.language, row.needs, *flags)
    yield Known(
        key=row.caller_id, text=tr("CALLER  {what}", what=text), tone="accent", about=row, caller=row,
        deeds=(_D.AMEND_CALLER, _D.ADD_NUMBER, _D.FORGET_CALLER),
    )  # fmt: skip
    for number in row.numbers:
        yield Known(
            key=f"{row.caller_id}:{number}", text=_below(tr("number"), number), about=number, caller=row,
            deeds=(_D.DROP_NUMBER,),
        )  # fmt: skip
    for note in row.notes:
        badge = caller_note_badge(note.kind)
        yield Known(
            key=note.note_id, text=_below(badge.word, note.text, written(note, now)), about=note, caller=row,
            tone=_tone(badge), deeds=(_D.CORRECT_NOTE, _D.END_NOTE),
        )  # fmt: skip


def _tone(badge: Badge) -> str:
    """What can hurt somebody stands out here too."""
    return {"plate_alarm": "alarm", "warning": "warning"}.get(badge.tone, "text")


def _below(what: str, words: str, *more: str) -> str:
    return _joined(f"{what}  {words}", *more)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
