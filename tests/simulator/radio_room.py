"""A gateway at one end of a pseudo terminal, a simulated paging terminal at the other, and what each of them tells."""

import itertools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from radio.gateway import Gateway, InMemoryPages
from radio.inbound import AnyInbound, InboundText
from radio.line_clock import LineClock
from radio.message import (
    FINAL_RECEIPTS,
    ChannelConfig,
    ChannelHealth,
    ChannelState,
    Page,
    Receipt,
    ReceiptKind,
    Urgency,
    World,
)
from radio.simulator.faults import Fault, FaultRule, parse_fault
from radio.simulator.pty_server import Device, PacedLine, PtyServer
from radio.simulator.tap_terminal import TapTerminal
from radio.simulator.tape import Tape, TapeEntry, read_tape

PATIENCE_S = 10.0
QUICK: dict[str, str | int | float | bool] = {
    "cr_interval_s": 0.2,
    "cr_tries": 2,
    "logon_reply_s": 0.8,
    "go_ahead_s": 0.8,
    "block_reply_s": 0.8,
    "end_reply_s": 0.3,
}


MakeDevice = Callable[[Tape, Sequence[FaultRule]], Device]


class Ledger:
    """A ReceiptSink that remembers everything and lets a test wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.receipts: list[Receipt] = []
        self.inbounds: list[AnyInbound] = []
        self.states: list[ChannelHealth] = []

    def receipt(self, channel: str, receipt: Receipt) -> None:
        del channel
        with self._changed:
            self.receipts.append(receipt)
            self._changed.notify_all()

    @property
    def texts(self) -> list[InboundText]:
        """The words that came in."""
        return [item for item in self.inbounds if isinstance(item, InboundText)]

    def inbound(self, channel: str, item: AnyInbound) -> None:
        del channel
        with self._changed:
            self.inbounds.append(item)
            self._changed.notify_all()

    def health(self, health: ChannelHealth) -> None:
        with self._changed:
            self.states.append(health)
            self._changed.notify_all()

    def wait(self, reached: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        """Wait for what receipts and health show; also looks now and then, for what no event tells."""
        clock = LineClock()
        until = clock.monotonic() + patience_s
        with self._changed:
            while not reached():
                assert clock.monotonic() < until, f"not reached; receipts {self.receipts}, health {self.states}"
                self._changed.wait(0.01)

    def wait_state(self, state: ChannelState, count: int = 1) -> ChannelHealth:
        self.wait(lambda: sum(health.state is state for health in self.states) >= count)
        return [health for health in self.states if health.state is state][-1]

    def reason(self) -> str:
        return self.states[-1].reason if self.states else ""

    def finals(self, attempt_id: str) -> list[Receipt]:
        return [r for r in self.receipts if r.attempt_id == attempt_id and r.kind in FINAL_RECEIPTS]


class SimulatedTerminal:
    """A device in a thread of this process."""

    def __init__(self, link: Path, tape: Path, faults: Sequence[str], make: MakeDevice) -> None:
        self._tape = Tape(tape, LineClock().utc_now)
        rules = [parse_fault(text) for text in faults]
        baud = next((int(rule.value or 0) for rule in rules if rule.fault is Fault.SLOW_BAUD), None)
        self._server = PtyServer(make(self._tape, rules), link, PacedLine(baud))
        self._thread = threading.Thread(target=self._server.serve, name="terminal")
        self._thread.start()

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._tape.close()


class Room:
    """One channel, named as its driver, with everything around it."""

    driver = "tap"
    quick = QUICK

    def __init__(self, folder: Path) -> None:
        self.link = folder / "terminal"
        self.tape_path = folder / "tape.jsonl"
        self.pages = InMemoryPages()
        self.ledger = Ledger()
        self.gateway = Gateway(self.pages, self.ledger)
        self._terminals: list[SimulatedTerminal] = []
        self._numbers = itertools.count(1)

    def plug_in(self, *faults: str, password: str = "") -> SimulatedTerminal:
        return self.plug(lambda tape, rules: TapTerminal(tape, rules, password), *faults)

    def plug(self, make: MakeDevice, *faults: str) -> SimulatedTerminal:
        terminal = SimulatedTerminal(self.link, self.tape_path, faults, make)
        self._terminals.append(terminal)
        return terminal

    def open(self, **profile: str | int | float | bool) -> None:
        config = ChannelConfig(
            name=self.driver,
            driver=self.driver,
            link=f"simulator:{self.link}?baud=9600",
            world=World.SIMULATED,
            profile={**self.quick, **profile},
        )
        self.gateway.open(config)

    def open_up(self, *faults: str, **profile: str | int | float | bool) -> None:
        self.plug_in(*faults)
        self.open(**profile)
        self.ledger.wait_state(ChannelState.UP)

    def page(self, text: str, *, address: str = "123456", urgency: Urgency = Urgency.P3) -> str:
        attempt_id = f"a{next(self._numbers)}"
        page = Page(attempt_id=attempt_id, address=address, text=text, urgency=urgency, world=World.SIMULATED)
        self.pages.put(self.driver, page)
        self.gateway.wake(self.driver)
        return attempt_id

    def outcome(self, attempt_id: str) -> Receipt:
        self.ledger.wait(lambda: self.ledger.finals(attempt_id))
        finals = self.ledger.finals(attempt_id)
        assert len(finals) == 1
        return finals[0]

    def send(self, text: str) -> Receipt:
        return self.outcome(self.page(text))

    def retraction(self, attempt_id: str) -> Receipt:
        def found() -> list[Receipt]:
            return [r for r in self.ledger.receipts if r.attempt_id == attempt_id and r.kind is ReceiptKind.RETRACTED]

        self.ledger.wait(found)
        return found()[0]

    def tape(self) -> tuple[TapeEntry, ...]:
        return read_tape(self.tape_path)

    def texts(self) -> list[str]:
        """What the recipients' pagers would show."""
        return [entry.text for entry in self.tape() if not entry.retracted]

    def close(self) -> None:
        assert self.gateway.close_all(2.0)
        for terminal in self._terminals:
            terminal.stop()
        ids = {receipt.attempt_id for receipt in self.ledger.receipts}
        assert all(len(self.ledger.finals(attempt_id)) == 1 for attempt_id in ids)
