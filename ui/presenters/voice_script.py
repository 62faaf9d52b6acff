"""What a radio operator says, reads out and listens for: the words of one voice task, by the rules of procedure.

The station that is called is named first, then who calls; figures are said one by one; what must not be mistaken is
heard back before anybody says OUT.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.transmissions import Purpose
from dispatcher.queries.voice_rows import VoiceTaskRow
from ui.presenters.alphabets import Alphabet
from ui.presenters.places import plain
from ui.presenters.voice_spelling import call_sign_spoken, odd_words, spelled, spoken
from ui.wording import tr

_SEPARATOR = " / "
_WITH_NOTE = 6
"""A dispatch has so many parts when the dispatcher added words: priority, type, place, units, words, number."""


class Item(StrEnum):
    """What a crew must say back."""

    CALL_SIGN = "call_sign"
    ORDER = "order"  # of a stand-down
    TYPE = "type"
    PLACE = "place"
    PRIORITY = "priority"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to say: what it is for, as it is written, as it is spoken, and what must be heard back of it."""

    title: str
    words: str
    spoken: str
    item: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceScript:
    """A voice task, ready to be read out."""

    call: Said
    expected: str  # what the crew says when it is there
    message: tuple[Said, ...]
    spelled: tuple[tuple[str, str], ...]  # words that a crew may not know how to write
    ask_back: str
    right: str
    wrong: str
    doubt: str  # what has changed since the message was written; empty when nothing has

    @property
    def hear_back(self) -> tuple[Said, ...]:
        """What a crew must say back, the answering station first."""
        return tuple(said for said in (self.call, *self.message) if said.item is not None)


def script_of(row: VoiceTaskRow, alphabet: Alphabet) -> VoiceScript:
    """Return the script of a voice task."""
    them = call_sign_spoken(row.call_sign, alphabet)
    note = note_in(row.text, row.purpose)
    place = plain(row.place)
    return VoiceScript(
        call=_call(row.call_sign, them),
        expected=tr("Control, {call_sign}, go ahead, over.", call_sign=them),
        message=_message(row, place, note, alphabet),
        spelled=tuple((word, spelled(word, alphabet)) for word in odd_words(place)),
        ask_back=tr("Read back, over."),
        right=tr("{call_sign}, correct, out.", call_sign=them),
        wrong=tr("{call_sign}, wrong. Correction: …, I say again, …, read back, over.", call_sign=them),
        doubt=_doubt(row, place),
    )


def note_in(text: str, purpose: Purpose) -> str:
    """Return the words that a dispatcher added to a message, or why a unit is stood down; empty when there are none."""
    parts = text.split(_SEPARATOR)
    if purpose is Purpose.STAND_DOWN:
        return parts[3] if len(parts) == len(("STAND DOWN", "E12", "place", "reason", "number")) else ""
    return parts[4] if len(parts) == _WITH_NOTE else ""


def _call(call_sign: str, them: str) -> Said:
    written = tr("{call_sign}, this is CONTROL, message, over.", call_sign=call_sign)
    said = tr("{call_sign}, this is CONTROL, message, over.", call_sign=them)
    return Said(tr("Call sign"), written, said, Item.CALL_SIGN)


def _message(row: VoiceTaskRow, place: str, note: str, alphabet: Alphabet) -> tuple[Said, ...]:
    def said(title: str, words: str, item: Item | None = None) -> Said:
        return Said(title, words, spoken(words, alphabet), item)

    if row.purpose is Purpose.STAND_DOWN:
        order = (said(tr("Order"), tr("Stand down, stand down."), Item.ORDER), said(tr("From"), place, Item.PLACE))
        return (*order, said(tr("Why"), note)) if note else order
    priority = tr("Priority {figure}", figure=spoken(row.priority.value[1:], alphabet))
    lines = [
        Said(tr("Priority"), priority, priority, Item.PRIORITY),
        said(tr("Type"), row.type_name, Item.TYPE),
        said(tr("Address"), place, Item.PLACE),
    ]
    if note:
        lines.append(said(tr("Note"), note, Item.NOTE))
    others = [sign for sign in row.units if sign != row.call_sign]
    if others:
        signs = ", ".join(call_sign_spoken(sign, alphabet) for sign in others)
        lines.append(Said(tr("With you"), " ".join(others), signs))
    return tuple(lines)


def _doubt(row: VoiceTaskRow, place: str) -> str:
    """A page says what was true when it was written; the crew is told what is true now."""
    if row.purpose is Purpose.STAND_DOWN or not row.text:
        return ""
    told = {_letters(part) for part in row.text.split(_SEPARATOR)}
    changed = [
        name
        for name, now in ((tr("priority"), row.priority.value), (tr("type"), row.type_name), (tr("address"), place))
        if _letters(now) not in told
    ]
    return tr("changed since the page: {what}", what=", ".join(changed)) if changed else ""


def _letters(words: str) -> str:
    """Return what two ways of writing have in common: a channel may have folded letters to what it can carry."""
    parts = unicodedata.normalize("NFKD", words.casefold())
    plain_letters = "".join(letter for letter in parts if letter.isascii() and letter.isalnum())
    for pair in ("ae", "oe", "ue"):
        plain_letters = plain_letters.replace(pair, pair[0])
    return plain_letters
