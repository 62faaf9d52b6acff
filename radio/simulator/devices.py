"""The table of the devices that can be simulated: how each is made, what can go wrong with it, what else it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from radio.errors import ConfigurationError
from radio.simulator.device import Device, Recorder
from radio.simulator.espa_station import EspaStation, StationHabits
from radio.simulator.faults import ESPA_FAULTS, TAP_FAULTS, FaultRule, FaultTable, parse_fault
from radio.simulator.sms_faults import SMS_FAULTS
from radio.simulator.sms_modem import SmsModem
from radio.simulator.tap_terminal import TapTerminal
from radio.simulator.tetra_faults import TETRA_FAULTS
from radio.simulator.tetra_terminal import TetraTerminal

Values = Mapping[str, Any]
"""What was chosen of a device's own options, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a device is made of: where goes what it accepts, the time of day, its faults, its own options."""

    tape: Recorder
    now_utc: Callable[[], datetime]
    faults: Sequence[FaultRule]
    values: Values


@dataclass(frozen=True, slots=True)
class DeviceOption:
    """An option that one device alone has, written --NAME. `kind`: bool is a switch, list may come again."""

    name: str
    kind: type[bool] | type[str] | type[list[str]]
    words: str
    metavar: str = "TEXT"


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """One kind of device."""

    words: str
    make: Callable[[Making], Device]
    faults: FaultTable
    options: Sequence[DeviceOption] = ()
    orders: Sequence[str] = ()  # words of `do` (radio.simulator.orders) that it obeys


def _tap(making: Making) -> Device:
    return TapTerminal(making.tape, making.faults, str(making.values.get("password") or ""))


def _espa(making: Making) -> Device:
    values = making.values
    habits = StationHabits(
        controls=bool(values.get("control")),
        bare=bool(values.get("bare")),
        eight_bits=bool(values.get("eight-bits")),
        statuses=tuple(values.get("status") or ()),
    )
    return EspaStation(making.tape, making.faults, habits)


def _sms(making: Making) -> Device:
    return SmsModem(making.tape, making.now_utc, making.faults)


def _tetra(making: Making) -> Device:
    consume_after = making.values.get("consume-after")
    return TetraTerminal(making.tape, making.faults, float(consume_after) if consume_after else None)


_TAP_OPTIONS = (DeviceOption("password", str, "What the log-on must say."),)
_ESPA_OPTIONS = (
    DeviceOption("control", bool, "Be the control station, which polls."),
    DeviceOption("bare", bool, "Know no polls and selections, take blocks any time."),
    DeviceOption("eight-bits", bool, "Read all eight bits (Latin-1)."),
    DeviceOption("status", list[str], "Call status told about each page; may come again.", "N"),
)
_TETRA_OPTIONS = (DeviceOption("consume-after", str, "Crews read what they get so soon; else when ordered to.", "S"),)

DEVICES: Mapping[str, DeviceKind] = {
    "espa": DeviceKind("a paging system, ESPA 4.4.4", _espa, ESPA_FAULTS, _ESPA_OPTIONS),
    "sms": DeviceKind("a GSM/LTE modem, its network and its phones", _sms, SMS_FAULTS, orders=("text",)),
    "tap": DeviceKind("a paging terminal, TAP 1.8", _tap, TAP_FAULTS, _TAP_OPTIONS),
    "tetra": DeviceKind(
        "a TETRA terminal, its network and the crews' radios",
        _tetra,
        TETRA_FAULTS,
        _TETRA_OPTIONS,
        orders=("text", "status", "position", "emergency", "read"),
    ),
}

SLOW = "slow-baud"
"""The fault that every device shares: it strikes the line, not the device."""


def faults_of(name: str, texts: Sequence[str]) -> list[FaultRule]:
    """Read the faults of a device. Raises: ConfigurationError naming those it knows."""
    try:
        return [parse_fault(text, DEVICES[name].faults) for text in texts]
    except ConfigurationError as error:
        raise ConfigurationError(f"{name}: {error}") from None


def slow_baud(faults: Sequence[FaultRule]) -> int | None:
    """Return the line rate that a fault asks for."""
    return next((int(rule.value) for rule in faults if rule.fault == SLOW and rule.value), None)
