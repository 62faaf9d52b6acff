"""Short location reports of TETRA radios (ETSI TS 100 392-18-1 §6.2, §6.3). Pure."""

from dataclasses import dataclass

SHORT_BITS = 76  # behind the protocol identifier; radios pad to whole octets
_SHORT = 0
REASON_EMERGENCY = 2
# §6.3: time elapsed, position error, horizontal velocity.
_AGE_S = (5.0, 300.0, 1800.0, None)
_WITHIN_M = (2.0, 20.0, 200.0, 2_000.0, 20_000.0, 200_000.0, None, None)  # 6: above 200 km, 7 unknown
_LAST_LINEAR_KMH, _SPEED_UNKNOWN = 28, 127

REASONS = {
    0: "switched on", 1: "switched off", REASON_EMERGENCY: "emergency", 3: "transmit key", 4: "status",
    8: "direct mode on", 9: "service entered", 10: "service lost", 11: "cell changed", 12: "battery low",
    16: "arrived", 129: "longest interval", 130: "longest distance",
}  # fmt: skip


class BadLip(ValueError):
    """Octets that are no short location report; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortReport:
    """Where a radio is, in degrees (WGS 84). What it did not say is None."""

    latitude: float
    longitude: float
    age_s: float | None
    accuracy_m: float | None
    speed_kmh: float | None
    heading_deg: float | None
    reason: int | None


class _Bits:
    """Takes numbers off octets, most significant bit first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def take_signed(self, count: int) -> int:
        value = self.take(count)
        return value - (1 << count) if value >> (count - 1) else value


def decode_lip(body: bytes) -> ShortReport:
    """Read what stands behind the protocol identifier. Raises: BadLip, nothing else."""
    if len(body) * 8 < SHORT_BITS:
        raise BadLip(f"{len(body) * 8} bits, but a short report has {SHORT_BITS}")
    bits = _Bits(body)
    if bits.take(2) != _SHORT:
        raise BadLip("no short report")
    age_s = _AGE_S[bits.take(2)]
    longitude = bits.take_signed(25) * 360 / (1 << 25)
    latitude = bits.take_signed(24) * 180 / (1 << 24)
    accuracy_m = _WITHIN_M[bits.take(3)]
    speed_kmh, direction = _speed(bits.take(7)), bits.take(4) * 22.5
    # A radio that does not know its speed fills the direction too (field captures).
    heading_deg = None if speed_kmh is None else direction
    is_reason = bits.take(1) == 0
    addition = bits.take(8)
    return ShortReport(
        latitude=latitude, longitude=longitude, age_s=age_s, accuracy_m=accuracy_m, speed_kmh=speed_kmh,
        heading_deg=heading_deg, reason=addition if is_reason else None,
    )  # fmt: skip


def _speed(value: int) -> float | None:
    """To 28 km/h as it is, above in steps of 3.8 per cent."""
    if value == _SPEED_UNKNOWN:
        return None
    return float(value) if value <= _LAST_LINEAR_KMH else 16 * 1.038 ** (value - 13)
