"""One transmission on the card: who over what, its ladder, its words, and on demand every attempt with its bytes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.presenters.card_words import ChainStep, TransmissionShown
from ui.theme import Theme
from ui.widgets.chip_flow import Chip, ChipFlow
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_text, set_tone
from ui.widgets.ladder import LadderWidget
from ui.wording import tr

_PLATES = {"alarm": "plate_alarm", "warning": "plate_warning", "uncertain": "plate_uncertain", "good": "plate_good"}


_STEP_SHAPES = {"armed": "hourglass", "done": "square", "cancelled": "bar"}


def step_chip(step: ChainStep) -> Chip:
    """Draw a step of a chain or a guard: what presses on a plate, what ran or is not needed quietly."""
    shape = _STEP_SHAPES.get(step.state, "")
    if step.state != "armed":
        return Chip(step.word, step.when, shape, "text_muted", "text_muted", role="body")
    ground = "plate_alarm" if step.due else ("plate_warning" if step.pressing else "frame")
    return Chip(step.word, step.when, shape, ground=ground)


class TransmissionPanel(QFrame):
    """Keeps its place and whether it is opened while its words change."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("transmission")
        self.setProperty("panel", "true")
        self._title = ElidedLabel(theme, "title", "strong")
        self._state = LampWidget(theme, "state", "strong")
        self._mark = LampWidget(theme, "mark", "strong")
        self._marks = ChipFlow(theme, "marks", tight=True)
        self._ladder = LadderWidget(theme)
        self._chain = ChipFlow(theme, "chain", tight=True)
        self._note = label(theme, "note", "body", "muted")
        self._text = label(theme, "page_text", "mono")
        self._more = QToolButton()
        self._attempts = label(theme, "attempts", "mono")
        self._shown: TransmissionShown | None = None
        self._build()

    def show_transmission(self, shown: TransmissionShown) -> None:
        """Draw it."""
        if shown == self._shown:
            return
        self._shown = shown
        set_text(self._title, shown.title)
        tone = _PLATES.get(shown.badge.tone, shown.badge.tone)
        self._state.show_lamp(f"{shown.badge.letter} {shown.badge.word}", tone, shown.badge.shape, shown.note)
        self._show_marks(shown.marks)
        self._ladder.show_rungs(shown.rungs)
        self._chain.show_chips(tuple(map(step_chip, shown.chain)))
        self._chain.setVisible(bool(shown.chain))
        self._say(self._note, shown.acknowledged or shown.note, self._note_tone(shown))
        set_text(self._text, shown.text)
        self._show_attempts(shown)
        self.setAccessibleName(f"{shown.title}, {shown.badge.word}, {', '.join(shown.marks)}")

    def _show_marks(self, marks: tuple[str, ...]) -> None:
        """One mark stands in the head, where it takes no height; several have a line of their own."""
        alone = len(marks) == 1
        self._mark.setVisible(alone)
        if alone:
            self._mark.show_lamp(marks[0], "plate_warning")
        self._marks.setVisible(len(marks) > 1)
        self._marks.show_chips(() if alone else tuple(Chip(mark, ground="plate_warning") for mark in marks))

    def _note_tone(self, shown: TransmissionShown) -> str:
        if shown.acknowledged:
            return "good"
        return shown.badge.tone if shown.exit and shown.badge.tone in _PLATES else "muted"

    def _say(self, where: QLabel, words: str, tone: str) -> None:
        set_text(where, words)
        set_tone(where, tone)
        where.setVisible(bool(words))

    def _show_attempts(self, shown: TransmissionShown) -> None:
        count = len(shown.attempts)
        words = (
            tr("{count} attempts, exact text and bytes", count=count) if count != 1 else tr("1 attempt, exact bytes")
        )
        self._more.setText(words)
        self._more.setAccessibleName(f"{shown.title}: {words}")
        self._more.setVisible(count > 0)
        lines: list[str] = []
        for attempt in shown.attempts:
            lines += [attempt.title, f"  “{attempt.text}”", *(f"  {line}" for line in attempt.wire), ""]
        set_text(self._attempts, "\n".join(lines).rstrip())
        self._unfold(opened=self._more.isChecked())

    def _unfold(self, *, opened: bool) -> None:
        self._more.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self._attempts.setVisible(opened)

    def _on_toggled(self, opened: bool) -> None:
        self._unfold(opened=opened)

    def _build(self) -> None:
        head = QHBoxLayout()
        dress(head, self._theme, spacing=2)
        for widget, stretch in ((self._title, 1), (self._mark, 0), (self._state, 0)):
            head.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(3, 2, 3, 2))
        dress(column, self._theme, spacing=1.5)
        column.addLayout(head)
        for widget in (self._marks, self._ladder, self._chain, self._note, self._text, self._more, self._attempts):
            column.addWidget(widget)
        for words in (self._note, self._text):
            words.setWordWrap(True)
        for words in (self._text, self._attempts):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more.setObjectName("attempts_toggle")
        self._more.setCheckable(True)
        self._more.setAutoRaise(True)
        dress(self._more, self._theme, font="small")
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more.toggled.connect(self._on_toggled)
        self._attempts.setVisible(False)
