"""One page on its way through a TAP session, and what the terminal's answers make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from radio.message import ReceiptKind
from radio.protocols.base import PageEnded
from radio.protocols.tap_codes import CODES, Meaning, code_of

# A terminal says a few lines per answer; the rest is noise.
MAX_LINES = 8
# 111 "busy, wait" extends the wait, but a terminal that says so for ever must not hold the channel.
MAX_EXTENSIONS = 3
# Busy, session limits, input timeout, junk: also heard when the block was taken and its ACK was lost.
_SAID_ON_A_SILENT_LINE = frozenset({111, 112, 113, 501, 502})


@dataclass(slots=True)
class Transaction:
    """The blocks of one page and how far they got."""

    page_id: str
    blocks: tuple[bytes, ...]
    index: int = 0
    resends: int = 0  # of the current block
    new_sessions: int = 0
    maybe_doubled: bool = False
    truncated: bool = False

    def next_block(self) -> bool:
        """Step to the next block; False when the last one was answered."""
        self.index += 1
        self.resends = 0
        return self.index < len(self.blocks)

    def restart(self) -> None:
        """Begin again with the first block, in another session."""
        self.index = 0
        self.resends = 0
        self.new_sessions += 1

    def ended(self, kind: ReceiptKind, code: str | None, detail: str) -> PageEnded:
        """Return the outcome; FAILED promises that nothing was taken, so a doubtful one is UNCERTAIN."""
        if kind is ReceiptKind.FAILED and self.maybe_doubled:
            kind = ReceiptKind.UNCERTAIN
        return PageEnded(
            page_id=self.page_id,
            kind=kind,
            code=code,
            detail=detail,
            truncated=self.truncated,
            maybe_doubled=self.maybe_doubled,
        )


@dataclass(slots=True)
class Answer:
    """The lines the terminal said since our last bytes."""

    lines: list[str]
    extensions: int = 0

    def note(self, line: str) -> None:
        """Keep one line, within the bound."""
        if len(self.lines) < MAX_LINES:
            self.lines.append(line)

    def reset(self) -> None:
        """Forget all: our next bytes are about to leave."""
        self.lines.clear()
        self.extensions = 0

    def may_wait_longer(self, line: str) -> bool:
        """Tell whether this line asks for patience (111) and patience is left."""
        if meaning_of(code_of(line)) is not Meaning.WAIT or self.extensions >= MAX_EXTENSIONS:
            return False
        self.extensions += 1
        return True

    def code(self, meanings: Sequence[Meaning]) -> int | None:
        """Return the first code of one of these meanings; an earlier meaning goes first."""
        codes = [code for code in map(code_of, self.lines) if code is not None]
        for meaning in meanings:
            for code in codes:
                if meaning_of(code) is meaning:
                    return code
        return None

    def words(self) -> str:
        """Return what the terminal said as one line of text."""
        return " / ".join(line.strip() for line in self.lines)

    def says_session_limit(self) -> bool:
        """Tell whether 112 or 113 was said."""
        return self.code([Meaning.SESSION_LIMIT]) is not None


def meaning_of(code: int | None) -> Meaning | None:
    """Return the meaning of a code; an unknown 5xx is permanent, any other unknown one says nothing."""
    if code is None:
        return None
    known = CODES.get(code)
    if known is not None:
        return known.meaning
    return Meaning.PERMANENT if 500 <= code <= 599 else None


def acceptance(answer: Answer) -> tuple[str | None, str]:
    """Return code and detail for a page whose last block was acknowledged."""
    order = [Meaning.TRUNCATED, Meaning.DEFERRED, Meaning.SENT, Meaning.PERMANENT, Meaning.TEMPORARY]
    code = answer.code(order)
    return (None if code is None else str(code)), _detail(code, answer, "accepted by the terminal")


def refusal(answer: Answer, without_code: tuple[ReceiptKind, str, str]) -> tuple[ReceiptKind, str, str]:
    """Return kind, code and detail of an explicit refusal; `without_code` when the terminal gave no reason."""
    code = answer.code([Meaning.PERMANENT, Meaning.TEMPORARY, Meaning.SESSION_LIMIT, Meaning.WAIT])
    if code is None:
        kind, word, detail = without_code
        return kind, word, f"{detail}: {answer.words()}" if answer.lines else detail
    permanent = meaning_of(code) is Meaning.PERMANENT
    kind = ReceiptKind.REJECTED if permanent else ReceiptKind.FAILED
    return kind, str(code), _detail(code, answer, "refused by the terminal")


def refusal_by_hanging_up(answer: Answer) -> tuple[ReceiptKind, str, str]:
    """Return kind, code and detail when ESC EOT stands in place of an answer to a complete block.

    The terminal may have taken the block, its ACK was lost, and t4 later it hung up on a silent line with 501:
    only a code that speaks of the block itself is a refusal.
    """
    of_block = [line for line in answer.lines if code_of(line) not in _SAID_ON_A_SILENT_LINE]
    words = "the terminal hung up without an answer to the block"
    detail = f"{words} ({answer.words()})" if answer.lines else words
    if Answer(of_block).code([Meaning.PERMANENT, Meaning.TEMPORARY]) is None:
        return ReceiptKind.UNCERTAIN, "disconnected", detail
    return refusal(Answer(of_block), (ReceiptKind.UNCERTAIN, "disconnected", detail))


def _detail(code: int | None, answer: Answer, otherwise: str) -> str:
    known = CODES.get(code) if code is not None else None
    words = known.words if known is not None else otherwise
    return f"{words} ({answer.words()})" if answer.lines else words
