"""The network's and the handsets' side of TETRA short data, with code of its own: it reads what a terminal is given
and writes what a terminal hands out, digit by digit (EN 300 392-2 cl. 29, TS 100 392-18-1)."""

from collections.abc import Mapping
from dataclasses import dataclass

_TEXTS: Mapping[str, str] = {"82": "text", "89": "immediate", "8A": "long"}
_LATIN, _WIDE = "01", "1A"


class Refused(ValueError):
    """What the terminal was given is no short data of the standard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One message as the network reads it. `kind`: text, immediate, long, report, ack or status."""

    kind: str
    pid: str = ""
    reference: int = 0
    text: str = ""
    wants_received: bool = False
    wants_consumed: bool = False
    short_allowed: bool = False
    long: tuple[int, int, int] | None = None  # reference, total, number
    status: int = 0


def read_given(service: str, digits: str, announced: int) -> Given:
    """Read what stood behind AT+CMGS, for the service that AT+CTSDS chose. Raises: Refused."""
    nibbles = digits.upper()
    if not nibbles or set(nibbles) - set("0123456789ABCDEF"):
        raise Refused("not hexadecimal")
    if (announced + 3) // 4 != len(nibbles):
        raise Refused(f"{len(nibbles)} digits, {announced} bits announced")
    if service == "13":
        if announced != 16:
            raise Refused(f"a status of {announced} bits")
        return Given(kind="status", status=int(nibbles, 16))
    if service != "12" or len(nibbles) < 8:
        raise Refused(f"service {service}, {len(nibbles)} digits")
    return _read_tl(nibbles)


def _read_tl(nibbles: str) -> Given:
    pid, kind, flags, reference = nibbles[:2], nibbles[2], f"{int(nibbles[3], 16):04b}", int(nibbles[6:8], 16)
    if kind in "12":
        return Given(
            kind="report" if kind == "1" else "ack", pid=pid, status=int(nibbles[4:6], 16), reference=reference
        )
    if kind != "0" or pid not in _TEXTS or flags[3] == "1":
        raise Refused(f"PID {pid}, type {kind}, flags {flags}")
    reference, coding, words = int(nibbles[4:6], 16), nibbles[6:8], nibbles[8:]
    long = None
    if pid == "8A":
        if words[:6] != "050003" or len(words) < 12:
            raise Refused("a header that is none of a long text")
        long = (int(words[6:8], 16), int(words[8:10], 16), int(words[10:12], 16))
        words = words[12:]
    return Given(
        kind=_TEXTS[pid], pid=pid, reference=reference, text=_spell(coding, words), long=long,
        wants_received=flags[1] == "1", wants_consumed=flags[0] == "1", short_allowed=flags[2] == "0",
    )  # fmt: skip


def _spell(coding: str, words: str) -> str:
    """Latin-1 two digits a character; UTF-16 four, where two of the surrogate ranges make one."""
    if coding == _LATIN and len(words) % 2 == 0:
        return "".join(chr(int(words[at : at + 2], 16)) for at in range(0, len(words), 2))
    if coding != _WIDE or len(words) % 4:
        raise Refused(f"coding {coding}, {len(words)} digits")
    out, high = "", 0
    for value in (int(words[at : at + 4], 16) for at in range(0, len(words), 4)):
        if 0xD800 <= value < 0xDC00:
            high = value
        elif 0xDC00 <= value < 0xE000:
            out += chr(0x10000 + (high - 0xD800) * 0x400 + value - 0xDC00)
        else:
            out += chr(value)
    return out


def write_text(text: str, reference: int, *, reports: int = 1, long: tuple[int, int, int] | None = None) -> str:
    """Return a text for us, in hexadecimal. `reports`: 1 received, 2 consumed, 3 both."""
    wide = any(ord(character) > 255 for character in text)
    units = text.encode("utf-16-be" if wide else "latin-1").hex().upper()
    header = "" if long is None else "050003" + "".join(f"{value:02X}" for value in long)
    pid, coding = "82" if long is None else "8A", _WIDE if wide else _LATIN
    return f"{pid}0{reports << 2 | 2:X}{reference:02X}{coding}{header}{units}"


def write_report(pid: str, status: int, reference: int, *, ask: bool = False) -> str:
    """Return a report on a text of ours. `ask`: an acknowledgement is wanted."""
    return f"{pid}1{'8' if ask else '0'}{status:02X}{reference:02X}"


def write_short_report(kind: int, reference: int) -> str:
    """Return a report as a status. `kind`: 2 received, 3 consumed."""
    return f"7{'CDEF'[kind]}{reference:02X}"


def write_lip(
    latitude: float,
    longitude: float,
    *,
    reason: int | None = 129,
    elapsed: int = 0,
    error: int = 1,
    speed: int = 127,
    direction: int = 0,
) -> str:
    """Return a short location report, padded to whole octets; without a reason it has user data."""
    bits = "00" + f"{elapsed:02b}"
    bits += _two_complement(round(longitude * 2**25 / 360), 25) + _two_complement(round(latitude * 2**24 / 180), 24)
    bits += f"{error:03b}{speed:07b}{direction:04b}" + ("0" if reason is not None else "1") + f"{reason or 0:08b}"
    bits += "0" * (-len(bits) % 8)
    return "0A" + "".join(f"{int(bits[at : at + 4], 2):X}" for at in range(0, len(bits), 4))


def _two_complement(value: int, width: int) -> str:
    least, most = -(2 ** (width - 1)), 2 ** (width - 1) - 1
    return f"{min(max(value, least), most) % 2**width:0{width}b}"


class Handsets:
    """All terminals of the network: each shows a long text once all its parts are there."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int, int], dict[int, tuple[str, str, Given]]] = {}
        self._newest: dict[str, list[Given]] = {}

    def take(self, address: str, given: Given, digits: str) -> tuple[str, str] | None:
        """Take one message; return the text and the units of what is shown now, if anything is."""
        if given.long is None:
            self._newest[address] = [given]
            return given.text, digits
        reference, total, number = given.long
        parts = self._parts.setdefault((address, reference, total), {})
        parts[number] = (given.text, digits, given)
        if len(parts) < total:
            return None
        del self._parts[(address, reference, total)]
        shown = [parts[index] for index in sorted(parts)]
        self._newest[address] = [one for _, _, one in shown]
        return "".join(text for text, _, _ in shown), "".join(unit for _, unit, _ in shown)

    def read_newest(self, address: str) -> list[Given]:
        """Look at what is shown; return its messages once, for the reports that they ask for."""
        return self._newest.pop(address, [])
