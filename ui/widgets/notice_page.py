"""A page that fills the window: opening, or why the room cannot be opened and what to do."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.actions import ACTIONS, ActionId, shortcut_text
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.wording import tr


class NoticePage(QWidget):
    """A heading and paragraphs that can be copied. There is no menu yet, so it has the key to leave by itself."""

    def __init__(self, theme: Theme, leave: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        set_panel(self, "raised")
        self._heading = label(theme, "notice_heading", "title")
        self._words = label(theme, "notice_words", "body")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._key = label(theme, "notice_key", "body", "muted")
        set_text(self._key, tr("{key} closes this window.", key=shortcut_text(ACTIONS[ActionId.QUIT])))
        column = QVBoxLayout(self)
        dress(column, theme, margins=(20, 20, 20, 20))
        dress(column, theme, spacing=4)
        column.addStretch(1)
        column.addWidget(self._heading)
        column.addWidget(self._words)
        column.addWidget(self._key)
        column.addStretch(2)
        for key in ACTIONS[ActionId.QUIT].shortcuts:
            QShortcut(QKeySequence(key), self).activated.connect(leave)

    def say(self, heading: str, words: str, tone: str = "text") -> None:
        """Show a heading and paragraphs."""
        set_text(self._heading, heading)
        set_tone(self._heading, tone)
        set_text(self._words, words)
        self.setAccessibleName(f"{heading}. {words}")

    def opening(self, where: str) -> None:
        """Say that the room is being opened."""
        checked = tr("After an unclean end the store is checked first; a large one takes some seconds.")
        self.say(tr("Opening the room …"), f"{where}\n\n{checked}")

    def failed(self, what: str, where: str) -> None:
        """Say why the room cannot be opened, where, and what to do."""
        todo = tr(
            "What to do: nothing was changed by this try. Work by voice and paper until it is mended. Start again; if"
            " it says the same, run `readbackctl doctor` in the same place and show its answer, with this page, to"
            " whoever keeps this system."
        )
        words = "\n\n".join((tr("What: {what}", what=what), tr("Where: {where}", where=where), todo))
        self.say(tr("The room cannot be opened"), words, "alarm")
