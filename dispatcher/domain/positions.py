"""A position on the globe, checked at the door: a wrong one would send a crew the wrong way."""

from dispatcher.domain.errors import Incomplete, Rejected

_LIMITS = {"latitude": 90.0, "longitude": 180.0}


def require_position(latitude: float, longitude: float, whose: str = "") -> None:
    """Let a position in degrees pass. `whose` is said in front of what is wrong.

    Raises:
        Rejected: it is not on the globe; the text names the value.
    """
    for field, value in (("latitude", latitude), ("longitude", longitude)):
        most = _LIMITS[field]
        if not -most <= value <= most:  # so that a NaN fails as well
            owner = f"{whose}: " if whose else ""
            raise Rejected(f"{owner}the {field} is {value:g}; it goes from -{most:g} to {most:g} degrees", field=field)


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Tell whether a position in degrees is one; not a number is none."""
    return all(-limit <= value <= limit for value, limit in zip((latitude, longitude), _LIMITS.values(), strict=True))


def require_place(latitude: float | None, longitude: float | None, *, verified: bool) -> None:
    """Let the position of a place pass, which may be missing altogether.

    Raises:
        Rejected: it is not on the globe.
        Incomplete: half of it is missing, or the place is said to be verified without one.
    """
    if latitude is not None and longitude is not None:
        require_position(latitude, longitude)
    elif latitude is not None or longitude is not None:
        missing = "longitude" if longitude is None else "latitude"
        raise Incomplete(f"a position needs both halves; the {missing} is missing", field=missing)
    elif verified:
        raise Incomplete("a verified place needs its latitude and longitude", field="latitude")


def require_confidence(confidence: float | None) -> None:
    """Let pass how sure whoever found a position was, or that nobody said.

    Raises:
        Incomplete: it does not lie between 0 and 1.
    """
    if confidence is not None and not 0 <= confidence <= 1:
        raise Incomplete("how sure a position is lies between 0 and 1", field="place")
