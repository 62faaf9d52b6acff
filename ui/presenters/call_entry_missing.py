"""What a call lacks, field by field: first what stands in the way of opening it, then what cannot be stored so."""

from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_draft import CallField
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.wording import kind_word, tr

_F = CallField


def asks_why_priority(call: Call, words: Vocabulary) -> bool:
    """Tell whether a reason for the priority is asked for."""
    if call.opened is not None and call.told is not None:
        return call.draft.priority(words) is not call.told.priority(words)
    return call.draft.overridden(words) is not None


def asks_why_kind(call: Call, words: Vocabulary) -> bool:
    """Tell whether a reason for the kind is asked for: of an open incident that is to be something else."""
    return (
        call.opened is not None
        and call.told is not None
        and call.draft.kind_now(words) is not call.told.kind_now(words)
    )


def missing_of(call: Call, words: Vocabulary) -> dict[CallField, str]:
    """Return what is wrong or missing, in the order of the fields."""
    found = call.draft.missing(words)
    if call.opened is None or call.told is None:
        return found
    draft, told = call.draft, call.told
    found = {name: text for name, text in found.items() if draft.text(name) != told.text(name)}
    if asks_why_priority(call, words) and not draft.text(_F.PRIORITY_REASON).strip():
        against = draft.missing(words).get(_F.PRIORITY_REASON)
        found[_F.PRIORITY_REASON] = against or tr("Say why the priority changes")
    if asks_why_kind(call, words) and not draft.text(_F.KIND_REASON).strip():
        found[_F.KIND_REASON] = tr("Say why it is: {kind}", kind=kind_word(draft.kind_now(words)))
    return {name: found[name] for name in CallField if name in found}
