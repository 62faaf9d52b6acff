"""Named faults of a simulated terminal, and when they strike.

Written as NAME, NAME=VALUE, NAME@WHEN or NAME=VALUE@WHEN; WHEN counts messages from 1:
`3` the third, `1-4` the first four, `5-` from the fifth, `every-3` each third, `all`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from radio.errors import ConfigurationError


class Fault(StrEnum):
    """What can go wrong on the far side."""

    NAK_ONCE = "nak-once"
    NAK = "nak"
    SILENT = "silent"
    LOST_ACK = "lost-ack"
    RS_CODE = "rs-code"
    HANG_UP = "hang-up"
    ACK_CODE = "ack-code"
    LATE_RS = "late-rs"
    GARBAGE = "garbage"
    UNPLUG_MID_BLOCK = "unplug-mid-block"
    UNPLUG_ACCEPTED = "unplug-accepted"
    UNPLUG_LOGON = "unplug-logon"
    SILENT_LOGON = "silent-logon"
    BUSY = "busy"
    LATE_ACK = "late-ack"
    EOT_BEHIND = "eot-behind"
    BAD_BCC = "bad-bcc"
    ECHO = "echo"
    DEAD = "dead"
    SLOW_BAUD = "slow-baud"


_WORDS: Mapping[str, str] = {
    Fault.NAK_ONCE: "the block is refused once, its resend is taken",
    Fault.NAK: "refused every time; with ESPA the value is the reason, 0 for none",
    Fault.SILENT: "the block is swallowed: not accepted, not answered",
    Fault.LOST_ACK: "accepted, but the answer never arrives",
    Fault.RS_CODE: "refused with RS and this code",
    Fault.HANG_UP: "ESC EOT instead of an answer, with this code if one is given",
    Fault.ACK_CODE: "accepted with this code: 212 and 214 say that the text was cut",
    Fault.LATE_RS: "accepted, and taken back with this code when the session ends",
    Fault.GARBAGE: "noise around every answer to a block",
    Fault.UNPLUG_MID_BLOCK: "the plug is out for this many seconds, before the block is whole",
    Fault.UNPLUG_ACCEPTED: "accepted, and unplugged before the answer",
    Fault.UNPLUG_LOGON: "unplugged when the log-on arrives; counts log-ons",
    Fault.SILENT_LOGON: "no answer to the log-on; counts log-ons",
    Fault.BUSY: "the selection is refused; counts selections",
    Fault.LATE_ACK: "accepted, and the answer comes this many seconds later",
    Fault.EOT_BEHIND: "EOT behind every ACK and NAK",
    Fault.BAD_BCC: "what the station itself tells goes out with a wrong BCC; counts its blocks",
    Fault.ECHO: "the line says back every octet",
    Fault.DEAD: "answers nothing at all",
    Fault.SLOW_BAUD: "the line takes the time of this many bits a second",
}


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
    only: frozenset[str] | None = None  # those that the device knows; None: all
    words: Mapping[str, str] = field(default_factory=dict[str, str])  # a sentence for who chooses one

    def known(self) -> list[StrEnum]:
        """Return the faults of the device, in order."""
        return [fault for fault in self.names if self.only is None or fault in self.only]

    def lines(self) -> list[str]:
        """Return one line for each fault: how it is written, and its sentence."""
        written = [
            f"{fault.value}={self.values[fault]:g}" if fault in self.values else fault.value for fault in self.known()
        ]
        width = max(map(len, written), default=0)
        sentences = [self.words.get(fault, "") for fault in self.known()]
        return [f"{name:<{width}}  {words}".rstrip() for name, words in zip(written, sentences, strict=True)]


_BOTH = frozenset(
    {
        Fault.NAK_ONCE, Fault.NAK, Fault.SILENT, Fault.LOST_ACK, Fault.GARBAGE, Fault.UNPLUG_MID_BLOCK,
        Fault.UNPLUG_ACCEPTED, Fault.DEAD, Fault.SLOW_BAUD,
    }
)  # fmt: skip
_TAP_ONLY = frozenset(
    {
        Fault.RS_CODE, Fault.HANG_UP, Fault.ACK_CODE, Fault.LATE_RS, Fault.UNPLUG_LOGON, Fault.SILENT_LOGON,
    }
)  # fmt: skip
_ESPA_ONLY = frozenset({Fault.BUSY, Fault.LATE_ACK, Fault.EOT_BEHIND, Fault.BAD_BCC, Fault.ECHO})
_ALL = FaultTable(Fault, frozenset(_ALONE_MEANS_FIRST), dict(_DEFAULT_VALUE.items()), words=_WORDS)
TAP_FAULTS = replace(_ALL, only=_BOTH | _TAP_ONLY)
ESPA_FAULTS = replace(_ALL, only=_BOTH | _ESPA_ONLY)


def parse_fault(text: str, table: FaultTable = _ALL) -> FaultRule:
    """Read `rs-code=511@3`. Raises: ConfigurationError naming what is known."""
    body, _, when = text.partition("@")
    name, _, value = body.partition("=")
    try:
        fault = table.names(name)
    except ValueError:
        fault = None
    if fault is None or fault not in table.known():
        known = ", ".join(item.value for item in table.known())
        raise ConfigurationError(f"unknown fault {name!r}; known are {known}")
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
