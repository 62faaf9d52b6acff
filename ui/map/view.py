"""Which part of the world is looked at, how large: panning, zooming, and where a position stands on the screen."""

import math
from collections.abc import Iterator

from dispatcher.geo.distance import Bounds
from ui.map.mercator import metres_per_pixel, to_position, to_world, world_side

LEAST_ZOOM, MOST_ZOOM = 8.0, 20.0
STEPS_PER_ZOOM = 4
"""Tiles are painted for each quarter of a zoom; wheel, keys and fitting end on one: no view at rest is blurred."""
Box = tuple[float, float, float, float]


class MapView:
    """The part of the world in a window of `width` x `height` pixels; the centre stays on the map."""

    def __init__(self, bounds: Bounds, width: float, height: float) -> None:
        self.bounds = bounds
        self.width, self.height = max(1.0, width), max(1.0, height)
        self.limits: Box = _limits(bounds)
        self.x, self.y, self.zoom = 0.0, 0.0, LEAST_ZOOM
        self.fit()

    def key(self) -> tuple[float, ...]:
        """Return what changes whenever the picture of the ground does."""
        return (self.x, self.y, self.zoom, self.width, self.height)

    def resize(self, width: float, height: float) -> None:
        """Take a new size; the centre stays."""
        self.width, self.height = max(1.0, width), max(1.0, height)

    def rebound(self, bounds: Bounds) -> None:
        """Take other limits; the centre stays, if it can."""
        self.bounds, self.limits = bounds, _limits(bounds)
        self.centre_on_world(self.x, self.y)

    def fit(self) -> None:
        """Show the whole map, at the largest step of zoom that holds it."""
        self.x, self.y = (self.limits[0] + self.limits[2]) / 2, (self.limits[1] + self.limits[3]) / 2
        self.zoom = self.fitting_zoom()

    def fitting_zoom(self) -> float:
        """Return the largest step of zoom at which the whole map is seen."""
        west, north, east, south = self.limits
        side = min(self.width / max(1e-12, east - west), self.height / max(1e-12, south - north))
        fitting = math.floor(math.log2(side / world_side(0)) * STEPS_PER_ZOOM) / STEPS_PER_ZOOM
        return min(MOST_ZOOM, max(LEAST_ZOOM, fitting))

    def pan(self, right: float, down: float) -> None:
        """Move the window over the ground by pixels."""
        side = world_side(self.zoom)
        self.centre_on_world(self.x + right / side, self.y + down / side)

    def zoom_at(self, zoom: float, at_x: float, at_y: float) -> None:
        """Take a zoom; what is under a point of the screen stays there."""
        zoom = min(MOST_ZOOM, max(min(LEAST_ZOOM, self.fitting_zoom()), zoom))
        right, down = at_x - self.width / 2, at_y - self.height / 2
        left, top = self.origin()
        before, after = world_side(self.zoom), world_side(zoom)
        self.zoom = zoom
        self.centre_on_world((at_x + left) / before - right / after, (at_y + top) / before - down / after)

    def centre_on(self, latitude: float, longitude: float) -> None:
        """Bring a position to the middle."""
        self.centre_on_world(*to_world(latitude, longitude))

    def centre_on_world(self, x: float, y: float) -> None:
        """Bring a point of the world to the middle, or what of the map is nearest to it."""
        west, north, east, south = self.limits
        self.x, self.y = min(east, max(west, x)), min(south, max(north, y))

    def origin(self) -> tuple[float, float]:
        """Return where the upper left corner lies, in pixels of the world at this zoom; whole numbers."""
        side = world_side(self.zoom)
        return round(self.x * side - self.width / 2), round(self.y * side - self.height / 2)

    def to_screen(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a position stands on the screen."""
        x, y = to_world(latitude, longitude)
        left, top = self.origin()
        side = world_side(self.zoom)
        return x * side - left, y * side - top

    def to_position(self, at_x: float, at_y: float) -> tuple[float, float]:
        """Return latitude and longitude under a point of the screen."""
        left, top = self.origin()
        side = world_side(self.zoom)
        return to_position((at_x + left) / side, (at_y + top) / side)

    def step(self) -> int:
        """Return the step of zoom whose tiles are shown."""
        return round(self.zoom * STEPS_PER_ZOOM)

    def tiles(self, step: int, tile_side: float) -> Iterator[tuple[int, int]]:
        """Yield the tiles of a step that meet both the window and the map, those in the middle first."""
        west, north, east, south = self.limits
        here, there = world_side(self.zoom), world_side(step / STEPS_PER_ZOOM)
        half_width, half_height = self.width / 2 / here, self.height / 2 / here
        count = there / tile_side
        first_x = math.floor(max(west, self.x - half_width - 1 / here) * count)
        last_x = math.floor(min(east, self.x + half_width + 1 / here) * count)
        first_y = math.floor(max(north, self.y - half_height - 1 / here) * count)
        last_y = math.floor(min(south, self.y + half_height + 1 / here) * count)
        middle_x, middle_y = self.x * count - 0.5, self.y * count - 0.5
        found = [(x, y) for y in range(first_y, last_y + 1) for x in range(first_x, last_x + 1)]
        yield from sorted(found, key=lambda tile: (tile[0] - middle_x) ** 2 + (tile[1] - middle_y) ** 2)

    def metres_per_pixel(self) -> float:
        """Return how long a pixel is in the middle of the window."""
        return metres_per_pixel(to_position(self.x, self.y)[0], self.zoom)


def _limits(bounds: Bounds) -> Box:
    west, north = to_world(bounds.north, bounds.west)
    east, south = to_world(bounds.south, bounds.east)
    return west, north, east, south
