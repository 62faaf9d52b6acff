"""What the exit codes of `python -m radio` mean."""

from collections.abc import Mapping

from radio.message import ReceiptKind

EXIT_CODES: Mapping[ReceiptKind, int] = {
    ReceiptKind.ACCEPTED: 0,
    ReceiptKind.ON_AIR: 0,
    ReceiptKind.DELIVERED: 0,
    ReceiptKind.READ: 0,
    ReceiptKind.REJECTED: 1,
    ReceiptKind.FAILED: 3,
    ReceiptKind.UNCERTAIN: 4,
    ReceiptKind.RETRACTED: 5,
}
"""How `send` ends."""

EXIT_DIFFERS = 1  # of `replay`
EXIT_USAGE = 2  # also: a file that cannot be read, a port that is configured wrongly
EXIT_NO_LINE = 6
EXIT_INTERRUPTED = 130
