"""What is said on channels that anybody may listen to: the journal keeps which rule, never the words."""

from dispatcher.domain.events import EntryKind
from dispatcher.domain.open_channel import warnings_of
from dispatcher.storage import calls
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def note_what_is_open(work: UnitOfWork, channel: str, incident_id: str, transmission_id: str, text: str) -> None:
    """Write down that a page with words of a rule goes over an open channel all the same."""
    if not work.rules.radio.rule(channel).is_open:
        return
    private = calls.names_and_numbers(work.connection, incident_id)
    found = warnings_of(text, work.rules.radio.open_rules, private)
    if found:
        work.record(
            EntryKind.SAID_IN_THE_OPEN, SYSTEM, incident_id, transmission=transmission_id, channel=channel,
            rules=sorted({warning.rule for warning in found}), times=len(found),
        )  # fmt: skip
