"""What a modem hands in: reports and texts, direct or from its storage (3GPP TS 27.005 §3.4). Sans-IO.

Nothing is acknowledged or removed before it was handed over: a crash between makes a text come twice, never not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from radio.protocols.at_engine import Answer, AtEngine, Command, Info
from radio.protocols.at_lines import Dialect, Unasked, fields_of
from radio.protocols.base import Event, Heard, Stray
from radio.protocols.long_texts import Inbox, Letter, Piece
from radio.protocols.sms_ledger import Ledger
from radio.protocols.sms_pdu import BadPdu, StatusReport, decode_pdu
from radio.protocols.sms_profile import SmsProfile
from radio.protocols.sms_setup import Fitness

_STORED_BY_US = ("2", "3")  # <stat> of messages that were written to be sent, not received (§3.1)
_INVALID_INDEX = "cms:321"


DIALECT = Dialect(with_pdu=("+CMT", "+CDS", "+CBM"), without_pdu=("+CMTI", "+CDSI"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands in the modem."""

    memory: str
    index: int


@dataclass(slots=True)
class SmsMemory:
    """What one modem's channel must know across lines."""

    ledger: Ledger
    fitness: Fitness = field(default_factory=Fitness)
    handed: dict[Place, str] = field(default_factory=dict[Place, str])  # handed over, perhaps not removed yet
    broken: dict[Place, str] = field(default_factory=dict[Place, str])  # what could not be read, as it was shown


class Receiver:
    """Reads, hands over, and then acknowledges and removes."""

    def __init__(self, engine: AtEngine, profile: SmsProfile, memory: SmsMemory, tell: Callable[[Event], None]) -> None:
        self._engine = engine
        self._profile = profile
        self._memory = memory
        self._tell = tell
        self.listening = False  # what is stored before is listed once the modem is set up
        self._inbox: Inbox[Place] = Inbox(profile.parts_wait_s)
        self._read: dict[Place, str] = {}  # of texts that wait for their other parts
        self._done_with: list[Place] = []  # told of, and to be removed once that was handed over
        self._unacknowledged = 0
        self._released: list[Place] = []
        self._to_acknowledge = 0

    @property
    def deadline(self) -> float | None:
        """When `tick` is next needed."""
        return self._inbox.deadline

    @property
    def owes(self) -> bool:
        """Whether something is to be acknowledged or removed once it was handed over."""
        return bool(self._unacknowledged or self._done_with or self._to_acknowledge or self._released)

    def tick(self, now: float) -> None:
        """Hand over what will not get whole."""
        for letter in self._inbox.give_up(now):
            self._hand_over(letter)

    def forget_debts(self) -> None:
        """The line is over: what was handed over is removed on the next one, and reports come again."""
        self._unacknowledged = self._to_acknowledge = 0
        self._done_with, self._released = [], []

    def abandon(self) -> None:
        """Hand over the parts that stand nowhere else; the others are read again."""
        self.forget_debts()
        for letter in self._inbox.give_up(float("inf")):
            if not letter.owed:
                self._tell(letter.heard)

    def on_unasked(self, item: Unasked | Stray, now: float) -> None:
        """Take an unsolicited result (§3.4.1)."""
        if isinstance(item, Stray):
            self._tell(item)
        elif item.name in ("+CMT", "+CDS"):
            if self._memory.fitness.acknowledges:
                self._unacknowledged += 1
            self._take(item.pdu, item.fields[-1], item.raw, None, now)
        elif item.name == "+CBM":
            self._tell(Stray(detail="a cell broadcast", raw=item.raw))
        elif not self.listening:
            pass  # it stands in the storage, which is listed at the end of the set-up
        elif len(item.fields) == 2 and item.fields[1].isascii() and item.fields[1].isdigit():
            self._read_one(Place(item.fields[0][:8], int(item.fields[1])), now)
        else:
            self._tell(Stray(detail=f"{item.name} without a place", raw=item.raw))

    def read_all(self, now: float) -> None:
        """List what stands in every storage that holds something (§3.4.2, AT+CMGL=4: all)."""
        for memory in self._memory.fitness.used:

            def done(answer: Answer, later: float, memory: str = memory) -> None:
                for info in answer.infos:
                    fields = fields_of(info.text)
                    if len(fields) >= 3 and fields[0].isdigit() and fields[1] not in _STORED_BY_US:
                        self._take_stored(info, Place(memory, int(fields[0])), later)

            self._engine.run(
                Command(
                    text="AT+CMGL=4", answers="+CMGL", with_pdu=True, memory=memory, done=done,
                    wait_s=3 * self._profile.command_s,
                ),
                now,
            )  # fmt: skip

    def release(self) -> None:
        """Note that everything told so far is being handed over."""
        self._to_acknowledge += self._unacknowledged
        self._released += self._done_with
        self._unacknowledged, self._done_with = 0, []

    def settle_up(self, now: float) -> None:
        """Acknowledge and remove what was handed over and followed up."""
        count, self._to_acknowledge = self._to_acknowledge, 0
        for _ in range(count):
            # §3.4.4: the network waits a few seconds only, so this goes before what waits.
            self._engine.run_first(self._command("AT+CNMA", lambda _answer, _now: None), now)
        places, self._released = self._released, []
        for place in places:
            self._remove(place, now)

    def _command(self, text: str, done: Callable[[Answer, float], None], memory: str = "") -> Command:
        return Command(text=text, done=done, wait_s=self._profile.command_s, memory=memory)

    def _read_one(self, place: Place, now: float) -> None:
        def done(answer: Answer, later: float) -> None:
            if answer.infos:
                self._take_stored(answer.infos[-1], place, later)
            elif answer.code not in ("", _INVALID_INDEX):
                self._tell(Stray(detail=f"message {place.index} in {place.memory} could not be read ({answer.code})"))

        command = Command(
            text=f"AT+CMGR={place.index}", answers="+CMGR", with_pdu=True, memory=place.memory, done=done,
            wait_s=self._profile.command_s,
        )  # fmt: skip
        self._engine.run(command, now)

    def _take_stored(self, info: Info, place: Place, now: float) -> None:
        if self._memory.handed.get(place) == info.pdu:
            self._done_with.append(place)  # it was handed over, and the line ended before it could be removed
        elif self._read.get(place) != info.pdu:
            self._read[place] = info.pdu
            self._take(info.pdu, fields_of(info.text)[-1], info.raw, place, now)

    def _take(self, pdu: str, length: str, raw: bytes, place: Place | None, now: float) -> None:
        try:
            message = decode_pdu(bytes.fromhex(pdu), int(length) if length.isascii() and length.isdigit() else -1)
        except ValueError as error:
            why = str(error) if isinstance(error, BadPdu) else "it is not hexadecimal"
            self._on_broken(pdu, Stray(detail=f"a message that cannot be read: {why}", raw=raw), place)
            return
        if isinstance(message, StatusReport):
            for event in self._memory.ledger.report(message, raw, now):
                self._tell(event)
            self._forget_later([] if place is None else [place])
            return
        part = message.part
        piece = Piece(sender=message.sender, text=part.text, concat=part.concat, sent_at=message.sent_at)
        for letter in self._inbox.take(piece, raw, [] if place is None else [place], now):
            self._hand_over(letter)

    def _on_broken(self, pdu: str, stray: Stray, place: Place | None) -> None:
        """Tell once. The line may have spoilt it: what stands in the storage goes only when it reads the same again."""
        if place is None:
            self._tell(stray)
        elif pdu and self._memory.broken.get(place) == pdu:
            del self._memory.broken[place]
            self._forget_later([place])
        else:
            self._memory.broken[place] = pdu
            self._read.pop(place, None)
            self._tell(stray)

    def _hand_over(self, letter: Letter[Place]) -> None:
        heard: Heard = letter.heard
        self._tell(heard)
        self._forget_later(letter.owed)

    def _forget_later(self, places: list[Place]) -> None:
        for place in places:
            self._memory.handed[place] = self._read.pop(place, "")
        self._done_with += places

    def _remove(self, place: Place, now: float) -> None:
        def done(answer: Answer, _now: float) -> None:
            if answer.ok or answer.code == _INVALID_INDEX:
                self._memory.handed.pop(place, None)
            else:
                self._tell(Stray(detail=f"message {place.index} in {place.memory} could not be removed"))

        self._engine.run(self._command(f"AT+CMGD={place.index}", done, place.memory), now)
