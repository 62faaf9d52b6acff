"""Whether a welfare check or roll call is paused, and the end of a pause."""

from datetime import datetime

from sqlalchemy import select, update

from dispatcher.domain.escalation import Subject
from dispatcher.domain.welfare import Watch
from dispatcher.storage.schema import pauses
from dispatcher.storage.unit_of_work import UnitOfWork


def is_paused(work: UnitOfWork, subject_id: str, subject: Subject) -> bool:
    """Tell whether a pause runs; one whose time is over is ended here."""
    row = work.connection.execute(
        select(pauses.c.id, pauses.c.until).where(
            pauses.c.subject_id == subject_id, pauses.c.watch == subject.value, pauses.c.ended_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        return False
    if row.until <= work.now:
        end_pause(work, subject_id, Watch(subject.value))
        return False
    return True


def end_pause(work: UnitOfWork, subject_id: str, watch: Watch) -> bool:
    """End the pause that runs; False when none does."""
    done = work.connection.execute(
        update(pauses)
        .where(pauses.c.subject_id == subject_id, pauses.c.watch == watch.value, pauses.c.ended_at.is_(None))
        .values(ended_at=work.now)
    )
    return bool(done.rowcount)


def pause_over(work: UnitOfWork, subject_id: str, subject: Subject, due_at: datetime) -> None:
    """A guard came due after its pause: the pause is over."""
    if subject in (Subject.WELFARE, Subject.ROLL_CALL) and due_at <= work.now:
        end_pause(work, subject_id, Watch(subject.value))
