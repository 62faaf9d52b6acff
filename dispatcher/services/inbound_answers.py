"""A crew's answer that came in over a channel: what it answers, and how it is put on the ladder. No operator heard it.

A person pressed a key or wrote words: the transmission is ACKNOWLEDGED by what came in (`answer_id`), with the same
consequences as an answer by voice (`answering`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatcher.domain.assignments import UNANSWERED, AssignmentState
from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.crew_words import folded
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.packs.model import VOICE
from dispatcher.services.answering import Related, dispatch_answered, open_stand_down, stand_down_answered
from dispatcher.services.inbound_book import Book, Came
from dispatcher.services.transmitting import awaits_answer, move
from dispatcher.storage import incidents, transmissions
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork
from dispatcher.storage.units import Assignment, Unit

_OVER = frozenset({TransmissionState.ACKNOWLEDGED, TransmissionState.CANCELLED})
_MAY_HAVE_BEEN_HEARD = frozenset({AttemptState.CLAIMED, AttemptState.ACCEPTED, AttemptState.UNCERTAIN})
_CLOCKS_APART = timedelta(minutes=1)
"""The network's clock may be so much behind ours, and a text is still later than a page."""


class Ladder:
    """Puts one answer on the ladder; with it what came in is written down, for the ladder points to it."""

    def __init__(self, work: UnitOfWork, book: Book, came: Came, unit: Unit) -> None:
        self._work, self._book, self._came, self._unit = work, book, came, unit
        self._answer = Answer.ACCEPTS

    def answer(self, answer: Answer, current: Assignment | None) -> AssignmentState:
        """Let it answer the unit's assignment, or the stand-down of a unit that has none.

        Raises:
            InvalidTransition: there is nothing to answer; nothing was changed.
        """
        self._answer = answer
        if current is not None:
            return dispatch_answered(self._work, self._unit, current, answer, self._tell)
        if answer is Answer.DECLINES:
            raise InvalidTransition(f"{self._unit.call_sign} is on no incident and declines", field="call_sign")
        return stand_down_answered(self._work, self._unit, self._tell)

    def stood_down(self) -> AssignmentState:
        """Let it answer the unit's stand-down, although the unit is on another incident."""
        return stand_down_answered(self._work, self._unit, self._tell)

    def lift(self, related: Related, incident_id: str) -> str | None:
        """Acknowledge the page that a status implies an answer to; None when none is left to acknowledge."""
        page = self._page(related)
        self._write(InboundOutcome.REPORTED, incident_id, page)
        return page.id if page is not None and self._acknowledge(page) else None

    def _tell(self, related: Related, incident_id: str, state: AssignmentState) -> None:
        page = self._page(related)
        self._write(InboundOutcome.ANSWERED, incident_id, page)
        if page is not None:
            self._acknowledge(page)
        told = page or related[-1]
        words = self._came.words_kept
        self._work.record(
            EntryKind.ANSWER_RECORDED, SYSTEM, incident_id, unit=self._unit.id, call_sign=self._unit.call_sign,
            answer=self._answer.value, transmission=told.id, state=state.value, inbound=self._came.id,
            by=self._came.kind.value, said=self._came.detail,
            words={"id": words.id, "digest": words.digest} if words else None,
        )  # fmt: skip

    def _write(self, outcome: InboundOutcome, incident_id: str, page: Transmission | None) -> None:
        self._book.close(self._came, outcome, answers=page.id if page else None, of_incident=incident_id)
        self._book.write()

    def _acknowledge(self, page: Transmission) -> bool:
        words = self._came.words_kept
        return move(
            self._work, page, TransmissionState.ACKNOWLEDGED, acknowledged_at=self._work.now, answer_id=self._came.id,
            words_id=words.id if words else None, inbound=self._came.id,
        )  # fmt: skip

    def _page(self, related: Related) -> Transmission | None:
        """The one over the channel that the answer came by, else the newest that may have been heard, else any."""
        left = [item for item in related if item.channel != VOICE and item.state not in _OVER]
        return max(left, key=self._likeness, default=None)

    def _likeness(self, page: Transmission) -> tuple[bool, bool, datetime]:
        return page.channel == self._came.channel, _heard(self._work, page), page.queued_at


def what_a_text_answers(work: UnitOfWork, came: Came, unit: Unit, words: Sequence[str]) -> tuple[Related | None, str]:
    """Return the one thing that an answer of a unit can mean, as it was sent; or None, and why not."""
    waiting = [item for item in (_dispatch_of(work, came.current), _stand_down_of(work, unit)) if item]
    if not waiting:
        return None, "no page waits for its answer"
    had = [item for item in waiting if any(_heard(work, page) for page in item)]
    if not had:
        return None, "the page that waits for its answer has not gone out yet"
    if came.sent_at is not None:
        had = [item for item in had if item[0].queued_at <= came.sent_at + _CLOCKS_APART]
        if not had:
            return None, "it was written before the page that waits for its answer"
    if len(had) > 1:
        had = [item for item in had if _is_named(work, item, words)]
    return (had[0], "") if len(had) == 1 else (None, "several pages wait for its answer, and it names none")


def _dispatch_of(work: UnitOfWork, current: Assignment | None) -> Related:
    if current is None or current.state not in UNANSWERED:
        return ()
    return transmissions.of_assignment(work.connection, current.id)


def _stand_down_of(work: UnitOfWork, unit: Unit) -> Related:
    related = open_stand_down(work, unit)
    return related if any(page.policy_id and awaits_answer(work, page) for page in related) else ()


def _heard(work: UnitOfWork, page: Transmission) -> bool:
    tried = transmissions.attempts_of(work.connection, page.id)
    return any(attempt.state in _MAY_HAVE_BEEN_HEARD for attempt in tried)


def _is_named(work: UnitOfWork, related: Related, words: Sequence[str]) -> bool:
    """Tell whether a text says the incident's number, whole or its last part."""
    number = incidents.get(work.connection, related[0].incident_id).number
    parts = folded(number.replace("-", " "))
    return parts[-1] in words or "".join(parts) in words
