"""Who sits here, which incident is in front of them and which unit is pointed at: what panels share."""

from collections.abc import Callable, Iterable

from dispatcher.domain.authority import Actor
from dispatcher.queries.queue_rows import QueueRow

Listener = Callable[[], None]


class Session:
    """The signed-on operator and the shown incident of this seat. Thread: the screen's own, always.

    An incident may be shown before its queue row has arrived (a call just taken) and after it has left (closed):
    `incident_id` is the truth, `selected_incident` its row while the queue has one.
    """

    def __init__(self) -> None:
        self._actor: Actor | None = None
        self._incident_id: str | None = None
        self._unit_id: str | None = None
        self._row: QueueRow | None = None
        self._listeners: list[Listener] = []

    @property
    def actor(self) -> Actor | None:
        """Who is signed on at this seat."""
        return self._actor

    @property
    def incident_id(self) -> str | None:
        """The incident that is shown, whether or not the queue has its row."""
        return self._incident_id

    @property
    def selected_incident(self) -> QueueRow | None:
        """The queue row of the shown incident, as last told."""
        return self._row

    @property
    def unit_id(self) -> str | None:
        """The unit that board and map point at."""
        return self._unit_id

    def set_actor(self, actor: Actor | None) -> None:
        """Take note of who signed on, or that nobody is."""
        if actor != self._actor:
            self._actor = actor
            self._tell()

    def select(self, row: QueueRow | None) -> None:
        """Show the incident of a queue row, or none."""
        self._set(row.incident_id if row else None, row)

    def show_incident(self, incident_id: str | None) -> None:
        """Show an incident by id; its row follows when the queue tells it."""
        same = incident_id == self._incident_id
        self._set(incident_id, self._row if same else None)

    def point_at_unit(self, unit_id: str | None) -> None:
        """Point at a unit on board and map, or at none."""
        if unit_id != self._unit_id:
            self._unit_id = unit_id
            self._tell()

    def update_rows(self, rows: Iterable[QueueRow]) -> None:
        """Take the queue as it now is: the row of the shown incident is renewed, or dropped when it has left."""
        found = next((row for row in rows if row.incident_id == self._incident_id), None)
        self._set(self._incident_id, found)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change; call the result to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _set(self, incident_id: str | None, row: QueueRow | None) -> None:
        if (incident_id, row) != (self._incident_id, self._row):
            self._incident_id, self._row = incident_id, row
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
