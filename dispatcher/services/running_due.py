"""Run what is due, in due order, a piece at a time: ten thousand overdue deadlines, or the one of this instant.

One command carries a piece, so that it is read, claimed and run in one transaction and one commit: nothing can come in
between that would change the order, and of any backlog no more than one piece is ever in the engine's inbox (ADR 0010).
"""

import logging
from datetime import timedelta

from sqlalchemy import exc

from dispatcher.domain.machine import DueRan, RunDeadline, RunDue
from dispatcher.services.escalating import run_deadline
from dispatcher.storage import deadlines
from dispatcher.storage.deadlines import MISSED_AFTER
from dispatcher.storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


def run_due(command: RunDue, work: UnitOfWork) -> DueRan:
    """Run a piece; a deadline that cannot be run stays armed and keeps no other from running."""
    places = deadlines.places_due(work.connection, work.now, command.most, command.behind)
    late: list[timedelta] = []
    ran = 0
    failed = False
    for place in places:
        try:
            did = _run_apart(RunDeadline(deadline_id=place.id, epoch=command.epoch), work)
        except Exception as error:
            if isinstance(error, exc.DBAPIError) and not isinstance(error, exc.IntegrityError | exc.DataError):
                raise  # the store itself is unwell: the whole batch goes back
            _log.exception("deadline %s did not run; the sweep tries again", place.id)
            failed = True
            continue
        ran += did
        if did and work.now - place.due_at > MISSED_AFTER:
            late.append(work.now - place.due_at)
    return DueRan(
        ran=ran, late=len(late), latest_s=max(late, default=timedelta(0)).total_seconds(),
        failed_upto=places[-1] if failed else None, more=len(places) == command.most,
        next_due=deadlines.next_due_after(work.connection, work.now),
    )  # fmt: skip


def _run_apart(command: RunDeadline, work: UnitOfWork) -> bool:
    with work.apart():
        return run_deadline(command, work)
