"""What came in becomes what the room knows: statuses and words of crews (flow T5). Nothing is dropped.

Emergencies are in `taking_emergencies`, positions in `taking_positions`.
"""

import logging

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.crew_words import answer_in, folded
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.inbound import CrewWord, InboundKind, InboundOutcome, StatusRule, code_word
from dispatcher.domain.machine import HeardStatus, TakeStatuses, TakeText
from dispatcher.domain.transmissions import Purpose
from dispatcher.domain.units import Availability
from dispatcher.services import inbound_items, reporting_status
from dispatcher.services.contacts_arriving import contact_arrived
from dispatcher.services.inbound_answers import Ladder, what_a_text_answers
from dispatcher.services.inbound_book import Book, Came, Senders, sender_of, storable, unit_of
from dispatcher.services.reporting_status import Report
from dispatcher.services.rolls import sign_of_life
from dispatcher.services.testing_channels import test_heard
from dispatcher.storage import inbound, units
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork, check_store_is_well
from dispatcher.storage.units import Assignment, Unit

_log = logging.getLogger(__name__)

_AT_WORK = frozenset({
    AssignmentState.ON_SCENE, AssignmentState.WITH_PATIENT, AssignmentState.TRANSPORTING,
    AssignmentState.AT_DESTINATION, AssignmentState.CLEARING,
})  # fmt: skip
"""From here a crew that says it is available has done its work: the job is cleared."""
_FITS, _AT_WORK_COSTS = 20, 3
"""A commit carries so many statuses of free units; one of a unit on an incident sets more timers and counts more."""
_FREE = frozenset({Availability.AVAILABLE_MOBILE, Availability.AVAILABLE_STATION})


def take_statuses(command: TakeStatuses, work: UnitOfWork) -> tuple[InboundOutcome, ...]:
    """Take statuses in order, in one go, as many as fit a commit; when one of them fails, each by itself."""
    work.looked_up = {}
    try:
        with work.apart():
            book = Book(work)
            senders = Senders(work, ((item.channel, item.sender) for item in command.items))
            outcomes = _take_as_many_as_fit(command, work, book, senders)
            book.write()
    except Exception as error:  # noqa: BLE001  # one bad status must not hold up the others
        check_store_is_well(error)
        if len(command.items) == 1:
            return (_keep_broken(command.items[0], work),)
        return tuple(take_statuses(TakeStatuses(items=(item,)), work)[0] for item in command.items)
    return outcomes


def _take_as_many_as_fit(
    command: TakeStatuses, work: UnitOfWork, book: Book, senders: Senders
) -> tuple[InboundOutcome, ...]:
    spent = 0
    outcomes: list[InboundOutcome] = []
    for item in command.items:
        came = _came(item, work, senders)
        outcomes.append(_take_status(came, work, book))
        spent += _AT_WORK_COSTS if came.current is not None else 1
        if spent >= _FITS:
            break
    return tuple(outcomes)


def take_text(command: TakeText, work: UnitOfWork) -> InboundOutcome:
    """Take words: a crew's answer to what it was told, or something that somebody must read."""
    work.looked_up = {}
    try:
        with work.apart():
            book = Book(work)
            outcome = _take_words(work, book, _text(command, work))
            book.write()
    except Exception as error:  # noqa: BLE001  # the modem would tell it again, and again
        check_store_is_well(error)
        _log.exception("a text on %s could not be read", command.channel)
        return _note_broken(command, work)
    return outcome


def _note_broken(command: TakeText, work: UnitOfWork) -> InboundOutcome:
    """Keep words that the program failed with: the modem would tell them again, and again."""
    book, came = Book(work), _text(command, work)
    came.detail = "a fault in the program"
    inbound_items.ask_to_read(work, came, came.detail)
    outcome = book.close(came, InboundOutcome.NOTED)
    book.write()
    return outcome


def _text(command: TakeText, work: UnitOfWork) -> Came:
    return Came(
        id=work.new_id(), kind=InboundKind.TEXT, channel=command.channel, sender=command.sender,
        heard_at=command.heard_at, duplicate=command.duplicate or _kept_already(command, work),
        bytes_received=command.bytes_received, unit=sender_of(work, command.channel, command.sender),
        words=storable(command.text), sent_at=command.sent_at, complete=command.complete,
    )  # fmt: skip


def _kept_already(command: TakeText, work: UnitOfWork) -> bool:
    """A modem that could not forget a text tells it again, perhaps after a restart."""
    if command.sent_at is None or not command.bytes_received:
        return False
    return inbound.has_text(work.connection, command.channel, command.sent_at, command.bytes_received)


def _take_words(work: UnitOfWork, book: Book, came: Came) -> InboundOutcome:
    words = came.words or ""
    if test_heard(work, came.channel, words):
        came.detail = "our own test message"
        return book.close(came, InboundOutcome.TEST)
    if came.duplicate:
        came.detail = "the same text came before"
        return book.close(came, InboundOutcome.DUPLICATE)
    if came.unit is None:
        inbound_items.ask_who(work, came.channel, came.sender, "a text")
        contact_arrived(_from_outside(work, came), work)
        return book.close(came, InboundOutcome.UNKNOWN_UNIT)
    unit = unit_of(work, came)
    why = _answer_by_words(work, book, came, unit, words)
    if why is None:
        return InboundOutcome.ANSWERED
    came.detail = why
    inbound_items.ask_to_read(work, came, why)
    return book.close(came, InboundOutcome.NOTED)


def _from_outside(work: UnitOfWork, came: Came) -> ContactArrived:
    """Return words of somebody who is no crew as a contact: they wait in the one queue with everybody else's."""
    by_number = came.channel in work.rules.inbound.numbers
    return ContactArrived(
        source=came.channel, external_id=came.id, medium=Medium.TEXT if by_number else Medium.RADIO,
        sender=came.sender, body=came.words or "", raw=came.bytes_received, said_at=came.sent_at,
        complete=came.complete,
    )  # fmt: skip


def _answer_by_words(work: UnitOfWork, book: Book, came: Came, unit: Unit, words: str) -> str | None:
    """Let words answer what the unit was told; else why they answer nothing."""
    if not came.complete:
        return "parts of it never came"
    rules = work.rules.inbound
    answer = answer_in(words, rules.accepts, rules.declines)
    if answer is None:
        return "it is no plain answer"
    related, why_not = what_a_text_answers(work, came, unit, folded(words))
    if related is None:
        return why_not
    ladder = Ladder(work, book, came, unit)
    stand_down = related[-1].purpose is Purpose.STAND_DOWN
    if stand_down and answer is Answer.DECLINES:
        return "a stand-down is not declined"
    came.detail = answer.value
    if stand_down:
        ladder.stood_down()
    else:
        ladder.answer(answer, came.current)
    return None


def _take_status(came: Came, work: UnitOfWork, book: Book) -> InboundOutcome:
    code = came.code or 0
    rule = work.rules.inbound.statuses.get((came.channel, code))
    came.detail = _said(rule) if rule else f"status {code_word(code)}"
    if came.unit is None:
        if not came.duplicate:
            inbound_items.ask_who(work, came.channel, came.sender, came.detail)
        return book.close(came, InboundOutcome.DUPLICATE if came.duplicate else InboundOutcome.UNKNOWN_UNIT)
    if came.duplicate:
        return book.close(came, InboundOutcome.DUPLICATE)
    unit = unit_of(work, came)
    if rule is None:
        inbound_items.ask_meaning(work, came, f"status {code_word(code)} ({code}) is not in the pack's table")
        return book.close(came, InboundOutcome.EXCEPTION)
    ladder = Ladder(work, book, came, unit)
    try:
        done = _act(work, came, unit, rule, ladder)
    except InvalidTransition as error:
        return _refuse(work, book, came, unit, rule, error)
    return done if book.has(came) else book.close(came, done)


def _act(work: UnitOfWork, came: Came, unit: Unit, rule: StatusRule, ladder: Ladder) -> InboundOutcome:
    """Do what a status means.

    Raises:
        InvalidTransition: it makes no sense now; nothing was changed.
    """
    match rule.means:
        case CrewWord.ACCEPT | CrewWord.DECLINE as word:
            return _answer_by_key(work, came, word, ladder)
        case CrewWord.REQUEST_TO_SPEAK | CrewWord.URGENT_TO_SPEAK as word:
            inbound_items.ask_to_speak(work, came, rule.label, urgent=word is CrewWord.URGENT_TO_SPEAK)
            return InboundOutcome.REPORTED
        case Availability() as wanted if wanted in _FREE and came.current is not None:
            _clear_and_free(work, came, unit, wanted, ladder)
        case AssignmentState() | Availability() as status:
            reporting_status.apply(work, _report(came, unit, came.current, status, ladder))
    return InboundOutcome.REPORTED


def _answer_by_key(work: UnitOfWork, came: Came, word: CrewWord, ladder: Ladder) -> InboundOutcome:
    current = came.current
    if word is CrewWord.ACCEPT and current is not None and current.acknowledged_at is not None:
        sign_of_life(work, current.id)  # the key again: it is on its way already
        return InboundOutcome.REPORTED
    ladder.answer(Answer.ACCEPTS if word is CrewWord.ACCEPT else Answer.DECLINES, current)
    return InboundOutcome.ANSWERED


def _clear_and_free(work: UnitOfWork, came: Came, unit: Unit, wanted: Availability, ladder: Ladder) -> None:
    """A crew at work says that it is available: it has cleared. Before that nobody guesses what became of the job."""
    current = came.current
    if current is None or current.state not in _AT_WORK:
        state = current.state.value.replace("_", " ") if current else "nowhere"
        raise InvalidTransition(f"{unit.call_sign} is {state} and reports {wanted.value.replace('_', ' ')}")
    reporting_status.apply(work, _report(came, unit, current, AssignmentState.CLEARED, ladder))
    if wanted is not unit.availability:
        freed = units.by_id(work.connection, unit.id)
        reporting_status.apply(work, _report(came, freed, None, wanted, ladder))


def _report(
    came: Came, unit: Unit, current: Assignment | None, status: AssignmentState | Availability, ladder: Ladder
) -> Report:
    return Report(
        actor=SYSTEM, unit=unit, current=current, status=status, reason=came.detail, evidence={"inbound": came.id},
        lift=ladder.lift,
    )  # fmt: skip


def _refuse(
    work: UnitOfWork, book: Book, came: Came, unit: Unit, rule: StatusRule, error: InvalidTransition
) -> InboundOutcome:
    if isinstance(rule.means, CrewWord):
        inbound_items.ask_meaning(work, came, f"{error.reason} ({rule.label})")
    else:
        refused = Report(
            actor=SYSTEM, unit=unit, current=came.current, status=rule.means, evidence={"inbound": came.id}
        )
        reporting_status.refuse(work, refused, error)
    came.detail = f"{came.detail}: {error.reason}"
    return book.close(came, InboundOutcome.EXCEPTION)


def _keep_broken(item: HeardStatus, work: UnitOfWork) -> InboundOutcome:
    """Keep a status that the program failed with; somebody asks the crew."""
    _log.exception("status %s on %s could not be applied", code_word(item.code), item.channel)
    book, came = Book(work), _came(item, work, Senders(work, [(item.channel, item.sender)]))
    came.detail = f"status {code_word(item.code)} could not be applied: a fault in the program"
    inbound_items.ask_meaning(work, came, came.detail)
    outcome = book.close(came, InboundOutcome.EXCEPTION)
    book.write()
    return outcome


def _came(item: HeardStatus, work: UnitOfWork, senders: Senders) -> Came:
    return Came(
        id=work.new_id(), kind=InboundKind.STATUS, channel=item.channel, sender=item.sender, heard_at=item.heard_at,
        duplicate=item.duplicate, bytes_received=item.bytes_received, code=item.code,
        unit=senders.of(item.channel, item.sender),
    )  # fmt: skip


def _said(rule: StatusRule) -> str:
    return f"{rule.label}, {rule.means.value.replace('_', ' ')}"
