"""What is owed to others, as a line makes, settles, offers and answers it."""

from datetime import datetime, timedelta

from dispatcher.domain.identifiers import PromiseId, TransferId
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.promises import PromiseState
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.owed_rows import PromiseRow, TransferRow
from dispatcher.queries.pack_rows import PartnerRow
from ui.presenters.command_grammar_intents_guards import (
    OwedIntent,
    PromiseIntent,
    SettleIntent,
    TransferAnswerIntent,
    TransferIntent,
)
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_grammar_words import ABOUT
from ui.presenters.command_line_plan import Names, Plan, Target, because
from ui.presenters.command_line_times import in_words, next_time
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.wording import short_time, tr, zone


def plan_owed(intent: OwedIntent, names: Names) -> Plan:
    """Plan a promise, what became of one, an offer or its answer."""
    match intent:
        case PromiseIntent():
            return _promise(intent, names)
        case SettleIntent():
            return _settle(intent, names)
        case TransferIntent():
            return _transfer(intent, names)
        case TransferAnswerIntent():
            return _transfer_answer(intent, names)


def _promise(intent: PromiseIntent, names: Names) -> Plan:
    """Note a promise, due in minutes or at the next such time of day in the pack's zone."""
    target = names.target(intent.incident)
    due_at = _due(intent, names.vocabulary)
    command = MakePromise(
        actor=names.actor, incident_id=target.incident_id, about=intent.about, due_at=due_at, words=intent.words
    )
    effect = tr("Promise on {incident}: {about} {when}", incident=target.label, about=tr(ABOUT[intent.about]),
                when=_when(due_at, names.vocabulary))  # fmt: skip
    return Plan(command, because(effect, intent.words), "", target.number)


def _settle(intent: SettleIntent, names: Names) -> Plan:
    """Keep or withdraw the promise that is named, else the next due."""
    target = names.target(intent.incident)
    found = open_promises(names.card(intent.incident, target))
    fitting = [row for row in found if intent.about in (None, row.about)]
    if not fitting:
        stop_at(intent.incident, _nothing_promised(intent, target, found))
    promise = fitting[0]
    command = SettlePromise(
        actor=names.actor, promise_id=PromiseId(promise.promise_id), kept=intent.kept, words=intent.words
    )
    shape = tr("Kept for {incident}: {promise}") if intent.kept else tr("Withdraw from {incident}: {promise}")
    effect = shape.format(incident=target.number, promise=promise_words(promise, names.vocabulary))
    others = ", ".join(tr(ABOUT[row.about]) for row in fitting[1:])
    doubt = tr("this is the next due; also promised: {others}", others=others) if others else ""
    return Plan(command, because(effect, intent.words), doubt, target.number)


def _transfer(intent: TransferIntent, names: Names) -> Plan:
    """Offer an incident to a partner."""
    target, partner = names.target(intent.incident), _partner(intent.partner, names.vocabulary)
    card = names.vocabulary.owed.of(target.incident_id)
    offered = card is not None and any(row.partner == partner.name for row in pending_transfers(card))
    effect = tr("Offer {incident} to {partner}; ring {phone}", incident=target.label, partner=partner.title,
                phone=partner.phone)  # fmt: skip
    doubt = tr("{partner} has been offered it already", partner=partner.title) if offered else ""
    command = OfferTransfer(actor=names.actor, incident_id=target.incident_id, partner=partner.name, words=intent.words)
    return Plan(command, because(effect, intent.words), doubt, target.number)


def _transfer_answer(intent: TransferAnswerIntent, names: Names) -> Plan:
    """Write down the answer to an offer that waits, or withdraw it."""
    target, partner = names.target(intent.incident), _partner(intent.partner, names.vocabulary)
    waiting = pending_transfers(names.card(intent.incident, target))
    offer = next((row for row in waiting if row.partner == partner.name), None)
    if offer is None:
        others = ", ".join(row.partner for row in waiting) or tr("nobody")
        stop_at(intent.partner, tr("{incident} waits for no answer of {partner}; it waits for {others}",
                                   incident=target.number, partner=partner.name, others=others))  # fmt: skip
    command = AnswerTransfer(
        actor=names.actor, transfer_id=TransferId(offer.transfer_id), answer=intent.answer,
        words_heard=intent.words_heard,
    )  # fmt: skip
    effect = _answer_shape(intent.answer).format(partner=partner.title, incident=target.label)
    return Plan(command, because(effect, intent.words_heard), "", target.number)


def open_promises(card: IncidentCard) -> list[PromiseRow]:
    """Return what is promised and neither kept nor withdrawn, the next due first."""
    return sorted((row for row in card.promises if row.state is PromiseState.OPEN), key=lambda row: row.due_at)


def pending_transfers(card: IncidentCard) -> list[TransferRow]:
    """Return the offers that no partner has answered."""
    return [row for row in card.transfers if row.state is TransferState.PENDING]


def owed_words(card: IncidentCard | None) -> str:
    """Say what keeps an incident open though nobody is on it; empty when nothing does, as far as is known."""
    if card is None:
        return ""
    promised = ", ".join(tr(ABOUT[row.about]) for row in open_promises(card))
    asked = ", ".join(row.title for row in pending_transfers(card))
    parts = (
        tr("promised and not settled: {promised}", promised=promised) if promised else "",
        tr("{partners} has not answered: record it or withdraw", partners=asked) if asked else "",
    )
    return "; ".join(part for part in parts if part)


def promise_words(row: PromiseRow, vocabulary: Vocabulary) -> str:
    """Name a promise: call back by 14:30, we ring when the crew is there."""
    told = tr("{about} by {time}", about=tr(ABOUT[row.about]), time=short_time(row.due_at, zone(vocabulary.timezone)))
    return tr("{promise}, {words}", promise=told, words=row.words) if row.words else told


def _due(intent: PromiseIntent, vocabulary: Vocabulary) -> datetime:
    if vocabulary.now is None:
        stop_at(intent.when, tr("This workstation has no clock yet"))
    if intent.by is None:
        return vocabulary.now + timedelta(minutes=intent.minutes or 0)
    found = next_time(*intent.by, vocabulary.now, zone(vocabulary.timezone))
    if found is None:
        stop_at(intent.when, tr("{time} is past, or does not come today: say it in minutes", time=intent.when.text))
    return found


def _when(due_at: datetime, vocabulary: Vocabulary) -> str:
    return in_words(due_at, vocabulary.now or due_at, zone(vocabulary.timezone))


def _nothing_promised(intent: SettleIntent, target: Target, found: list[PromiseRow]) -> str:
    if not found:
        return tr("Nothing is promised on {incident}", incident=target.number)
    others = ", ".join(tr(ABOUT[row.about]) for row in found)
    about = tr(ABOUT[intent.about]) if intent.about else ""
    return tr("{incident} owes no {about}; promised: {others}", incident=target.number, about=about, others=others)


def _partner(typed: Word, vocabulary: Vocabulary) -> PartnerRow:
    found = vocabulary.partners_for(typed.text)
    if len(found) != 1:
        listed = ", ".join(row.name for row in found or vocabulary.partners)
        shape = tr("{word} can be {names}") if found else tr("No partner is called {word}; expected {names}")
        none = tr("The pack names no partner that incidents are transferred to")
        stop_at(typed, shape.format(word=typed.text, names=listed) if listed else none)
    return found[0]


def _answer_shape(answer: TransferState) -> str:
    if answer is TransferState.ACCEPTED:
        return tr("{partner} accepts {incident}, heard by you")
    if answer is TransferState.REFUSED:
        return tr("{partner} refuses {incident}, heard by you; it is still yours")
    return tr("Withdraw the offer of {incident} to {partner}")
