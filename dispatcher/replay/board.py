"""Who is free, in memory, and whom a call gets: its station's unit, else the nearest free one within reach."""

from collections.abc import Collection

from dispatcher.replay.territory import Position, Territory, distance_m


class Board:
    """Units by call sign; told by the desk, never asked of the store."""

    def __init__(self, territory: Territory, reach_m: float | None) -> None:
        """Within `reach_m` a unit is sent at once; None: from anywhere."""
        self._home_of = territory.home_of
        self._where = {sign: territory.stations[home] for sign, home in self._home_of.items()}
        self._free = dict.fromkeys(self._home_of)  # a dict keeps the pack's order
        self._reach_m = reach_m

    def take(self, call_sign: str) -> None:
        """The unit is sent."""
        self._free.pop(call_sign, None)

    def give_back(self, call_sign: str) -> None:
        """The unit is free again."""
        self._free[call_sign] = None

    def choose(
        self, station: str | None, position: Position | None, tried: Collection[str], *, from_anywhere: bool
    ) -> str | None:
        """Return the unit to send; None when no suitable one is free."""
        able = sorted(sign for sign in self._free if sign not in tried)
        own = next((sign for sign in able if self._home_of[sign] == station), None)
        if own is not None or not able:
            return own
        if position is None:
            return able[0]
        distance, nearest = min((self._distance_m(sign, position), sign) for sign in able)
        if from_anywhere or self._reach_m is None or distance <= self._reach_m or self._is_remote(position):
            return nearest
        return None

    def _distance_m(self, call_sign: str, position: Position) -> float:
        where = self._where[call_sign]
        return float("inf") if where is None else distance_m(where, position)

    def _is_remote(self, position: Position) -> bool:
        """Tell whether waiting for a nearer unit would be in vain: none is at home within reach."""
        return all(self._distance_m(sign, position) > (self._reach_m or 0.0) for sign in self._where)
