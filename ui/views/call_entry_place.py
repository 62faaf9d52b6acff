"""The place of a call on screen: what is offered under its field, and how sure it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel

from dispatcher.queries.place_rows import PlaceRow
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_state import CallEntryState
from ui.presenters.places import place_detail, place_letter, place_note
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import set_text, set_tone
from ui.widgets.place_list import PlaceLine, PlaceList

_ON = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_NOTE_WIDTH = 22
"""Room for the longest note, so that the field keeps its width while somebody types."""
_TONES = {"accent": "accent", "warning": "warning", "muted": "text_muted", "text": "text"}


class CallPlaceView:
    """Draws the offers and the note; takes the keys that belong to an open list."""

    def __init__(self, presenter: CallEntryPresenter, theme: Theme, line: CommandEdit, note: QLabel) -> None:
        self._presenter, self._line, self._note = presenter, line, note
        dress(note, theme, least_width=_NOTE_WIDTH)
        self._list = PlaceList(theme, line, note, "call_places", self._picked)
        line.left.connect(presenter.close_offers)

    def render(self, state: CallEntryState) -> None:
        """Draw the presenter's state; offers only while the keyboard is in the field."""
        set_text(self._note, state.place_note.words)
        set_tone(self._note, state.place_note.tone)
        self._note.setToolTip(state.place_note.why)
        shown = [_line(row) for row in state.places] if self._line.hasFocus() else []
        self._list.show_places(shown, state.place_chosen)
        chosen = shown[state.place_chosen] if shown and state.place_chosen is not None else None
        said = f"{chosen.label}, {chosen.detail}, {chosen.mark}" if chosen else state.place_note.why
        self._line.setAccessibleDescription(said or state.place_note.words)

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move, going on takes what is marked, Escape closes the list and nothing else."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._presenter.choose_place(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape:
            return self._presenter.close_offers()
        if key in _ON:
            self._presenter.accept_place()
        return False

    def _picked(self, index: int) -> None:
        self._presenter.accept_place(index)


def _line(row: PlaceRow) -> PlaceLine:
    note = place_note(row)
    mark = f"✓ {note.text}" if row.verified else note.text
    return PlaceLine(place_letter(row), row.label, place_detail(row), mark, _TONES[note.tone])
