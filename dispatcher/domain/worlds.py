"""LIVE or SIMULATED: written when a database is made and never changed."""

from enum import StrEnum


class World(StrEnum):
    """Which world a database, a channel and every transmission belong to."""

    LIVE = "live"
    SIMULATED = "simulated"
