"""What a TETRA terminal hands in: reports, texts, statuses, positions, emergencies. Sans-IO.

A text is reported as received only once it was handed over, so that nobody is told so for nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from radio.protocols.at_engine import Answer, End
from radio.protocols.at_lines import Unasked
from radio.protocols.base import EmergencyHeard, Event, PositionHeard, StatusHeard, Stray
from radio.protocols.long_texts import Inbox, Letter, Piece
from radio.protocols.tetra_codes import AIR_VERDICTS, EMERGENCY_STATUS, RECEIVED, short_report, verdict_of
from radio.protocols.tetra_ledger import Ledger
from radio.protocols.tetra_lines import SDS_TYPE_4, STATUS, BadHeader, Sds, air_result, read_sds
from radio.protocols.tetra_lip import REASON_EMERGENCY, BadLip, ShortReport, decode_lip
from radio.protocols.tetra_nmea import find_fix
from radio.protocols.tetra_party import Party, shown
from radio.protocols.tetra_profile import TetraProfile
from radio.protocols.tetra_sds import (
    CALL_OUT,
    LIP,
    Ack,
    BadSds,
    Other,
    Place,
    Report,
    Wanted,
    Words,
    decode_sds,
    encode_ack,
    encode_report,
)  # fmt: skip
from radio.protocols.tetra_setup import Fitness
from radio.protocols.tetra_submitting import Outgoing, Submitter, instance_of

MAX_DEBTS = 32
UNKNOWN = "unknown"  # the sender of what came without one


@dataclass(slots=True)
class TetraMemory:
    """What one terminal's channel must know across lines."""

    ledger: Ledger
    fitness: Fitness = field(default_factory=Fitness)


class Receiver:
    """Reads, hands over, and then reports back."""

    def __init__(
        self, submitter: Submitter, profile: TetraProfile, memory: TetraMemory, tell: Callable[[Event], None]
    ) -> None:
        self.was_robbed = False  # another device took the service profile
        self._submitter = submitter
        self._profile = profile
        self._memory = memory
        self._tell = tell
        self._inbox: Inbox[Outgoing] = Inbox(profile.parts_wait_s)
        self._owed: list[Outgoing] = []
        self._released: list[Outgoing] = []

    @property
    def deadline(self) -> float | None:
        """When `tick` is next needed."""
        return self._inbox.deadline

    @property
    def owes(self) -> bool:
        """Whether something is to be reported back."""
        return bool(self._owed or self._released)

    def tick(self, now: float) -> None:
        """Hand over what will not get whole."""
        self._hand_over(self._inbox.give_up(now), pay=False)

    def abandon(self) -> None:
        """The line is over: hand over the parts that are here, and report nothing."""
        self._hand_over(self._inbox.give_up(float("inf")), pay=False)
        self._owed, self._released = [], []

    def release(self) -> None:
        """Note that everything told so far is being handed over."""
        self._released += self._owed
        self._owed = []

    def settle_up(self, now: float) -> None:
        """Report what was handed over and followed up."""
        released, self._released = self._released, []
        for message in released:
            self._submitter.give(message, self._given, now)

    def _given(self, answer: Answer, _now: float) -> None:
        instance = instance_of(answer)
        if instance is not None:
            self._memory.ledger.given_by_us(instance)
        elif answer.end is not End.OK:
            self._tell(Stray(detail=f"a report could not be given ({answer.code or answer.end})"))

    def on_unasked(self, item: Unasked | Stray, now: float) -> None:
        """Take what the terminal says of its own accord."""
        if isinstance(item, Stray):
            self._tell(item)
        elif item.name == "+CMGS":
            instance, status = air_result(f"+CMGS: {','.join(item.fields)}") or (-1, 0)
            for event in self._memory.ledger.air(instance, AIR_VERDICTS[status], item.raw, now):
                self._tell(event)
        elif item.name == "+CTSP":
            self.was_robbed = True
        else:
            self._take(item, now)

    def _take(self, item: Unasked, now: float) -> None:
        try:
            sds = read_sds(item.fields, item.pdu, self._memory.fitness.own)
            if sds.service == STATUS:
                self._on_status(sds, item.raw, now)
            elif sds.service == SDS_TYPE_4:
                self._on_sds(sds, item.raw, now)
            else:
                self._tell(Stray(detail=f"short data of AI service {sds.service[:8]}", raw=item.raw))
        except (BadHeader, BadSds, BadLip) as error:
            self._tell(Stray(detail=f"short data that cannot be read: {error}", raw=item.raw))

    def _name(self, party: Party | None) -> str:
        return UNKNOWN if party is None else str(shown(party, self._memory.ledger.own_network))

    def _on_status(self, sds: Sds, raw: bytes, now: float) -> None:
        """A pre-coded status is 16 bits: the emergency, a short report, or the network's own (§29.4.2.3)."""
        if len(sds.data) < 2:
            raise BadSds(f"a status of {sds.bits} bits")
        status = int.from_bytes(sds.data[:2], "big")
        report = short_report(status)
        if status == EMERGENCY_STATUS:
            self._tell(EmergencyHeard(sender=self._name(sds.sender), how="TETRA status 0", raw=raw))
        elif report is None:
            self._tell(StatusHeard(sender=self._name(sds.sender), code=status, raw=raw))
        elif sds.sender is None:
            self._tell(Stray(detail="a short report without its sender", raw=raw))
        else:
            verdict, reference = report
            for event in self._memory.ledger.report(sds.sender, reference, verdict, raw, now):
                self._tell(event)

    def _on_sds(self, sds: Sds, raw: bytes, now: float) -> None:
        match decode_sds(sds.data, sds.bits):
            case Words() as words:
                self._on_words(words, sds, raw, now)
            case Report() as report:
                self._on_report(report, sds, raw, now)
            case Place() as place:
                self._on_place(place, sds, raw)
            case Ack():
                pass  # the end of a report of ours; nothing hangs on it
            case Other(pid=pid):
                what = "a call-out" if pid == CALL_OUT else "short data of a protocol that is not read here"
                self._tell(Stray(detail=f"{what} (PID {pid:02X}) from {self._name(sds.sender)}", raw=raw))

    def _on_report(self, report: Report, sds: Sds, raw: bytes, now: float) -> None:
        if sds.sender is None:
            self._tell(Stray(detail="a report without its sender", raw=raw))
            return
        verdict = verdict_of(report.status)
        for event in self._memory.ledger.report(sds.sender, report.reference, verdict, raw, now):
            self._tell(event)
        if report.wants_ack and self._profile.acknowledge_reports:
            self._owe([Outgoing(party=sds.sender, data=encode_ack(report.pid, report.status, report.reference))])

    def _on_words(self, words: Words, sds: Sds, raw: bytes, now: float) -> None:
        piece = Piece(sender=self._name(sds.sender), text=words.text, concat=words.concat)
        owed = self._confirmation(words.pid, words.reference, words.wanted, sds.sender)
        self._hand_over(self._inbox.take(piece, raw, owed, now), pay=True)

    def _confirmation(self, pid: int, reference: int | None, wanted: int, sender: Party | None) -> list[Outgoing]:
        """Return the report that the sender asks for: received, never consumed; that only a person could say."""
        asked = wanted in (Wanted.RECEIVED, Wanted.BOTH)
        if reference is None or sender is None or not asked or not self._profile.confirm_received:
            return []
        return [Outgoing(party=sender, data=encode_report(pid, RECEIVED, reference))]

    def _hand_over(self, letters: list[Letter[Outgoing]], *, pay: bool) -> None:
        for letter in letters:
            self._tell(letter.heard)
            if pay and letter.heard.complete:
                self._owe(letter.owed)

    def _owe(self, messages: list[Outgoing]) -> None:
        room = MAX_DEBTS - len(self._owed) - len(self._released)
        if len(messages) > room:
            self._tell(Stray(detail=f"{len(messages) - max(0, room)} reports are not given: too many wait"))
        self._owed += messages[: max(0, room)]

    def _on_place(self, place: Place, sds: Sds, raw: bytes) -> None:
        sender = self._name(sds.sender)
        if place.pid == LIP:
            self._on_lip(decode_lip(place.body), sender, raw)
        else:
            fix = find_fix(place.body)
            if fix is None:
                self._tell(Stray(detail=f"a location of {sender} without a position", raw=raw))
                return
            self._tell(
                PositionHeard(
                    sender=sender, latitude=fix.latitude, longitude=fix.longitude, speed_kmh=fix.speed_kmh,
                    heading_deg=fix.heading_deg, raw=raw,
                )
            )  # fmt: skip
        self._owe(self._confirmation(place.pid, place.reference, place.wanted, sds.sender))

    def _on_lip(self, report: ShortReport, sender: str, raw: bytes) -> None:
        if report.reason == REASON_EMERGENCY:
            how = f"LIP reason {REASON_EMERGENCY}"
            self._tell(
                EmergencyHeard(sender=sender, how=how, latitude=report.latitude, longitude=report.longitude, raw=raw)
            )
        self._tell(
            PositionHeard(
                sender=sender, latitude=report.latitude, longitude=report.longitude, age_s=report.age_s,
                accuracy_m=report.accuracy_m, speed_kmh=report.speed_kmh, heading_deg=report.heading_deg,
                reason=report.reason, raw=raw,
            )
        )  # fmt: skip
