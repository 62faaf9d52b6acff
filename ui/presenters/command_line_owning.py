"""Who an incident can be handed to, by seat or name, and why the room will probably refuse it."""

from collections.abc import Callable

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.queue_rows import QueueRow
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.wording import role_word, tr


def may_own(duty: DutyRow) -> bool:
    """Tell whether whoever sits there may own an incident."""
    return duty.role in MAY[Act.TAKE_OVER]


def duty_words(duty: DutyRow) -> str:
    """Name somebody on duty: Omar Lindqvist at D2 (dispatcher)."""
    return tr("{name} at {seat} ({role})", name=duty.name, seat=duty.seat, role=role_word(duty.role))


def taker_named(typed: Word, vocabulary: Vocabulary, able: Callable[[DutyRow], bool] = may_own) -> DutyRow:
    """Return the one on duty whom the words name; where nobody or several do, those that are able are listed.

    Raises:
        Mistaken: nobody, or several.
    """
    found = vocabulary.duties_for(typed.text)
    if len(found) != 1:
        listed = found or tuple(duty for duty in vocabulary.duties if able(duty))
        shape = tr("{word} can be {names}") if found else tr("{word} is not on duty; expected {names}")
        nobody = tr("Nobody who may have it is on duty")
        stop_at(typed, shape.format(word=typed.text, names=_named(listed)) if listed else nobody)
    return found[0]


def why_not_take_over(actor: Actor, row: QueueRow | None) -> str:
    """Say why the actor need not take it over; empty when there is something to take."""
    if row is not None and row.owner == actor.seat:
        return tr("{incident} is yours already", incident=row.number)
    return ""


def why_not_hand_over(actor: Actor, row: QueueRow | None, to: DutyRow, reason: str) -> str:
    """Say why the incident may not be handed over so; empty when it may."""
    if not may_own(to):
        return tr("{name} at {seat} is {role} and may not own an incident", name=to.name, seat=to.seat,
                  role=role_word(to.role))  # fmt: skip
    if row is None:
        return ""
    if row.owner == to.seat:
        return tr("{incident} is {seat}'s already", incident=row.number, seat=to.seat)
    if row.owner == actor.seat:
        return ""
    if actor.role not in MAY[Act.HAND_OVER_FOR_OTHERS]:
        return tr("{incident} belongs to {owner}: take it over first", incident=row.number, owner=row.owner)
    return "" if reason else tr("{incident} belongs to {owner}: say why, after a colon", incident=row.number,
                                owner=row.owner)  # fmt: skip


def _named(duties: tuple[DutyRow, ...]) -> str:
    return ", ".join(duty_words(duty) for duty in duties)
