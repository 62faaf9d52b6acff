"""Sounds through a child process, so that a missing or hung audio device never holds up the screen.

Thread: one of its own runs the players; `problem()` may be read anywhere, and `told` is called on that thread.
"""

import logging
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from resources import sounds_dir
from ui.presenters.attention import AttentionPresenter, Sounding
from ui.wording import tr

logger = logging.getLogger(__name__)

_WINDOWS = "& {(New-Object Media.SoundPlayer $args[0]).PlaySync()}"
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("paplay",),
    ("aplay", "--quiet"),
    ("powershell", "-NoProfile", "-Command", _WINDOWS),
)
"""Tried in this order; the name of the file is put behind."""
PLAY_LIMIT_S = 8.0
REPEAT_MS = 6000
LOUD_REPEAT_MS = 3000
"""How often an open item is heard again; louder ones (level 2 and up) twice as often."""
PROBE_MS = 60_000
"""How often, in a room where nothing sounds, a moment of silence shows whether sound could be heard."""
_NO_DEVICE = ("audio open error", "connection refused", "no such device", "cannot find card", "no soundcards")
"""How players say, in part, that there is nothing to play on."""
_WAITING = 4  # older requests are stale: the newest sound says what matters


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing can be heard: in words for the screen, and as the player said it, for the log."""

    words: str
    said: str = ""


def _play_by_child(player: tuple[str, ...], path: Path) -> Silence | None:
    """Play a file; return why it could not, or nothing."""
    try:
        done = subprocess.run([*player, str(path)], capture_output=True, timeout=PLAY_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return Silence(tr("{player} hangs", player=player[0]))
    except OSError as error:
        return Silence(tr("{player} cannot be started", player=player[0]), str(error))
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip()
    without = any(sign in said.lower() for sign in _NO_DEVICE)
    return Silence(tr("no audio device found") if without else tr("{player} gave up", player=player[0]), said)


def play_file(path: Path) -> Silence | None:
    """Play a file with the first player that can; return why none could, or nothing."""
    why: Silence | None = Silence(tr("no sound player is installed (paplay or aplay)"))
    for player in PLAYERS:
        if shutil.which(player[0]) is not None:
            why = _play_by_child(player, path)
            if why is None:
                return None
    return why


class SoundPlayer:
    """Plays sounds by name, in order, and says when it cannot."""

    def __init__(self, told: Callable[[str], None], play: Callable[[Path], Silence | None] = play_file) -> None:
        self._told, self._play = told, play
        self._names: queue.Queue[str | None] = queue.Queue(_WAITING)
        self._problem = ""
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    def start(self) -> None:
        """Begin, with a moment of silence that shows whether there is a device."""
        self._thread.start()
        self.play("silence")

    def play(self, name: str) -> None:
        """Play a sound soon; when many wait already this one is left out."""
        try:
            self._names.put_nowait(name)
        except queue.Full:
            logger.debug("sound %s left out, others wait", name)

    def problem(self) -> str:
        """Return why nothing can be heard, or nothing."""
        return self._problem

    def stop(self) -> None:
        """End after what plays now; waits for nobody."""
        while True:
            try:
                self._names.put_nowait(None)
            except queue.Full:
                self._names.get_nowait()
            else:
                return

    def _run(self) -> None:
        while (name := self._names.get()) is not None:
            why = self._play(sounds_dir() / f"{name}.wav")
            problem = tr("No sound: {why}. Watch the screen.", why=why.words) if why else ""
            if problem != self._problem:
                if why is not None:
                    logger.warning("no sound: %s; the player said: %s", why.words, why.said)
                self._problem = problem
                self._told(problem)


class Sounder(QObject):
    """Lets open attention items be heard, again and again until they are taken. Silencing lasts until news comes."""

    def __init__(self, presenter: AttentionPresenter, player: SoundPlayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._player = presenter, player
        self._heard: Sounding | None = None
        self._muted: Sounding | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._again)
        self._probe = QTimer(self)
        self._probe.setInterval(PROBE_MS)
        self._probe.timeout.connect(self._listen)
        self._probe.start()
        presenter.watch(self._look)
        self._look()

    def mute(self) -> None:
        """Silence what sounds now; a new item, or an old one coming again, is heard."""
        self._muted = self._presenter.sounding()
        self._look()

    def _look(self) -> None:
        now = self._presenter.sounding()
        if not now.kinds or (self._muted is not None and set(now.mark) <= set(self._muted.mark)):
            self._timer.stop()
            self._heard = now
            return
        news = self._heard is None or bool(set(now.mark) - set(self._heard.mark))
        self._heard = now
        self._timer.setInterval(LOUD_REPEAT_MS if now.level > 1 else REPEAT_MS)
        if news or not self._timer.isActive():
            self._timer.start()
            self._play(now)

    def _again(self) -> None:
        self._play(self._presenter.sounding())

    def _listen(self) -> None:
        """A device that went away while nothing sounded must not be found missing by the first alarm."""
        if not self._timer.isActive():
            self._player.play("silence")

    def _play(self, sounding: Sounding) -> None:
        for kind in sounding.kinds:
            self._player.play(kind.value)
