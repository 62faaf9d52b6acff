"""Run what is due, in due order, a piece at a time: ten thousand overdue deadlines, or the one of this instant.

One command carries a piece, so that it is read, claimed and run in one transaction and one commit: nothing can come in
between that would change the order, and of any backlog no more than one piece is ever in the engine's inbox (ADR 0010).
"""

import logging
from datetime import timedelta

from dispatcher.domain.machine import DuePlace, DueRan, RunDeadline, RunDue
from dispatcher.services.escalating import run_deadline
from dispatcher.storage import deadlines
from dispatcher.storage.deadlines import MISSED_AFTER
from dispatcher.storage.unit_of_work import UnitOfWork, check_store_is_well

_log = logging.getLogger(__name__)


def run_due(command: RunDue, work: UnitOfWork) -> DueRan:
    """Run a piece; a deadline that cannot be run stays armed and keeps no other from running."""
    work.looked_up = {}
    places = deadlines.places_due(work.connection, work.now, command.most, command.behind)
    failed = False
    try:
        with work.apart():
            late = [_run(place, command, work) for place in places]
    except Exception as error:  # noqa: BLE001  # the duty boundary: which one is broken is found out below
        check_store_is_well(error)
        failed = True
        # A savepoint for each costs a tenth of what it does: it is paid only when one of the piece will not run.
        late = [_run_apart(place, command, work) for place in places]
    missed = [by for by in late if by is not None and by > MISSED_AFTER]
    return DueRan(
        ran=sum(by is not None for by in late),
        late=len(missed),
        latest_s=max(missed, default=timedelta(0)).total_seconds(),
        failed_upto=places[-1] if failed else None,
        more=len(places) == command.most,
        next_due=deadlines.next_due_after(work.connection, work.now),
    )


def _run(place: DuePlace, command: RunDue, work: UnitOfWork) -> timedelta | None:
    """Return how late it ran; None when it did not run here."""
    did = run_deadline(RunDeadline(deadline_id=place.id, epoch=command.epoch), work)
    return work.now - place.due_at if did else None


def _run_apart(place: DuePlace, command: RunDue, work: UnitOfWork) -> timedelta | None:
    try:
        with work.apart():
            return _run(place, command, work)
    except Exception as error:  # noqa: BLE001  # the duty boundary: one broken deadline must not hold up the others
        check_store_is_well(error)
        _log.exception("deadline %s did not run; the sweep tries again", place.id)
        return None
