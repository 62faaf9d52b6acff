"""The attention strip: the three most pressing lines, the others counted; what is below it does not jump."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.actions import ACTIONS, ActionId, shortcut_text
from ui.presenters.attention import AttentionLine, AttentionPresenter
from ui.theme import Theme
from ui.widgets.attention_line import AttentionLineWidget
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.widgets.still_height import StillHeight
from ui.wording import tr

LINES = 3
MOST_LINES = 30
_REST_LINES = 5
_LOUD = ("alarm", "warning")
_GAP = 0.25
_MORE_KEY = shortcut_text(ACTIONS[ActionId.ALL_ATTENTION])


class AttentionView(QFrame):
    """One slim line in a calm room. It grows while the pointer rests, and shrinks some seconds after it was needed."""

    def __init__(
        self,
        presenter: AttentionPresenter,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        pointer: Callable[[], QPoint] = QCursor.pos,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("attention_strip")
        self.setAccessibleName(tr("attention strip"))
        set_panel(self, "sunken")
        self._calm = label(theme, "calm", "body", "muted")
        self._lines = [AttentionLineWidget(theme, place, presenter.take) for place in range(LINES)]
        self._rest = QWidget()
        self._rest_lines: list[AttentionLineWidget] = []
        self._scroll = QScrollArea()
        self.more = QPushButton()
        self._left = label(theme, "left", "small", "muted")
        self._height = StillHeight(self, pointer)
        self._expanded = False
        self.reads_elsewhere: Callable[[], bool] = lambda: False  # whether scripts stand on a panel of their own
        self._order: list[int] = []
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw the lines as they stand now."""
        told = self._presenter.lines()
        if self.reads_elsewhere():
            told = tuple(replace(line, script="") if line.script else line for line in told)
        self._order = most_needed(told)
        lines = [told[at] for at in self._order]
        self._expanded = self._expanded and len(lines) > LINES
        rest = lines[LINES:] if self._expanded else ()
        slim = self._lines[0].one_line
        below = min(len(rest), _REST_LINES) * (slim + self._gap)
        wanted = [widget.height_of(line) + self._gap for widget, line in zip(self._lines, lines, strict=False)]
        self._height.want(max(sum(wanted) - self._gap + below, slim))
        self._calm.setVisible(not lines)
        self._calm.setFixedHeight(slim)
        shown = self._show_lines(lines[:LINES], self._height.given - below)
        self._show_rest(rest)
        self._show_more(lines, shown)

    def tick(self) -> None:
        """Let the ages tick, and take or give back room."""
        shown = [widget for widget in self._lines if not widget.isHidden()]
        ages = self._presenter.ages()
        for widget, at in zip([*shown, *self._rest_lines], self._order, strict=False):
            if at < len(ages):
                widget.show_age(ages[at])
        if self._height.tick():
            self.render_now()

    def show_all(self) -> None:
        """Show what is below the first lines, or hide it again."""
        self._on_more()

    def restyle(self) -> None:
        """Take heights from the present fonts."""
        self._height.forget()
        self.render_now()

    @property
    def _gap(self) -> int:
        return self._theme.space(_GAP)

    def _show_lines(self, lines: Sequence[AttentionLine], room: int) -> int:
        """Show as many as there is room for, the first in any case; return how many."""
        shown = 0
        for place, widget in enumerate(self._lines):
            fits = place < len(lines) and (place == 0 or room >= widget.one_line)
            widget.setVisible(fits)
            if fits:
                widget.show_line(lines[place], whole=room >= widget.height_of(lines[place]))
                room -= widget.height() + self._gap
                shown += 1
            else:
                room = 0
        return shown

    def _show_rest(self, lines: Sequence[AttentionLine]) -> None:
        told = lines[: MOST_LINES - LINES]
        while len(self._rest_lines) < len(told):
            made = AttentionLineWidget(self._theme, LINES + len(self._rest_lines), self._presenter.take)
            self._column.insertWidget(len(self._rest_lines), made)
            self._rest_lines.append(made)
        for place, widget in enumerate(self._rest_lines):
            widget.setVisible(place < len(told))
            if place < len(told):
                widget.show_line(told[place], whole=True)
        left = len(lines) - len(told) + self._presenter.left_off
        set_text(self._left, tr("and {count} more", count=left) if left else "")
        self._left.setVisible(left > 0)
        self._scroll.setVisible(bool(told))

    def _show_more(self, lines: Sequence[AttentionLine], shown: int) -> None:
        hidden = lines[shown:]
        self.more.setVisible(bool(hidden))
        count = len(hidden) + self._presenter.left_off
        words = tr("fewer") if self._expanded else tr("+{count} more", count=count)
        words = f"{words}  {_MORE_KEY}"
        tones = {line.badge.tone for line in hidden if not line.taken}
        set_tone(self.more, "" if self._expanded else next((tone for tone in _LOUD if tone in tones), ""))
        if self.more.text() != words:
            self.more.setText(words)
            self.more.setAccessibleName(words)

    def _on_more(self) -> None:
        """Whoever asks for more, or for less, gets it at once."""
        self._expanded = not self._expanded
        self._height.forget()
        self.render_now()

    def _build(self) -> None:
        self._column = QVBoxLayout(self._rest)
        self._column.setContentsMargins(0, 0, 0, 0)
        dress(self._column, self._theme, spacing=_GAP)
        self._column.addWidget(self._left)
        self._column.addStretch(1)
        self._scroll.setObjectName("attention_scroll")
        self._scroll.setAccessibleName(tr("other attention items"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._rest)
        self._rest.setObjectName("attention_rest")
        set_panel(self._rest, "sunken")
        set_text(self._calm, tr("Nothing asks for attention."))
        dress(self._calm, self._theme, margins=(3, 0, 0, 0))
        column = QVBoxLayout()
        dress(column, self._theme, spacing=_GAP)
        for widget in (self._calm, *self._lines):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        column.addStretch(0)
        self.more.setObjectName("attention_more")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dress(self.more, self._theme, font="small")
        self.more.clicked.connect(self._on_more)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        dress(outer, self._theme, spacing=0.5)
        outer.addLayout(column, 1)
        outer.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)


def most_needed(lines: Sequence[AttentionLine]) -> list[int]:
    """Return the places of the lines as they are shown: what this operator takes next is among the first in any case.

    What others must answer may be more pressing, and stands above it; it must not hide what is to be done here.
    """
    places = list(range(len(lines)))
    own = next((at for at, line in enumerate(lines) if line.is_next and not line.refusal), 0)
    if own >= LINES:
        places.remove(own)
        places.insert(LINES - 1, own)
    return places
