"""The sentences of a read-back in large letters, each with the box that its number ticks, and a way to correct it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from dispatcher.domain.saying import Item
from ui.presenters.read_back_state import ReadBackLine, Tick
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.widgets.tick_box import TickBox
from ui.wording import tr

_MOST = len(Item)
_ROWS = 3
"""Of the grid, for each sentence: its box, its words, its note."""
_TONES = {Tick.CHANGED: "warning", Tick.CORRECTED: "accent"}


class ReadBackLines(QWidget):
    """`ticked` and `corrected` are told which item; the boxes are drawn from what comes back."""

    def __init__(self, theme: Theme, ticked: Callable[[Item], None], corrected: Callable[[Item], None]) -> None:
        super().__init__()
        self._theme, self._ticked, self._corrected = theme, ticked, corrected
        self.setObjectName("read_back_lines")
        set_panel(self, "raised")
        self._items: list[Item | None] = [None] * _MOST
        self._boxes = [TickBox(theme, f"read_back_tick_{place}", self) for place in range(_MOST)]
        self._words = [label(theme, f"read_back_words_{place}", "heading") for place in range(_MOST)]
        self._notes = [label(theme, f"read_back_note_{place}", "body", "muted") for place in range(_MOST)]
        self._wrong = [QPushButton() for _ in range(_MOST)]
        self._showing = False
        self._build()

    def show_lines(self, lines: tuple[ReadBackLine, ...]) -> None:
        """Draw the sentences; what is confirmed steps back, so that the eye finds what is still to be said."""
        self._showing = True
        for place in range(_MOST):
            self._show_line(place, lines[place] if place < len(lines) else None)
        self._showing = False

    def focus_first(self) -> bool:
        """Give the keyboard to the first box that is not ticked, else to the first; False when there is none."""
        shown = [box for box in self._boxes if not box.isHidden()]
        if shown:
            open_ = [box for box in shown if not box.isChecked()]
            (open_ or shown)[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return bool(shown)

    def step(self, by: int) -> bool:
        """Go to another box; False at the ends, and when the keyboard is in none."""
        shown = [box for box in self._boxes if not box.isHidden()]
        here = next((place for place, box in enumerate(shown) if box.hasFocus()), None)
        if here is None or not 0 <= here + by < len(shown):
            return False
        shown[here + by].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def item_at(self, number: int) -> Item | None:
        """Return the item of a number key."""
        return self._items[number - 1] if 1 <= number <= _MOST else None

    def _show_line(self, place: int, line: ReadBackLine | None) -> None:
        box, words, note, wrong = self._boxes[place], self._words[place], self._notes[place], self._wrong[place]
        self._items[place] = line.item if line else None
        for widget in (box, words):
            widget.setVisible(line is not None)
        wrong.setVisible(line is not None and line.can_correct)
        note.setVisible(line is not None and bool(line.note))
        if line is None:
            return
        title = f"{line.key}  {line.title}"
        if box.text() != title:
            box.setText(title)
            box.updateGeometry()
        box.setAccessibleName(tr("{title}: {words}, {state}", title=line.title, words=line.words, state=_said(line)))
        box.setChecked(line.tick is Tick.CONFIRMED)
        set_text(words, line.words)
        set_tone(words, "muted" if line.tick is Tick.CONFIRMED else "text")
        set_text(note, line.note)
        set_tone(note, _TONES.get(line.tick, "muted"))
        wrong.setAccessibleName(tr("correct {title}", title=line.title))

    def _on_toggled(self, place: int, on: bool) -> None:
        item = self._items[place]
        if item is not None and not self._showing:
            self._showing = True
            self._boxes[place].setChecked(not on)  # the presenter says how it stands
            self._showing = False
            self._ticked(item)

    def _on_wrong(self, place: int, _checked: bool = False) -> None:
        item = self._items[place]
        if item is not None:
            self._corrected(item)

    def _build(self) -> None:
        grid = QGridLayout(self)
        dress(grid, self._theme, margins=(3, 1, 3, 1), horizontal=3, vertical=1)
        grid.setColumnStretch(0, 1)
        for place in range(_MOST):
            wrong = self._wrong[place]
            wrong.setObjectName(f"read_back_wrong_{place}")
            wrong.setText(tr("Correct"))
            wrong.setAccessibleName(tr("correct"))
            wrong.setToolTip(tr("Ctrl and the number: go where it stands, and say it again"))
            wrong.setProperty("quiet", "true")
            wrong.setProperty("tight", "true")
            wrong.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(wrong, self._theme, font="small")
            self._words[place].setWordWrap(True)
            self._notes[place].setWordWrap(True)
            row = _ROWS * place
            grid.addWidget(self._boxes[place], row, 0)
            grid.addWidget(wrong, row, 1)
            grid.addWidget(self._words[place], row + 1, 0, 1, 2)  # the whole width: it is read aloud, at a glance
            grid.addWidget(self._notes[place], row + 2, 0, 1, 2)
            self._boxes[place].toggled.connect(partial(self._on_toggled, place))
            wrong.clicked.connect(partial(self._on_wrong, place))
        grid.setRowStretch(_ROWS * _MOST, 1)


def _said(line: ReadBackLine) -> str:
    words = {
        Tick.OPEN: tr("not confirmed"),
        Tick.CONFIRMED: tr("confirmed"),
        Tick.CORRECTED: tr("being corrected"),
        Tick.CHANGED: tr("changed since it was confirmed"),
    }
    return words[line.tick]
