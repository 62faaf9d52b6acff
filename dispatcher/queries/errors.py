"""What a question cannot be answered for; the text says why and what to do."""


class MapUnavailable(Exception):
    """The active pack has no map, or its map cannot be read: places cannot be searched."""
