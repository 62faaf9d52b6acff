"""A gateway at one end of a pseudo terminal, a simulated TETRA terminal at the other, and what both sides tell."""

import itertools
import threading
from collections.abc import Sequence
from pathlib import Path

from radio.gateway import Gateway, InMemoryPages
from radio.line_clock import LineClock
from radio.message import AcceptedPage, ChannelConfig, ChannelState, Page, Receipt, ReceiptKind, Urgency, World
from radio.simulator.faults import parse_fault
from radio.simulator.pty_server import PacedLine, PtyServer
from radio.simulator.tape import Tape, read_tape
from radio.simulator.tetra_faults import TETRA_FAULTS, TetraFault
from radio.simulator.tetra_terminal import TetraTerminal
from tests.simulator.radio_room import PATIENCE_S, Ledger

QUICK: dict[str, str | int | float | bool] = {
    "settle_s": 0.05,
    "sync_s": 0.1,
    "sync_tries": 3,
    "command_s": 0.5,
    "prompt_s": 0.05,
    "submit_s": 0.4,
    "trailing_ok_s": 0.1,
    "probe_interval_s": 0.2,
    "network_interval_s": 0.4,
}
CREW = "1234567"


class RememberingPages(InMemoryPages):
    """Knows what was accepted before, as a database would."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[AcceptedPage] = []

    def accepted(self, channel: str) -> tuple[AcceptedPage, ...]:
        del channel
        return tuple(self.known)


class SimulatedTetra:
    """The terminal in a thread of this process."""

    def __init__(self, link: Path, tape: Path, faults: Sequence[str], consume_after_s: float | None) -> None:
        self._clock = LineClock()
        self._tape = Tape(tape, self._clock.utc_now)
        rules = [parse_fault(text, TETRA_FAULTS) for text in faults]
        baud = next((int(rule.value or 0) for rule in rules if rule.fault == TetraFault.SLOW_BAUD), None)
        self.terminal = TetraTerminal(self._tape, rules, consume_after_s)
        self._server = PtyServer(self.terminal, link, PacedLine(baud))
        self._thread = threading.Thread(target=self._server.serve, name="terminal")
        self._thread.start()

    def now(self) -> float:
        return self._clock.monotonic()

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._tape.close()


class TetraRoom:
    """One channel named "tetra" with everything around it."""

    def __init__(self, folder: Path) -> None:
        self.link = folder / "terminal"
        self.tape_path = folder / "tape.jsonl"
        self.pages = RememberingPages()
        self.ledger = Ledger()
        self.gateway = Gateway(self.pages, self.ledger)
        self._terminals: list[SimulatedTetra] = []
        self._numbers = itertools.count(1)

    def plug_in(self, *faults: str, consume_after_s: float | None = None) -> SimulatedTetra:
        self._terminals.append(SimulatedTetra(self.link, self.tape_path, faults, consume_after_s))
        return self._terminals[-1]

    def open(self, **profile: str | int | float | bool) -> None:
        config = ChannelConfig(
            name="tetra",
            driver="tetra",
            link=f"simulator:{self.link}?baud=115200",
            world=World.SIMULATED,
            profile={**QUICK, **profile},
        )
        self.gateway.open(config)

    def open_up(self, *faults: str, **profile: str | int | float | bool) -> SimulatedTetra:
        terminal = self.plug_in(*faults)
        self.open(**profile)
        self.ledger.wait_state(ChannelState.UP)
        return terminal

    def page(self, text: str, *, address: str = CREW, urgency: Urgency = Urgency.P3, group: bool = False) -> str:
        attempt_id = f"a{next(self._numbers)}"
        page = Page(
            attempt_id=attempt_id, address=address, text=text, urgency=urgency, world=World.SIMULATED, group=group
        )
        self.pages.put("tetra", page)
        self.gateway.wake("tetra")
        return attempt_id

    def outcome(self, attempt_id: str) -> Receipt:
        self.ledger.wait(lambda: self.ledger.finals(attempt_id))
        (final,) = self.ledger.finals(attempt_id)
        return final

    def later(self, attempt_id: str, kind: ReceiptKind) -> Receipt:
        def found() -> list[Receipt]:
            return [r for r in self.ledger.receipts if r.attempt_id == attempt_id and r.kind is kind]

        self.ledger.wait(found)
        (receipt,) = found()
        return receipt

    def kinds(self, attempt_id: str) -> list[ReceiptKind]:
        return [receipt.kind for receipt in self.ledger.receipts if receipt.attempt_id == attempt_id]

    def strays(self) -> int:
        return self.gateway.tally("tetra").strays

    def settle(self) -> None:
        """Wait until nothing is asked of the terminal."""
        self.ledger.wait(lambda: self.gateway.idle("tetra"))

    def texts(self) -> list[str]:
        """What the crews' terminals show."""
        return [entry.text for entry in read_tape(self.tape_path)]

    def close(self) -> None:
        assert self.gateway.close_all(2.0)
        for terminal in self._terminals:
            terminal.stop()
        ids = {receipt.attempt_id for receipt in self.ledger.receipts}
        known = {page.attempt_id for page in self.pages.known}
        assert all(len(self.ledger.finals(attempt_id)) == 1 for attempt_id in ids - known)
