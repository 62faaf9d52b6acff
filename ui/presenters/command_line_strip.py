"""Items of the strip as they are taken, decided, told, delegated; proposals as they are approved and refused."""

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.attention_commands import DelegateAttention, TakeAttention
from dispatcher.domain.authority import ANSWERS_FOR, Actor, Role
from dispatcher.domain.identifiers import AttentionId, OperatorId, ProposalId, Seat
from dispatcher.domain.proposal_commands import DecideProposal
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.owed_rows import ProposalRow
from dispatcher.queries.pack_rows import OperatorRow
from ui.presenters.command_grammar_intents import TakeIntent
from ui.presenters.command_grammar_intents_guards import (
    DecideIntent,
    DecisionIntent,
    DelegateIntent,
    StripIntent,
    ToldIntent,
)
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_grammar_strip import PLACES
from ui.presenters.command_line_owning import duty_words, taker_named
from ui.presenters.command_line_plan import Names, Plan, because
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.wording import role_word, tr

BY_TELEPHONE = frozenset({AttentionKind.AUTHORITY, AttentionKind.DECISION})
"""What somebody who is rung up can acknowledge; a proposal is approved or refused."""

Items = tuple[AttentionRow, ...]


def may_answer(role: Role, item: AttentionRow) -> bool:
    """Tell whether an answer of that role counts for the item."""
    return item.least_role is None or role in ANSWERS_FOR[item.least_role]


def can_acknowledge(person: OperatorRow, item: AttentionRow) -> bool:
    """Tell whether the person, rung up, may acknowledge the item."""
    asked = ANSWERS_FOR[item.least_role or item.for_role]
    return item.kind in BY_TELEPHONE and not asked.isdisjoint(person.roles)


def plan_strip(intent: StripIntent, names: Names) -> Plan:
    """Plan what is said about an item: what was decided, told, to whom it is given, whether it is approved."""
    match intent:
        case DecideIntent():
            return _decide(intent, names)
        case ToldIntent():
            return _told(intent, names)
        case DelegateIntent():
            return _delegate(intent, names)
        case DecisionIntent():
            return _decision(intent, names)


def plan_take(intent: TakeIntent, names: Names) -> Plan:
    """Take an item; without a place the one that F6 takes."""
    item = _item(intent.place or Word("", 0), names)
    command = TakeAttention(actor=names.actor, attention_id=AttentionId(item.attention_id), note=intent.note)
    what = tr("Settle: {text}", text=item.text) if _may_settle(item) else tr("Take: {text}", text=item.text)
    return Plan(command, because(what, intent.note), _why_not_take(names, item, intent.note), item.text)


def _decide(intent: DecideIntent, names: Names) -> Plan:
    """Decide about an item; without a place about the most pressing that asks for a decision."""
    if intent.item.text:
        item = _item(intent.item, names)
        if item.kind is not AttentionKind.DECISION:
            stop_at(intent.item, tr("Item {place} asks for no decision", place=intent.item.text))
    else:
        asks = [row for row in names.vocabulary.attention if row.kind is AttentionKind.DECISION and _is_open(row)]
        mine = [row for row in asks if may_answer(names.actor.role, row)] or asks
        if not mine:
            stop_at(intent.item, tr("Nothing on the strip asks for a decision"))
        item = mine[0]
    command = TakeAttention(actor=names.actor, attention_id=AttentionId(item.attention_id), note=intent.note)
    effect = because(tr("Decide: {text}", text=item.text), intent.note)
    return Plan(command, effect, _why_not_take(names, item, intent.note), item.text)


def _told(intent: ToldIntent, names: Names) -> Plan:
    """Write an acknowledgement down; without a place the most pressing that the person may give."""
    person = _person(intent.person, names)
    doubt = ""
    if intent.item.text:
        item = _item(intent.item, names)
        if not can_acknowledge(person, item):
            doubt = tr("{name} cannot answer this: it asks a {role}", name=person.name,
                       role=role_word(item.least_role or item.for_role))  # fmt: skip
    else:
        asks = [row for row in names.vocabulary.attention if _is_open(row) and can_acknowledge(person, row)]
        if not asks:
            stop_at(intent.person, tr("Nothing on the strip asks {name}", name=person.name))
        item = asks[0]
    command = TakeAttention(
        actor=names.actor, attention_id=AttentionId(item.attention_id), note=intent.words_heard,
        spoke_for=OperatorId(person.operator_id),
    )  # fmt: skip
    effect = tr("{name} acknowledges, heard by you: {text}", name=person.name, text=item.text)
    return Plan(command, because(effect, intent.words_heard), doubt or _why_taken(item), item.text)


def _delegate(intent: DelegateIntent, names: Names) -> Plan:
    """Give an item to somebody on duty; without a place the one that F6 takes."""
    item = _item(intent.item, names)

    def able(duty: DutyRow) -> bool:
        return may_answer(duty.role, item)

    to = taker_named(intent.to, names.vocabulary, able)
    command = DelegateAttention(
        actor=names.actor, attention_id=AttentionId(item.attention_id), to_seat=Seat(to.seat), note=intent.note
    )
    effect = because(tr("Give to {person}: {text}", person=duty_words(to), text=item.text), intent.note)
    asks = role_word(item.least_role) if item.least_role else ""
    doubt = "" if able(to) else tr("{name} at {seat} is {role}; this asks a {asked}", name=to.name, seat=to.seat,
                                   role=role_word(to.role), asked=asks)  # fmt: skip
    return Plan(command, effect, doubt, item.text)


def _decision(intent: DecisionIntent, names: Names) -> Plan:
    """Approve or refuse a proposal: by its place on the strip, or the only one of an incident; withdraw one's own."""
    item = _proposal(intent.item, names)
    command = DecideProposal(
        actor=names.actor, proposal_id=ProposalId(item.proposal_id or ""), approve=intent.approve, reason=intent.reason
    )
    row = _proposed(item, names.vocabulary)
    own = row is not None and names.is_me(row.seat, row.proposed_by)
    shape = tr("Refuse: {text}")
    if intent.approve or own:
        shape = tr("Approve: {text}") if intent.approve else tr("Withdraw your proposal: {text}")
    effect = because(shape.format(text=item.text), intent.reason)
    alone = own and intent.approve and item.least_role is Role.DUTY_MANAGER
    doubt = tr("it takes two: somebody else approves what you proposed") if alone else ""
    withdraws = own and not intent.approve
    return Plan(command, effect, doubt or ("" if withdraws else _why_not_decide(names.actor, item)), item.text)


def _proposed(item: AttentionRow, vocabulary: Vocabulary) -> ProposalRow | None:
    """Return who proposed it and where, from the card of its incident; None while that is not known."""
    card = vocabulary.owed.of(item.incident_id or "")
    rows = card.proposals if card else ()
    return next((row for row in rows if row.proposal_id == item.proposal_id), None)


def _why_not_decide(actor: Actor, item: AttentionRow) -> str:
    least = item.least_role or Role.SUPERVISOR
    if actor.role in ANSWERS_FOR[least]:
        return ""
    return tr("a {role} decides this", role=role_word(least))


def _proposal(typed: Word, names: Names) -> AttentionRow:
    if typed.text in PLACES:
        item = _item(typed, names)
        if item.proposal_id is None:
            stop_at(typed, tr("Item {place} is no proposal; #{place} names an incident", place=typed.text))
        return item
    proposals = [row for row in names.vocabulary.attention if row.proposal_id]
    if len(proposals) == 1 and not typed.text:
        return proposals[0]
    target = names.target(typed)
    found = [row for row in proposals if row.incident_id == target.incident_id]
    if len(found) != 1:
        stop_at(typed, _which_proposal(target.number, found, proposals, names))
    return found[0]


def _which_proposal(number: str, found: list[AttentionRow], proposals: list[AttentionRow], names: Names) -> str:
    places = tr(" or ").join(str(names.vocabulary.attention.index(row) + 1) for row in found or proposals)
    if found:
        return tr("{incident} has several proposals: name one by its place, {places}", incident=number, places=places)
    none = tr("Nothing is proposed for {incident}", incident=number)
    return tr("{none}; others stand at {places}", none=none, places=places) if proposals else none


def _item(typed: Word, names: Names) -> AttentionRow:
    """Return the item at a place; without one the item that F6 takes."""
    items = names.vocabulary.attention
    if not items:
        stop_at(typed, tr("The strip is empty"))
    if not typed.text:
        mine = (row for row in items if _is_open(row) and may_answer(names.actor.role, row))
        return next(mine, items[0])
    if int(typed.text) > len(items):
        stop_at(typed, tr("The strip has {count} item(s)", count=len(items)))
    return items[int(typed.text) - 1]


def _person(typed: Word, names: Names) -> OperatorRow:
    found = names.vocabulary.operators_for(typed.text)
    if len(found) != 1:
        named = ", ".join(row.name for row in found or names.vocabulary.operators)
        shape = tr("{word} can be {names}") if found else tr("No operator is called {word}; expected {names}")
        stop_at(typed, shape.format(word=typed.text, names=named))
    return found[0]


def _why_not_take(names: Names, item: AttentionRow, note: str) -> str:
    if item.proposal_id is not None:
        place = names.vocabulary.attention.index(item) + 1
        return tr("it is a proposal: approve {place}, or refuse {place} and say why", place=place)
    if not may_answer(names.actor.role, item):
        asked = role_word(item.least_role or item.for_role)
        return tr("it asks a {role}; what one says by telephone is written with “told”", role=asked)
    if item.kind is AttentionKind.DECISION and not note and _is_open(item):
        return tr("it asks for a decision: say after a colon what was decided")
    if _may_settle(item):
        return "" if note else tr("say after a colon what became of it: that settles it")
    return _why_taken(item)


def _may_settle(item: AttentionRow) -> bool:
    """An emergency that somebody has is settled by saying what became of it."""
    return item.kind is AttentionKind.EMERGENCY and item.state is AttentionState.TAKEN


def _why_taken(item: AttentionRow) -> str:
    return "" if _is_open(item) else tr("{name} has it already", name=item.owner or tr("somebody"))


def _is_open(item: AttentionRow) -> bool:
    return item.state is AttentionState.OPEN
