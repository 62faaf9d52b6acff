"""What taking an attention item does to the screen: its incident is shown, unless somebody is writing."""

from collections.abc import Callable

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.clock import Clock
from dispatcher.queries.attention_rows import AttentionRow
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.session import Session
from ui.wording import tr

REST_S = 1.0
"""A second press so soon was meant for the item that the first has taken."""


class Taking:
    """Shows what was taken. Text that names no incident keeps its own: what is typed must not go elsewhere."""

    def __init__(self, session: Session, clock: Clock, line: CommandLinePresenter, writing: Callable[[], bool]) -> None:
        self._session, self._clock, self._line, self._writing = session, clock, line, writing
        self.untouched: Callable[[], bool] = lambda: False  # whether the line holds only what a button began
        self._pressed: float | None = None
        self._owed: AttentionRow | None = None

    def may_take(self) -> bool:
        """Whether a press of the key takes one more item; it may show what the last one left aside instead."""
        if self._pressed is not None and self._clock.monotonic() - self._pressed < REST_S:
            return False
        owed, self._owed = self._owed, None
        if owed is None or owed.incident_id in (None, self._session.incident_id):
            return True
        self._session.show_incident(owed.incident_id)
        self._line.tell(tr("{number} is shown now", number=owed.incident_number))
        return False

    def begun(self, row: AttentionRow) -> None:
        """An item is being taken: show its incident, or say where it is."""
        self._pressed = self._clock.monotonic()
        self._owed = None
        if row.incident_id in (None, self._session.incident_id):
            return
        if self._is_held(row):
            self._owed = row
            self._line.tell(self._whereabouts())
        else:
            self._session.show_incident(row.incident_id)

    def done(self, row: AttentionRow) -> None:
        """An item was taken: say which. A voice task says it by its answer in the line."""
        if row.kind is not AttentionKind.VOICE_TASK or self._owed is not None:
            words = (tr("You have taken: {item}", item=row.text), self._whereabouts())
            self._line.tell(" · ".join(part for part in words if part))

    def _is_held(self, row: AttentionRow) -> bool:
        text = self._line.state.text.strip()
        answering = row.kind is AttentionKind.VOICE_TASK and text.startswith("ack ")
        return self._writing() or (bool(text) and not answering and not self.untouched())

    def _whereabouts(self) -> str:
        if self._owed is None:
            return ""
        return tr("its incident is {number}: F6 again or a click shows it", number=self._owed.incident_number)
