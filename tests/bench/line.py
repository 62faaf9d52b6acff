"""How much of a slow line's time the gateway uses, over simulators that really are as slow as the line.

`make bench NAME=line`. Each simulator is a process of its own behind a pseudo terminal. It drains what we write and
answers at the line's rate, so nothing can be faster than the octets; `utilisation` is what the exchange needs at
least, divided by what it took:

    (octets of both directions, as traced, x bits of a character / baud + turn-arounds) / elapsed

Turn-arounds are the pauses that a profile asks us to keep, counted where the trace shows them: with ESPA the gap
between polling ourselves and selecting, and the pause between our EOT and what we say next. TAP has none. Elapsed runs
from the first octet of the first page to the receipt of the last; log-ons between the sessions are inside, and so is
everything that the gateway itself costs: claiming, waking, evidence. More than 1 would mean that the simulator does not
pace, and is refused. Pages wait in memory; the fastest line is measured once more with a source that syncs each claim
to the disk before the page may go, as a room commits it (`utilisation_claims_synced`, a matter of the disk).

On a machine that others use the figures can only be too low. `waited_for_cpu_s` says by how much: how long gateway and
simulator were ready to run and were not let, by the kernel's count.
"""

import argparse
import itertools
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from radio.airtime import BITS_PER_CHARACTER
from radio.gateway import Gateway, InMemoryPages
from radio.inbound import AnyInbound
from radio.message import (
    FINAL_RECEIPTS,
    ChannelConfig,
    ChannelHealth,
    Page,
    Receipt,
    ReceiptKind,
    Urgency,
    World,
)
from radio.protocols.espa_profile import EspaProfile
from radio.simulator.process import start_terminal
from radio.simulator.tape import read_tape
from radio.trace import Direction
from tests.bench.measuring import percentile, report, wait_until

CHANNEL = "line"
TEXT = "F{number:04d} STRUCTURE FIRE 12 RUE GRIMALDI 3RD FLOOR PERSONS INSIDE E12 E14 L11 RESPOND"
ADDRESS = "123456"
# ESPA's 7E2 has eleven bits; the simulator paces ten, so the line is 7E1 (5.5 leaves it open).
ESPA_MODE = "7E1"
# The simulator's and our own clock are read some microseconds apart.
TOO_FAST = 1.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One protocol at one rate, and how many pages it carries."""

    driver: str
    baud: int
    pages: int
    profile: Mapping[str, str | int | float | bool] = field(default_factory=dict[str, str | int | float | bool])
    claims_synced: bool = False

    @property
    def name(self) -> str:
        """Return the word for the figures."""
        return f"{self.driver}_{self.baud}{'_claims_synced' if self.claims_synced else ''}"


LINES = (
    Line(driver="tap", baud=300, pages=4),
    Line(driver="tap", baud=1_200, pages=8),
    Line(driver="tap", baud=9_600, pages=60),
    Line(driver="espa", baud=1_200, pages=8, profile={"line_mode": ESPA_MODE}),
)
SYNCED = Line(driver="tap", baud=9_600, pages=40, claims_synced=True)


class SyncedPages(InMemoryPages):
    """A PageSource whose claims are on disk before the page is handed out."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def claim(self, channel: str) -> Page | None:
        """Take the most urgent page, durably."""
        page = super().claim(channel)
        if page is not None:
            with self._path.open("ab") as file:
                file.write(f"{page.attempt_id}\n".encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        return page


class Watch:
    """A ReceiptSink and a Trace: keeps receipts and octets with their instants. Thread: the channel's."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self.receipts: list[Receipt] = []
        self.pieces: list[tuple[Direction, bytes, datetime]] = []
        self.all_ended = threading.Event()

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Keep one receipt."""
        del channel
        self.receipts.append(receipt)
        if sum(one.kind in FINAL_RECEIPTS for one in self.receipts) >= self._wanted:
            self.all_ended.set()

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Nothing comes in."""

    def health(self, health: ChannelHealth) -> None:
        """The receipts tell enough."""

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Keep octets."""
        self.pieces.append((direction, data, at))

    def close(self) -> None:
        """Nothing is held."""


def needed_s(line: Line, pieces: Sequence[tuple[Direction, bytes, datetime]]) -> tuple[float, float]:
    """Return the seconds that the traced octets take, and those of the pauses that the profile asks for."""
    octets = sum(len(data) for _, data, _ in pieces)
    bits, turns_s = BITS_PER_CHARACTER, 0.0
    if line.driver == "espa":
        profile = EspaProfile.from_mapping(line.profile)
        bits = profile.bits_per_character
        said = [data for direction, data, _ in pieces if direction is Direction.SENT]
        polls_of_ourselves = said.count(f"{profile.own_address}\x05".encode("ascii"))
        turns_s = polls_of_ourselves * profile.select_gap_s + said[:-1].count(b"\x04") * profile.pause_s
    return octets * bits / line.baud, turns_s


def measure_line(folder: Path, line: Line) -> dict[str, object]:
    """Carry the pages of one line and return its figures."""
    pages = SyncedPages(folder / f"{line.name}.claims") if line.claims_synced else InMemoryPages()
    watch = Watch(line.pages)
    for number in range(line.pages):
        text = TEXT.format(number=number)
        page = Page(attempt_id=text[:5], address=ADDRESS, text=text, urgency=Urgency.P3, world=World.SIMULATED)
        pages.put(CHANNEL, page)
    gateway = Gateway(pages, watch, lambda _config: watch)
    link, tape = folder / f"{line.name}.pty", folder / f"{line.name}.tape"
    config = ChannelConfig(
        name=CHANNEL, driver=line.driver, link=f"simulator:{link}?baud={line.baud}", world=World.SIMULATED,
        profile=dict(line.profile),
    )  # fmt: skip
    with start_terminal(link, tape, baud=line.baud, device=line.driver) as terminal:
        gateway.open(config)
        wait_until(lambda: bool(watch.pieces), "the first octet")
        cpu, waited = time.process_time(), waited_s(os.getpid()) + waited_s(terminal.pid)
        ended = watch.all_ended.wait(120)
        cpu, waited = time.process_time() - cpu, waited_s(os.getpid()) + waited_s(terminal.pid) - waited
        gateway.close_all(5)
        shown = len(read_tape(tape))
    kinds = {receipt.kind for receipt in watch.receipts}
    if not ended or kinds != {ReceiptKind.ACCEPTED} or shown != line.pages:
        raise RuntimeError(f"{line.name}: {shown} of {line.pages} pages on the tape, receipts {sorted(kinds)}")
    return {**figures_of(line, watch, cpu), "waited_for_cpu_s": round(waited, 3)}


def waited_s(pid: int) -> float:
    """Return how long the threads of a process were ready to run and were not let (Linux; elsewhere 0)."""
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.is_dir():
        return 0.0
    return sum(int((task / "schedstat").read_text("ascii").split()[1]) for task in tasks.iterdir()) / 1e9


def figures_of(line: Line, watch: Watch, cpu_s: float) -> dict[str, object]:
    """Return the figures of one line."""
    begun, over = watch.receipts[0].first_byte_at, watch.receipts[-1].at
    if begun is None:
        raise RuntimeError(f"{line.name}: the first page has no first octet")
    pieces = [piece for piece in watch.pieces if begun <= piece[2] <= over]
    while pieces[-1][0] is Direction.SENT:
        pieces.pop()  # the EOT behind the last answer
    elapsed_s = (over - begun).total_seconds()
    octets_s, turns_s = needed_s(line, pieces)
    utilisation = (octets_s + turns_s) / elapsed_s
    if utilisation > TOO_FAST:
        raise RuntimeError(f"{line.name}: {utilisation:.3f} of the line's time, so the simulator does not pace")
    return {
        "utilisation": round(utilisation, 4), "pages": line.pages, "elapsed_s": round(elapsed_s, 3),
        "octets_s": round(octets_s, 3), "turn_arounds_s": round(turns_s, 3),
        "frames_per_minute": round(line.pages * 60 / elapsed_s, 2),
        "cpu_ms_per_message": round(cpu_s * 1000 / line.pages, 3),
        "reply_to_next_octet_ms_p50": round(1000 * percentile(turns(pieces), 0.5), 3),
        "reply_to_next_octet_samples": len(turns(pieces)),
    }  # fmt: skip


def turns(pieces: Sequence[tuple[Direction, bytes, datetime]]) -> list[float]:
    """Return how long after the last octet of each answer we spoke again."""
    pairs = itertools.pairwise(pieces)
    return [
        (after[2] - before[2]).total_seconds()
        for before, after in pairs
        if before[0] is Direction.RECEIVED and after[0] is Direction.SENT
    ] or [0.0]


def measure(folder: Path, lines: Sequence[Line], synced: Line | None = None) -> dict[str, object]:
    """Measure one line after the other and return all figures; `synced`: the line of the figure for synced claims."""
    by_line = {line.name: measure_line(folder, line) for line in lines}
    figures: dict[str, object] = {"bench": "line"}
    names = (
        "utilisation", "frames_per_minute", "cpu_ms_per_message", "pages", "elapsed_s", "octets_s", "turn_arounds_s",
        "reply_to_next_octet_ms_p50", "reply_to_next_octet_samples", "waited_for_cpu_s",
    )  # fmt: skip
    for name in names:
        figures[name] = {line: found[name] for line, found in by_line.items()}
    figures["utilisation_min"] = min(float(str(found["utilisation"])) for found in by_line.values())
    if synced is not None:
        figures["utilisation_claims_synced"] = measure_line(folder, synced)["utilisation"]
    return figures


def main(argv: Sequence[str]) -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(prog="make bench NAME=line")
    parser.add_argument("--times", type=int, default=1, help="carry so many times the pages")
    parser.add_argument("--only", choices=[line.name for line in LINES], help="one line")
    given = parser.parse_args(argv)
    lines = [replace(line, pages=line.pages * given.times) for line in LINES if given.only in (None, line.name)]
    build_folder = Path("build")
    build_folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="line-", dir=build_folder) as folder:
        report(measure(Path(folder), lines, SYNCED if given.only is None else None))


if __name__ == "__main__":
    main(sys.argv[1:])
