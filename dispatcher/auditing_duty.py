"""Closed incidents are audited in the room itself: the keeper of deadlines reads, and the journal takes the result."""

import logging
from collections import Counter
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol

from dispatcher.domain.machine import DutiesKept, RecordAudit
from dispatcher.duties import Submits
from dispatcher.queries.auditing.findings import IncidentAudit
from dispatcher.queries.requests import AskUnaudited, Query
from dispatcher.storage.leases import DEADLINES

_log = logging.getLogger(__name__)
_EVERY_BEATS = 5
"""Nobody waits for an audit: receipts that come late are in by then."""


class _Asks(Protocol):
    """The readers as the auditor sees them."""

    def ask(self, query: Query[Any], key: str | None = None) -> "Future[Any]":
        """Read rows."""
        ...


class AuditingDuty:
    """Asks for what is not audited yet, a few at a time, while this process keeps the deadlines.

    Threads: `after_beat` on the beating one, the rest on the readers' and the engine's; each only posts to the next.
    """

    def __init__(self, readers: _Asks, engine: Submits) -> None:
        self._readers = readers
        self._engine = engine
        self._beats = 0
        self._busy = False

    def after_beat(self, kept: DutiesKept) -> None:
        """Hear of a beat; look at every fifth, unless the last look is still being worked on."""
        self._beats += 1
        if DEADLINES not in kept.held or self._busy or self._beats % _EVERY_BEATS:
            return
        self._busy = True
        self._readers.ask(AskUnaudited()).add_done_callback(self._found)

    def _found(self, done: "Future[tuple[IncidentAudit, ...]]") -> None:
        try:
            found = done.result()
        except CancelledError:
            found = ()
        except Exception as error:  # noqa: BLE001  # the duty boundary: an audit that cannot be read is tried again
            _log.error("closed incidents could not be audited: %s; trying again", error)
            found = ()
        last: Future[Any] | None = None
        for item in found:
            kinds = Counter(finding.kind.value for finding in item.findings)
            last = self._engine.submit(RecordAudit(incident_id=item.incident_id, findings=tuple(sorted(kinds.items()))))
        if last is None:
            self._busy = False
        else:
            last.add_done_callback(self._recorded)

    def _recorded(self, done: "Future[Any]") -> None:
        if not done.cancelled() and done.exception() is not None:
            _log.error("an audit was not stored: %s; trying again", done.exception())
        self._busy = False
