"""The lines of a voice script: what to say in large letters, how it is spoken, and a box for what came back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.presenters.voice_script import Item, Said, VoiceScript
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text
from ui.widgets.tick_box import TickBox
from ui.wording import tr

_MOST = 8


class VoiceLines(QWidget):
    """`ticked` is told when a box changes; arrows go from box to box, Down from the last one calls `leave`."""

    def __init__(self, theme: Theme, ticked: Callable[[Item, bool], None], leave: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._ticked, self._leave = theme, ticked, leave
        self.setObjectName("voice_lines")
        set_panel(self, "raised")
        self._grid = QGridLayout(self)
        self._boxes = [TickBox(theme, f"voice_tick_{place}", self) for place in range(_MOST)]
        self._titles = [label(theme, f"voice_title_{place}", "strong", "muted") for place in range(_MOST)]
        self._words = [label(theme, f"voice_words_{place}", "heading") for place in range(_MOST)]
        self._spoken = [label(theme, f"voice_spoken_{place}", "body", "accent") for place in range(_MOST)]
        self._expected = label(theme, "voice_expected", "body", "muted")
        self._after = [label(theme, f"voice_after_{place}", "body", tone) for place, tone in enumerate(_AFTER_TONES)]
        self._after_titles = [label(theme, f"voice_after_title_{place}", "small", "muted") for place in range(3)]
        self._items: list[Item | None] = [None] * _MOST
        self._showing = False
        self._build()

    def show_script(self, script: VoiceScript, ticked: frozenset[Item]) -> None:
        """Draw a script."""
        self._showing = True
        lines = (script.call, *script.message)[:_MOST]
        spelled = [tr("I spell {word}: {spelled}", word=word, spelled=said) for word, said in script.spelled]
        for place in range(_MOST):
            said = lines[place] if place < len(lines) else None
            names_place = said is not None and said.item is Item.PLACE
            self._show_line(place, said, ticked, spelled if names_place else [])
        set_text(self._expected, tr("They answer: {words}", words=script.expected))
        for where, words in zip(self._after, (script.ask_back, script.right, script.wrong), strict=True):
            set_text(where, words)
        self._showing = False

    def focus_last(self) -> None:
        """Give the keyboard to the last box."""
        shown = [box for box in self._boxes if not box.isHidden()]
        if shown:
            shown[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from box to box by arrows; Enter goes on to the words heard."""
        shown = [box for box in self._boxes if not box.isHidden()]
        here = next((place for place, box in enumerate(shown) if box.hasFocus()), -1)
        at_end = event.key() == Qt.Key.Key_Down and here == len(shown) - 1
        if at_end or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            shown[max(0, here + step)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _show_line(self, place: int, said: Said | None, ticked: frozenset[Item], spelled: list[str]) -> None:
        box, title = self._boxes[place], self._titles[place]
        item = said.item if said else None
        self._items[place] = item
        box.setVisible(item is not None)
        title.setVisible(said is not None and item is None)
        below = "\n".join(part for part in (_spoken(said), *spelled) if part)
        for where, words in ((self._words[place], said.words if said else ""), (self._spoken[place], below)):
            set_text(where, words)
            where.setVisible(bool(words))
        if said is None:
            return
        set_text(title, said.title)
        if box.text() != said.title:
            box.setText(said.title)
            box.updateGeometry()
        box.setAccessibleName(tr("heard back: {title}, {words}", title=said.title, words=said.words))
        box.setChecked(item in ticked)

    def _on_toggled(self, place: int, on: bool) -> None:
        item = self._items[place]
        if item is not None and not self._showing:
            self._ticked(item, on)

    def _build(self) -> None:
        dress(self._grid, self._theme, margins=(3, 1, 3, 2), horizontal=3, vertical=0.5)
        self._grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        row = 0
        for place in range(_MOST):
            self._grid.addWidget(self._boxes[place], row, 0, 1, 1, top)
            self._grid.addWidget(self._titles[place], row, 0, 1, 1, top)
            self._grid.addWidget(self._words[place], row, 1)
            self._grid.addWidget(self._spoken[place], row + 1, 1)
            self._boxes[place].toggled.connect(partial(self._on_toggled, place))
            row += 2
            if place == 0:
                self._grid.addWidget(self._expected, row, 1)
                row += 1
        names = (tr("Ask"), tr("Right"), tr("Wrong"))
        for place, (title, words) in enumerate(zip(self._after_titles, self._after, strict=True)):
            set_text(title, names[place])
            self._grid.addWidget(title, row + place, 0, 1, 1, top)
            self._grid.addWidget(words, row + place, 1)
        self._grid.setRowStretch(row + len(names), 1)
        for words in (*self._words, *self._spoken, *self._after, self._expected):
            _wraps(words)


_AFTER_TONES = ("text", "muted", "muted")


def _spoken(said: Said | None) -> str:
    return said.spoken if said is not None and said.spoken != said.words else ""


def _wraps(words: QLabel) -> None:
    words.setWordWrap(True)
