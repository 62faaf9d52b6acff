"""The map as a widget: ground, marks, furniture; choosing and placing; painted again only when something changed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.map.arrangement import OPEN_FROM, Group
from ui.map.extent import Extent, box_of, outside_words
from ui.map.furniture import Furniture
from ui.map.ground import Ground
from ui.map.hovering import words_of
from ui.map.overlay import Chosen, Overlay
from ui.map.pannable import Pannable
from ui.map.placing import Placing
from ui.map.tiles import TileStore
from ui.presenters.map import IncidentMark, UnitMark
from ui.theme import Theme
from ui.wording import tr

_IN_SIGHT, _CLEAR = 0.05, 0.30
"""What is chosen nearer to an edge than the one, where its picture would be cut, is moved as far off as the other."""
_KEEP_IN = 0.30
"""A followed mark is brought back to the middle when it comes this near to an edge."""
_ANSWER_MS = 8000
"""How long an answer stays."""


class MapCanvas(Pannable):
    """A map pack with units and incidents upon it. Call `shut` before it goes, or close it.

    A pack that cannot be read leaves a plain ground with the reason on it; marks are shown all the same.
    """

    position_clicked = Signal(float, float)  # latitude, longitude
    unit_chosen = Signal(str)
    incident_chosen = Signal(str)
    following_changed = Signal(bool)
    position_placed = Signal(float, float)  # latitude, longitude; while placing
    placing_ended = Signal()
    troubled = Signal(str)

    def __init__(self, pack: Path, theme: Theme, *, world: str = "", parent: QWidget | None = None) -> None:
        self._extent = Extent(pack)
        super().__init__(self._extent.bounds, parent)
        self._theme = theme
        self.clock: Callable[[], datetime] | None = None
        """The room's time, for durations under the pointer."""
        self.overlay = Overlay(theme)
        self.tiles = TileStore(pack, self)
        self._ground = Ground(self.tiles, theme)
        self._furniture = Furniture(theme, self._extent.attribution, world)
        self._placing = Placing(theme)
        self._following = False
        self._unseen = False
        """Whether what was chosen is to be brought into the window once it has come to have a position."""
        self.paintings = 0
        self._name_it()
        # Not QTimer.singleShot: that holds the widget until it has fired, and with it the tile process.
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self.update)
        self._answered = QTimer(self)
        self._answered.setSingleShot(True)
        self._answered.setInterval(_ANSWER_MS)
        self._answered.timeout.connect(self._forget_answer)
        self.tiles.arrived.connect(self.update)
        self.tiles.troubled.connect(self._on_trouble)
        self.tiles.restarted.connect(self._answer)
        if self._extent.trouble:
            self.tiles.trouble = self._extent.trouble
            self._on_trouble(self._extent.trouble)

    @property
    def trouble(self) -> str:
        """Why there is no ground; empty while there is."""
        return self.tiles.trouble

    @property
    def chosen(self) -> Chosen:
        """What the ring is around."""
        return self.overlay.chosen

    @property
    def following(self) -> bool:
        """Whether the window moves with the chosen mark."""
        return self._following

    @property
    def placing(self) -> bool:
        """Whether a click or Enter says where something is."""
        return self._placing.on

    @property
    def settled(self) -> bool:
        """Whether everything that the view needs has been painted, or never will be."""
        if self.tiles.trouble:
            return True
        return not self._ground.pending and self._ground.complete(self.view, self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        """Return a size at which a town can be read."""
        return QSize(self._theme.space(200), self._theme.space(150))

    def show_marks(self, units: tuple[UnitMark, ...], incidents: tuple[IncidentMark, ...]) -> None:
        """Show these and no others; nothing is painted when they are the same."""
        if not self.overlay.show(units, incidents):
            return
        if self._extent.trouble:
            self._show_where_marks_are()
        else:
            self._furniture.aside = outside_words(self._extent.bounds, units, incidents)
        if self._unseen:
            self._unseen = not self._reveal()
        self._follow()
        self.update()

    def choose(self, *, unit_id: str | None = None, incident_id: str | None = None, reveal: bool = True) -> None:
        """Put the ring around a unit, an incident, both or none; `reveal` brings it into sight, even later."""
        chosen = Chosen(unit_id, incident_id)
        if chosen == self.overlay.chosen:
            return
        self.overlay.chosen = chosen
        self._unseen = reveal and not self._reveal()
        self._follow()
        self.update()

    def pin(self, latitude: float | None, longitude: float = 0.0) -> None:
        """Mark a position that is being written down; None takes the mark away."""
        self.overlay.pin = None if latitude is None else (latitude, longitude)
        self.update()

    def begin_placing(self, words: str) -> None:
        """Ask for a position in these words: one `position_placed`, or none, then `placing_ended`. Takes the focus."""
        self._placing.words, self._placing.outside = words or tr("Where is it?"), False
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMouseTracking(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def end_placing(self) -> None:
        """Leave it; nothing happens when it was not on."""
        if not self._placing.on:
            return
        self._placing.words = ""
        self.unsetCursor()
        self.setMouseTracking(False)
        self.placing_ended.emit()
        self.update()

    def covers(self, latitude: float, longitude: float) -> bool:
        """Whether the map knows a position; without a map nothing is outside."""
        return self._extent.covers(latitude, longitude)

    def follow(self, on: bool) -> None:
        """Keep the chosen mark in the window as it moves; panning by hand ends it."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
            self._follow()

    def shut(self) -> None:
        """End the tile process."""
        self.tiles.close()

    def moved_by_hand(self) -> None:
        """Let go of what was followed, or waited for."""
        self._unseen = False
        self.follow(False)

    def take(self, at: QPointF, reach: float | None) -> None:
        """Choose what is under a point, open a group, or say the position; while placing, place there."""
        if self._placing.on:
            self._place(*self.view.to_position(at.x(), at.y()))
            return
        found = self.overlay.at(self.view, at.x(), at.y(), *((reach,) if reach else ()))
        if isinstance(found, UnitMark):
            self.choose(unit_id=found.unit_id, incident_id=self.chosen.incident_id, reveal=False)
            self.unit_chosen.emit(found.unit_id)
        elif isinstance(found, IncidentMark):
            self.choose(unit_id=self.chosen.unit_id, incident_id=found.incident_id, reveal=False)
            self.incident_chosen.emit(found.incident_id)
        elif isinstance(found, Group):
            self._open(found)
        else:
            self.position_clicked.emit(*self.view.to_position(at.x(), at.y()))

    def showEvent(self, event: QShowEvent) -> None:
        """Start drawing the ground when somebody looks."""
        super().showEvent(event)
        self.tiles.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End what was started."""
        self.shut()
        super().closeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, marks, furniture and, while placing, what to do."""
        self.paintings += 1
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        if not self.tiles.trouble:
            self._ground.want(self.view, ratio, ahead=self.resting)
        self._ground.paint(painter, self.view, ratio, smooth=self.resting)
        if self.resting:
            self.overlay.reserved = self._furniture.reserved(self.view)
        self.overlay.paint(painter, self.view, ratio, resting=self.resting)
        self._furniture.paint(painter, self.view, focused=self.hasFocus(), aim=self.by_keys and not self._placing.on)
        if self._placing.on:
            self._placing.paint(painter, self.view, self._furniture.world_width())
            if self.hasFocus():
                self._placing.paint_aim(painter, self.middle())
        painter.end()
        if self._ground.pending:
            self._again.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave placing; else as every map."""
        if event.key() == Qt.Key.Key_Escape and self._placing.on:
            self.end_placing()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the ground; while placing, say whether the pointer has left the map."""
        if self._placing.on:
            self._look_outside(event.position())
        super().mouseMoveEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what is under a resting pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """Return what is said under a resting pointer; empty where nothing stands, and while placing."""
        found = None if self._placing.on else self.overlay.at(self.view, at.x(), at.y())
        return words_of(self.overlay.census, found, self.clock() if self.clock is not None else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Wear a new theme at once."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()

    def _name_it(self) -> None:
        self.setObjectName("map")
        self.setAccessibleName(tr("Map"))
        self.setAccessibleDescription(
            tr("Arrows move, plus and minus zoom, Home shows the whole map, Enter chooses what is in the middle.")
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @Slot(str)
    def _on_trouble(self, why: str) -> None:
        self._furniture.notice = tr("no map: {why}", why=why)
        self.troubled.emit(why)
        self.update()

    @Slot(str)
    def _answer(self, words: str) -> None:
        self._furniture.answer = words
        self._answered.start()
        self.update()

    @Slot()
    def _forget_answer(self) -> None:
        self._furniture.answer = ""
        self.update()

    def _place(self, latitude: float, longitude: float) -> None:
        if not self.covers(latitude, longitude):
            self._answer(tr("placed outside the map"))
        self.position_placed.emit(latitude, longitude)
        self.end_placing()

    def _look_outside(self, at: QPointF) -> None:
        outside = not self.covers(*self.view.to_position(at.x(), at.y()))
        if outside != self._placing.outside:
            self._placing.outside = outside
            self.update()

    def _open(self, group: Group) -> None:
        """Come nearer: a station until its units stand one by one, several until they part."""
        zoom = OPEN_FROM if group.is_station else min(OPEN_FROM, self.view.zoom + 2)
        self.view.centre_on_world(group.x, group.y)
        self.zoom_to(zoom)

    def _show_where_marks_are(self) -> None:
        """Without a map, the marks themselves say what there is to look at."""
        box = box_of(*self.overlay.census.positions())
        if box is not None and not self._extent.within(box):
            self._extent.bounds = box
            self.view.rebound(box)
            if self._untouched:
                self.view.fit()

    def _follow(self) -> None:
        mark, spot = self.overlay.chosen_mark(), self._spot()
        if self._following and mark is not None and spot is not None and not self._is_within(spot, _KEEP_IN):
            self.view.centre_on(mark.latitude, mark.longitude)
            self._moved()

    def _reveal(self) -> bool:
        """Move the chosen mark into sight, no further than is needed: what was around it stays. False: it has none."""
        spot = self._spot()
        if spot is not None and not self._is_within(spot, _IN_SIGHT):
            across, down = self.width(), self.height()
            right = min(spot[0] - _CLEAR * across, 0.0) + max(spot[0] - (1 - _CLEAR) * across, 0.0)
            below = min(spot[1] - _CLEAR * down, 0.0) + max(spot[1] - (1 - _CLEAR) * down, 0.0)
            self.view.pan(right, below)
            self._moved()
        return spot is not None

    def _spot(self) -> tuple[float, float] | None:
        mark = self.overlay.chosen_mark()
        return self.view.to_screen(mark.latitude, mark.longitude) if mark is not None else None

    def _is_within(self, spot: tuple[float, float], margin: float) -> bool:
        inside_x = margin * self.width() <= spot[0] <= (1 - margin) * self.width()
        return inside_x and margin * self.height() <= spot[1] <= (1 - margin) * self.height()
