"""The simulated people of the room: how they live, what they said last, and the keys that pause and pace them."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.simulated import SPEEDS, Level, Simulation, SimulationState, Spoken
from ui.presenters.refresh import Post, Watched
from ui.wording import clock_time, tr, zone

_LEVELS = tuple(Level)
_STARTS_WITHIN_S = 12
"""A killed process keeps its lease for a while; until then nobody can say who holds the simulated people."""
_LEVEL_WORDS = {Level.CALM: "calm", Level.BUSY: "busy", Level.STORM: "storm"}


def level_word(level: Level) -> str:
    """Name how much happens."""
    return tr(_LEVEL_WORDS[level])


def pace_word(speed: float) -> str:
    """Name a speed: 0.5x, 1x, 8x."""
    return tr("{speed}x", speed=f"{speed:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationShown:
    """The strip, as it stands now. `can_…`: whether that button would change anything; `why` explains the state."""

    level: str
    pace: str
    state: str
    tone: str
    icon: str
    why: str
    paused: bool
    acting: bool
    can_faster: bool
    can_slower: bool
    can_louder: bool
    can_calmer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLine:
    """One line of the radio."""

    time: str
    call_sign: str
    words: str


class SimulationPresenter(Watched):
    """Follows the handle of a SIMULATED room. Its listener is called on a foreign thread and only posts."""

    def __init__(self, simulation: Simulation, post: Post) -> None:
        super().__init__()
        self._simulation, self._post = simulation, post
        self._zone = zone("UTC")
        self._posted = False
        self._seconds, self._has_acted = 0, False
        self._state = simulation.state()
        self._forget: Callable[[], None] = simulation.watch(self._told)

    def close(self) -> None:
        """Follow no more."""
        self._forget()

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    @property
    def _is_starting(self) -> bool:
        """Whether it is too early to say that another process holds the simulated people."""
        self._has_acted = self._has_acted or self._state.acting
        return not self._has_acted and self._seconds < _STARTS_WITHIN_S

    def second(self) -> None:
        """Let a second pass."""
        if self._seconds < _STARTS_WITHIN_S:
            self._seconds += 1
            self.changed()

    def pause_or_resume(self) -> None:
        """Let simulated people stand still, or go on."""
        if self._simulation.state().paused:
            self._simulation.resume()
        else:
            self._simulation.pause()

    def faster(self) -> None:
        """Let them live at the next higher speed."""
        self._to_speed(1)

    def slower(self) -> None:
        """Let them live at the next lower speed."""
        self._to_speed(-1)

    def louder(self) -> None:
        """Let more happen."""
        self._to_level(1)

    def calmer(self) -> None:
        """Let less happen."""
        self._to_level(-1)

    def shown(self) -> SimulationShown:
        """Return the strip as it stands."""
        state = self._state
        words, tone, icon, why = _starting() if self._is_starting else _words(state)
        speed, level = SPEEDS.index(state.speed), _LEVELS.index(state.level)
        return SimulationShown(
            level=level_word(state.level), pace=pace_word(state.speed), state=words, tone=tone,
            icon=icon, why=why, paused=state.paused, acting=state.acting, can_faster=speed + 1 < len(SPEEDS),
            can_slower=speed > 0, can_louder=level + 1 < len(_LEVELS), can_calmer=level > 0,
        )  # fmt: skip

    def last(self) -> HeardLine | None:
        """Return what was said last, if anything was."""
        return self._line(self._state.heard[-1]) if self._state.heard else None

    def heard(self) -> tuple[HeardLine, ...]:
        """Return what was said, the newest first."""
        return tuple(self._line(spoken) for spoken in reversed(self._state.heard))

    def _line(self, spoken: Spoken) -> HeardLine:
        return HeardLine(
            time=clock_time(spoken.at, self._zone), call_sign=spoken.call_sign,
            words=spoken.words.removeprefix(f"{spoken.call_sign} "),
        )  # fmt: skip

    def _to_speed(self, step: int) -> None:
        place = SPEEDS.index(self._simulation.state().speed) + step
        if 0 <= place < len(SPEEDS):
            self._simulation.set_speed(SPEEDS[place])

    def _to_level(self, step: int) -> None:
        place = _LEVELS.index(self._simulation.state().level) + step
        if 0 <= place < len(_LEVELS):
            self._simulation.set_level(_LEVELS[place])

    def _told(self) -> None:
        """From any thread: a burst is one posted look. Two at the same instant may both post, which harms nobody."""
        if not self._posted:
            self._posted = True
            self._post(self._look)

    def _look(self) -> None:
        self._posted = False  # first: what changes from here on is posted again
        state = self._simulation.state()
        if state != self._state:
            self._state = state
            self.changed()


def _starting() -> tuple[str, str, str, str]:
    return tr("starting"), "text_muted", "clock", tr("The simulated people are being woken.")


def _words(state: SimulationState) -> tuple[str, str, str, str]:
    """Return the word for how it stands, its tone, its icon, and what explains it."""
    guards = tr("Guards keep running while the simulation is paused.")
    if not state.acting:
        why = tr("Another process of this room holds the simulated people; steer them there.")
        return tr("elsewhere"), "text_muted", "sign_on", why
    if state.paused:
        return tr("paused"), "plate_warning", "pause", guards
    return tr("running"), "text", "play", tr("Nobody here is real. {guards}", guards=guards)
