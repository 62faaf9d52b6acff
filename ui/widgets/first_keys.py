"""What an empty card teaches: a heading and the keys one begins with, from the table of actions."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.actions import ACTIONS, ActionId
from ui.icons import ACTION_ICONS
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_text
from ui.widgets.picture import Picture
from ui.wording import tr

TAUGHT = (
    ActionId.NEW_CALL,
    ActionId.COMMAND_LINE,
    ActionId.QUEUE,
    ActionId.TAKE_ATTENTION,
    ActionId.MAP,
    ActionId.PENDING,
    ActionId.HELP,
)


class FirstKeys(QWidget):
    """Words on top, then one line a key."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("what to do here"))
        self._words = label(theme, f"{name}_words", "strong")
        self._words.setWordWrap(True)
        grid = QGridLayout(self)
        dress(grid, theme, margins=(6, 4, 6, 4), horizontal=4, vertical=2)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(0, 1)
        grid.addWidget(self._words, 1, 0, 1, 3)
        for row, action in enumerate((ACTIONS[each] for each in TAUGHT), start=2):
            key = label(theme, f"{name}_key_{action.id.value}", "mono", "accent")
            set_text(key, action.shortcuts[0])
            key.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            words = label(theme, f"{name}_help_{action.id.value}", "body", "muted")
            words.setWordWrap(True)
            words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            set_text(words, tr(action.help))
            grid.addWidget(key, row, 0)
            grid.addWidget(
                Picture(theme, ACTION_ICONS[action.id], tone="text_muted"), row, 1, Qt.AlignmentFlag.AlignTop
            )
            grid.addWidget(words, row, 2)
        grid.setRowStretch(len(TAUGHT) + 2, 2)

    def say(self, words: str) -> None:
        """Put words on top."""
        set_text(self._words, words)
