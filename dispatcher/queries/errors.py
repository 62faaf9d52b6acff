"""What a question cannot be answered for; the text says why and what to do."""


class MapUnavailable(Exception):
    """The active pack has no map, or its map cannot be read: places cannot be searched."""


class PlaceUnreadable(MapUnavailable):
    """What was typed is meant as a position and is none: it says what is wrong, at the same place on the screen."""
