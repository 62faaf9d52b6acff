"""The place of a call: what it may mean while it is typed, what was taken, where somebody pointed."""

import re
from collections.abc import Callable
from dataclasses import replace

from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.requests import AskPlaceAt
from ui.presenters.call_entry_draft import CallDraft, CallField, CallPosition
from ui.presenters.places import PlaceLookup, PlaceNote, named, place_note, plain
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.wording import tr

Change = Callable[[CallDraft], CallDraft]
_DETAIL = re.compile(r"(?:[\s,]+(?:[^\W\d_].*)?)?")
"""What may follow a taken place: a flat, a floor, a name. A digit right behind it would make it another house."""


class CallPlaces:
    """Offers places for a draft that its owner holds; `change` puts a new draft in its place and draws."""

    def __init__(
        self, room: Room, post: Post, draft: Callable[[], CallDraft], change: Callable[[Change], None]
    ) -> None:
        self._room, self._post, self._draft, self._change = room, post, draft, change
        self.lookup = PlaceLookup(room, post, "call_entry_places", self._found)
        self._is_open = False
        self._chosen: PlaceRow | None = None  # the row, not its place: the list may change under the hand
        self._pins = 0

    @property
    def offers(self) -> tuple[PlaceRow, ...]:
        """The places that are offered now."""
        return self.lookup.found.rows if self._is_open else ()

    @property
    def chosen(self) -> int | None:
        """Which offer Tab or Enter would take."""
        return self.offers.index(self._chosen) if self._chosen in self.offers else None

    @property
    def note(self) -> PlaceNote:
        """How sure the place is."""
        draft, found = self._draft(), self.lookup.found
        position, typed = draft.position, plain(draft.text(CallField.PLACE))
        if position is not None:
            return replace(place_note(_row(position)), confidence=position.confidence)
        if not typed:
            return PlaceNote()
        several = found.several(typed)
        why = tr("It can be {places}: choose one with ↓", places=named(several)) if several else found.problem
        return PlaceNote(tr("unverified"), "warning", why or tr("The map does not know this place: no position"))

    def typed(self, draft: CallDraft, text: str) -> CallDraft:
        """Return the draft with what was typed. A pin stays while words are added to it, what was taken while a detail
        is; else it is dropped.
        """
        position = draft.position
        if position is not None and position.pinned and position.words and text.startswith(position.words):
            self.close()
            return replace(draft, position=replace(position, verified=False, kind="coordinate"))
        if position is not None and _is_detailed(position, text):
            self.close()
            return draft
        self._pins += 1
        self._is_open, self._chosen = True, None
        return replace(draft, position=None)

    def look(self) -> None:
        """Look for what was typed. The draft must hold it already: an answer may come at once."""
        position = self._draft().position
        if self._is_open or (position is not None and position.taken):
            self.lookup.look(self._draft().text(CallField.PLACE))

    def move(self, step: int) -> None:
        """Move among the offers, opening them when they were closed."""
        if not self._is_open:
            self._is_open = True
            self.lookup.look(self._draft().text(CallField.PLACE))
        offers, chosen = self.offers, self.chosen
        if offers:
            end = 0 if step > 0 else len(offers) - 1
            self._chosen = offers[end if chosen is None else (chosen + step) % len(offers)]
        self._change(_same)

    def take(self, index: int | None = None) -> bool:
        """Take an offer: the named or the chosen one. False when there is none to take."""
        which = index if index is not None else self.chosen
        if which is None or which >= len(self.offers):
            return False
        row = self.offers[which]
        self.close()
        taken = replace(_position(row), taken=True)
        self._change(lambda draft: replace(draft.with_text(CallField.PLACE, row.words), position=taken))
        return True

    def close(self) -> bool:
        """Offer no places until the next keystroke. False when none were offered."""
        had = bool(self.offers)
        self._is_open, self._chosen = False, None
        return had

    def forget(self) -> None:
        """Begin anew."""
        self.close()
        self._pins += 1
        self.lookup.forget()

    def pin(self, latitude: float, longitude: float) -> None:
        """Set the position; its words are found in the background, unless somebody's words stand there already."""
        self._pins += 1
        pin, draft = self._pins, self._draft()
        text, former = draft.text(CallField.PLACE).strip(), draft.position
        own = "" if former is not None and former.said_by_map and former.words == text else text
        here = CallPosition(latitude=latitude, longitude=longitude, words=own, pinned=True, said_by_map=not own)
        self.close()
        self._change(lambda draft: replace(draft.with_text(CallField.PLACE, own), position=here))
        if not own:
            self._ask_words(pin, latitude, longitude)

    def _ask_words(self, pin: int, latitude: float, longitude: float) -> None:
        take_over(
            self._room.ask(AskPlaceAt(latitude, longitude), "call_entry_place_at"),
            self._post,
            lambda row: self._told(pin, row),
            lambda _error: self._told(pin, None),
        )

    def unpin(self) -> None:
        """Take the position away; the words stay."""
        if self._draft().position is not None:
            self._pins += 1
            self._change(lambda draft: replace(draft, position=None))

    def _told(self, pin: int, row: PlaceRow | None) -> None:
        position = self._draft().position
        if pin != self._pins or position is None:
            return
        words = row.words if row else f"{position.latitude:.5f}, {position.longitude:.5f}"
        said = replace(position, words=words)
        if row is not None:
            said = replace(said, verified=row.verified, inside=row.inside, kind=row.kind)
        self._change(lambda draft: replace(draft.with_text(CallField.PLACE, words), position=said))

    def _found(self) -> None:
        """An answer came: a text that names one place in full means it, and that one is what Tab would take.

        So it does when it went on from a place that was taken: “… bis”, “… et Rue Suffren” are other places.
        """
        draft, found = self._draft(), self.lookup.found
        typed, position = draft.text(CallField.PLACE), draft.position
        is_open = position is None or (position.taken and plain(typed) != plain(position.words))
        row = found.meant(typed) if is_open else None
        if self.chosen is None:
            self._chosen = row
        self._change(lambda draft: replace(draft, position=_position(row)) if row else draft)


def _is_detailed(position: CallPosition, text: str) -> bool:
    """Whether a text is the words of a place that was taken, and a detail of it at the most."""
    words = position.words
    return position.taken and text.startswith(words) and _DETAIL.fullmatch(text[len(words) :]) is not None


def _same(draft: CallDraft) -> CallDraft:
    return draft


def _position(row: PlaceRow) -> CallPosition:
    return CallPosition(
        latitude=row.latitude, longitude=row.longitude, words=row.words, verified=row.verified, inside=row.inside,
        kind=row.kind, confidence=row.confidence,
    )  # fmt: skip


def _row(position: CallPosition) -> PlaceRow:
    return PlaceRow(
        kind=position.kind, label=position.words, near="", detail="", latitude=position.latitude,
        longitude=position.longitude, verified=position.verified, inside=position.inside, score=0.0,
    )  # fmt: skip
