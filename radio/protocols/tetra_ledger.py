"""How far the messages of each page have come, by what the air interface and the recipients report.

The reference of SDS-TL is ours, so a report finds its message even before the terminal's own answer; only the
terminal's word for "sent over the air" names its instance, which the answer tells. A report is taken only from the
recipient, and only when it fits exactly one message.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from radio.message import AcceptedPage, ReceiptKind
from radio.protocols.base import Event, PageClimbed, PageRetracted, Stray
from radio.protocols.tetra_codes import Fate, Verdict, is_late_for_reading
from radio.protocols.tetra_party import BadAddress, Network, Party, same_party, target_of
from radio.protocols.tetra_references import References

MAX_PAGES = 1024
MAX_EARLY = 16
MAX_RAW = 4096
_PREFIX = "ref:"
_RUNGS = (ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR, ReceiptKind.DELIVERED, ReceiptKind.READ)
_RUNG_OF = {Fate.ON_AIR: 1, Fate.PART: 2, Fate.DELIVERED: 2, Fate.READ: 3}
_DELIVERED = 2
_RETRACTED = 1  # only what is above ON_AIR lifts a page that was taken back


def reference_code(references: Sequence[int]) -> str:
    """Return the code of an ACCEPTED receipt: what reports name its messages by."""
    return _PREFIX + ",".join(map(str, references))


def references_of(code: str) -> list[int]:
    """Read what `reference_code` wrote; nothing when it is another code."""
    numbers = code.removeprefix(_PREFIX).split(",")
    if not code.startswith(_PREFIX) or not all(number.isascii() and number.isdigit() for number in numbers):
        return []
    return [int(number[:4]) for number in numbers if int(number[:4]) <= 0xFF]


@dataclass(slots=True)
class _Sent:
    """One message: its reference (a status has none), its instance in the terminal while that may speak of it."""

    reference: int | None
    instance: int | None = None
    instance_until: float = 0.0
    rung: int = 0
    only_part: bool = False  # the recipient waits for other parts
    lost: Verdict | None = None


@dataclass(slots=True)
class _Entry:
    page_id: str
    party: Party
    total: int
    forget_at: float
    sent: list[_Sent] = field(default_factory=list[_Sent])
    promised: bool = False  # it ended ACCEPTED
    told: int = 0
    is_retracted: bool = False
    last: Verdict | None = None
    raw: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class _Early:
    instance: int
    verdict: Verdict
    raw: bytes


class Ledger:
    """The messages of one terminal whose reports may still come; outlives the line."""

    def __init__(self, keep_s: float, on_air_s: float, references: References) -> None:
        self.own_network: Network | None = None
        self._keep_s = keep_s
        self._on_air_s = on_air_s
        self._references = references
        self._entries: list[_Entry] = []
        self._current: _Entry | None = None
        self._early: list[_Early] = []
        self._ours: deque[int] = deque(maxlen=32)  # instances of reports that we gave ourselves

    # --- pages -------------------------------------------------------------------------------------------

    def recall(self, page: AcceptedPage, now: float, *, is_of_this_run: bool = False) -> None:
        """Learn of a page accepted before; one that is known stays as it is."""
        references = references_of(page.code)
        if not references or page.age_s >= self._keep_s or any(e.page_id == page.attempt_id for e in self._entries):
            return
        try:
            party = target_of(page.address).party
        except BadAddress:
            return
        entry = _Entry(page.attempt_id, party, len(references), now + self._keep_s - page.age_s, promised=True)
        entry.sent = [_Sent(reference) for reference in references]
        for reference in references:
            self._references.note(party.ssi, reference, now - page.age_s, is_of_this_run=is_of_this_run)
        self._keep(entry)

    def begin(self, page_id: str, party: Party, total: int, now: float) -> None:
        """Expect the messages of a page that is about to be given."""
        self._current = _Entry(page_id, party, total, now + self._keep_s)

    def allot(self, count: int, first: int, now: float) -> list[int]:
        """Return references for the messages of the page, or nothing when too few are free."""
        if self._current is None:
            return []
        ssi = self._current.party.ssi
        waiting = {sent.reference or 0 for entry in self._living(now) if entry.party.ssi == ssi for sent in entry.sent}
        return self._references.take(ssi, count, first, waiting, now)

    def giving(self, reference: int | None) -> None:
        """Note that the next message of the page is being given: from now on it may be reported."""
        if self._current is not None:
            self._current.sent.append(_Sent(reference))

    def given(self, instance: int, now: float) -> None:
        """Note by which instance the terminal will speak of the message that was given last."""
        if self._current is None or not self._current.sent:
            return
        for sent in self._all_sent():
            if sent.instance == instance:
                sent.instance = None  # the terminal counts from the beginning again
        sent = self._current.sent[-1]
        sent.instance, sent.instance_until = instance, now + self._on_air_s
        early = [item for item in self._early if item.instance == instance]
        self._early = [item for item in self._early if item.instance != instance]
        for item in early:
            sent.instance = None
            _apply(self._current, sent, item.verdict, item.raw)

    def given_by_us(self, instance: int) -> None:
        """Note the instance of a report of ours, about which the terminal will speak too."""
        self._ours.append(instance)

    def references(self) -> list[int]:
        """Return the references of the page so far."""
        sent = [] if self._current is None else self._current.sent
        return [item.reference for item in sent if item.reference is not None]

    def proven(self) -> bool:
        """Tell whether others say of every message of the page that it left, whatever the terminal said."""
        entry = self._current
        return entry is not None and len(entry.sent) == entry.total and all(s.rung and not s.lost for s in entry.sent)

    def lost(self) -> tuple[Verdict, bool] | None:
        """Return why a message of the page in flight is lost, and whether all that were given are."""
        sent = [] if self._current is None else self._current.sent
        losses = [item.lost for item in sent if item.lost is not None]
        return (losses[0], len(losses) == len(sent)) if losses else None

    def may_be_there(self, count: int) -> bool:
        """Tell whether somebody may have one of the first `count` messages of the page in flight."""
        return self._current is not None and any(item.lost is None for item in self._current.sent[:count])

    def end(self, *, accepted: bool) -> list[Event]:
        """Note how the page ended, and tell what came before."""
        entry, self._current = self._current, None
        early, self._early = self._early, []
        strays: list[Event] = [Stray(detail="a result of the air interface of no message known here", raw=item.raw)
                               for item in early]  # fmt: skip
        if entry is None or not entry.sent:
            return strays
        entry.promised = accepted
        self._keep(entry)
        return [*(_climb(entry) if accepted else []), *strays]

    # --- what is reported --------------------------------------------------------------------------------

    def air(self, instance: int, verdict: Verdict, raw: bytes, now: float) -> list[Event]:
        """Take what the terminal says of an instance (EN 300 392-5: +CMGS with a status)."""
        fitting = [
            (entry, sent)
            for entry in [*self._living(now), *([self._current] if self._current else [])]
            for sent in entry.sent
            if sent.instance == instance and now < sent.instance_until
        ]
        if len(fitting) == 1:
            fitting[0][1].instance = None  # it is said once
            return self._apply(*fitting[0], verdict, raw)
        if instance in self._ours:
            self._ours.remove(instance)
            return []
        if not fitting and self._current is not None and len(self._early) < MAX_EARLY:
            # It may be about the very message whose instance we do not know yet.
            self._early.append(_Early(instance, verdict, raw))
            return []
        return [Stray(detail=f"a result of the air interface of no message known here (instance {instance})", raw=raw)]

    def report(self, party: Party, reference: int, verdict: Verdict, raw: bytes, now: float) -> list[Event]:
        """Take one report from a recipient and tell what it makes of its page."""
        if verdict.fate is Fate.NOTHING:
            return [Stray(detail=f"a report that says nothing of a message ({verdict.code})", raw=raw)]
        entries = [*self._living(now), *([self._current] if self._current else [])]
        fitting = [
            (entry, sent)
            for entry in entries
            for sent in entry.sent
            if sent.reference == reference and same_party(entry.party, party, self.own_network)
        ]
        if len(fitting) != 1:
            why = "of no message known here" if not fitting else f"that fits {len(fitting)} messages"
            return [Stray(detail=f"a report {why} (reference {reference})", raw=raw)]
        return self._apply(*fitting[0], verdict, raw)

    def _living(self, now: float) -> list[_Entry]:
        self._entries = [entry for entry in self._entries if entry.forget_at > now]
        return self._entries

    def _all_sent(self) -> list[_Sent]:
        entries = [*self._entries, *([self._current] if self._current else [])]
        return [sent for entry in entries for sent in entry.sent]

    def _keep(self, entry: _Entry) -> None:
        self._entries = [*self._entries, entry][-MAX_PAGES:]

    def _apply(self, entry: _Entry, sent: _Sent, verdict: Verdict, raw: bytes) -> list[Event]:
        stray = _apply(entry, sent, verdict, raw)
        if stray is not None:
            return [stray]
        if entry is self._current:
            return []  # told when the page ends
        if not entry.promised:
            return [Stray(detail="a report on a page that was not accepted whole", raw=raw)]
        return _climb(entry)


def _apply(entry: _Entry, sent: _Sent, verdict: Verdict, raw: bytes) -> Stray | None:
    """Note what one message came to; a word against what is known is a stray."""
    if verdict.fate is Fate.PENDING or (verdict.fate is Fate.ON_AIR and sent.lost is not None):
        return None
    if verdict.fate is Fate.LOST:
        if sent.rung >= _DELIVERED:
            late = is_late_for_reading(verdict)
            return None if late else Stray(detail=f"a report that takes a delivery back ({verdict.code})", raw=raw)
        sent.lost = verdict
    else:
        before = (sent.rung, sent.only_part, sent.lost)
        sent.only_part = verdict.fate is Fate.PART and (sent.only_part or sent.rung < _DELIVERED)
        sent.rung, sent.lost = max(sent.rung, _RUNG_OF[verdict.fate]), None
        if (sent.rung, sent.only_part, sent.lost) == before:
            return None
    entry.last = verdict
    entry.raw += raw[: max(0, MAX_RAW - len(entry.raw))]
    return None


def _climb(entry: _Entry) -> list[Event]:
    """A page is as far as the message of it that has come least far; one that is lost takes it back."""
    lost = next((sent.lost for sent in entry.sent if sent.lost is not None), None)
    raw = bytes(entry.raw)
    if lost is not None:
        if entry.is_retracted or entry.told >= _DELIVERED:
            return []
        entry.is_retracted, entry.told = True, _RETRACTED
        detail = _which(entry, lost) + lost.words
        return [PageRetracted(page_id=entry.page_id, code=lost.code, detail=detail, raw=raw)]
    if len(entry.sent) < entry.total or entry.last is None:
        return []
    rung = min(sent.rung for sent in entry.sent)
    if rung >= _DELIVERED and all(sent.only_part for sent in entry.sent):
        rung = _DELIVERED - 1  # the recipient never said that it has the whole
    if rung <= entry.told:
        return []
    entry.told = rung
    kind, last = _RUNGS[rung], entry.last
    return [PageClimbed(page_id=entry.page_id, kind=kind, code=last.code, detail=last.words, raw=raw)]


def _which(entry: _Entry, lost: Verdict) -> str:
    if entry.total == 1:
        return ""
    number = next(index for index, sent in enumerate(entry.sent, 1) if sent.lost is lost)
    return f"message {number} of {entry.total}: "
