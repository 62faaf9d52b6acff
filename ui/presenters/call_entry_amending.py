"""What is typed after the incident is open: which commands bring the record up to what the call says now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import AmendCall, AmendIncident
from dispatcher.domain.caller_commands import ReKind
from dispatcher.domain.commands import Command
from dispatcher.domain.incident_commands import PlaceIncident
from dispatcher.domain.incidents import Kind
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.triage import priority_for
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.queries.pack_rows import TypeRow
from ui.presenters.call_entry_call import Call, CatchingUp, Opened
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.call_entry_lines import Lines, NarrativeLine, TimeOf, said, timed
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.wording import tr

_F = CallField
_ALL = CatchingUp()
_LONGEST_NOTE = 3_000
"""So many signs of a paste go into one note."""
_CHOICES = ("impact", "urgency", "override", "kind", "emergency")
_OF_CALLER = (_F.CALLER_NAME, _F.CALLER_NUMBER, _F.RELATION, _F.LANGUAGE, _F.NEEDS)


@dataclass(frozen=True, slots=True)
class Amendment:
    """One command, and what the record has of the call once it is carried out."""

    command: Command
    told: CallDraft
    field: CallField  # that it is about


def following(draft: CallDraft, was: CallDraft | None, now: CallDraft) -> CallDraft:
    """Return the draft with what the record has made of its choices, but for those that were changed since."""
    if was is None:
        return draft
    moved = {name: getattr(now, name) for name in _CHOICES if getattr(draft, name) == getattr(was, name)}
    return replace(draft, **moved)  # pyright: ignore[reportArgumentType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """What there is to tell of one call, but for what was refused."""

    actor: Actor
    call: Call
    words: Vocabulary
    time_of: TimeOf
    upto: CatchingUp = _ALL

    def next(self) -> Amendment | None:
        """Return the first thing that the record does not have yet."""
        opened, told = self.call.opened, self.call.told
        if opened is None or told is None:
            return None
        makers: list[Callable[[Opened, CallDraft, CallDraft], Iterator[Amendment]]] = [self._lines]
        if self.upto.fields:
            makers = [self._type, self._place, self._numbers, self._priority, self._kind, self._medium, self._caller,
                      *makers]  # fmt: skip
        found = (made for maker in makers for made in maker(opened, self.call.draft, told))
        return next((made for made in found if made.command not in self.call.skipped), None)

    def _type(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        row, was = draft.type_row(self.words), told.type_row(self.words)
        if row is not None and row != was:
            command = AmendIncident(actor=self.actor, incident_id=opened.incident_id, incident_type=row.name)
            now = self._as_grave_as(row, told).with_text(_F.TYPE, draft.text(_F.TYPE))
            yield Amendment(command, now, _F.TYPE)

    def _as_grave_as(self, row: TypeRow, told: CallDraft) -> CallDraft:
        """Return what the record makes of another type: it grades up and makes an incident of it, never down."""
        by_type = priority_for(row.impact, row.urgency)
        if by_type.rank < told.priority(self.words).rank:
            told = replace(told, impact=row.impact, urgency=row.urgency, override=None)
        if row.kind is Kind.INCIDENT:
            told = replace(told, kind=Kind.INCIDENT)
        return replace(told, emergency=True) if row.emergency else told

    def _place(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        place, was = draft.place_words(), told.place_words()
        if not place or (place == was and draft.position == told.position):
            return
        now = replace(told.with_text(_F.PLACE, draft.text(_F.PLACE)), position=draft.position)
        position = draft.position
        if position is None:
            if place != was:
                words = tr("the place is now said to be: {place} (no position)", place=place)
                yield Amendment(AddNote(actor=self.actor, incident_id=opened.incident_id, text=words), now, _F.PLACE)
            return
        yield Amendment(
            PlaceIncident(
                actor=self.actor, incident_id=opened.incident_id, latitude=position.latitude,
                longitude=position.longitude, place=place if place != was else "", verified=position.verified,
                place_source=position.source, place_confidence=position.confidence,
            ),
            now,
            _F.PLACE,
        )  # fmt: skip

    def _numbers(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        changed: dict[str, object] = {}
        now = told
        persons = draft.persons()
        if persons is not None and persons != told.persons():
            changed["persons_involved"], now = persons, now.with_text(_F.PERSONS, draft.text(_F.PERSONS))
        asset = draft.text(_F.ASSET).strip()
        if asset != told.text(_F.ASSET).strip():
            changed["asset_number"], now = asset, now.with_text(_F.ASSET, asset)
        if draft.emergency is not None and draft.emergency is not told.emergency:
            changed["emergency"], now = draft.emergency, replace(now, emergency=draft.emergency)
        if changed:
            about = next(name for name in (_F.PERSONS, _F.ASSET, _F.EMERGENCY) if name.value in changed)
            command = AmendIncident(actor=self.actor, incident_id=opened.incident_id, **changed)  # pyright: ignore[reportArgumentType]
            yield Amendment(command, now, about)

    def _priority(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        reason, priority = draft.text(_F.PRIORITY_REASON).strip(), draft.priority(self.words)
        if priority is not told.priority(self.words) and reason:
            command = SetPriority(actor=self.actor, incident_id=opened.incident_id, priority=priority, reason=reason)
            now = replace(told, impact=draft.impact, urgency=draft.urgency, override=draft.override)
            yield Amendment(command, now.with_text(_F.PRIORITY_REASON, reason), _F.PRIORITY)

    def _kind(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        reason, kind = draft.text(_F.KIND_REASON).strip(), draft.kind_now(self.words)
        if kind is not told.kind_now(self.words) and reason:
            command = ReKind(actor=self.actor, incident_id=opened.incident_id, kind=kind, reason=reason)
            yield Amendment(command, replace(told, kind=kind).with_text(_F.KIND_REASON, reason), _F.KIND)

    def _medium(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        if opened.call_id is not None and draft.medium is not told.medium:
            command = AmendCall(actor=self.actor, call_id=opened.call_id, medium=draft.medium)
            yield Amendment(command, replace(told, medium=draft.medium), _F.MEDIUM)

    def _caller(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        if opened.call_id is None:
            return
        changed = {name.value: draft.text(name).strip() for name in _OF_CALLER
                   if draft.text(name).strip() != told.text(name).strip()}  # fmt: skip
        now = told
        for name in _OF_CALLER:
            now = now.with_text(name, draft.text(name))
        first = {line.key for line in told.lines if line.key in self.call.first_lines}
        corrected = tuple(line for line in draft.lines if line.key in first)
        before = tuple(line for line in told.lines if line.key in first)
        if _words(corrected) != _words(before) and not self._is_typing(draft.lines, first):
            changed["narrative"] = said(corrected, self.time_of)
            now = replace(now, lines=(*corrected, *(line for line in told.lines if line.key not in first)))
        if changed:
            about = next(name for name in (*_OF_CALLER, _F.NARRATIVE) if name.value in changed)
            yield Amendment(AmendCall(actor=self.actor, call_id=opened.call_id, **changed), now, about)  # pyright: ignore[reportArgumentType]

    def _lines(self, opened: Opened, draft: CallDraft, told: CallDraft) -> Iterator[Amendment]:
        had = {line.key: line.text.strip() for line in told.lines}
        for place, line in enumerate(draft.lines):
            words = line.text.strip()
            if place == self.upto.line or not words or had.get(line.key) == words or line.key in self.call.first_lines:
                continue
            if line.key in had:
                some, note = (line,), tr("corrected: {line}", line=timed(line, self.time_of))
            else:
                some = self._pasted(draft.lines[place:], place, had)
                note = timed(line, self.time_of) + "".join(f"\n{each.text.strip()}" for each in some[1:])
            keys = {each.key for each in some}
            now = replace(told, lines=(*(each for each in told.lines if each.key not in keys), *some))
            yield Amendment(AddNote(actor=self.actor, incident_id=opened.incident_id, text=note), now, _F.NARRATIVE)

    def _pasted(self, lines: Lines, place: int, had: Mapping[int, str]) -> Lines:
        """Return the lines that came with the first one, in the same instant: one note, as one person gave them."""
        some: list[NarrativeLine] = []
        signs = 0
        for further, line in enumerate(lines):
            signs += len(line.text) + 1
            is_more = line.at == lines[0].at and line.key not in had and place + further != self.upto.line
            if further and (not is_more or signs > _LONGEST_NOTE):
                break
            some.append(line)
        return tuple(some)

    def _is_typing(self, lines: Lines, keys: set[int]) -> bool:
        line = self.upto.line
        return line is not None and line < len(lines) and lines[line].key in keys


def _words(lines: tuple[NarrativeLine, ...]) -> list[str]:
    return [line.text.strip() for line in lines if line.text.strip()]
