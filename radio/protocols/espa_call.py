"""One page on its way over an ESPA line."""

from dataclasses import dataclass

from radio.message import ReceiptKind, Urgency
from radio.protocols.base import PageEnded
from radio.protocols.espa_framing import (
    BEEP_CODING,
    CALL_ADDRESS,
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


def call_block(address: str, text: str, urgency: Urgency, profile: EspaProfile) -> DataBlock:
    """Return the block that calls a pager. ESPA 4.4.4, 4.2 header 1, 4.3 records 1 to 6."""
    numbers = (
        (BEEP_CODING, profile.beep_for(urgency)),
        (CALL_TYPE, profile.call_type),
        (TRANSMISSIONS, profile.transmissions),
        (PRIORITY, profile.priority_for(urgency)),
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
