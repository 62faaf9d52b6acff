"""Why somebody did it: asked for, and kept apart from the journal."""

from dispatcher.domain.errors import Incomplete
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork


def keep_reason(work: UnitOfWork, subject_kind: str, subject_id: str, words: str, ask: str) -> Kept:
    """Keep the reason of an act.

    Raises:
        Incomplete: there is none; `ask` says what to say.
    """
    if not words.strip():
        raise Incomplete(ask, field="reason")
    return work.keep(subject_kind, subject_id, "reason", words.strip())
