"""One page on its way over an ESPA line, and the pages that a later status record may speak of."""

from dataclasses import dataclass

from radio.message import ReceiptKind
from radio.protocols.base import Event, PageEnded, PageRetracted
from radio.protocols.espa_codes import CallStatus, read_statuses
from radio.protocols.espa_framing import (
    BEEP_CODING,
    CALL_ADDRESS,
    CALL_STATUS,
    CALL_TO_PAGER,
    CALL_TYPE,
    DISPLAY_MESSAGE,
    PRIORITY,
    TRANSMISSIONS,
    DataBlock,
    encode,
    on_one_line,
)
from radio.protocols.espa_profile import EspaProfile

# A room has a few pages under way; the rest is history that no status record speaks of any more.
MAX_REMEMBERED = 64


def call_block(address: str, text: str, profile: EspaProfile) -> DataBlock:
    """Return the block that calls a pager. ESPA 4.4.4, 4.2 header 1, 4.3 records 1 to 6."""
    numbers = (
        (BEEP_CODING, profile.beep_coding),
        (CALL_TYPE, profile.call_type),
        (TRANSMISSIONS, profile.transmissions),
        (PRIORITY, profile.priority),
    )
    records = [(CALL_ADDRESS, address), (DISPLAY_MESSAGE, on_one_line(text))]
    records += [(record, str(number)) for record, number in numbers if number]
    return DataBlock(CALL_TO_PAGER, tuple(records))


@dataclass(slots=True)
class Call:
    """One page and how far it got."""

    page_id: str
    block: DataBlock
    selects: int = 0  # that failed since the last block went out
    resends: int = 0
    unknown_refusals: int = 0
    maybe_doubled: bool = False

    @property
    def octets(self) -> bytes:
        """The block as it goes out."""
        return encode(self.block)

    def ended(self, kind: ReceiptKind, code: str | None, detail: str) -> PageEnded:
        """Return the outcome; FAILED promises that nothing was taken, so a doubtful one is UNCERTAIN."""
        if kind is ReceiptKind.FAILED and self.maybe_doubled:
            kind = ReceiptKind.UNCERTAIN
        return PageEnded(page_id=self.page_id, kind=kind, code=code, detail=detail, maybe_doubled=self.maybe_doubled)


class AcceptedCalls:
    """The pages that the station took lately. A status record names no page: it is found by what it repeats."""

    def __init__(self, profile: EspaProfile) -> None:
        self._window_s = profile.status_window_s
        self._meanings = read_statuses(profile.statuses)
        self._calls: list[tuple[float, Call]] = []

    def add(self, call: Call, now: float) -> None:
        """Remember a page that was accepted."""
        self._calls.append((now, call))
        del self._calls[:-MAX_REMEMBERED]

    def told(self, block: DataBlock, now: float) -> Event | None:
        """Return what a block of status information proves about one page, if it proves anything.

        The one place where a status becomes evidence. A meaning that climbs (`CallStatus.ON_AIR`, `READ`) has no
        event yet, so the page stays ACCEPTED; absent takes it back.
        """
        status = block.value(CALL_STATUS)
        meaning = None if status is None else self._meanings.get(status)
        call = self._spoken_of(block, now)
        if call is None or meaning is not CallStatus.ABSENT:
            return None
        self._calls = [(at, other) for at, other in self._calls if other is not call]
        words = f"the station says that {block.value(CALL_ADDRESS)} was not paged: absent"
        return PageRetracted(page_id=call.page_id, code=f"status-{status}", detail=words)

    def _spoken_of(self, block: DataBlock, now: float) -> Call | None:
        """ESPA 4.4.4, 4.2: a status repeats of the call what the station likes. None also when several fit."""
        fitting = [call for at, call in self._calls if now - at <= self._window_s and _speaks_of(block, call)]
        return fitting[0] if len(fitting) == 1 else None


def _speaks_of(status: DataBlock, call: Call) -> bool:
    if status.value(CALL_ADDRESS) != call.block.value(CALL_ADDRESS):
        return False
    return status.value(DISPLAY_MESSAGE) in (None, call.block.value(DISPLAY_MESSAGE))
