"""Which incident's card a line needs, as soon as it is known: before the rest of the line is typed."""

from collections.abc import Mapping

from ui.presenters.command_grammar_plans import ACTS, DETACH
from ui.presenters.command_grammar_record import SETTLED
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_grammar_strip import PLACES
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.session import Session

_OF_PROPOSALS = frozenset({Verb.APPROVE, Verb.REFUSE})
_NEED = frozenset({
    Verb.KEPT, Verb.WITHDRAW, Verb.TRANSFER, Verb.ACCEPTED, Verb.REFUSED, Verb.INFORM, Verb.SPLIT, Verb.MOVE,
    Verb.UNMERGE, Verb.UNLINK,
})  # fmt: skip
_OF_CARDS = _NEED | _OF_PROPOSALS | {Verb.ROLL, Verb.PAR, Verb.RESUME, Verb.CLOSE, Verb.TASK, Verb.PLAN}
"""The others only say more with it: they never wait."""
_ACTS: Mapping[Verb | None, frozenset[str]] = {
    Verb.TASK: frozenset(SETTLED),
    Verb.PLAN: frozenset({*ACTS, DETACH}),
}
_BEGINS_WITH_IT = frozenset({Verb.SPLIT, Verb.MOVE, Verb.UNLINK, Verb.BACK})
"""A number further on is a call's, or that of the other incident."""


def needs_card(text: str) -> bool:
    """Whether a line cannot be carried out before the card is there."""
    return _verb(text) in _NEED or _settles(text) or _names_call(text)


def card_wanted(text: str, vocabulary: Vocabulary, session: Session) -> str | None:
    """Return the id of the incident whose card the line needs; None when it needs none or names nobody's."""
    words, verb = text.partition(":")[0].split(), _verb(text)
    if verb not in _OF_CARDS and not _names_call(text):
        return None
    if verb in _OF_PROPOSALS and len(words) > 1 and words[1] in PLACES:
        items = vocabulary.attention[int(words[1]) - 1 : int(words[1])]
        return items[0].incident_id if items else None
    if verb is Verb.UNMERGE:  # what is merged stands on no board, but on the card that is shown
        return session.incident_id
    unit = vocabulary.unit(words[1]) if verb is Verb.RESUME and len(words) > 1 else None
    if unit is not None:
        return unit.incident_id
    behind = words[1:2] if verb in _BEGINS_WITH_IT else words[1:]
    named = next((word for word in behind if is_incident(word)), None)
    if _settles(text) and named is not None and named.isdigit():
        named = None  # the place of a task among the open ones, the number of a step
    if named is None:
        return session.incident_id
    rows = vocabulary.incidents_named(named)
    return rows[0].incident_id if len(rows) == 1 else None


def _settles(text: str) -> bool:
    words, acts = text.partition(":")[0].split(), _ACTS.get(_verb(text))
    return acts is not None and len(words) > 1 and words[1].casefold() in acts


def _names_call(text: str) -> bool:
    """Whether a read-back is said of one call among several."""
    return _verb(text) is Verb.BACK and "call" in text.partition(":")[0].casefold().split()[1:]


def _verb(text: str) -> Verb | None:
    words = text.partition(":")[0].split()
    found = verbs_for(words[0]) if words else ()
    return found[0] if len(found) == 1 else None
