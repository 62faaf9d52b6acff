"""The map among the panels: what is chosen elsewhere is ringed here, and what is clicked here is chosen elsewhere."""

from math import floor, log2
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.map.canvas import MapCanvas
from ui.map.mercator import to_world, world_side
from ui.map.view import STEPS_PER_ZOOM
from ui.presenters.map_feed import MapFeed
from ui.presenters.session import Session
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text
from ui.widgets.pacer import Pacer
from ui.wording import tr

BATCH_MS = 100


class MapView(QFrame):
    """Holds the canvas once the pack has named its map; until then it says what it waits for."""

    position_clicked = Signal(float, float)  # latitude, longitude
    position_placed = Signal(float, float)
    placing_ended = Signal()

    def __init__(self, feed: MapFeed, session: Session, theme: Theme, world: str) -> None:
        super().__init__()
        self._feed, self._session, self._theme, self._world = feed, session, theme, world
        self.canvas: MapCanvas | None = None
        self._from_here = False
        self._pinned: tuple[float, float] | None = None
        self._home: tuple[float, ...] = ()
        self._whole: tuple[float, ...] = ()
        self.setObjectName("map_panel")
        self.setAccessibleName(tr("map panel"))
        self._head = label(theme, "map_head", "small", "muted")
        self._note = ElidedLabel(theme, "map_note", "small", "muted")
        self._empty = label(theme, "map_empty", "body", "muted")
        self._stack = QStackedLayout()
        self._build()
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        feed.watch(self._pacer.ring)
        session.listen(self._on_session)
        self._flush()

    def take_focus(self) -> None:
        """Give the keyboard to the map."""
        if self.canvas is not None:
            self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_to(self, latitude: float, longitude: float) -> None:
        """Bring a place to the middle and pin it."""
        if self.canvas is not None:
            self.canvas.go_to(latitude, longitude)
            self.canvas.pin(latitude, longitude)

    def centre(self) -> tuple[float, float] | None:
        """Return what is in the middle, for whoever prefers what is near it."""
        if self.canvas is None or self.canvas.trouble:
            return None
        return self.canvas.view.to_position(self.canvas.width() / 2, self.canvas.height() / 2)

    def pin(self, position: tuple[float, float] | None) -> None:
        """Mark the place that is being written down, or take the mark away; one that `go_to` set stays meanwhile."""
        if self.canvas is not None and position != self._pinned:
            self._pinned = position
            latitude, longitude = position or (None, 0.0)
            self.canvas.pin(latitude, longitude)

    def begin_placing(self, words: str) -> None:
        """Ask for a position; `position_placed` and `placing_ended` follow."""
        if self.canvas is None:
            self.placing_ended.emit()
        else:
            self.canvas.begin_placing(words)

    def shut(self) -> None:
        """End what the canvas started."""
        if self.canvas is not None:
            self.canvas.shut()

    def _flush(self) -> None:
        if self.canvas is None and self._feed.map_file:
            self._open(Path(self._feed.map_file))
        if self.canvas is None:
            none = tr(
                "This pack names no map: places and units are told in words. "
                '`readbackctl map build` makes one from OpenStreetMap; pack.toml then names it: map = "monaco".'
            )
            set_text(self._empty, tr("reading the map …") if self._feed.map_file is None else none)
            return
        self._feed.gather()
        self._go_home()
        marks = self._feed.marks
        self.canvas.show_marks(marks.units, marks.incidents)
        set_text(self._note, marks.unplaced_words())

    def _open(self, path: Path) -> None:
        canvas = self.canvas = MapCanvas(path, self._theme, world=self._world)
        canvas.clock = self._feed.now
        canvas.unit_chosen.connect(self._on_unit_chosen)
        canvas.incident_chosen.connect(self._on_incident_chosen)
        canvas.position_clicked.connect(self.position_clicked)
        canvas.position_placed.connect(self.position_placed)
        canvas.placing_ended.connect(self.placing_ended)
        self._stack.addWidget(canvas)
        self._stack.setCurrentWidget(canvas)
        self._whole = canvas.view.key()[:3]
        self._on_session()

    def _go_home(self) -> None:
        """Before anybody has moved the map it shows where the stations are."""
        area = self._feed.home_area()
        if area is None or self.canvas is None or self.canvas.view.key()[:3] not in (self._home, self._whole):
            return
        left, top = to_world(area.north, area.west)
        right, bottom = to_world(area.south, area.east)
        across = self.canvas.width() / (right - left) / world_side(0)
        down = self.canvas.height() / (bottom - top) / world_side(0)
        zoom = floor(log2(min(across, down)) * STEPS_PER_ZOOM) / STEPS_PER_ZOOM
        self.canvas.go_to((area.south + area.north) / 2, (area.west + area.east) / 2, zoom)
        self._home = self.canvas.view.key()[:3]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on showing where the stations are while nobody has moved the map."""
        super().resizeEvent(event)
        self._pacer.ring()

    def _on_session(self) -> None:
        if self.canvas is not None:
            unit_id, incident_id = self._session.unit_id, self._session.incident_id
            self.canvas.choose(unit_id=unit_id, incident_id=incident_id, reveal=not self._from_here)

    def _on_unit_chosen(self, unit_id: str) -> None:
        self._from_here = True
        self._session.point_at_unit(unit_id)
        self._from_here = False

    def _on_incident_chosen(self, incident_id: str) -> None:
        self._from_here = True
        self._session.show_incident(incident_id)
        self._from_here = False

    def _build(self) -> None:
        head = QWidget()
        set_panel(head, "sunken")
        row = QHBoxLayout(head)
        dress(row, self._theme, margins=(2, 1, 2, 1), spacing=3)
        set_text(self._head, tr("Map · F11"))
        row.addWidget(self._head)
        row.addWidget(self._note, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(self._stack, 1)
