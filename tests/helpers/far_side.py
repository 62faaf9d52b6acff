"""What stands on the other side of the air: a paging terminal, and crews with pagers. Deterministic."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from dispatcher.domain.machine import Claimed, Evidence, TakeReceipt
from dispatcher.domain.transmissions import REPEAT_MARK


@dataclass(frozen=True)
class Page:
    """What a crew's pager showed."""

    address: str
    text: str
    at: datetime
    channel: str = "paging"


class Manner(Enum):
    """How the terminal deals with one page."""

    ACCEPTS = auto()
    SILENT = auto()  # takes nothing, says nothing
    LOSES_ACK = auto()  # takes it, its answer is lost
    NAKS = auto()
    REJECTS = auto()
    TRUNCATES = auto()
    HOLDS = auto()  # takes it and has not answered yet


@dataclass(frozen=True)
class _Answer:
    manner: Manner
    code: str | None = None


class Tells(Protocol):
    """Where the terminal's answers and health go."""

    def receipt(self, receipt: TakeReceipt) -> None: ...
    def health(self, state: str, reason: str) -> None: ...
    def now(self) -> datetime: ...


class Terminal:
    """A paging terminal: takes pages as it is told to, and keeps a tape of what it took."""

    def __init__(self, room: Tells) -> None:
        self._room = room
        self._usual = _Answer(Manner.ACCEPTS)
        self._next: deque[_Answer] = deque()
        self._held: list[Claimed] = []
        self._last: Claimed | None = None
        self._channels: dict[str, str] = {}
        self.groups: dict[str, tuple[str, ...]] = {}  # by a group's address: whose devices show its pages
        self.tape: list[Page] = []
        self.seen: list[Claimed] = []
        self.is_up = True

    def accepts(self) -> None:
        """From now on every page is accepted."""
        self._usual = _Answer(Manner.ACCEPTS)

    def silent(self) -> None:
        """From now on nothing is taken or answered."""
        self._usual = _Answer(Manner.SILENT)

    def naks(self, code: str = "NAK", times: int | None = None) -> None:
        """Refuse for now, certainly not taken: always, or so many times."""
        self._set(_Answer(Manner.NAKS, code), times)

    def rejects(self, code: str, times: int | None = None) -> None:
        """Refuse for good."""
        self._set(_Answer(Manner.REJECTS, code), times)

    def truncates(self) -> None:
        """Accept, saying that the text was cut."""
        self._usual = _Answer(Manner.TRUNCATES)

    def loses_ack_once(self) -> None:
        """Take the next page; its acknowledgement is lost on the way."""
        self._next.append(_Answer(Manner.LOSES_ACK))

    def holds(self, times: int = 1) -> None:
        """Take the next page and say nothing yet."""
        self._set(_Answer(Manner.HOLDS), times)

    def answers(self) -> None:
        """Say at last that the held pages were accepted."""
        held, self._held = self._held, []
        for claimed in held:
            self._tell(claimed, Evidence.ACCEPTED)

    def refuses_held(self, code: str = "NAK") -> None:
        """Say at last that the held pages were not taken after all."""
        held, self._held = self._held, []
        self.tape = [page for page in self.tape if all(page.text != claimed.text for claimed in held)]
        for claimed in held:
            self._tell(claimed, Evidence.FAILED, code=code)

    def late_rs(self, code: str = "RS") -> None:
        """Take back the page accepted last, after the acknowledgement (TAP: RS at EOT)."""
        assert self._last is not None, "no page was accepted yet"
        self._tell(self._last, Evidence.RETRACTED, code=code)

    def down(self, reason: str = "the port is gone") -> None:
        """Lose the line."""
        self.is_up = False
        self._room.health("down", reason)

    def up(self) -> None:
        """Have it back."""
        self.is_up = True
        self._room.health("up", "terminal ready")

    def take(self, claimed: Claimed, channel: str = "paging") -> None:
        """Deal with one page from a line."""
        self.seen.append(claimed)
        self._channels[claimed.attempt_id] = channel
        answer = self._next.popleft() if self._next else self._usual
        match answer.manner:
            case Manner.ACCEPTS | Manner.TRUNCATES:
                self._hear(claimed)
                self._last = claimed
                self._tell(claimed, Evidence.ACCEPTED, truncated=answer.manner is Manner.TRUNCATES)
            case Manner.SILENT:
                self._tell(claimed, Evidence.UNCERTAIN, detail="silence after the block")
            case Manner.LOSES_ACK:
                self._hear(claimed)
                self._tell(claimed, Evidence.UNCERTAIN, detail="silence after the block")
            case Manner.NAKS:
                self._tell(claimed, Evidence.FAILED, code=answer.code)
            case Manner.REJECTS:
                self._tell(claimed, Evidence.REJECTED, code=answer.code, detail=f"terminal said {answer.code}")
            case Manner.HOLDS:
                self._hear(claimed)
                self._held.append(claimed)

    def heard_twice_unmarked(self) -> list[Page]:
        """Pages whose text an address had heard before, although they do not say REPEAT."""
        known: set[tuple[str, str]] = set()
        doubled: list[Page] = []
        for page in self.tape:
            marked = page.text.startswith((REPEAT_MARK, "READBACK TEST"))
            if (page.address, page.text) in known and not marked:
                doubled.append(page)
            known.add((page.address, page.text))
        return doubled

    def _set(self, answer: _Answer, times: int | None) -> None:
        if times is None:
            self._usual = answer
        else:
            self._next.extend([answer] * times)

    def _hear(self, claimed: Claimed) -> None:
        channel = self._channels[claimed.attempt_id]
        for address in self.groups.get(claimed.address, (claimed.address,)) if claimed.group else (claimed.address,):
            self.tape.append(Page(address, claimed.text, self._room.now(), channel))

    def _tell(
        self,
        claimed: Claimed,
        evidence: Evidence,
        *,
        code: str | None = None,
        detail: str = "",
        truncated: bool = False,
    ) -> None:
        self._room.receipt(
            TakeReceipt(
                attempt_id=claimed.attempt_id, evidence=evidence, code=code, detail=detail, truncated=truncated,
                bytes_sent=claimed.text.encode("ascii", "replace"), bytes_received=evidence.value.encode(),
                first_byte_at=self._room.now(),
            )
        )  # fmt: skip
