"""Our side while another station has selected us: it sends blocks, we answer each (ESPA 4.4.4, 3.5).

What we would drop we do not acknowledge: only status information is taken.
"""

from collections.abc import Callable

from radio.protocols.espa_framing import ACK, NAK, STATUS_INFORMATION, DataBlock
from radio.protocols.espa_profile import EspaProfile
from radio.protocols.espa_reader import Heard, Said

READY = bytes([ACK])
DAMAGED = b"1" + bytes([NAK])
NOT_TAKEN = b"3" + bytes([NAK])


class Slave:
    """Selected by another station. Knows until when it listens and what it answers."""

    def __init__(self, profile: EspaProfile, took: Callable[[DataBlock, bytes, float], None]) -> None:
        self._profile = profile
        self._took = took
        self._until = 0.0
        self.deadline = 0.0

    def begin(self, now: float) -> bytes:
        """Answer the selection. ESPA 4.4.4, 3.2."""
        self._until = now + self._profile.grant_s
        self._listen_on(now)
        return READY

    def hear(self, heard: Heard, now: float) -> bytes:
        """Return the answer to one thing that was said; empty when it asks for none."""
        match heard.said:
            case Said.BLOCK if heard.block is not None:
                self._listen_on(now)
                return self._answer(heard.block, heard.raw, now)
            case Said.BAD_BLOCK:
                self._listen_on(now)
                return DAMAGED
            case Said.ENQUIRY if heard.prefix == self._profile.own_address:
                return READY  # our answer to the selection was lost
            case _:
                return b""

    def _answer(self, block: DataBlock, raw: bytes, now: float) -> bytes:
        if block.header != STATUS_INFORMATION:
            return NOT_TAKEN
        self._took(block, raw, now)
        return READY

    def _listen_on(self, now: float) -> None:
        self.deadline = min(now + self._profile.message_wait_s, self._until)
