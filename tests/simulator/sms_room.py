"""A gateway at one end of a pseudo terminal, a simulated modem at the other, and what phones and receipts tell."""

import itertools
import threading
from collections.abc import Sequence
from pathlib import Path

from radio.gateway import Gateway, InMemoryPages
from radio.line_clock import LineClock
from radio.message import AcceptedPage, ChannelConfig, ChannelState, Page, Receipt, ReceiptKind, Urgency, World
from radio.simulator.faults import parse_fault
from radio.simulator.pty_server import PacedLine, PtyServer
from radio.simulator.sms_faults import SMS_FAULTS, SmsFault
from radio.simulator.sms_modem import SmsModem
from radio.simulator.tape import Tape, read_tape
from tests.simulator.radio_room import PATIENCE_S, Ledger

QUICK: dict[str, str | int | float | bool] = {
    "settle_s": 0.05,
    "sync_s": 0.1,
    "sync_tries": 2,
    "command_s": 1.0,
    "prompt_s": 0.2,
    "submit_s": 0.5,
    "trailing_ok_s": 0.2,
}
NUMBER = "+491701234567"


class RememberingPages(InMemoryPages):
    """Knows what was accepted before, as a database would."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[AcceptedPage] = []

    def accepted(self, channel: str) -> tuple[AcceptedPage, ...]:
        del channel
        return tuple(self.known)


class SimulatedModem:
    """The modem in a thread of this process."""

    def __init__(self, link: Path, tape: Path, faults: Sequence[str] = ()) -> None:
        clock = LineClock()
        self._tape = Tape(tape, clock.utc_now)
        rules = [parse_fault(text, SMS_FAULTS) for text in faults]
        baud = next((int(rule.value or 0) for rule in rules if rule.fault == SmsFault.SLOW_BAUD), None)
        self.modem = SmsModem(self._tape, clock.utc_now, rules)
        self._server = PtyServer(self.modem, link, PacedLine(baud))
        self._thread = threading.Thread(target=self._server.serve, name="modem")
        self._thread.start()

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._tape.close()


class SmsRoom:
    """One channel named "sms" with everything around it."""

    def __init__(self, folder: Path) -> None:
        self.link = folder / "modem"
        self.tape_path = folder / "tape.jsonl"
        self.pages = RememberingPages()
        self.ledger = Ledger()
        self.gateway = Gateway(self.pages, self.ledger)
        self._modems: list[SimulatedModem] = []
        self._numbers = itertools.count(1)

    def plug_in(self, *faults: str) -> SimulatedModem:
        self._modems.append(SimulatedModem(self.link, self.tape_path, faults))
        return self._modems[-1]

    def open(self, **profile: str | int | float | bool) -> None:
        config = ChannelConfig(
            name="sms",
            driver="sms",
            link=f"simulator:{self.link}?baud=115200",
            world=World.SIMULATED,
            profile={**QUICK, **profile},
        )
        self.gateway.open(config)

    def open_up(self, *faults: str, **profile: str | int | float | bool) -> None:
        self.plug_in(*faults)
        self.open(**profile)
        self.ledger.wait_state(ChannelState.UP)

    def page(self, text: str, *, address: str = NUMBER) -> str:
        attempt_id = f"a{next(self._numbers)}"
        page = Page(attempt_id=attempt_id, address=address, text=text, urgency=Urgency.P3, world=World.SIMULATED)
        self.pages.put("sms", page)
        self.gateway.wake("sms")
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
        return self.gateway.tally("sms").strays

    def settle(self) -> None:
        """Wait until nothing is asked of the modem."""
        self.ledger.wait(lambda: self.gateway.idle("sms"))

    def texts(self) -> list[str]:
        """What the phones show."""
        return [entry.text for entry in read_tape(self.tape_path)]

    def close(self) -> None:
        assert self.gateway.close_all(2.0)
        for modem in self._modems:
            modem.stop()
        ids = {receipt.attempt_id for receipt in self.ledger.receipts}
        known = {page.attempt_id for page in self.pages.known}
        assert all(len(self.ledger.finals(attempt_id)) == 1 for attempt_id in ids - known)
