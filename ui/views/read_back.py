"""The read-back: what to say to the caller in large letters, ticked by number keys, and what can be promised."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.read_back import WhyNot
from ui.presenters.read_back import ReadBackPresenter
from ui.presenters.read_back_state import PromiseOffer, ReadBackShown
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.widgets.read_back_lines import ReadBackLines
from ui.widgets.reading_area import ReadingArea
from ui.wording import tr

BATCH_MS = 100
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_KEYS = {PromiseAbout.ARRIVAL: "R", PromiseAbout.CALL_BACK: "B"}
_NAMES = {
    PromiseAbout.ARRIVAL: "Promise arrival in {minutes} min  {key}",
    PromiseAbout.CALL_BACK: "Promise call back in {minutes} min  {key}",
}


class ReadBackView(QFrame):
    """Numbers tick, Ctrl and a number corrects, A confirms all, N says why it is not possible, B and R promise."""

    def __init__(self, presenter: ReadBackPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("read_back_panel")
        self.setAccessibleName(tr("read-back"))
        set_panel(self, "raised")
        self._badge = LampWidget(theme, "read_back_badge", "loud")
        self._said = ElidedLabel(theme, "read_back_said", "body", "text")
        self._language = label(theme, "read_back_language", "small", "muted")
        self._empty = label(theme, "read_back_empty", "heading", "muted")
        self.lines = ReadBackLines(theme, presenter.tick, presenter.correct)
        self._area = ReadingArea(theme, "read_back_area", self.lines)
        self._all, self._part, self._not = QPushButton(), QPushButton(), QPushButton()
        self._call = QPushButton()
        self._reasons = {why: QPushButton() for why in WhyNot}
        self._why = QWidget()
        self._words = QLineEdit()
        self._promises = {about: QPushButton() for about in _KEYS}
        self._rests_on = ElidedLabel(theme, "read_back_rests_on", "small", "muted")
        self._message = label(theme, "read_back_message", "strong")
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._build()
        self._connect()
        presenter.watch(self._pacer.ring)
        self._flush()

    def take_focus(self) -> None:
        """Give the keyboard to the first sentence that is not confirmed."""
        if not self.lines.focus_first():
            self._area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tick(self) -> None:
        """Let the times tick."""
        if self.isVisible():
            self._show(self._presenter.shown())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let everything be done by one key; keys that mean nothing here go on."""
        if event.key() in _ENTER:
            self._press_focused()
        elif not (self._on_number(event) or self._on_letter(event)):
            super().keyPressEvent(event)

    def _on_number(self, event: QKeyEvent) -> bool:
        number = event.key() - Qt.Key.Key_0
        if not 1 <= number <= 9:
            return False
        if not self._why.isHidden():
            reasons = list(WhyNot)
            if number <= len(reasons):
                self._choose(reasons[number - 1])
            return True
        item = self.lines.item_at(number)
        corrects = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if item is not None:
            (self._presenter.correct if corrects else self._presenter.tick)(item)
        return item is not None

    def _on_letter(self, event: QKeyEvent) -> bool:
        """Do what a letter stands for; with Ctrl or Alt it is somebody else's."""
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self.lines.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        if event.key() == Qt.Key.Key_Escape and not self._why.isHidden():
            self._presenter.ask_why(asks=False)
            self.take_focus()
            return True
        if event.modifiers() & held:
            return False
        by_key = {
            Qt.Key.Key_A: self._all,
            Qt.Key.Key_S: self._part,
            Qt.Key.Key_N: self._not,
            Qt.Key.Key_C: self._call,
        } | {getattr(Qt.Key, f"Key_{key}"): self._promises[about] for about, key in _KEYS.items()}
        button = next((one for key, one in by_key.items() if key == event.key()), None)
        if button is not None and button.isEnabled() and not button.isHidden():
            button.click()
        return button is not None

    def _press_focused(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif focused is self._words:
            self._presenter.not_possible(WhyNot.OTHER)

    def _choose(self, why: WhyNot, _checked: bool = False) -> None:
        if why is WhyNot.OTHER and not self._words.text().strip():
            self._words.setFocus(Qt.FocusReason.OtherFocusReason)
        self._presenter.not_possible(why)

    def _ask_why(self, _checked: bool = False) -> None:
        self._presenter.ask_why(asks=self._why.isHidden())

    def _flush(self) -> None:
        self._show(self._presenter.shown())

    def _show(self, shown: ReadBackShown) -> None:
        badge = shown.badge
        self._badge.show_lamp(f"{badge.letter} {badge.word}", badge.tone, badge.shape)
        for where, words in ((self._said, shown.said), (self._language, shown.language)):
            set_text(where, words)
        self._call.setText(shown.call)
        self._call.setAccessibleName(shown.call or tr("which call is read back"))
        self._call.setVisible(bool(shown.call))
        set_text(self._empty, shown.empty)
        self._empty.setVisible(bool(shown.empty))
        self._area.setVisible(bool(shown.lines))
        self.lines.show_lines(shown.lines)
        for button in (self._all, self._part, self._not):
            button.setVisible(bool(shown.lines))
            button.setEnabled(shown.can_confirm)
            button.setToolTip(shown.why_not)
        self._show_why(shown)
        offers = {offer.about: offer for offer in shown.promises}
        for about, button in self._promises.items():
            self._show_promise(button, about, offers.get(about))
        set_text(self._rests_on, shown.rests_on if shown.lines else "")
        set_text(self._message, shown.message)
        set_tone(self._message, shown.tone)
        self._message.setVisible(bool(shown.message))

    def _show_why(self, shown: ReadBackShown) -> None:
        self._why.setVisible(shown.asks_why and bool(shown.lines))
        if self._words.text() != shown.words:
            self._words.setText(shown.words)

    def _show_promise(self, button: QPushButton, about: PromiseAbout, offer: PromiseOffer | None) -> None:
        button.setVisible(offer is not None)
        if offer is None:
            return
        words = tr(_NAMES[about], minutes=offer.minutes, key=_KEYS[about])
        if button.text() != words:
            button.setText(words)
            button.setAccessibleName(words)
        button.setEnabled(not offer.why_not)
        button.setToolTip(offer.why_not or offer.words)

    def _connect(self) -> None:
        self._all.clicked.connect(partial(_run, self._presenter.confirm_all))
        self._part.clicked.connect(partial(_run, self._presenter.record_part))
        self._not.clicked.connect(self._ask_why)
        self._call.clicked.connect(partial(_run, self._presenter.next_call))
        for why, button in self._reasons.items():
            button.clicked.connect(partial(self._choose, why))
        for about, button in self._promises.items():
            button.clicked.connect(partial(_run, partial(self._presenter.promise, about)))
        self._words.textEdited.connect(self._presenter.write)

    def _build(self) -> None:
        column, head = QVBoxLayout(self), QHBoxLayout()
        dress(column, self._theme, margins=(0, 1, 0, 1), spacing=1)
        dress(head, self._theme, margins=(3, 0, 3, 0), spacing=3)
        head.addWidget(self._badge)
        head.addWidget(self._said, 1)
        head.addWidget(self._language)
        column.addLayout(head)
        which = QHBoxLayout()
        dress(which, self._theme, margins=(3, 0, 3, 0))
        _dress_button(self._call, self._theme, "read_back_call", "")
        which.addWidget(self._call)
        which.addStretch(1)
        column.addLayout(which)
        column.addWidget(self._empty, 1)
        column.addWidget(self._area, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._area.setAccessibleName(tr("what to say to the caller"))
        column.addLayout(self._acts())
        column.addWidget(self._why)
        self._build_why()
        below = QVBoxLayout()
        dress(below, self._theme, margins=(3, 0, 3, 0), spacing=1)
        below.addLayout(self._promised())
        below.addWidget(self._message)
        self._message.setWordWrap(True)
        column.addLayout(below)

    def _acts(self) -> QGridLayout:
        """Lay the buttons out in two lines: three beside each other are wider than call entry on a small monitor."""
        grid = QGridLayout()
        dress(grid, self._theme, margins=(3, 0, 3, 0), horizontal=2, vertical=1)
        for place, (button, name, words) in enumerate((
            (self._all, "read_back_all", tr("All confirmed  A")),
            (self._part, "read_back_part", tr("Record what is ticked  S")),
            (self._not, "read_back_not", tr("Not possible …  N")),
        )):  # fmt: skip
            _dress_button(button, self._theme, name, words)
            grid.addWidget(button, place // 2, place % 2)
        self._all.setProperty("tone", "accent")
        grid.setColumnStretch(2, 1)
        return grid

    def _promised(self) -> QHBoxLayout:
        row = QHBoxLayout()
        dress(row, self._theme, spacing=2)
        for about, button in self._promises.items():
            _dress_button(button, self._theme, f"read_back_promise_{about.value}", "")
            row.addWidget(button)
        row.addWidget(self._rests_on, 1)
        return row

    def _build_why(self) -> None:
        grid = QGridLayout(self._why)
        dress(grid, self._theme, margins=(3, 0, 3, 0), horizontal=2, vertical=1)
        for number, (why, words) in enumerate(self._presenter.shown().reasons, start=1):
            _dress_button(self._reasons[why], self._theme, f"read_back_why_{why.value}", f"{number}  {words}")
            grid.addWidget(self._reasons[why], (number - 1) // 2, (number - 1) % 2)
        self._words.setObjectName("read_back_why_words")
        self._words.setAccessibleName(tr("why nothing can be read back"))
        self._words.setPlaceholderText(tr("In words"))
        dress(self._words, self._theme, font="body")
        grid.addWidget(self._words, 2, 0, 1, 2)


def _dress_button(button: QPushButton, theme: Theme, name: str, words: str) -> None:
    button.setObjectName(name)
    button.setText(words)
    button.setAccessibleName(words or name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    dress(button, theme, font="strong")


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()
