"""The real program as a process of its own on a screen of its own, and what stands around it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from dispatcher.domain.transmissions import REPEAT_MARK
from radio.simulator.process import TerminalProcess, start_terminal
from radio.simulator.tape import read_tape
from resources import packs_dir
from tests.helpers.program_store import Store
from tests.helpers.screen import Screen, eventually

ROOT = Path(__file__).resolve().parents[2]
_LEAVE_S = 20.0


def quick_pack(folder: Path, **after_s: float) -> Path:
    """Copy the pack of Rivermouth with other times in its dispatch chain, such as `repeat=4`; return the copy."""
    shutil.copytree(packs_dir() / "rivermouth", folder)
    policies = folder / "policies.toml"
    dispatch, mark, others = policies.read_text(encoding="utf-8").partition('name = "stand_down"')
    for step, seconds in after_s.items():
        dispatch, count = re.subn(rf'(name = "{step}"\naction = "\w+"\nafter_s = )\d+', rf"\g<1>{seconds}", dispatch)
        assert count == 1, f"the pack has no step {step}"
    policies.write_text(dispatch + mark + others, encoding="utf-8")
    return folder


class FarSide:
    """The paging terminal, outside the program: it outlives it, and its tape is what pagers showed."""

    def __init__(self, folder: Path, reply_delay_s: float = 0.0, faults: Sequence[str] = ()) -> None:
        self._tape = folder / "tape.jsonl"
        self._process: TerminalProcess = start_terminal(
            folder / "terminal", self._tape, faults, reply_delay_s=reply_delay_s
        )
        self.links = {"paging": f"simulator:{folder / 'terminal'}"}

    def texts(self, address: str | None = None) -> list[str]:
        """What was shown, to everybody or at one address."""
        return [entry.text for entry in read_tape(self._tape) if address in (None, entry.address)]

    def hears(self, count: int, within_s: float = 15.0) -> list[str]:
        """Wait until so many pages were taken."""
        eventually(lambda: len(self.texts()) >= count, f"{count} pages at the terminal", within_s)
        return self.texts()

    def doubled_unmarked(self) -> list[tuple[str, str]]:
        """Pages that one address showed twice without the mark of a repeat."""
        shown = Counter((entry.address, entry.text) for entry in read_tape(self._tape))
        return [page for page, times in shown.items() if times > 1 and not page[1].startswith(REPEAT_MARK)]

    def close(self) -> None:
        """Switch it off."""
        self._process.stop()


class Program:
    """The window, started as a person starts it. It reads the environment that is given here and no other."""

    def __init__(self, screen: Screen, home: Path, environment: Mapping[str, str]) -> None:
        self.screen = screen
        self.home = home
        self._errors = home.with_name(f"{home.name}-stderr.txt")
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        """Start it; whether a window comes is the caller's question."""
        assert self._process is None, "it runs already"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("READBACK_", "QT_"))}
        inherited.pop("WAYLAND_DISPLAY", None)
        surroundings = {"DISPLAY": self.screen.display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "ui.app", "--home", str(self.home), *arguments]
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command, env=inherited | surroundings | dict(self._environment), stdin=subprocess.DEVNULL,
                stdout=errors, stderr=errors, cwd=self.home.parent,
            )  # fmt: skip

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, and nothing is tidied."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(_LEAVE_S)
        self._process = None

    def leaves(self, within_s: float = _LEAVE_S) -> int:
        """Wait until it has ended by itself, and return its exit code."""
        assert self._process is not None
        code = self._process.wait(within_s)
        self._process = None
        return code

    def is_running(self) -> bool:
        """Whether it still runs."""
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """What it wrote where a person who started it from a terminal would read it."""
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End it, however it stands."""
        if self.is_running():
            self.kill()
        self._process = None


class Desk:
    """A dispatcher's place: the program, its screen and keyboard, its store, and the terminal far away."""

    def __init__(self, folder: Path, screen: Screen, far_side: FarSide, pack: Path | None = None) -> None:
        environment = {"READBACK_LINKS": json.dumps(far_side.links), "READBACK_PACK": str(pack or "rivermouth")}
        self.screen, self.far_side = screen, far_side
        self.program = Program(screen, folder / "home", environment)
        self.store = Store(folder / "home" / "simulated.db")

    def opens(self) -> None:
        """Start the program and wait until somebody can sit down."""
        self.program.start("--simulated", "--no-crews", "--seat", "D1")
        self.screen.wait_for_window()
        self.screen.shows("nobody signed on (F9)", "strong", tone="on_plate_warning", within_s=20.0)

    def signs_on(self) -> None:
        """Sign the first operator on in the first role: Enter takes what the panel offers."""
        self.presses("Return")
        self.screen.shows("Dana Reyes", "strong")
        self.screen.shows("dispatcher · D1", "small", "text_muted")

    def presses(self, *chords: str) -> None:
        """Press keys."""
        self.screen.presses(*chords)

    def types(self, text: str) -> None:
        """Type where the caret is."""
        self.screen.types(text)

    def says(self, line: str) -> None:
        """Go to the command line, type there and press Enter."""
        self.presses("F2")
        self.types(line)
        self.presses("Return")

    def takes_a_call(self, place: str) -> None:
        """Take a call on the command line, and wait until it is stored and shown."""
        self.says(f"new fire @ {place}: smoke from the roof")
        eventually(lambda: self.store.has_incident(place), f"an incident at {place}")
        self.screen.shows(place, "title")

    def close(self) -> None:
        """Go home."""
        self.program.close()
