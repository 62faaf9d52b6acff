"""A code on the screen: hidden, asked for with a reason, shown for a while, and gone again by itself."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.knowledge_commands import Revealed, RevealSecret
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretShown:
    """What one code looks like now. Its words are in no repr."""

    words: str = field(default="", repr=False)  # "": hidden
    left_s: int = 0
    asking: bool = False  # a reason is being written
    waiting: bool = False  # the room has been asked
    problem: str = ""


_HIDDEN = SecretShown()


class SecretsShown:
    """At most one code is asked for at a time; what is shown hides itself, and at once when the place changes."""

    def __init__(self, room: Room, session: Session, clock: Clock, post: Post, changed: Callable[[], None]) -> None:
        self._room, self._session, self._clock, self._post, self._changed = room, session, clock, post, changed
        self._asking = ""
        self._waiting = ""
        self._words: dict[str, tuple[str, float]] = {}
        self._problem: tuple[str, str] = ("", "")
        self._place = 0

    def of(self, secret_id: str) -> SecretShown:
        """Return how a code is shown now."""
        words, until = self._words.get(secret_id, ("", 0.0))
        left = until - self._clock.monotonic()
        if words and left > 0:
            return SecretShown(words=words, left_s=max(1, round(left)))
        about, problem = self._problem
        return SecretShown(
            asking=secret_id == self._asking, waiting=secret_id == self._waiting,
            problem=problem if about == secret_id else "",
        )  # fmt: skip

    def ask(self, secret_id: str) -> None:
        """Begin to ask for a code: a reason is needed."""
        self._asking, self._problem = secret_id, ("", "")
        self._changed()

    def hide(self) -> None:
        """Hide whatever is shown, and ask for nothing."""
        if self._words or self._asking or self._problem[1]:
            self._words.clear()
            self._asking, self._problem = "", ("", "")
            self._changed()

    def leave_place(self) -> None:
        """Hide all of it: this is another place now. What the room still gives out for the former one is dropped."""
        self._place += 1
        self._waiting = ""
        self.hide()

    def reveal(self, reason: str, incident_id: str | None) -> None:
        """Ask the room for the code that is asked for."""
        actor, secret_id, place = self._session.actor, self._asking, self._place
        if not secret_id or self._waiting:
            return
        if actor is None:
            self._fail(secret_id, tr("nobody is signed on here (F9)"))
            return
        self._waiting = secret_id
        command = RevealSecret(
            actor=actor,
            secret_id=secret_id,
            incident_id=IncidentId(incident_id) if incident_id else None,
            reason=reason,
        )
        take_over(
            self._room.execute(command), self._post,
            lambda answer: self._given(answer, place), lambda error: self._refused(secret_id, place, error),
        )  # fmt: skip
        self._changed()

    def second(self) -> None:
        """Let the time run that a code is shown."""
        if self._words:
            now = self._clock.monotonic()
            self._words = {name: (words, until) for name, (words, until) in self._words.items() if until > now}
            self._changed()

    def _given(self, answer: Revealed, place: int) -> None:
        if place != self._place:
            return
        self._waiting = self._asking = ""
        self._words[answer.secret_id] = (answer.words, self._clock.monotonic() + answer.shown_s)
        self._changed()

    def _refused(self, secret_id: str, place: int, error: BaseException) -> None:
        if place != self._place:
            return
        self._waiting = ""
        self._fail(secret_id, str(error) if isinstance(error, Rejected) else tr("not shown: {error}", error=error))

    def _fail(self, secret_id: str, why: str) -> None:
        self._problem = (secret_id, why)
        self._changed()
