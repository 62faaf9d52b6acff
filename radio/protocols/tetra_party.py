"""Who speaks and who is spoken to in TETRA: SSI and TSI, as people write them and as the line shows them.

An SSI has 24 bits; a TSI is country (MCC, 10 bits), network (MNC, 14 bits) and SSI (ETSI EN 300 392-1 §7).
"""

from dataclasses import dataclass

MAX_SSI = 0xFFFFFF
MAX_MCC, MAX_MNC = 0x3FF, 0x3FFF
SSI, TSI = 0, 1  # <called party identity type> (EN 300 392-5 §6.14.6)
_SSI_DIGITS, _MNC_DIGITS = 8, 5
_STATUS = "status:"
# Below are the emergency, what the standard keeps for itself, and short reports (EN 300 392-2 §14.8.34).
FIRST_FREE_STATUS = 0x8000

Network = tuple[int, int]
"""MCC and MNC."""


class BadAddress(ValueError):
    """What is no address; the text says why."""


@dataclass(frozen=True, slots=True)
class Party:
    """One subscriber or group; without a network it is of our own."""

    ssi: int
    network: Network | None = None

    def __str__(self) -> str:
        return str(self.ssi) if self.network is None else f"{self.network[0]}-{self.network[1]}-{self.ssi}"


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a page goes to. `status`: the pre-coded status that goes instead of the text."""

    party: Party
    status: int | None = None


def target_of(address: str) -> Target:
    """Read `1234567`, `262-1001-1234567` or `status:8004@1234567`. Raises: BadAddress."""
    if not address.lower().startswith(_STATUS):
        return Target(_party_of(address))
    digits, at, party = address[len(_STATUS) :].partition("@")
    if not at:
        raise BadAddress("a status is written status:8004@1234567")
    if len(digits) != 4 or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
        raise BadAddress(f"{digits!r} is no status of four hexadecimal digits")
    status = int(digits, 16)
    if status == 0:
        raise BadAddress("status 0000 is the emergency; it is never sent from here")
    if status < FIRST_FREE_STATUS:
        raise BadAddress(f"status {digits} is the standard's own; a network's are 8000 to FFFF")
    return Target(_party_of(party), status)


def _party_of(text: str) -> Party:
    words = text.strip().split("-")
    if len(words) == 1:
        return Party(_number("SSI", words[0], 1, MAX_SSI))
    if len(words) != 3:
        raise BadAddress(f"{text!r} is neither an SSI nor a TSI written MCC-MNC-SSI")
    mcc, mnc = _number("MCC", words[0], 1, MAX_MCC), _number("MNC", words[1], 0, MAX_MNC)
    return Party(_number("SSI", words[2], 1, MAX_SSI), (mcc, mnc))


def _number(name: str, digits: str, least: int, most: int) -> int:
    if not digits:
        raise BadAddress(f"no {name}")
    wrong = next((character for character in digits if character not in "0123456789"), None)
    if wrong is not None:
        raise BadAddress(f"{wrong!r} in an {name}")
    if len(digits) > _SSI_DIGITS or not least <= int(digits) <= most:
        raise BadAddress(f"{digits} is no {name}: it is from {least} to {most}")
    return int(digits)


def network_of(text: str) -> Network:
    """Read `262-1001`. Raises: BadAddress."""
    mcc, dash, mnc = text.partition("-")
    if not dash:
        raise BadAddress(f"{text!r}: a network is written MCC-MNC")
    return _number("MCC", mcc, 1, MAX_MCC), _number("MNC", mnc, 0, MAX_MNC)


def heard_party(digits: str) -> Party | None:
    """Read an identity as the line shows it; None when it is none. Radios differ in the zeros in front of a TSI."""
    if not digits or not digits.isascii() or not digits.isdigit():
        return None
    ssi = int(digits[-_SSI_DIGITS:])
    if ssi > MAX_SSI:
        return None
    rest = digits[:-_SSI_DIGITS]
    if not rest:
        return Party(ssi)
    # 3 or 4 digits of country and 5 of network, or 3 and 4.
    split = {9: 4, 8: 3, 7: 3}.get(len(rest))
    if split is None:
        return None
    mcc, mnc = int(rest[:split]), int(rest[split:])
    return Party(ssi, (mcc, mnc)) if mcc <= MAX_MCC and mnc <= MAX_MNC else None


def called(party: Party, mcc_digits: int) -> tuple[int, str]:
    """Return the identity type for AT+CTSDS and the digits for AT+CMGS."""
    if party.network is None:
        return SSI, str(party.ssi)
    mcc, mnc = party.network
    return TSI, f"{mcc:0{mcc_digits}d}{mnc:0{_MNC_DIGITS}d}{party.ssi:0{_SSI_DIGITS}d}"


def same_party(one: Party, other: Party, own: Network | None) -> bool:
    """Tell whether two forms name one subscriber. `own`: the network that a bare SSI is of, where it is known."""
    if one.ssi != other.ssi:
        return False
    networks = {party.network or own for party in (one, other)} - {None}
    return len(networks) <= 1


def shown(party: Party, own: Network | None) -> Party:
    """Return the party as our side writes it: without its network when that is ours."""
    return Party(party.ssi) if party.network == own else party
