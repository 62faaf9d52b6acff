"""Plays a trace through a fresh protocol: asks it what was asked then, at the times of then, and compares.

Octets are compared as they were written, events by what they mean (not by the wording of `detail`). What the
protocol has to say is taken exactly where the session took it: some protocols go on when it is taken.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from radio.drivers.base import Driver
from radio.drivers.registry import driver_for
from radio.message import AcceptedPage, ChannelConfig, Page, Urgency, World
from radio.protocols.base import Event, LineProtocol
from radio.recording import plain
from radio.trace import About, Entry, Kind, Torn, visible

LONGEST_CYCLE = 2048  # lines that SAME may point back to
_NEAR_S = 1.0  # a deadline this near is meant by a DUE of an idle exchange whose exact time was not kept
_WORDS = frozenset({"detail"})  # of events: worded anew from version to version


class Onlooker(Protocol):
    """Who is shown what happens. `at`: when it happened then."""

    def line(self, about: About) -> None:
        """Take a header."""
        ...

    def entry(self, entry: Entry) -> None:
        """Take one line of the trace that is played."""
        ...

    def event(self, at: datetime, event: Event) -> None:
        """Take what the protocol tells now."""
        ...

    def differs(self, at: datetime, words: str) -> None:
        """Take a difference between now and then."""
        ...

    def remark(self, words: str) -> None:
        """Take what must be known about the trace itself."""
        ...


@dataclass(slots=True)
class Outcome:
    """How a replay went."""

    lines: int = 0  # played
    passed_over: int = 0  # not played: what was before them is not in the trace
    openings: int = 0
    pages: int = 0
    events: int = 0
    differences: int = 0
    torn: int = 0


@dataclass(slots=True)
class _Then:
    """What is yet to be matched."""

    octets: bytearray = field(default_factory=bytearray)  # written now, not seen in the trace yet
    events: deque[Event] = field(default_factory=deque[Event])


class Player:
    """One replay. `driver` and `profile` stand in for those of the trace; `wait` is told the time between two lines."""

    def __init__(
        self,
        onlooker: Onlooker,
        *,
        driver: str | None = None,
        profile: Mapping[str, str | int | float | bool] | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self._onlooker = onlooker
        self._driver_name = driver
        self._profile = profile
        self._wait = wait
        self._driver: Driver | None = None
        self._baud = 0
        self._protocol: LineProtocol | None = None
        self._then = _Then()
        self._recent: deque[Entry] = deque(maxlen=LONGEST_CYCLE)
        self._cycle_at: float | None = None  # where the last repetition began
        self._skip = 0
        self._is_muted = False
        self._last = 0.0
        self.outcome = Outcome()

    def play(self, items: Iterable[About | Entry | Torn]) -> Outcome:
        """Play everything. Raises: UnreadableTrace, ConfigurationError."""
        for item in items:
            match item:
                case About():
                    self._head(item)
                case Torn():
                    self._on_torn(item)
                case Entry():
                    self._take(item)
        self._break_off()
        return self.outcome

    # --- what the trace tells of itself ------------------------------------------------------------------

    def _head(self, about: About) -> None:
        if about.continues and self._protocol is not None:
            return
        self._break_off()
        profile = about.profile if self._profile is None else self._profile
        name = self._driver_name or about.driver
        config = ChannelConfig(
            name=about.channel, driver=name, link=about.link, world=World(about.world), profile=dict(profile)
        )
        self._driver, self._baud = driver_for(config), about.baud
        self._onlooker.line(about)

    def _on_torn(self, torn: Torn) -> None:
        self.outcome.torn += 1
        where = "the last line is not whole" if torn.is_last else f"line {torn.number} cannot be read"
        self._onlooker.remark(f"{where}; it was left out")

    def _take(self, entry: Entry) -> None:
        if self._skip:
            self._skip -= 1
            return
        match entry.kind:
            case Kind.AGAIN if self._protocol is not None:
                self._skip = int(entry.body.get("lines", 0)) + 1
            case Kind.AGAIN:
                self._is_muted = True
                self._onlooker.remark("the trace begins in the midst of a line; how the line began is played silently")
            case Kind.SEAM:
                self._settle(entry)
                self._is_muted = False
            case Kind.GAP:
                self._protocol = None
                self._onlooker.remark(f"{entry.body.get('lines', 'some')} lines are missing here")
            case Kind.SAME:
                self._repeat(entry)
            case _:
                self._recent.append(entry)
                self._cycle_at = None
                self._step(entry)

    def _repeat(self, same: Entry) -> None:
        """Play an idle exchange as often as it came, evenly spread over the time it took."""
        count, times = int(same.body.get("lines", 0)), int(same.body.get("times", 0))
        if self._protocol is None or not 0 < count <= len(self._recent):
            self.outcome.passed_over += 1
            return
        cycle = list(islice(self._recent, len(self._recent) - count, None))
        first, begin = cycle[0], self._cycle_at if self._cycle_at is not None else cycle[0].now
        end = max(begin, float(same.body.get("last", same.now)))
        for number in range(1, times + 1):
            shift = begin + (end - begin) * number / times - first.now
            for entry in cycle:
                self._step(_moved(entry, shift), is_repeated=True)
        self._cycle_at = end

    # --- one line ----------------------------------------------------------------------------------------

    def _step(self, entry: Entry, *, is_repeated: bool = False) -> None:
        if entry.kind is Kind.OPEN:
            self._open(entry)
        protocol = self._protocol
        if protocol is None:
            self.outcome.passed_over += 1
            return
        self.outcome.lines += 1
        if self._wait is not None and not self._is_muted and entry.kind is not Kind.OPEN:
            self._wait(max(0.0, entry.now - self._last))
        self._last = entry.now
        if not self._is_muted and not is_repeated:
            self._onlooker.entry(entry)
        self._ask(protocol, entry)

    def _open(self, entry: Entry) -> None:
        self._settle(entry)
        if self._driver is not None:
            self._protocol = self._driver.protocol(self._baud)
            self._then = _Then()
            self.outcome.openings += not self._is_muted

    def _ask(self, protocol: LineProtocol, entry: Entry) -> None:
        now = entry.now
        match entry.kind:
            case Kind.RECALL:
                protocol.recall([_accepted(page) for page in entry.body.get("pages", [])], now)
            case Kind.PROBE:
                protocol.probe(now)
            case Kind.PAGE:
                self._hand_over(protocol, entry)
            case Kind.FINISH:
                protocol.finish(now)
            case Kind.END:
                self._end(protocol, entry)
            case Kind.DUE:
                self._settle(entry)
                due = protocol.deadline()
                protocol.tick(due if due is not None and now < due < now + _NEAR_S else now)
            case Kind.RECEIVED:
                self._settle(entry)
                protocol.receive(entry.octets, now)
                protocol.tick(now)
            case Kind.SENT:
                self._compare_octets(protocol, entry)
            case Kind.TOLD:
                self._compare_event(protocol, entry)
            case _:
                pass

    def _hand_over(self, protocol: LineProtocol, entry: Entry) -> None:
        page = _page(entry.body)
        if not protocol.wants_page():
            self._differ(entry.at, f"page {page.attempt_id} was handed over; now the protocol does not want it yet")
            return
        self.outcome.pages += not self._is_muted
        protocol.send(page, entry.now)

    def _end(self, protocol: LineProtocol, entry: Entry) -> None:
        unwritten = int(entry.body.get("unwritten", 0))
        if unwritten:
            # The last write failed: what left is in the trace, the rest is known by its length.
            left_behind = self._take_octets(protocol)
            if len(left_behind) != unwritten:
                self._differ(entry.at, f"{unwritten} octets had not left; now it is {len(left_behind)}")
            self._then.octets.clear()
        protocol.abandon(entry.now, str(entry.body.get("reason", "")), unwritten=unwritten)

    # --- then and now ------------------------------------------------------------------------------------

    def _take_octets(self, protocol: LineProtocol) -> bytes:
        self._then.octets += protocol.take_bytes()
        return bytes(self._then.octets)

    def _compare_octets(self, protocol: LineProtocol, entry: Entry) -> None:
        then = entry.octets
        now = self._take_octets(protocol)
        if len(now) < len(then):
            # The session looks for events in between, also where there are none: some protocols go on by that.
            self._take_events(protocol)
            now = self._take_octets(protocol)
        if now.startswith(then):
            del self._then.octets[: len(then)]
            return
        self._then.octets.clear()
        self._differ(entry.at, f"then {visible(then)}, now {visible(now) or 'nothing'}")

    def _compare_event(self, protocol: LineProtocol, entry: Entry) -> None:
        if not self._then.events:
            self._take_events(protocol)
        then = {name: value for name, value in entry.body.items() if name not in _WORDS}
        if not self._then.events:
            self._differ(entry.at, f"then {_words_of(then)}, now nothing")
            return
        event = self._then.events.popleft()
        now = said(event)
        if now != then:
            self._differ(entry.at, f"then {_words_of(then)}, now {_words_of(now)}")
        self._show(entry.at, event)

    def _take_events(self, protocol: LineProtocol) -> None:
        self._then.events.extend(protocol.take_events())

    def _break_off(self) -> None:
        """End without a word: a crash, or a trace that still grows, ends between a question and its answer."""
        self._protocol = None
        self._then = _Then()
        self._is_muted = False

    def _settle(self, entry: Entry) -> None:
        """Let what is left over be a difference: then, the session had taken everything before it went on."""
        protocol = self._protocol
        if protocol is None:
            return
        now = self._take_octets(protocol)
        if not self._then.events:
            self._take_events(protocol)
        if now:
            self._then.octets.clear()
            self._differ(entry.at, f"then nothing, now {visible(now)}")
        while self._then.events:
            event = self._then.events.popleft()
            self._differ(entry.at, f"then nothing, now {_words_of(said(event))}")
            self._show(entry.at, event)

    def _show(self, at: datetime, event: Event) -> None:
        if not self._is_muted:
            self.outcome.events += 1
            self._onlooker.event(at, event)

    def _differ(self, at: datetime, words: str) -> None:
        self.outcome.differences += 1
        self._onlooker.differs(at, words)


def said(event: Event) -> dict[str, Any]:
    """Return an event as a trace holds it, without its wording."""
    body = {name: item for name, item in plain(event).items() if name not in _WORDS}
    return {"is": type(event).__name__, **json.loads(json.dumps(body, default=str))}


def _words_of(body: Mapping[str, Any]) -> str:
    rest = ", ".join(f"{name} {value}" for name, value in body.items() if name not in ("is", "raw"))
    return f"{body.get('is')} ({rest})" if rest else str(body.get("is"))


def _moved(entry: Entry, shift_s: float) -> Entry:
    at = entry.at + timedelta(seconds=shift_s)
    return Entry(kind=entry.kind, now=round(entry.now + shift_s, 6), at=at, octets=entry.octets, body=entry.body)


def _page(body: Mapping[str, Any]) -> Page:
    known = {item.name for item in fields(Page)}
    found: dict[str, Any] = {"attempt_id": "", "text": "", "address": ""}
    found.update({name: value for name, value in body.items() if name in known})
    found["urgency"] = Urgency(found.get("urgency", Urgency.P3))
    found["world"] = World(found.get("world", World.SIMULATED))
    return Page(**found)


def _accepted(body: Mapping[str, Any]) -> AcceptedPage:
    known = {item.name for item in fields(AcceptedPage)}
    found: dict[str, Any] = {"code": ""}
    found.update({name: value for name, value in body.items() if name in known})
    return AcceptedPage(**found)
