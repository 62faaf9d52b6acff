"""What can go wrong with maps; every text says what to do."""


class MapError(Exception):
    """Something about a map cannot be done; the text says why and what to do."""


class CannotBuild(MapError):
    """The OpenStreetMap file cannot be made into a map pack."""


class BuildCancelled(MapError):
    """The person asked to stop; nothing was left behind."""


class UnreadablePack(MapError):
    """The file is no map pack that this program can read."""


class NoRoute(MapError):
    """No way leads there along the streets of this map."""
