"""The ground under the marks: which tiles are needed, what stands in for those still missing, and the names."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QRegion

from ui.map.cartography import PREFIX
from ui.map.labels import LabelLayer
from ui.map.mercator import world_side
from ui.map.tile_worker import TileKey
from ui.map.tiles import TileStore
from ui.map.view import STEPS_PER_ZOOM, MapView
from ui.theme import Theme

_OVERVIEW_STEPS = 4
"""The whole map is kept this much smaller, so that there is always something to show."""
_AHEAD_PX = 160.0
_NOTCH_STEPS = 2
"""How far a key or a notch of the wheel zooms."""
_FARTHEST_STEPS = 8


class Ground:
    """Draws tiles and names for a view. `pending` says that another painting has more to show."""

    def __init__(self, tiles: TileStore, theme: Theme) -> None:
        self._tiles, self._theme = tiles, theme
        self.labels = LabelLayer(theme)
        self._laid_for: tuple[object, ...] = ()
        self._unlaid = False

    @property
    def pending(self) -> bool:
        """Whether names are still to be drawn."""
        return self.labels.pending or self._unlaid

    def want(self, view: MapView, ratio: float, *, ahead: bool = True) -> None:
        """Ask for what the view needs: itself, the whole map for the time being, then what lies just outside.

        With `ahead`, the next steps of zoom as well: at rest there is time for what a wheel's notch will ask for.
        """
        keys = self._keys(view, view.step(), ratio)
        wider = MapView(view.bounds, view.width + 2 * _AHEAD_PX, view.height + 2 * _AHEAD_PX)
        wider.x, wider.y, wider.zoom = view.x, view.y, view.zoom
        keys += self._overview(view, ratio) + self._keys(wider, view.step(), ratio)
        if ahead:
            for step in (view.step() + _NOTCH_STEPS, view.step() - _NOTCH_STEPS):
                keys += self._keys(_at_step(view, step), step, ratio)
        colors = {token: value for token, value in self._theme.surfaces.items() if token.startswith(PREFIX)}
        self._tiles.want(dict.fromkeys(keys), colors)

    def complete(self, view: MapView, ratio: float) -> bool:
        """Whether every tile of the view is here."""
        return all(self._tiles.get(key) for key in self._keys(view, view.step(), ratio))

    def paint(self, painter: QPainter, view: MapView, ratio: float, *, smooth: bool) -> None:
        """Draw the ground. At a whole step of zoom tiles are copied as they are; between steps they are scaled."""
        whole = QRectF(0, 0, view.width, view.height)
        step = view.step()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        keys = self._keys(view, step, ratio)
        self._hatch(painter, view, keys, whole)
        missing = [key for key in keys if self._tiles.get(key) is None]
        if missing:
            self._stand_in(painter, view, ratio, missing)
        for key in keys:
            self._draw(painter, view, key)
        if not self._tiles.trouble:
            self._paint_names(painter, view, ratio, keys, resting=smooth)

    def _hatch(self, painter: QPainter, view: MapView, keys: list[TileKey], whole: QRectF) -> None:
        """Fill what no tile will ever cover, in line with the hatching on the tiles."""
        covered = QRegion()
        for key in keys:
            covered |= QRegion(self._where(view, key).toAlignedRect())
        empty = QRegion(whole.toRect()) - covered if not self._tiles.trouble else QRegion(whole.toRect())
        if empty.isEmpty():
            return
        painter.setClipRegion(empty)
        painter.fillRect(whole, self._theme.color("map_outside"))
        if keys:
            painter.setBrushOrigin(self._where(view, keys[0]).topLeft().toPoint())
        painter.fillRect(whole, QBrush(self._theme.color("map_hatch"), Qt.BrushStyle.BDiagPattern))
        painter.setClipping(False)

    def _stand_in(self, painter: QPainter, view: MapView, ratio: float, missing: list[TileKey]) -> None:
        hole = QRegion()
        for key in missing:
            hole |= QRegion(self._where(view, key).toAlignedRect())
        painter.setClipRegion(hole)
        painter.fillRect(QRectF(hole.boundingRect()), self._theme.color("map_outside"))
        for key in self._overview(view, ratio):
            self._draw(painter, view, key)
        steps = self._tiles.steps(self._theme.name, ratio) - {view.step()}
        nearest = sorted(steps, key=lambda step: (abs(step - view.step()), step))[:2]
        for step in reversed(nearest):
            if abs(step - view.step()) <= _FARTHEST_STEPS:
                for key in self._keys(view, step, ratio):
                    self._draw(painter, view, key)
        painter.setClipping(False)

    def _paint_names(
        self, painter: QPainter, view: MapView, ratio: float, keys: list[TileKey], *, resting: bool
    ) -> None:
        here = [tile for tile in map(self._tiles.get, keys) if tile is not None]
        self._unlaid = False
        laid_for = (self._theme.look, ratio, view.step(), frozenset(keys), len(here))
        # While all moves, names are laid out once for a view that is complete, not anew for every tile that comes.
        worth_it = bool(here) and (resting or len(here) == len(keys))
        if laid_for != self._laid_for and worth_it:
            anchors = (anchor for tile in here for anchor in tile.anchors)
            if self.labels.lay_out(anchors, world_side(view.step() / STEPS_PER_ZOOM)):
                self._laid_for = laid_for
            else:
                self._unlaid = True
        self.labels.paint(painter, view.origin(), world_side(view.zoom), QRectF(0, 0, view.width, view.height), ratio)

    def _overview(self, view: MapView, ratio: float) -> list[TileKey]:
        step = int(view.fitting_zoom() * STEPS_PER_ZOOM) - _OVERVIEW_STEPS
        whole = MapView(view.bounds, view.width, view.height)
        whole.zoom = step / STEPS_PER_ZOOM
        return self._keys(whole, step, ratio)

    def _keys(self, view: MapView, step: int, ratio: float) -> list[TileKey]:
        look = self._theme.name
        side = TileKey(look, step, 0, 0, ratio).side
        return [TileKey(look, step, x, y, ratio) for x, y in view.tiles(step, side)]

    def _where(self, view: MapView, key: TileKey) -> QRectF:
        left, top = view.origin()
        side = key.side * world_side(view.zoom) / world_side(key.zoom)
        return QRectF(key.x * side - left, key.y * side - top, side, side)

    def _draw(self, painter: QPainter, view: MapView, key: TileKey) -> None:
        tile = self._tiles.get(key)
        if tile is None:
            return
        where = self._where(view, key)
        if key.zoom == view.zoom:
            # Copied pixel by pixel of the device, also where a pixel of the window is one and a quarter of them.
            painter.save()
            painter.scale(1 / key.ratio, 1 / key.ratio)
            painter.drawPixmap(round(where.left() * key.ratio), round(where.top() * key.ratio), tile.pixmap)
            painter.restore()
        else:
            # Edges on whole pixels, or seams show between tiles.
            left, top = round(where.left()), round(where.top())
            right, bottom = round(where.right()), round(where.bottom())
            painter.drawPixmap(left, top, right - left, bottom - top, tile.pixmap)


def _at_step(view: MapView, step: int) -> MapView:
    """Return the view as it will be after zooming in its middle."""
    other = MapView(view.bounds, view.width, view.height)
    other.x, other.y, other.zoom = view.x, view.y, step / STEPS_PER_ZOOM
    return other
