"""Which message of which page a status report speaks of, and how far the page has come with it.

TP-MR is one octet that the modem counts (3GPP TS 23.040 §9.2.3.6), so it comes back after 256 messages. A report is
taken only when reference and number fit exactly one message that still waits; its service centre time stamp then
marks every later report of the same message. What fits two messages lifts neither.
"""

from dataclasses import dataclass, field

from radio.message import AcceptedPage, ReceiptKind
from radio.protocols.base import Event, PageClimbed, PageRetracted, Stray
from radio.protocols.sms_codes import Fate, fate_of, status_words
from radio.protocols.sms_pdu import StatusReport

MAX_PAGES = 1024
MAX_EARLY = 32
MAX_RAW = 4096
# A national and an international form of one number share at least this many last digits.
_SHARED_DIGITS = 7
_PREFIX = "mr:"


def reference_code(references: list[int]) -> str:
    """Return the code of an ACCEPTED receipt: what a report names its messages by."""
    return _PREFIX + ",".join(map(str, references))


def references_of(code: str) -> list[int]:
    """Read what `reference_code` wrote; nothing when it is another code."""
    numbers = code.removeprefix(_PREFIX).split(",")
    if not code.startswith(_PREFIX) or not all(number.isascii() and number.isdigit() for number in numbers):
        return []
    return [int(number) for number in numbers if int(number) <= 0xFF]


def same_number(one: str, other: str) -> bool:
    """Tell whether two forms name one subscriber: equal, or one international and the other its national form."""
    if one.lstrip("+") == other.lstrip("+"):
        return True
    if one.startswith("+") == other.startswith("+"):
        return False
    whole, part = (one, other) if one.startswith("+") else (other, one)
    tail = part.lstrip("0")
    return len(tail) >= _SHARED_DIGITS and whole.endswith(tail)


@dataclass(slots=True)
class _Sent:
    """One message: its reference, the stamp that its first report bound to it, and its fate."""

    reference: int
    stamp: bytes | None = None
    fate: Fate | None = None
    status: int = 0


@dataclass(slots=True)
class _Entry:
    page_id: str
    address: str
    total: int
    forget_at: float
    sent: list[_Sent] = field(default_factory=list[_Sent])
    promised: bool = False  # it ended ACCEPTED
    told: ReceiptKind = ReceiptKind.ACCEPTED
    raw: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class _Early:
    report: StatusReport
    raw: bytes


class Ledger:
    """The messages of one modem whose reports may still come; outlives the line."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._entries: list[_Entry] = []
        self._current: _Entry | None = None
        self._early: list[_Early] = []

    def recall(self, page: AcceptedPage, now: float) -> None:
        """Learn of a page accepted before; one that is known stays as it is."""
        references = references_of(page.code)
        if not references or page.age_s >= self._keep_s or any(e.page_id == page.attempt_id for e in self._entries):
            return
        forget_at = now + self._keep_s - page.age_s
        entry = _Entry(page.attempt_id, page.address, len(references), forget_at, promised=True)
        entry.sent = [_Sent(reference) for reference in references]
        self._keep(entry)

    def begin(self, page_id: str, address: str, total: int, now: float) -> None:
        """Expect the references of a page that is about to be given."""
        self._current = _Entry(page_id, address, total, now + self._keep_s)

    def given(self, reference: int) -> None:
        """Note the reference of the next message of the page."""
        if self._current is not None:
            self._current.sent.append(_Sent(reference))

    def references(self) -> list[int]:
        """Return the references of the page so far."""
        return [] if self._current is None else [sent.reference for sent in self._current.sent]

    def end(self, now: float, *, accepted: bool) -> list[Event]:
        """Note how the page ended, and tell what came too early."""
        entry, self._current = self._current, None
        if entry is not None and entry.sent:
            entry.promised = accepted
            self._keep(entry)
        early, self._early = self._early, []
        return [event for item in early for event in self.report(item.report, item.raw, now)]

    def report(self, report: StatusReport, raw: bytes, now: float) -> list[Event]:
        """Take one report and tell what it makes of its page."""
        if self._current is not None and same_number(self._current.address, report.recipient):
            # It may be about the very message whose reference we do not know yet; the page's end decides.
            if len(self._early) < MAX_EARLY:
                self._early.append(_Early(report, raw))
                return []
            return [Stray(detail="too many reports before their references", raw=raw)]
        self._entries = [entry for entry in self._entries if entry.forget_at > now]
        found = self._find(report)
        if len(found) != 1:
            why = "of no message known here" if not found else f"that fits {len(found)} messages"
            return [Stray(detail=f"a report {why} (reference {report.reference})", raw=raw)]
        return self._apply(*found[0], report, raw)

    def _keep(self, entry: _Entry) -> None:
        self._entries = [*self._entries, entry][-MAX_PAGES:]

    def _find(self, report: StatusReport) -> list[tuple[_Entry, _Sent]]:
        fitting = [
            (entry, sent)
            for entry in self._entries
            for sent in entry.sent
            if sent.reference == report.reference and same_number(entry.address, report.recipient)
        ]
        bound = [(entry, sent) for entry, sent in fitting if sent.stamp == report.submitted_at]
        return bound or [(entry, sent) for entry, sent in fitting if sent.stamp is None]

    def _apply(self, entry: _Entry, sent: _Sent, report: StatusReport, raw: bytes) -> list[Event]:
        fate = fate_of(report.status)
        if sent.fate is Fate.DELIVERED and fate is not Fate.DELIVERED:
            return [Stray(detail=f"a report that takes a delivery back (status {report.status})", raw=raw)]
        sent.stamp = report.submitted_at
        if sent.fate is Fate.FORWARDED and fate is Fate.PENDING:
            return []
        sent.fate, sent.status = fate, report.status
        entry.raw += raw[: max(0, MAX_RAW - len(entry.raw))]
        if not entry.promised:
            return [Stray(detail="a report on a page that was not accepted whole", raw=raw)]
        return _climb(entry, sent, report.status)


_MAY_CLIMB = {
    ReceiptKind.ON_AIR: frozenset({ReceiptKind.ACCEPTED}),
    ReceiptKind.DELIVERED: frozenset({ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR, ReceiptKind.RETRACTED}),
    ReceiptKind.RETRACTED: frozenset({ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR}),
}


def _climb(entry: _Entry, sent: _Sent, status: int) -> list[Event]:
    """A page is as far as the message of it that has come least far; one that is lost takes it back."""
    fates = [item.fate for item in entry.sent]
    if Fate.LOST in fates:
        kind = ReceiptKind.RETRACTED
    elif len(fates) < entry.total or None in fates or Fate.PENDING in fates:
        return []
    else:
        kind = ReceiptKind.ON_AIR if Fate.FORWARDED in fates else ReceiptKind.DELIVERED
    if entry.told not in _MAY_CLIMB[kind]:
        return []
    entry.told = kind
    which = f"message {entry.sent.index(sent) + 1} of {entry.total}: " if entry.total > 1 else ""
    code, detail, raw = f"st:{status}", which + status_words(status), bytes(entry.raw)
    if kind is ReceiptKind.RETRACTED:
        return [PageRetracted(page_id=entry.page_id, code=code, detail=detail, raw=raw)]
    return [PageClimbed(page_id=entry.page_id, kind=kind, code=code, detail=detail, raw=raw)]
