"""Plays one batch: devices behind real pseudo terminals, one holder for all their channels, kills, pages, repairs."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from radio.simulator.process import TerminalProcess, start_terminal
from tests.soak.radio.plan import QUIT, Kill, Plan, PlannedPage, Run
from tests.soak.radio.store import Store, utc_s

# A page is at its end, either way, this long after its device works and the channel is back (30 s at the latest).
BOUND_S = 60.0
START_S = 30.0
QUIT_S = 15.0
TURN_S = 0.02
READY = "READY"
# A holder that does not come by the place where it is to die is killed by the clock, so much later.
PLACE_S = 1.5
ROOT = Path(__file__).resolve().parents[3]


@dataclass(slots=True)
class Port:
    """One port as the world sees it: its device, and since when its name is there."""

    run: Run
    link: Path
    tape: Path
    device: Future[TerminalProcess] | None = None
    mended: Future[TerminalProcess] | None = None
    taken_away: Future[None] | None = None
    there: float | None = None
    back_at: list[float] = field(default_factory=list[float])  # the port came back, and nothing else was wrong
    gone_at: list[float] = field(default_factory=list[float])
    mended_at: float | None = None

    def look(self) -> None:
        """Note when the port's name comes and goes: a plug pulled by a fault, a device that was replaced."""
        try:
            there = self.link.lstat().st_ctime  # the very instant, however late we look
        except FileNotFoundError:
            there = None
        if there == self.there:
            return
        if self.there is not None:
            self.gone_at.append(utc_s())
        self.there = there
        if there is not None and (self.mended is not None or self.run.only_unplugs()):
            self.back_at.append(there)

    def config(self) -> dict[str, object]:
        """Return the channel's configuration as JSON takes it."""
        baud = self.run.baud or 9600
        return {
            "name": self.run.name, "driver": self.run.kind.driver, "link": f"simulator:{self.link}?baud={baud}",
            "world": "simulated", "profile": dict(self.run.profile),
        }  # fmt: skip


@dataclass(slots=True)
class Played:
    """What is left of a batch for the judge."""

    plan: Plan
    ports: list[Port]
    store: Store
    starts: list[float]  # of the holder
    deaths: list[tuple[float, str]]  # of the holder, and where on its way
    stuck_thread: bool


class Holder:
    """The process that holds the channels; its standard input is the way to it. It traces beside the store."""

    def __init__(self, store: Path, ports: Sequence[Port], place: str | None) -> None:
        command = [sys.executable, "-m", "tests.soak.radio.holder", str(store), json.dumps([p.config() for p in ports])]
        command += [] if place is None else [place]
        with (store.parent / "holder.log").open("ab") as words:
            self._child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=words, stdout=words)

    def is_running(self) -> bool:
        """Tell whether it lives."""
        return self._child.poll() is None

    def tell(self, words: str) -> None:
        """Say one line; a dead one hears nothing."""
        if self._child.stdin is not None:
            with contextlib.suppress(BrokenPipeError, ValueError):  # closed from the other side, or from this
                self._child.stdin.write(f"{words}\n".encode("ascii"))
                self._child.stdin.flush()

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child.pid, signal.SIGKILL)
        self._reap()

    def quit(self) -> bool:
        """Let it close its channels; False when one of its threads is stuck, or all of it."""
        self.tell("quit")
        try:
            code = self._child.wait(QUIT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        self._reap()
        return code == 0

    def _reap(self) -> None:
        self._child.wait()
        if self._child.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._child.stdin.close()


class Stage:
    """One batch on its way."""

    def __init__(self, plan: Plan, folder: Path, pool: ThreadPoolExecutor) -> None:
        self._plan = plan
        self._pool = pool
        self._file = folder / "pages.db"
        self._store = Store(self._file)
        self._ports = [Port(run, folder / f"port-{run.name}", folder / f"tape-{run.name}") for run in plan.runs]
        self._kills = list(plan.kills)
        self._pages = sorted(_all_pages(plan.runs), key=lambda item: item[1].at_s)
        self._holder: Holder | None = None
        self._starts: list[float] = []
        self._start_at = 0.0
        self._deaths: list[tuple[float, str]] = []
        self._quitting: Future[bool] | None = None
        self._stuck_thread = False

    def play(self) -> Played:
        """Play it to its end; everything started here has ended then."""
        try:
            for port in self._ports:
                port.device = self._start_device(port, port.run.faults)
            for port in self._ports:
                assert port.device is not None
                port.device.result(START_S)
            self._hold_first()
            self._until_all_ended(utc_s())
            if self._holder is not None:
                self._stuck_thread |= not self._holder.quit()
                self._holder = None
        finally:
            self._clear()
        return Played(self._plan, self._ports, self._store, self._starts, self._deaths, self._stuck_thread)

    def _hold_first(self) -> None:
        """Start the holder before the clock runs: on a busy machine the devices would be mended before it is there."""
        self._kill_or_start(0.0)
        until = utc_s() + START_S
        while self._holder is not None and self._holder.is_running() and utc_s() < until:
            if READY in self._last_words():
                return
            time.sleep(TURN_S)

    def _until_all_ended(self, begun: float) -> None:
        last = max(run.mended_at_s + run.absent_s for run in self._plan.runs)
        while (passed := utc_s() - begun) < last + BOUND_S:
            for act in (self._queue_pages, self._mend, self._kill_or_start):
                act(passed)
            for port in self._ports:
                port.look()
            if passed > last and not self._kills and not self._pages and self._all_ended():
                return
            time.sleep(TURN_S)

    def _queue_pages(self, passed: float) -> None:
        while self._pages and self._pages[0][1].at_s <= passed:
            channel, page = self._pages.pop(0)
            self._store.put(page.message, channel, page.address, page.text, page.urgency)
            if self._holder is not None:
                self._holder.tell(f"wake {channel}")

    def _kill_or_start(self, passed: float) -> None:
        if self._holder is None:
            if utc_s() >= self._start_at:
                self._starts.append(utc_s())
                place = self._kills[0].place if self._kills else None
                self._holder = Holder(self._file, self._ports, None if place == QUIT else place)
            return
        if self._quitting is not None:
            if self._quitting.done():
                self._stuck_thread |= not self._quitting.result()
                self._quitting = None
                self._bury(QUIT)
            return
        died = not self._holder.is_running()
        if self._kills and (died or _is_due(self._kills[0], passed)):
            if self._kills[0].place == QUIT and not died:
                self._quitting = self._pool.submit(self._holder.quit)
                return
            self._holder.kill()
            self._bury((self._kills[0].place or "").partition(":")[0] if died else "clock")
        elif died:
            raise RuntimeError(f"seed {self._plan.seed}: the holder ended by itself: {self._last_words()}")

    def _bury(self, where: str) -> None:
        self._deaths.append((utc_s(), where))
        self._holder = None
        self._start_at = utc_s() + self._kills.pop(0).away_s

    def _mend(self, passed: float) -> None:
        for port in self._ports:
            run = port.run
            if port.taken_away is None and passed >= run.mended_at_s:
                assert port.device is not None
                device = port.device.result()
                port.taken_away = self._pool.submit(_crash if run.crashes else TerminalProcess.stop, device)
            away = port.taken_away is not None and port.taken_away.done()
            if away and port.mended is None and passed >= run.mended_at_s + run.absent_s:
                port.mended = self._start_device(port, ())
            if port.mended_at is None and port.mended is not None and port.mended.done():
                port.mended.result()
                port.mended_at = utc_s()

    def _all_ended(self) -> bool:
        return all(
            port.mended_at is not None
            and self._store.unfinished(port.run.name) == 0
            and _is_up_since(self._store, port)
            for port in self._ports
        )

    def _start_device(self, port: Port, faults: Sequence[str]) -> Future[TerminalProcess]:
        def start() -> TerminalProcess:
            return start_terminal(
                port.link, port.tape, faults, baud=port.run.baud, device=port.run.kind.driver,
                reply_delay_s=port.run.reply_delay_s, options=(*port.run.options, *(port.run.faulty if faults else ())),
            )  # fmt: skip

        return self._pool.submit(start)

    def _last_words(self) -> str:
        return (self._file.parent / "holder.log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def _clear(self) -> None:
        if self._holder is not None:
            self._holder.kill()
        for port in self._ports:
            for device in (port.device, port.mended):
                if device is not None:
                    device.result(START_S).stop()


def _crash(device: TerminalProcess) -> None:
    """Let a device die without a goodbye. Its name goes first: it would soon lead to another port's new device."""
    device.link.unlink(missing_ok=True)
    device.kill()


def _all_pages(runs: Sequence[Run]) -> Iterator[tuple[str, PlannedPage]]:
    for run in runs:
        for page in run.pages:
            yield run.name, page


def _is_due(kill: Kill, passed: float) -> bool:
    return passed >= kill.at_s + (0.0 if kill.place in (None, QUIT) else PLACE_S)


def _is_up_since(store: Store, port: Port) -> bool:
    since = port.back_at[-1] if port.back_at else 0.0
    return any(state == "up" and at >= since for state, at, _ in store.healths(port.run.name))


@contextlib.contextmanager
def play(plan: Plan, folder: Path) -> Iterator[Played]:
    """Play a batch in a folder of its own and give what is left of it."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        played = Stage(plan, folder, pool).play()
    try:
        yield played
    finally:
        played.store.close()
