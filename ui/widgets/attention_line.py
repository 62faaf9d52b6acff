"""One line of the attention strip: shape and word of its kind, text, age, count, owner, action."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.presenters.attention import AttentionLine
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.painting import PLATES, Brush
from ui.wording import tr

_MARGIN = 0.5


class AttentionLineWidget(QFrame):
    """Draws a line and tells `act` when its button is pressed. It never takes the keyboard by itself."""

    def __init__(self, theme: Theme, place: int, act: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._place, self._act = theme, place, act
        self._taken_place = place
        self._brush = Brush(theme)
        self.setObjectName(f"attention_{place + 1}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._kind = LampWidget(theme, "kind", "strong")
        self._priority = label(theme, "priority", "strong")
        self._title = ElidedLabel(theme, "title", "strong")
        self._detail = label(theme, "detail", "body", "muted")
        self._ring = label(theme, "ring", "strong", "accent")
        self._count = label(theme, "count", "strong", "warning")
        self._age = label(theme, "age", "strong")
        self._owner = label(theme, "owner", "body", "muted")
        self._second = ElidedLabel(theme, "script", "body", "accent")
        self._button = QPushButton()
        self._build()

    @property
    def one_line(self) -> int:
        """How high it is without a second line, with the present fonts."""
        return self._brush.button("strong") + 2 * self._theme.space(_MARGIN)

    def height_of(self, line: AttentionLine) -> int:
        """How high it is when it shows all of a line."""
        second = self._brush.line() + self._theme.space(_MARGIN) if self._second_words(line) else 0
        return self.one_line + second

    def show_line(self, line: AttentionLine, *, whole: bool) -> None:
        """Draw a line, its second line only when it is to be `whole`."""
        tone = line.badge.tone if line.taken else PLATES.get(line.badge.tone, line.badge.tone)
        self._kind.show_lamp(f"{line.badge.letter} {line.badge.word}", tone, line.badge.shape)
        set_panel(self, self._panel(line))
        set_text(self._priority, line.priority)
        self._priority.setVisible(bool(line.priority))
        level = tr(" (level {level})", level=line.level) if line.level > 1 else ""
        set_text(self._title, line.title + level)
        set_text(self._detail, line.detail)
        set_text(self._ring, line.ring)
        self._ring.setVisible(bool(line.ring))
        set_text(self._count, line.count)
        self._count.setVisible(bool(line.count))
        self.show_age(line.age)
        set_text(self._owner, line.owner)
        self._show_second(line, whole=whole)
        self.setFixedHeight(self.height_of(line) if whole else self.one_line)
        self._show_action(line)
        said = (line.badge.word, line.priority, line.title, line.ring, line.age, line.owner)
        self.setAccessibleName(" ".join(part for part in said if part))

    def show_age(self, age: str) -> None:
        """Let the age tick."""
        set_text(self._age, age)

    def _panel(self, line: AttentionLine) -> str:
        if line.taken:
            return "raised"
        return line.badge.tone if line.badge.tone in PLATES else "raised"

    def _second_words(self, line: AttentionLine) -> str:
        """What became of a try, else what to read out: on the line that is taken next, and on one that is taken."""
        read_out = line.script and (self._place == 0 or line.is_next or line.taken)
        return line.answer or (tr("read out: {script}", script=line.script) if read_out else "")

    def _show_second(self, line: AttentionLine, *, whole: bool) -> None:
        words = self._second_words(line)
        set_text(self._second, words)
        set_tone(self._second, "warning" if line.answer else "text")
        self._second.setVisible(whole and bool(words))

    def _show_action(self, line: AttentionLine) -> None:
        self._taken_place = line.place  # lines of this workstation stand between the items
        self._button.setVisible(bool(line.action))
        self._button.setEnabled(not line.refusal)
        words = tr("{action}  {key}", action=line.action, key=line.key) if line.key else line.action
        said = tr("{action}: {why}", action=line.action, why=line.refusal) if line.refusal else words
        if self._button.accessibleName() != said:
            self._button.setText(line.refusal or words)
            self._button.setAccessibleName(said)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        dress(row, self._theme, spacing=3)
        for widget in (self._kind, self._priority):
            row.addWidget(widget)
        row.addWidget(self._title, 1)
        for widget in (self._ring, self._count, self._detail, self._age, self._owner, self._button):
            row.addWidget(widget)
        grid = QGridLayout(self)
        dress(grid, self._theme, margins=(2, _MARGIN, 1, _MARGIN), vertical=_MARGIN)
        grid.addLayout(row, 0, 0)
        grid.addWidget(self._second, 1, 0)
        self._second.setVisible(False)
        dress(self._age, self._theme, least_width=11)
        self._age.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        dress(self._owner, self._theme, least_width=32)
        kept = self._button.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._button.setSizePolicy(kept)
        dress(self._button, self._theme, least_width=36)
        dress(self._kind, self._theme, least_width=31)
        self._button.setObjectName("take")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dress(self._button, self._theme, font="strong")
        self._button.clicked.connect(lambda: self._act(self._taken_place))
