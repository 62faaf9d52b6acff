"""The sentinel line on top of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.presenters.lamps import Lamp
from ui.presenters.sentinel import SentinelPresenter, SentinelShown
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text
from ui.widgets.lamp_flow import LampFlow
from ui.wording import tr

_MOST_PERSON_STEPS = 36


class SentinelView(QWidget):
    """World, clock, unguarded, guard, channels, person: one line that is always there, and always of one height."""

    def __init__(self, presenter: SentinelPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("sentinel")
        self.setAccessibleName(tr("sentinel line"))
        set_panel(self, "sunken")
        self._world = LampWidget(theme, "world", "loud")
        self._emergency = LampWidget(theme, "emergency", "loud")
        self._clock = label(theme, "clock", "clock")
        self._zone = label(theme, "zone", "small", "muted")
        self._name = ElidedLabel(theme, "person", "strong")
        self._post = ElidedLabel(theme, "post", "small", "muted")
        self._nobody = LampWidget(theme, "nobody", "strong")
        self._unguarded = LampWidget(theme, "unguarded", "loud")
        self._guard = LampWidget(theme, "guard", "strong")
        self._missed = LampWidget(theme, "missed", "loud")
        self._channels = LampFlow(theme, "channels")
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw the line as it stands now."""
        shown = self._presenter.shown()
        self._lamp(self._world, shown.world)
        self._emergency.setVisible(shown.emergency is not None)
        if shown.emergency is not None:
            self._lamp(self._emergency, shown.emergency)
        set_text(self._clock, shown.time)
        set_text(self._zone, f"{shown.date}\n{shown.zone}")
        self._show_person(shown)
        self._lamp(self._unguarded, shown.unguarded)
        self._lamp(self._guard, shown.guard)
        self._missed.setVisible(shown.missed is not None)
        if shown.missed is not None:
            self._lamp(self._missed, shown.missed)
        extra = tuple(lamp for lamp in (shown.contacts, shown.reach) if lamp is not None)
        self._channels.show_lamps((*shown.channels, *extra))

    def restyle(self) -> None:
        """Take widths from the present fonts."""
        self._show_person(self._presenter.shown())

    def _show_person(self, shown: SentinelShown) -> None:
        self._nobody.setVisible(not shown.name)
        self._lamp(self._nobody, shown.person)
        most = self._theme.space(_MOST_PERSON_STEPS)
        for widget, words in ((self._name, shown.name), (self._post, shown.post)):
            set_text(widget, words)
            widget.setVisible(bool(words))
            widget.setMinimumWidth(min(widget.fontMetrics().horizontalAdvance(words) + self._theme.space(0.5), most))
        self._name.setAccessibleName(shown.person.text)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        dress(row, self._theme, margins=(2, 0.75, 2, 0.75), spacing=2.5)
        for widget in (
            self._world,
            self._emergency,
            self._clock,
            self._zone,
            self._unguarded,
            self._guard,
            self._missed,
        ):
            row.addWidget(widget)
        row.addWidget(self._channels)
        person = QVBoxLayout()
        person.setContentsMargins(0, 0, 0, 0)
        person.setSpacing(0)
        for widget in (self._name, self._post):
            widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            person.addWidget(widget)
        row.addLayout(person, 1)
        row.addStretch(0)
        row.addWidget(self._nobody)

    def _lamp(self, widget: LampWidget, lamp: Lamp) -> None:
        widget.show_lamp(lamp.text, lamp.tone, lamp.shape, lamp.why)
