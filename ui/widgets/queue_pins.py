"""One line above the queue, always there: how many rows of each priority, and what is out of sight."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.presenters.queue_pins import Pin
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, set_panel, set_text, set_tone
from ui.widgets.painting import Brush
from ui.wording import tr

MOST_PINS = 2


class QueuePins(QFrame):
    """Tells `go` which row is wanted when a pin is pressed."""

    def __init__(self, theme: Theme, go: Callable[[Pin], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._go = theme, go
        self._brush = Brush(theme)
        self._pins: tuple[Pin, ...] = ()
        self.setObjectName("queue_pins")
        self.setAccessibleName(tr("what the queue hides"))
        set_panel(self, "sunken")
        self._counts = ElidedLabel(theme, "queue_counts", "small", "muted")
        self._buttons = tuple(QPushButton() for _ in range(MOST_PINS))
        self._build()

    def show_pins(self, counts: tuple[str, ...], pins: tuple[Pin, ...]) -> None:
        """Draw these; beside a pin there is room for the first of the counts only."""
        set_text(self._counts, counts[0] if counts and pins else " · ".join(counts))
        if pins == self._pins:
            return
        self._pins = pins
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(pins))
            if place < len(pins):
                button.setText(pins[place].text)
                button.setAccessibleName(pins[place].text)
                set_tone(button, pins[place].tone)

    def pins(self) -> tuple[Pin, ...]:
        """Return what is drawn."""
        return self._pins

    def _build(self) -> None:
        row = QHBoxLayout(self)
        dress(row, self._theme, margins=(2, 0.25, 1, 0.25), spacing=1)
        row.addWidget(self._counts, 1)
        for place, button in enumerate(self._buttons):
            button.setObjectName(f"queue_pin_{place + 1}")
            button.setAccessibleName(tr("what the queue hides"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="small")
            button.clicked.connect(lambda _checked=False, place=place: self._press(place))
            button.hide()
            row.addWidget(button)
        self.restyle()

    def restyle(self) -> None:
        """Keep the line as high as its buttons, whether one is shown or not."""
        self.setFixedHeight(self._brush.button("small") + self._theme.space(0.5))

    def _press(self, place: int) -> None:
        if place < len(self._pins):
            self._go(self._pins[place])
