"""What a status record proves about a page that the station took earlier, and of which page it speaks.

ESPA 4.4.4, 4.2 header 2 and 4.3 records 7 and 8. A status names no page: it repeats of the call what the station
likes. It is evidence for the one page that it fits; when it fits two, it is evidence for neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from radio.message import AcceptedPage, ReceiptKind
from radio.protocols.base import Event, PageClimbed, PageRetracted, Stray
from radio.protocols.espa_codes import CallStatus, read_statuses
from radio.protocols.espa_framing import CALL_ADDRESS, CALL_STATUS, DISPLAY_MESSAGE, SYSTEM_STATUS, DataBlock
from radio.protocols.espa_profile import EspaProfile

# A room has a few pages under way; the rest is history that no status record speaks of any more.
MAX_REMEMBERED = 64

_CLIMBS = {CallStatus.ON_AIR: ReceiptKind.ON_AIR, CallStatus.READ: ReceiptKind.READ}
_WORDS = {CallStatus.ON_AIR: "was paged", CallStatus.READ: "has read the page"}


def highest_receipt(profile: EspaProfile) -> ReceiptKind:
    """Return the highest rung that the station of this profile can tell."""
    meanings = set(read_statuses(profile.statuses).values()) if profile.tells_status else set[CallStatus]()
    reached = [_CLIMBS[meaning] for meaning in (CallStatus.READ, CallStatus.ON_AIR) if meaning in meanings]
    return reached[0] if reached else ReceiptKind.ACCEPTED


@dataclass(slots=True)
class _Accepted:
    """One page that the station took. `text`: None when it was recalled and is not known."""

    page_id: str
    at: float
    address: str
    text: str | None
    told: CallStatus | None = None

    def is_meant(self, status: DataBlock) -> bool:
        """Tell whether a status repeats what this page said."""
        return status.value(CALL_ADDRESS) == self.address and status.value(DISPLAY_MESSAGE) in (None, self.text)


class AcceptedCalls:
    """The pages that the station took lately."""

    def __init__(self, profile: EspaProfile) -> None:
        self._window_s = profile.status_window_s
        self._meanings = read_statuses(profile.statuses)
        self._calls: list[_Accepted] = []

    def add(self, page_id: str, block: DataBlock, now: float) -> None:
        """Remember a page that was accepted."""
        self._remember(_Accepted(page_id, now, block.value(CALL_ADDRESS) or "", block.value(DISPLAY_MESSAGE)))

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Remember pages of an earlier line, oldest first."""
        known = {call.page_id for call in self._calls}
        for page in pages:
            if page.attempt_id not in known:
                self._remember(_Accepted(page.attempt_id, now - page.age_s, page.address, None))

    def told(self, block: DataBlock, raw: bytes, now: float) -> list[Event]:
        """Return what a block of status information proves."""
        status = block.value(CALL_STATUS)
        if status is None:
            system = block.value(SYSTEM_STATUS)
            return [
                Stray(detail="status information without a call status" if system is None else _system(system), raw=raw)
            ]
        fitting = [call for call in self._calls if now - call.at <= self._window_s and call.is_meant(block)]
        if len(fitting) != 1:
            fits = "no page" if not fitting else f"{len(fitting)} pages"
            return [Stray(detail=f"call status {status} fits {fits}", raw=raw)]
        meaning = self._meanings.get(status)
        if meaning is None:
            return [Stray(detail=f"call status {status} has no meaning in the profile", raw=raw)]
        return self._proven(fitting[0], status, meaning, raw)

    def _proven(self, call: _Accepted, status: str, meaning: CallStatus, raw: bytes) -> list[Event]:
        code = f"status-{status}"
        if meaning is CallStatus.ABSENT:
            self._calls.remove(call)
            words = f"the station says that {call.address} was not paged: absent"
            return [PageRetracted(page_id=call.page_id, code=code, detail=words, raw=raw)]
        # A rung only rises, and is told once: a station repeats what was not acknowledged in time.
        if meaning not in _CLIMBS or call.told in (meaning, CallStatus.READ):
            return []
        call.told = meaning
        words = f"the station says that {call.address} {_WORDS[meaning]}"
        return [PageClimbed(page_id=call.page_id, kind=_CLIMBS[meaning], code=code, detail=words, raw=raw)]

    def _remember(self, call: _Accepted) -> None:
        self._calls.append(call)
        del self._calls[:-MAX_REMEMBERED]


def _system(value: str) -> str:
    """ESPA 4.4.4, 4.3 record 8; vendors commonly number 1 transmitter failure, 2 deteriorated."""
    return f"the station reports system status {value}"
