"""What somebody at a recipient's device does: orders to a simulated device, one JSON line each."""

import json
from dataclasses import asdict, dataclass
from typing import Any, cast

from radio.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class SayText:
    """Write words to the control room."""

    sender: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveStatus:
    """Press a status key: 16 bits."""

    sender: str
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TellPosition:
    """Let the radio tell where it is, in degrees."""

    sender: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PressEmergency:
    """Press the emergency button."""

    sender: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNewest:
    """Look at the newest message on the device: where the network can tell, it is reported as read."""

    sender: str


Order = SayText | GiveStatus | TellPosition | PressEmergency | ReadNewest
_ORDERS: dict[str, type[Order]] = {
    "text": SayText,
    "status": GiveStatus,
    "position": TellPosition,
    "emergency": PressEmergency,
    "read": ReadNewest,
}
_VALUES: dict[str, tuple[type, ...]] = {
    "sender": (str,),
    "words": (str,),
    "code": (int,),
    "latitude": (int, float),
    "longitude": (int, float),
}
_NAMES = {kind: name for name, kind in _ORDERS.items()}


def order_line(order: Order) -> str:
    """Return an order as one line, without its end."""
    return json.dumps({"do": _NAMES[type(order)], **asdict(order)})


def parse_order(line: str) -> Order:
    """Read one line. Raises: ConfigurationError saying what is wrong with it."""
    try:
        said = json.loads(line)
    except ValueError as error:
        raise ConfigurationError(f"order {line[:80]!r} is no JSON: {error}") from None
    if not isinstance(said, dict):
        raise ConfigurationError(f"order {line[:80]!r}: an object is needed")
    fields = cast("dict[str, Any]", said)
    name = fields.pop("do", None)
    kind = _ORDERS.get(str(name))
    if kind is None:
        raise ConfigurationError(f"order {line[:80]!r}: do={name!r}, but it is one of {', '.join(sorted(_ORDERS))}")
    wrong = [field for field, value in fields.items() if not _fits(field, value, may_lack=kind is PressEmergency)]
    if wrong:
        raise ConfigurationError(f"order {line[:80]!r}: {wrong[0]} cannot be {fields[wrong[0]]!r}")
    try:
        return kind(**fields)
    except TypeError as error:
        raise ConfigurationError(f"order {line[:80]!r}: {error}") from None


def _fits(field: str, value: object, *, may_lack: bool) -> bool:
    """Tell whether a value is of the kind that its field takes; what no field takes is told apart."""
    kinds = _VALUES.get(field)
    if kinds is None or (value is None and may_lack and field != "sender"):
        return True
    return isinstance(value, kinds) and not isinstance(value, bool)
