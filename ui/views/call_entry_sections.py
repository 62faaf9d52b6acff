"""The parts of the call-entry panel that others make: beside the form when there is room, below it when not."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.presenters.call_section import CallSection
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.reading_area import ReadingArea
from ui.wording import tr

BESIDE_STEPS = 230
"""A panel as wide as this shows the parts beside the form."""
_FORM_PART, _SECTIONS_PART = 3, 2


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A part with its view; views hide themselves while they have nothing to say."""

    name: str
    view: QWidget
    section: CallSection


class CallSections(QWidget):
    """Lays the form and the parts out; the order of the parts is the order in which they were given."""

    def __init__(self, theme: Theme, form: QWidget, parts: Sequence[SectionPart]) -> None:
        super().__init__()
        self._theme, self._has_parts = theme, bool(parts)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        dress(self._layout, theme, margins=(0, 0, 0, 0), spacing=2)
        self._layout.addWidget(form, _FORM_PART)
        inside = QWidget()
        column = QVBoxLayout(inside)
        dress(column, theme, margins=(0, 0, 0, 0), spacing=2)
        for part in parts:
            part.view.setObjectName(part.view.objectName() or f"call_section_{part.name}")
            column.addWidget(part.view)
        column.addStretch(1)
        self.area = ReadingArea(theme, "call_sections", inside)
        self.area.setAccessibleName(tr("about this call"))
        self._layout.addWidget(self.area, _SECTIONS_PART)
        self.area.setVisible(self._has_parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the layout when the width says so."""
        super().resizeEvent(event)
        self.restyle()

    def restyle(self) -> None:
        """Beside, or below."""
        beside = self.width() >= self._theme.space(BESIDE_STEPS)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() is not wanted:
            self._layout.setDirection(wanted)

    @property
    def is_beside(self) -> bool:
        """Whether the parts stand beside the form."""
        return self._has_parts and self._layout.direction() is QBoxLayout.Direction.LeftToRight


def ordered(parts: Sequence[SectionPart]) -> tuple[SectionPart, ...]:
    """Put the parts in the order in which they are read; unknown ones stand last."""
    return tuple(sorted(parts, key=lambda part: ORDER.index(part.name) if part.name in ORDER else len(ORDER)))


ORDER = ("likely_same", "triage", "phrases", "read_back", "knowledge")
