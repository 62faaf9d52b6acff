"""Named faults of a simulated terminal, and when they strike.

Written as NAME, NAME=VALUE, NAME@WHEN or NAME=VALUE@WHEN; WHEN counts messages from 1:
`3` the third, `1-4` the first four, `5-` from the fifth, `every-3` each third, `all`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from radio.errors import ConfigurationError


class Fault(StrEnum):
    """What can go wrong on the far side."""

    NAK_ONCE = "nak-once"  # the block is refused once, its resend is taken
    NAK = "nak"  # refused every time; with ESPA the value is the reason, 0 for none
    SILENT = "silent"  # the block is swallowed: not accepted, not answered
    LOST_ACK = "lost-ack"  # accepted, but the answer never arrives
    RS_CODE = "rs-code"  # refused with RS and this code
    HANG_UP = "hang-up"  # ESC EOT instead of an answer, with this code if one is given
    ACK_CODE = "ack-code"  # accepted with this code: 212 and 214 say that the text was cut
    LATE_RS = "late-rs"  # accepted, and taken back with this code when the session ends
    GARBAGE = "garbage"  # noise around every answer to a block
    UNPLUG_MID_BLOCK = "unplug-mid-block"  # the plug is out for this many seconds, before the block is whole
    UNPLUG_ACCEPTED = "unplug-accepted"  # accepted, and unplugged before the answer
    UNPLUG_LOGON = "unplug-logon"  # unplugged when the log-on arrives; counts log-ons
    SILENT_LOGON = "silent-logon"  # no answer to the log-on; counts log-ons
    BUSY = "busy"  # the selection is refused; counts selections (ESPA)
    LATE_ACK = "late-ack"  # accepted, and the answer comes this many seconds later (ESPA)
    EOT_BEHIND = "eot-behind"  # EOT behind every ACK and NAK (ESPA)
    BAD_BCC = "bad-bcc"  # what the station itself tells goes out with a wrong BCC; counts its blocks (ESPA)
    ECHO = "echo"  # the line says back every octet (ESPA)
    DEAD = "dead"  # answers nothing at all
    SLOW_BAUD = "slow-baud"  # the line takes the time of this many bits a second


_ALONE_MEANS_FIRST = frozenset(
    {
        Fault.NAK_ONCE,
        Fault.UNPLUG_MID_BLOCK,
        Fault.UNPLUG_ACCEPTED,
        Fault.UNPLUG_LOGON,
        Fault.LATE_RS,
        Fault.BUSY,
        Fault.LATE_ACK,
        Fault.BAD_BCC,
    }
)
_DEFAULT_VALUE = {
    Fault.RS_CODE: 511.0,
    Fault.ACK_CODE: 211.0,
    Fault.LATE_RS: 511.0,
    Fault.UNPLUG_MID_BLOCK: 1.0,
    Fault.UNPLUG_ACCEPTED: 1.0,
    Fault.UNPLUG_LOGON: 1.0,
    Fault.LATE_ACK: 8.0,
    Fault.SLOW_BAUD: 300.0,
}


@dataclass(frozen=True, slots=True)
class FaultRule:
    """One fault, its value, and the messages it strikes."""

    fault: str  # a member of the device's own enumeration
    value: float | None = None
    first: int = 1
    last: int | None = None
    every: int = 1

    def strikes(self, number: int) -> bool:
        """Tell whether message `number`, counted from 1, is struck."""
        if number < self.first or (self.last is not None and number > self.last):
            return False
        return number % self.every == 0

    def __str__(self) -> str:
        value = "" if self.value is None else f"={self.value:g}"
        if self.every > 1:
            return f"{self.fault}{value}@every-{self.every}"
        last = "" if self.last is None else str(self.last)
        return f"{self.fault}{value}@{self.first}-{last}"


@dataclass(frozen=True, slots=True)
class FaultTable:
    """The faults of one kind of device, what one written alone means, and the values left out."""

    names: type[StrEnum]
    alone_means_first: frozenset[str] = frozenset()
    values: Mapping[str, float] = field(default_factory=dict[str, float])


_TAP = FaultTable(Fault, frozenset(_ALONE_MEANS_FIRST), dict(_DEFAULT_VALUE.items()))


def parse_fault(text: str, table: FaultTable = _TAP) -> FaultRule:
    """Read `rs-code=511@3`. Raises: ConfigurationError naming what is known."""
    body, _, when = text.partition("@")
    name, _, value = body.partition("=")
    try:
        fault = table.names(name)
    except ValueError:
        known = ", ".join(item.value for item in table.names)
        raise ConfigurationError(f"unknown fault {name!r}; known are {known}") from None
    try:
        number = float(value) if value else table.values.get(fault)
        first, last, every = _parse_when(when or ("1" if fault in table.alone_means_first else "all"))
    except ValueError:
        raise ConfigurationError(f"fault {text!r}: write NAME=NUMBER@3, @1-4, @5- or @every-3") from None
    return FaultRule(fault, number, first, last, every)


def _parse_when(when: str) -> tuple[int, int | None, int]:
    if when == "all":
        return 1, None, 1
    if when.startswith("every-"):
        every = int(when.removeprefix("every-"))
        if every < 1:
            raise ValueError(when)
        return 1, None, every
    first, dash, last = when.partition("-")
    if not dash:
        return int(first), int(first), 1
    return int(first), (int(last) if last else None), 1
