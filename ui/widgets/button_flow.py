"""Buttons that flow from line to line: what cannot be done now is grey and says why."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.wording import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowButton:
    """One button; `key` is its object name."""

    key: str
    words: str
    act: Callable[[], None]
    refusal: str = ""
    tip: str = ""


class ButtonFlow(QWidget):
    """Lays buttons out like words of a text. A button that stays keeps the keyboard."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[str, QPushButton] = {}
        self._acts: dict[str, Callable[[], None]] = {}
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_buttons(self, wanted: tuple[FlowButton, ...]) -> None:
        """Show these buttons in this order."""
        keys = [each.key for each in wanted]
        for gone in [key for key in self._buttons if key not in keys]:
            button = self._buttons.pop(gone)
            button.hide()
            button.deleteLater()
        before = {key: (button.text(), button.isEnabled()) for key, button in self._buttons.items()}
        self._acts = {each.key: each.act for each in wanted}
        self._buttons = {each.key: self._button(each) for each in wanted}
        after = {key: (button.text(), button.isEnabled()) for key, button in self._buttons.items()}
        self.setVisible(bool(wanted))
        if list(before.items()) != list(after.items()):
            self._flow()

    def hasHeightForWidth(self) -> bool:
        """Its height follows its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height for a width."""
        boxes = self._boxes(width)
        return boxes[-1].bottom() + 1 if boxes else 0

    def sizeHint(self) -> QSize:
        """Return the room it would like at its present width."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Never clip a line."""
        return QSize(0, self.heightForWidth(self.width()))

    def restyle(self) -> None:
        """Flow anew with letters of another size."""
        self._flow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow anew."""
        super().resizeEvent(event)
        self._flow()

    def _button(self, each: FlowButton) -> QPushButton:
        button = self._buttons.get(each.key)
        if button is None:
            button = QPushButton(self)
            button.setObjectName(each.key)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="small")
            button.clicked.connect(lambda _checked=False, key=each.key: self._acts[key]())
            button.show()
        said = tr("{words}: {why}", words=each.words, why=each.refusal) if each.refusal else each.words
        if button.accessibleName() != said:
            # A name that a stranger gave is no key of ours.
            button.setText(each.words.replace("&", "&&"))
            button.setAccessibleName(said)
        button.setEnabled(not each.refusal)
        button.setToolTip((each.refusal or each.tip).replace("<", "‹"))
        return button

    def _flow(self) -> None:
        for button, box in zip(self._buttons.values(), self._boxes(self.width()), strict=True):
            button.setGeometry(box)
        self.updateGeometry()

    def _boxes(self, width: int) -> list[QRect]:
        gap = self._theme.space(1.5)
        boxes: list[QRect] = []
        left = top = 0
        for button in self._buttons.values():
            size = button.sizeHint()
            wide = min(size.width(), width)
            if left and left + wide > width:
                left, top = 0, boxes[-1].bottom() + 1 + self._theme.space(1)
            boxes.append(QRect(left, top, wide, size.height()))
            left += wide + gap
        return boxes
