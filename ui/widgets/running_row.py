"""One line of what runs on the card: who and what, a small rail of its steps, what is next; opened, all of them."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dispatcher.queries.chain_rows import StepPhase
from ui.presenters.card_owed import Button, Note
from ui.presenters.card_running import RunningShown
from ui.theme import Theme
from ui.widgets.chip_flow import Chip, ChipFlow
from ui.widgets.dressing import dress
from ui.widgets.painting import PLATES, RIGHT, Brush
from ui.widgets.shapes import draw_shape
from ui.widgets.timeline import TimelineWidget, spoken_step
from ui.wording import tr

_RAIL_STEPS = 3.0
MOST_BUTTONS = 2


class RunningHead(QAbstractButton):
    """The first line; pressed by mouse, Space or Enter it opens and closes what is below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._shown: RunningShown | None = None
        self.setObjectName("running_head")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_running(self, shown: RunningShown) -> None:
        """Draw it."""
        self._shown = shown
        self.setAccessibleName(shown.spoken)
        self.setAccessibleDescription("; ".join(map(spoken_step, shown.steps)))
        self.setToolTip(shown.policy)
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self._theme.space(60), self._brush.line() + self._theme.space(1))

    def minimumSizeHint(self) -> QSize:
        """Its height is fixed."""
        return QSize(0, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        if self._shown is None:
            return
        shown, brush, gap = self._shown, self._brush, self._theme.space(2)
        painter = QPainter(self)
        if self.hasFocus():
            painter.setPen(brush.color("focus"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        box = QRectF(self.rect()).adjusted(self._theme.space(0.5), 0, 0, 0)
        left = self._arrow(painter, box, opens=bool(shown.steps))
        right = self._next(painter, box, shown)
        brush.text(painter, box.adjusted(left, 0, -right, 0), shown.strong, "strong")
        left += brush.width(shown.strong, "strong") + self._theme.space(1.5)
        words = brush.width(shown.words, "body")
        brush.text(painter, box.adjusted(left, 0, -right, 0), shown.words, "body", "text_muted")
        left += words + gap
        self._rail(painter, box.adjusted(left, 0, -right - gap, 0), shown)

    def _arrow(self, painter: QPainter, box: QRectF, *, opens: bool) -> float:
        size = float(self._theme.space(2))
        if opens:
            square = QRectF(-size / 2, -size / 2, size, size)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(QPointF(box.left() + size / 2 + 1, box.center().y()))
            painter.rotate(90 if self.isChecked() else 0)
            draw_shape(painter, "chevron", square, self._brush.color("text_muted"))
            painter.restore()
        return size + self._theme.space(1.75)

    def _next(self, painter: QPainter, box: QRectF, shown: RunningShown) -> float:
        """What fires next stands at the right, on a plate when it presses; return the room it takes."""
        if not shown.next:
            return 0.0
        brush = self._brush
        plate = PLATES.get(shown.next_tone)
        width = brush.plate_width(shown.next)
        where = QRectF(box.right() - width, box.top() + 1, width, box.height() - 2)
        if plate:
            brush.plate(painter, where, shown.next, plate)
        else:
            brush.text(painter, where, shown.next, "body", "text", align=RIGHT)
        return width + self._theme.space(1)

    def _rail(self, painter: QPainter, box: QRectF, shown: RunningShown) -> None:
        """A small picture of the whole chain, where there is room for all of it."""
        each = float(self._theme.space(_RAIL_STEPS))
        if self.isChecked() or not shown.steps or each * len(shown.steps) > box.width():
            return
        size = float(self._theme.space(1.75))
        left = box.right() - each * len(shown.steps)
        for place, step in enumerate(shown.steps):
            center = QPointF(left + (place + 0.5) * each, box.center().y())
            large = size * (1.4 if step.phase is StepPhase.NEXT else 1.0)
            square = QRectF(center.x() - large / 2, center.y() - large / 2, large, large)
            draw_shape(painter, step.shape, square, self._brush.color(step.tone))


class RunningRow(QFrame):
    """A line with its buttons, notes and, when opened, its steps. `begin` puts a button's words into the line."""

    def __init__(self, theme: Theme, begin: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._begin = theme, begin
        self._shown: RunningShown | None = None
        self.setObjectName("running_row")
        self.head = RunningHead(theme)
        self.buttons = tuple(QPushButton() for _ in range(MOST_BUTTONS))
        self._notes = ChipFlow(theme, "running_notes", tight=True)
        self._steps = TimelineWidget(theme)
        self._notes_box, self._steps_box = QWidget(), QWidget()
        self._build()

    def show_running(self, shown: RunningShown) -> None:
        """Draw it; nothing is touched when nothing differs."""
        if shown == self._shown:
            return
        self._shown = shown
        self.head.show_running(shown)
        self._notes.show_chips(tuple(map(_chip, shown.notes)))
        self._notes_box.setVisible(bool(shown.notes))
        self._steps.show_steps(shown.steps)
        self._show_buttons(shown.buttons)
        self._unfold()

    def open(self, *, opened: bool) -> None:
        """Show its steps, or hide them."""
        self.head.setChecked(opened)
        self._unfold()

    def _show_buttons(self, told: tuple[Button, ...]) -> None:
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(told))
            if place < len(told):
                one = told[place]
                button.setText(one.word)
                button.setToolTip(one.why)
                button.setProperty("quiet", one.quiet)
                button.setAccessibleName(f"{one.word}: {one.why}")

    def _press(self, place: int) -> None:
        told = self._shown.buttons if self._shown else ()
        if place < len(told):
            self._begin(told[place].composes)

    def _unfold(self, *_: object) -> None:
        self._steps_box.setVisible(self.head.isChecked() and self._shown is not None and bool(self._shown.steps))

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setContentsMargins(0, 0, 0, 0)
        dress(first, self._theme, spacing=1)
        first.addWidget(self.head, 1)
        for place, button in enumerate(self.buttons):
            button.setObjectName(f"running_button_{place + 1}")
            button.setAccessibleName(tr("act on it"))
            button.setProperty("tight", "true")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="small")
            button.clicked.connect(lambda _checked=False, place=place: self._press(place))
            button.hide()
            first.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        for box, inside, margins in (
            (self._notes_box, self._notes, (4.0, 0.0, 0.0, 0.5)),
            (self._steps_box, self._steps, (2.0, 0.0, 0.0, 1.0)),
        ):
            row = QHBoxLayout(box)
            dress(row, self._theme, margins=margins)
            row.addWidget(inside)
            column.addWidget(box)
            box.hide()
        self.head.toggled.connect(self._unfold)


def _chip(note: Note) -> Chip:
    if note.tone.startswith("plate_"):
        return Chip(note.strong or note.words, note.words if note.strong else "", note.shape, ground=note.tone)
    strong = note.strong or note.words
    role = "strong" if note.strong and note.tone != "text_muted" else "body"
    return Chip(strong, note.words if note.strong else "", note.shape, note.tone, "text_muted", role=role)
