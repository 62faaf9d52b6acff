"""A lamp of the sentinel line, in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lamp:
    """One statement of the line: its words, how loud it is and what explains it."""

    name: str
    text: str
    tone: str  # a tone of the theme: text, muted, warning, plate_alarm ...
    shape: str = ""  # of ui.widgets.shapes, or an icon
    why: str = ""
