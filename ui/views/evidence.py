"""The evidence pane: rungs with their times, then each attempt: the words, the receipt and the exact bytes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.presenters.evidence import EvidenceBlock, EvidencePresenter, EvidenceShown
from ui.theme import Theme
from ui.widgets.chip_flow import Chip, ChipFlow
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.painting import PLATES
from ui.widgets.reading_area import ReadingArea
from ui.wording import tr

_PER_LINE = (16, 12, 8, 4)
_BESIDE, _MARKS = 8, 4
"""Letters beside the bytes of a line, and room for some that are written as <ACK>."""


class _Block(QFrame):
    """One attempt."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "true")
        self._block: EvidenceBlock | None = None
        self._title = label(theme, "evidence_attempt", "strong")
        self._times = label(theme, "evidence_times", "small", "muted")
        self._text = label(theme, "evidence_text", "body")
        self._receipt = label(theme, "evidence_receipt", "strong")
        self._wire = label(theme, "evidence_bytes", "mono")
        column = QVBoxLayout(self)
        dress(column, theme, margins=(2, 1.5, 2, 1.5), spacing=1)
        head = QHBoxLayout()
        dress(head, theme, spacing=2)
        head.addWidget(self._title)
        head.addWidget(self._times, 1)
        column.addLayout(head)
        for words in (self._text, self._receipt, self._wire):
            column.addWidget(words)
        for words in (self._times, self._text, self._receipt):
            words.setWordWrap(True)
        self._wire.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for words in (self._text, self._receipt, self._wire):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_block(self, block: EvidenceBlock) -> None:
        """Draw it."""
        set_text(self._title, block.title)
        set_text(self._times, block.times)
        set_text(self._text, f"“{block.text}”" if block.text else "")
        self._text.setVisible(bool(block.text))
        set_text(self._receipt, block.receipt)
        set_tone(self._receipt, block.tone)
        self._block = block
        self._dump()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many bytes on a line as there is room for."""
        super().resizeEvent(event)
        self._dump()

    def _dump(self) -> None:
        if self._block is None:
            return
        letters = self.width() // max(1, self._wire.fontMetrics().averageCharWidth())
        per_line = next((count for count in _PER_LINE if _BESIDE + 4 * count + _MARKS <= letters), _PER_LINE[-1])
        set_text(self._wire, "\n".join(self._block.wire(per_line)) or tr("no bytes are kept"))


class EvidenceView(QFrame):
    """Shows what was chosen last; it never takes the keyboard by itself."""

    def __init__(self, presenter: EvidencePresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("evidence_panel")
        self.setAccessibleName(tr("evidence"))
        set_panel(self, "raised")
        self._empty = label(theme, "evidence_empty", "body", "muted")
        self._title = ElidedLabel(theme, "evidence_title", "strong")
        self._state = LampWidget(theme, "evidence_state", "strong")
        self._rungs = ChipFlow(theme, "evidence_rungs", tight=True)
        self._note = label(theme, "evidence_note", "body", "muted")
        self._blocks: list[_Block] = []
        self._inside = QWidget()
        self._area = ReadingArea(theme, "evidence_area", self._inside)
        self._key = ""
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Give the keyboard to what is read."""
        self._area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw what is chosen."""
        shown = self._presenter.shown()
        for widget in (self._title, self._state, self._area):
            widget.setVisible(shown is not None)
        self._empty.setVisible(shown is None)
        if shown is None:
            self._rungs.hide()
            return
        set_text(self._title, shown.title)
        self._state.show_lamp(
            f"{shown.badge.letter} {shown.badge.word}",
            PLATES.get(shown.badge.tone, shown.badge.tone),
            shown.badge.shape,
        )
        self._rungs.setVisible(bool(shown.rungs or shown.marks))
        self._rungs.show_chips(_chips(shown))
        set_text(self._note, shown.note)
        self._note.setVisible(bool(shown.note))
        self._show_blocks(shown.blocks)
        if shown.key != self._key:
            self._key = shown.key
            self._area.verticalScrollBar().setValue(0)

    def _show_blocks(self, blocks: tuple[EvidenceBlock, ...]) -> None:
        while len(self._blocks) < len(blocks):
            made = _Block(self._theme)
            self._column.insertWidget(self._first + len(self._blocks), made)
            self._blocks.append(made)
        for place, widget in enumerate(self._blocks):
            widget.setVisible(place < len(blocks))
            if place < len(blocks):
                widget.show_block(blocks[place])

    def _build(self) -> None:
        set_panel(self._inside, "raised")
        set_text(
            self._empty, tr("Choose a page, a voice task or something that came in: its words and bytes stand here.")
        )
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = QVBoxLayout(self._inside)
        dress(self._column, self._theme, margins=(2, 0, 2, 1), spacing=1.5)
        self._column.addWidget(self._rungs)
        self._column.addWidget(self._note)
        self._first = self._column.count()
        self._column.addStretch(1)
        self._note.setWordWrap(True)
        self._area.setAccessibleName(tr("words, receipts and bytes"))
        head = QHBoxLayout()
        dress(head, self._theme, margins=(2, 0, 2, 0), spacing=2)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        outer = QVBoxLayout(self)
        dress(outer, self._theme, margins=(0, 1, 0, 0), spacing=1)
        outer.addWidget(self._empty)
        outer.addLayout(head)
        outer.addWidget(self._area, 1)


def _chips(shown: EvidenceShown) -> tuple[Chip, ...]:
    marks = tuple(Chip(mark, ground="plate_warning") for mark in shown.marks)
    rungs = tuple(Chip(f"{badge.letter} {badge.word}", at, badge.shape, badge.tone) for badge, at in shown.rungs)
    return marks + rungs
