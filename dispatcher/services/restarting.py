"""A chain counts anew when somebody has taken what it raised: what still stands comes again, in its own time."""

from dataclasses import replace

from dispatcher.domain.escalation import PAGES, Subject
from dispatcher.domain.incidents import Kind
from dispatcher.services import chains
from dispatcher.services.contexts import of_guard
from dispatcher.storage import deadlines
from dispatcher.storage.unit_of_work import UnitOfWork

BY_ITS_INCIDENT = PAGES | {Subject.WAITING, Subject.WATCH}
"""Pages run side by side, and an incident's own guard is set by `guarding`."""


def anew(work: UnitOfWork, subject: Subject, subject_id: str) -> None:
    """Set a walking chain anew from now, by today's policy."""
    armed = deadlines.armed_of(work.connection, subject_id, subject.guard)
    if armed is None:
        return
    about = of_guard(work, armed)
    if about is None:
        return
    of = chains.Guarded(
        subject=subject, subject_id=subject_id, priority=about.graded, incident_id=about.incident_id,
        incident_type=about.incident.incident_type if about.incident else "",
        kind=about.incident.kind if about.incident else Kind.INCIDENT,
    )  # fmt: skip
    policy = chains.stored_policy(work, armed.policy_id) if armed.policy_id else None
    chains.start(work, replace(of, profile=policy.profile if policy else ""))
