"""The strip that says how the simulated people live and steers them, and the list of what was said on the radio."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from dispatcher.domain.simulated import SPEEDS, Level
from ui import icons
from ui.actions import ACTIONS, ActionId
from ui.presenters.simulation import SimulationPresenter, level_word, pace_word
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text
from ui.wording import tr

HEIGHT_STEPS = 7.5
MOST_LINES = 12


class SimulationStrip(QWidget):
    """One slim line. What changes keeps its width, so nothing jumps while it is read or aimed at."""

    def __init__(self, presenter: SimulationPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self._theme = presenter, theme
        self.setObjectName("simulation_strip")
        self.setAccessibleName(tr("simulated people"))
        set_panel(self, "sunken")
        dress(self, theme, height=HEIGHT_STEPS)
        self._world = LampWidget(theme, "simulation_world", "small")
        self._level = label(theme, "simulation_level", "strong")
        self._pace = label(theme, "simulation_pace", "strong")
        self._state = LampWidget(theme, "simulation_state", "strong")
        self._time = label(theme, "simulation_heard_time", "mono", "muted")
        self._said = ElidedLabel(theme, "simulation_heard", "body")
        self._pause = self._button(ActionId.SIMULATION_PAUSE, "pause", presenter.pause_or_resume)
        self._slower = self._button(ActionId.SIMULATION_SLOWER, "slower", presenter.slower)
        self._faster = self._button(ActionId.SIMULATION_FASTER, "faster", presenter.faster)
        self._calmer = self._button(ActionId.SIMULATION_CALMER, "", presenter.calmer)
        self._louder = self._button(ActionId.SIMULATION_LOUDER, "", presenter.louder)
        self._calmer.setText(tr("−"))
        self._louder.setText(tr("+"))
        self._build()
        presenter.watch(self.render_now)
        self.restyle()
        self.render_now()

    def render_now(self) -> None:
        """Draw the line as it stands now."""
        shown, last = self.presenter.shown(), self.presenter.last()
        self._world.show_lamp(tr("SIMULATED"), "simulated", "", shown.why)
        set_text(self._level, shown.level)
        set_text(self._pace, shown.pace)
        self._state.show_lamp(shown.state, shown.tone, shown.icon, shown.why)
        self._pause.setIcon(icons.icon("play" if shown.paused else "pause", self._theme))
        for button, can in (
            (self._pause, True), (self._slower, shown.can_slower), (self._faster, shown.can_faster),
            (self._calmer, shown.can_calmer), (self._louder, shown.can_louder),
        ):  # fmt: skip
            button.setEnabled(shown.acting and can)
        silent = shown.paused or not shown.acting or last is None
        set_text(self._time, "" if silent or last is None else last.time)
        set_text(self._said, shown.why if silent or last is None else f"{last.call_sign}: {last.words}")

    def restyle(self) -> None:
        """Keep room for the longest word of each."""
        metrics, more = self._level.fontMetrics(), self._theme.space(1)
        self._level.setMinimumWidth(max(metrics.horizontalAdvance(level_word(level)) for level in Level) + more)
        self._pace.setMinimumWidth(max(metrics.horizontalAdvance(pace_word(speed)) for speed in SPEEDS) + more)
        for button in (self._pause, self._slower, self._faster):
            button.setIconSize(QSize(self._theme.space(4), self._theme.space(4)))
        words = (tr("running"), tr("paused"), tr("elsewhere"), tr("starting"))
        plate = metrics.height() + self._theme.space(6)
        self._state.setMinimumWidth(max(metrics.horizontalAdvance(word) for word in words) + plate)
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance("00:00:00") + more)

    def _button(self, action_id: ActionId, icon: str, act: Callable[[], None]) -> QToolButton:
        action = ACTIONS[action_id]
        button = QToolButton(self)
        button.setObjectName(action_id.value)
        button.setAccessibleName(tr(action.title))
        keys = f" ({action.shortcuts[0]})" if action.shortcuts else ""
        button.setToolTip(f"{tr(action.title)}{keys}. {tr(action.help)}")
        dress(button, self._theme, font="strong")
        if icon:
            button.setIcon(icons.icon(icon, self._theme))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button

    def _build(self) -> None:
        row = QHBoxLayout(self)
        dress(row, self._theme, margins=(2, 0.5, 2, 0.5), spacing=1.5)
        for widget in (
            self._world, self._calmer, self._level, self._louder, self._slower, self._pace, self._faster,
            self._pause, self._state, self._time,
        ):  # fmt: skip
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        for centred in (self._level, self._pace):
            centred.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self._said, 1)


class HeardView(QFrame):
    """What was said on the simulated radio, newest on top, each in its place: for whoever sits at the radio desk."""

    def __init__(self, presenter: SimulationPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.setObjectName("heard")
        self.setAccessibleName(tr("heard on the simulated radio"))
        set_panel(self, "raised")
        self._nothing = label(theme, "heard_nothing", "body", "muted")
        set_text(self._nothing, tr("Nothing said yet. What simulated crews say on the radio is written here."))
        self._nothing.setWordWrap(True)
        self._rows = [
            (
                label(theme, f"heard_time_{place}", "mono", "muted"),
                label(theme, f"heard_call_sign_{place}", "strong"),
                ElidedLabel(theme, f"heard_words_{place}", "body"),
            )
            for place in range(MOST_LINES)
        ]
        self._theme = theme
        self._build(theme)
        presenter.watch(self.render_now)
        self.render_now()

    def sizeHint(self) -> QSize:
        """All lines, where there is room."""
        return QSize(super().sizeHint().width(), MOST_LINES * self._line_height + self._theme.space(4))

    def minimumSizeHint(self) -> QSize:
        """Two lines can be read; what does not fit is left out."""
        return QSize(0, 2 * self._line_height + self._theme.space(2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many lines as fit whole."""
        super().resizeEvent(event)
        self.render_now()

    def render_now(self) -> None:
        """Draw the lines as they stand now, as many as fit."""
        lines = self._presenter.heard()[: max(1, (self.height() - self._theme.space(2)) // self._line_height)]
        self._nothing.setVisible(not lines)
        for place, (time, call_sign, words) in enumerate(self._rows):
            line = lines[place] if place < len(lines) else None
            for widget in (time, call_sign, words):
                widget.setVisible(line is not None)
            set_text(time, line.time if line else "")
            set_text(call_sign, line.call_sign if line else "")
            set_text(words, line.words if line else "")

    @property
    def _line_height(self) -> int:
        heights = (widget.fontMetrics().height() for widget in self._rows[0])
        return max(heights) + self._theme.space(0.5)

    def _build(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        dress(column, theme, margins=(2, 1, 2, 1), spacing=1)
        column.addWidget(self._nothing)
        grid = QGridLayout()
        dress(grid, theme, horizontal=2, vertical=0.5)
        grid.setColumnStretch(2, 1)
        for place, widgets in enumerate(self._rows):
            for number, widget in enumerate(widgets):
                grid.addWidget(widget, place, number)
        column.addLayout(grid)
        column.addStretch(1)
