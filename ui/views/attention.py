"""The attention strip: the most pressing line always whole, the others below it in a bounded, scrolling list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.presenters.attention import AttentionLine, AttentionPresenter
from ui.theme import Theme
from ui.widgets.attention_line import AttentionLineWidget
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text
from ui.wording import tr

MOST_LINES = 30
SLIM_STEPS = 7.5  # one line without a second
TOP_STEPS = 12.5  # one line with what to read out below it
REST_STEPS = 15  # height of the scrolling part, in steps of the theme: two lines


class AttentionView(QFrame):
    """One slim line in a calm room, else of one height, so that what is below moves when calm ends and not again."""

    def __init__(self, presenter: AttentionPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("attention_strip")
        self.setAccessibleName(tr("attention strip"))
        set_panel(self, "sunken")
        self._calm = label(theme, "calm", "body", "muted")
        self._top = AttentionLineWidget(theme, 0, presenter.take, self)
        self._rest = QWidget()
        self._lines: list[AttentionLineWidget] = []
        self._more = label(theme, "more", "small", "muted")
        self._seen: frozenset[str] = frozenset()
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw the lines as they stand now."""
        lines = self._presenter.lines()
        self._give_room(lines)
        self._calm.setVisible(not lines)
        self._top.setVisible(bool(lines))
        if lines:
            self._top.show_line(lines[0])
        self._show_rest(lines[1:MOST_LINES])
        left = len(lines) - MOST_LINES
        set_text(self._more, tr("and {count} more", count=left) if left > 0 else "")
        self._more.setVisible(left > 0)
        self._scroll_up_for_new()

    def tick(self) -> None:
        """Let the ages tick."""
        for widget, age in zip([self._top, *self._lines], self._presenter.ages(), strict=False):
            widget.show_age(age)

    def _give_room(self, lines: tuple[AttentionLine, ...]) -> None:
        """A single line of this workstation's own stands long and asks for nobody: it is as calm as none."""
        calm = not lines or (len(lines) == 1 and lines[0].attention_id is None)
        self._scroll.setVisible(not calm)
        dress(self, self._theme, height=SLIM_STEPS if calm else TOP_STEPS + REST_STEPS)

    def _show_rest(self, lines: tuple[AttentionLine, ...]) -> None:
        while len(self._lines) < len(lines):
            made = AttentionLineWidget(self._theme, len(self._lines) + 1, self._presenter.take)
            self._column.insertWidget(len(self._lines), made)
            self._lines.append(made)
        for place, widget in enumerate(self._lines):
            widget.setVisible(place < len(lines))
            if place < len(lines):
                widget.show_line(lines[place])

    def _scroll_up_for_new(self) -> None:
        seen = frozenset(row.attention_id for row in self._presenter.rows)
        if seen - self._seen:
            self._scroll.verticalScrollBar().setValue(0)
        self._seen = seen

    def _build(self) -> None:
        self._column = QVBoxLayout(self._rest)
        self._column.setContentsMargins(0, 0, 0, 0)
        dress(self._column, self._theme, spacing=0.5)
        self._column.addWidget(self._more)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("attention_scroll")
        self._scroll.setAccessibleName(tr("other attention items"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._rest)
        self._rest.setObjectName("attention_rest")
        set_panel(self._rest, "sunken")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        dress(outer, self._theme, spacing=0.5)
        set_text(self._calm, tr("Nothing asks for attention."))
        dress(self._calm, self._theme, margins=(3, 0, 0, 0))
        outer.addWidget(self._calm)
        outer.addWidget(self._top)
        outer.addWidget(self._scroll, 1)
