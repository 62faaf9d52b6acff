"""The views of what call entry is told by others, each with what it follows."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.presenters.call_parts import ReadBackOfCall
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.call_entry_sections import SectionPart
from ui.views.knowledge import KnowledgeView
from ui.views.likely_same import View as LikelySameView
from ui.views.phrases import PhrasesView
from ui.views.read_back import ReadBackView
from ui.views.triage_card import TriageCardView


class ReadBackOfCallView(QWidget):
    """The read-back within call entry; of an incident that is only shown it is none of this panel's business."""

    def __init__(self, part: ReadBackOfCall, view: ReadBackView) -> None:
        super().__init__()
        self._part = part
        self.setObjectName("read_back_of_call")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view)
        part.watch(self._decide)
        self._decide()

    def _decide(self) -> None:
        self.setVisible(self._part.is_about_it)


def parts_of_a_call(desk: Desk, theme: Theme) -> tuple[SectionPart, ...]:
    """Make the parts, in the order in which they are read."""
    parts, read_back = desk.parts, ReadBackOfCall(desk.call_entry, desk.read_back)
    return (
        SectionPart("likely_same", LikelySameView(parts.likely_same, theme), parts.likely_same),
        SectionPart("triage", TriageCardView(parts.triage, theme), parts.triage),
        SectionPart("read_back", ReadBackOfCallView(read_back, ReadBackView(desk.read_back, theme)), read_back),
        SectionPart("phrases", PhrasesView(parts.phrases, theme), parts.phrases),
        SectionPart("knowledge", KnowledgeView(parts.knowledge, theme), parts.knowledge),
    )
