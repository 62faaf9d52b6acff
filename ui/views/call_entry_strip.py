"""Above the form: who rings, which calls are in hand, which were left without a record."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_ringing import Ringing
from ui.theme import Theme
from ui.widgets.call_tabs import CallTabs, TabDrawn
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_text
from ui.widgets.rising_list import RisingList
from ui.wording import counted, tr

_TONES = {"accent": "accent", "warning": "warning", "muted": "text_muted", "text": "text"}


class CallStripView(QWidget):
    """Draws the strip. Nothing in it takes the keyboard by itself."""

    def __init__(self, presenter: CallEntryPresenter, ringing: Ringing, theme: Theme) -> None:
        super().__init__()
        self._presenter, self._ringing = presenter, ringing
        self.setObjectName("call_strip")
        self.setAccessibleName(tr("calls in hand"))
        self._rings = label(theme, "call_rings", "strong", "plate_accent")
        self._rings.setWordWrap(True)
        self._tabs = CallTabs(theme, "call_tabs")
        self._abandoned = QPushButton()
        self._abandoned.setObjectName("call_abandoned")
        self._abandoned.setProperty("quiet", "true")
        self._abandoned.setProperty("tight", "true")
        self._abandoned.setAccessibleName(tr("abandoned calls"))
        self._build(theme)
        self._list = RisingList(
            theme, self._abandoned, "call_abandoned_list", self._reopen, self._abandoned.setFocus, below=True
        )
        self._abandoned.clicked.connect(self.show_abandoned)
        self._tabs.picked.connect(presenter.show_call)
        ringing.watch(self.render_now)
        self.render_now()

    def tick(self) -> None:
        """Let the ages run."""
        self.render_now()

    def render_now(self) -> None:
        """Draw the calls as they are."""
        self._tabs.show_tabs(
            [
                TabDrawn(tab.place, tab.words, f"{tab.state} {tab.age}".strip(), _TONES[tab.tone], tab.is_current)
                for tab in self._presenter.tabs
            ]
        )
        set_text(self._rings, self._ringing.words)
        self._rings.setVisible(bool(self._ringing.words))
        rows = self._presenter.abandoned
        self._abandoned.setText(counted(len(rows), tr("abandoned call"), tr("abandoned calls")))
        self._abandoned.setVisible(bool(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the list first."""
        if event.key() == Qt.Key.Key_Escape and self._list.isVisible():
            self._list.show_rows("", [])
        else:
            super().keyPressEvent(event)

    def show_abandoned(self) -> None:
        """List them, with the keyboard in the list."""
        rows = self._presenter.abandoned_lines
        self._list.show_rows("", rows, 0 if rows else None)
        self._list.enter()

    def _reopen(self, index: int) -> None:
        self._list.show_rows("", [])
        self._presenter.reopen(self._presenter.abandoned[index].draft_id)

    def _build(self, theme: Theme) -> None:
        row = QHBoxLayout()
        row.addWidget(self._rings, 1)
        row.addStretch(1)
        row.addWidget(self._abandoned)
        column = QVBoxLayout(self)
        dress(column, theme, margins=(0, 0, 0, 0), spacing=1)
        column.addLayout(row)
        column.addWidget(self._tabs)
