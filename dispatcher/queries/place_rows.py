"""Places that may be meant."""

from dataclasses import dataclass

from dispatcher.domain.calls import PlaceSource


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place that may be meant. `kind`: street, address, crossing, landmark, place, station or coordinate.

    `verified`: the map knows exactly this; a position is never, it is only where somebody pointed. `exact`: all of
    it was typed, nothing completed or corrected. Not `inside`: it lies outside the map, and `detail` says so.
    `confidence`, 0 to 1: of a name how well it fits what was typed (1 is all of it, below 0.8 only sounds so), less
    when the house is not on the map; of a position how finely it was given (1 up to 10 m, 0.3 less for each ten times
    as coarse), half of it outside the map or with latitude and longitude exchanged.
    """

    kind: str
    label: str
    near: str
    detail: str
    latitude: float
    longitude: float
    verified: bool
    inside: bool
    score: float
    exact: bool = False
    confidence: float = 1.0

    @property
    def source(self) -> PlaceSource:
        """What a position taken from it rests on."""
        return PlaceSource.COORDINATES if self.kind == "coordinate" else PlaceSource.GAZETTEER

    @property
    def words(self) -> str:
        """The place as it is written into a call."""
        return f"{self.label}, {self.near}" if self.near and self.kind != "coordinate" else self.label
