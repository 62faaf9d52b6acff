"""The views of what call entry is told by others, each with what it follows."""

from ui.presenters.call_parts import ReadBackOfCall
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.call_entry_sections import SectionPart
from ui.views.knowledge import KnowledgeView
from ui.views.likely_same import View as LikelySameView
from ui.views.phrases import PhrasesView
from ui.views.read_back import ReadBackView
from ui.views.triage_card import TriageCardView


def parts_of_a_call(desk: Desk, theme: Theme) -> tuple[SectionPart, ...]:
    """Make the parts, in the order in which they are read."""
    parts = desk.parts
    return (
        SectionPart("likely_same", LikelySameView(parts.likely_same, theme), parts.likely_same),
        SectionPart("triage", TriageCardView(parts.triage, theme), parts.triage),
        SectionPart("read_back", ReadBackView(desk.read_back, theme), ReadBackOfCall(desk.call_entry, desk.read_back)),
        SectionPart("phrases", PhrasesView(parts.phrases, theme), parts.phrases),
        SectionPart("knowledge", KnowledgeView(parts.knowledge, theme), parts.knowledge),
    )
