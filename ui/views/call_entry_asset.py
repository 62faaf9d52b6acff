"""The asset number of a call on screen: what is offered under its field, and what it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from dispatcher.queries.knowledge import AssetRow
from ui.presenters.call_entry_assets import AssetsShown, CallAssets
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.labels import ElidedLabel, set_text, set_tone
from ui.widgets.rising_list import RisingList

_ON = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


class CallAssetView:
    """Draws the offers and the note; takes the keys that belong to an open list."""

    def __init__(self, assets: CallAssets, theme: Theme, line: CommandEdit, note: ElidedLabel) -> None:
        self._assets, self._line, self._note = assets, line, note
        self._list = RisingList(theme, line, "call_assets", self._picked, line.setFocus, below=True)

    def render(self, shown: AssetsShown) -> None:
        """Draw them; offers only while the keyboard is in the field."""
        set_text(self._note, shown.note)
        set_tone(self._note, shown.tone)
        self._line.setAccessibleDescription(shown.note)
        offers = [(row.number, _what(row)) for row in shown.offers] if self._line.hasFocus() else []
        self._list.show_rows("", offers, shown.chosen)

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move, going on takes what is marked, Escape closes the list and nothing else."""
        key = event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._assets.move(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape and self._assets.close():
            self._list.show_rows("", [])
            return True
        if key in _ON:
            self._assets.take()
        return False

    def _picked(self, index: int) -> None:
        self._assets.take(index)


def _what(row: AssetRow) -> str:
    return " · ".join(part for part in (row.title, row.kind, row.premise) if part)
