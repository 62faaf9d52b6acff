"""The sentinel line on top of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.presenters.sentinel import Lamp, SentinelPresenter
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text
from ui.wording import tr


class SentinelView(QWidget):
    """World, clock, person, unguarded, guard, channels: one line that is always there."""

    def __init__(self, presenter: SentinelPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("sentinel")
        self.setAccessibleName(tr("sentinel line"))
        set_panel(self, "sunken")
        self._world = LampWidget(theme, "world", "loud")
        self._clock = label(theme, "clock", "clock")
        self._zone = label(theme, "zone", "small", "muted")
        self._person = ElidedLabel(theme, "person", "body")
        self._nobody = LampWidget(theme, "nobody", "strong")
        self._unguarded = LampWidget(theme, "unguarded", "loud")
        self._guard = LampWidget(theme, "guard", "strong")
        self._missed = LampWidget(theme, "missed", "loud")
        self._channels: dict[str, LampWidget] = {}
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw the line as it stands now."""
        shown = self._presenter.shown()
        self._lamp(self._world, shown.world)
        set_text(self._clock, shown.time)
        set_text(self._zone, f"{shown.date}\n{shown.zone}")
        signed = shown.person.tone == "text"
        set_text(self._person, shown.person.text if signed else "")
        self._nobody.setVisible(not signed)
        self._lamp(self._nobody, shown.person)
        self._lamp(self._unguarded, shown.unguarded)
        self._lamp(self._guard, shown.guard)
        self._missed.setVisible(shown.missed is not None)
        if shown.missed is not None:
            self._lamp(self._missed, shown.missed)
        self._show_channels(shown.channels)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        dress(row, self._theme, margins=(2, 1, 2, 1))
        dress(row, self._theme, spacing=3)
        for widget in (self._world, self._clock, self._zone, self._unguarded, self._guard, self._missed):
            row.addWidget(widget)
        self._channel_row = QHBoxLayout()
        dress(self._channel_row, self._theme, spacing=1)
        row.addLayout(self._channel_row)
        self._person.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._person, 1)
        row.addWidget(self._nobody)

    def _show_channels(self, lamps: tuple[Lamp, ...]) -> None:
        names = {lamp.name for lamp in lamps}
        for name in [name for name in self._channels if name not in names]:
            self._channels.pop(name).deleteLater()
        for lamp in lamps:
            if lamp.name not in self._channels:
                self._channels[lamp.name] = LampWidget(self._theme, lamp.name, "strong")
                self._channel_row.addWidget(self._channels[lamp.name])
            self._lamp(self._channels[lamp.name], lamp)

    def _lamp(self, widget: LampWidget, lamp: Lamp) -> None:
        widget.show_lamp(lamp.text, lamp.tone, lamp.shape, lamp.why)
