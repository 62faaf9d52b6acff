"""Plays steps: types, looks until what must be seen is seen, photographs, goes on; says which step failed.

It never waits: whoever owns it calls `tick` many times a second.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from dispatcher.domain.clock import Clock
from ui.demo.scene import Scene
from ui.demo.steps import Step, Stroke
from ui.demo.story import Story
from ui.wording import tr

logger = logging.getLogger(__name__)

DONE, FAILED, INTERRUPTED = 0, 1, 130
FAILED_SHOT = "failed"
SETTLES_S = 4.0
"""How long a picture waits for what is still being painted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between two keys, to read what will be done, and to look at what became of it.

    `away_s`: how long it waits for a person who has turned to another window.
    """

    key_s: float
    read_s: float
    look_s: float
    away_s: float = 0.0


SWIFT = Pace(key_s=0.0, read_s=0.0, look_s=0.35)
"""For nobody who looks on. Panels gather bursts for 100 ms: a picture is taken after that."""
VISIBLE = Pace(key_s=0.07, read_s=3.0, look_s=2.5, away_s=600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a guide acts upon. `shoot` takes a name and says where the picture is.

    `ready`: keys arrive now. `settled`: nothing of the picture is still being painted.
    """

    type: Callable[[Stroke], None]
    shoot: Callable[[str], Path]
    caption: Callable[[str, str], None]
    hurry: Callable[[float], None]
    ready: Callable[[], bool]
    settled: Callable[[], bool]


class _Phase(Enum):
    READING = auto()
    WORKING = auto()
    LOOKING = auto()
    ENDED = auto()


class Guide:
    """One tour. `code` is what the program shall exit with, None while it is played. Thread: the screen's own."""

    def __init__(
        self, steps: Sequence[Step], scene: Scene, stage: Stage, story: Story, clock: Clock, pace: Pace
    ) -> None:
        self._steps, self._scene, self._stage = steps, scene, stage
        self._story, self._clock, self._pace = story, clock, pace
        self._place = -1
        self._phase = _Phase.LOOKING
        self._since = self._waiting_since = clock.monotonic() - pace.look_s
        self._keys: list[Stroke] = []
        self._reached = ""
        self._away = False
        self.code: int | None = None
        self.failed: Callable[[], None] = lambda: None

    def tick(self) -> None:
        """Do the next small thing that is due."""
        if self._phase is _Phase.ENDED:
            return
        try:
            self._advance()
        except Exception as error:
            logger.exception("a step of the tour broke")
            self._fail(tr("the tour itself broke: {error}", error=repr(error)))

    def stop(self, code: int = DONE) -> None:
        """Play no further."""
        if self._phase is not _Phase.ENDED:
            self._end(code)

    def closed(self) -> None:
        """Take note that the window has gone: the end of a tour whose last step is to leave, a failure before."""
        if self._phase is _Phase.WORKING and self._place == len(self._steps) - 1 and not self._keys:
            self._advance()
        if self._phase is not _Phase.ENDED:
            self._phase = _Phase.ENDED
            self.code = FAILED
            self._story.fail(self._verdict(tr("the window closed")))

    @property
    def _step(self) -> Step:
        return self._steps[self._place]

    def _advance(self) -> None:
        past_s = self._clock.monotonic() - self._since
        match self._phase:
            case _Phase.READING if past_s >= self._pace.read_s:
                self._enter(_Phase.WORKING)
                self._waiting_since = self._clock.monotonic()
                self._keys = list(self._step.keys(self._scene))
                if self._step.hurry != 1.0:
                    self._stage.hurry(self._step.hurry)
            case _Phase.WORKING:
                self._work(past_s)
            case _Phase.LOOKING if past_s >= self._pace.look_s and self._is_settled(past_s):
                self._leave_step()
            case _:
                pass

    def _is_settled(self, past_s: float) -> bool:
        return self._place < 0 or not self._step.shot or self._stage.settled() or past_s >= SETTLES_S

    def _work(self, past_s: float) -> None:
        trouble = self._scene.trouble()
        if trouble:
            self._fail(trouble)
        elif self._keys and not self._stage.ready():
            self._away = True
            limit_s = max(self._step.limit_s, self._pace.away_s)
            self._give_up_when_late(tr("the window has not the keyboard"), limit_s)
        elif self._keys:
            self._come_back()
            if past_s >= self._pace.key_s:
                self._since = self._clock.monotonic()
                self._stage.type(self._keys.pop(0))
        else:
            self._look()

    def _look(self) -> None:
        self._reached = self._step.until(self._scene)
        if self._reached:
            self._enter(_Phase.LOOKING)
            if self._place == len(self._steps) - 1:
                self._leave_step()  # the window has gone: nobody would call again
            return
        self._keys = list(self._step.meanwhile(self._scene))
        self._give_up_when_late(self._step.missing, self._step.limit_s)

    def _come_back(self) -> None:
        """What the person did elsewhere is not counted against the step."""
        if self._away:
            self._away = False
            self._waiting_since = self._clock.monotonic()

    def _give_up_when_late(self, why: str, limit_s: float) -> None:
        if self._clock.monotonic() - self._waiting_since >= limit_s:
            self._fail(why)

    def _leave_step(self) -> None:
        if self._place >= 0:
            shown = f"  [{self._stage.shoot(self._step.shot)}]" if self._step.shot else ""
            self._story.tell(self._reached + shown)
            if self._step.hurry != 1.0:
                self._stage.hurry(1.0)
        self._place += 1
        if self._place == len(self._steps):
            self._story.headline(tr("The tour has been played: {count} steps.", count=len(self._steps)))
            self._end(DONE)
            return
        self._enter(_Phase.READING)
        self._story.tell(f"{self._step.name}. {self._step.does}", f"{self._place + 1}/{len(self._steps)}")
        self._stage.caption(self._step.does, self._step.because)

    def _enter(self, phase: _Phase) -> None:
        self._phase, self._since = phase, self._clock.monotonic()

    def _fail(self, why: str) -> None:
        self._story.fail(self._verdict(why))
        try:
            self._story.tell(tr("the last picture  [{path}]", path=self._stage.shoot(FAILED_SHOT)))
        except Exception:
            logger.exception("no picture of the failure")
        self._end(FAILED)
        self.failed()

    def _verdict(self, why: str) -> str:
        return tr(
            "step {place} of {count} failed after {seconds} s: {name}: {why}; on the screen: {screen}",
            place=self._place + 1,
            count=len(self._steps),
            seconds=round(self._clock.monotonic() - self._waiting_since),
            name=self._step.name,
            why=why,
            screen=self._scene.in_words(),
        )

    def _end(self, code: int) -> None:
        self._phase, self.code = _Phase.ENDED, code
