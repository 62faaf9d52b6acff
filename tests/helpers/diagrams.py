"""Draws docs/guide/states.md from the transition tables: `python -m tests.helpers.diagrams`."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from dispatcher.domain import (
    assignments,
    attention,
    channels,
    contacts,
    incidents,
    promises,
    proposals,
    records,
    transfers,
    transmissions,
    units,
)
from dispatcher.domain.transitions import mermaid

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "states.md"

TABLES: Mapping[str, tuple[Mapping[StrEnum, frozenset[StrEnum]], str]] = {
    "Incident": (
        incidents.NEXT,  # type: ignore[dict-item]
        "Stored. What the screen shows in between (waiting, alerted … cleared) is derived from the assignments. A"
        " closed one is opened again with a reason; how it ended before is kept.",
    ),
    "Assignment": (
        assignments.NEXT,  # type: ignore[dict-item]
        "One unit on one incident. A status that comes before an acknowledgement implies it; ON SCENE without EN"
        " ROUTE is marked inferred. A report that the table does not know is kept as an exception item.",
    ),
    "Transmission": (
        transmissions.NEXT,  # type: ignore[dict-item]
        "One message to one recipient over one channel. A rung only rises, except when the far end takes back what it"
        " had accepted. Only a person's answer makes ACKNOWLEDGED.",
    ),
    "Attempt": (
        transmissions.ATTEMPT_NEXT,  # type: ignore[dict-item]
        "One try on the line. WAITING attempts are the outbox; at most one of a transmission is waiting or claimed.",
    ),
    "Channel test": (
        channels.NEXT,  # type: ignore[dict-item]
        "One test message over a channel, behind everything else that waits. PASSED when it got as far as the pack"
        " expects in time; words that come in again count where it expects HEARD.",
    ),
    "Unit availability": (
        units.NEXT,  # type: ignore[dict-item]
        "All that a unit owns itself; the state shown is its active assignment's, else this.",
    ),
    "Contact": (
        contacts.NEXT,  # type: ignore[dict-item]
        "What reached the room from outside. WAITING and TAKEN are guarded; whoever settles it says as which call, or"
        " why it becomes none.",
    ),
    "Attention item": (
        attention.NEXT,  # type: ignore[dict-item]
        "OPEN sounds, TAKEN is silent and stays on screen, RESOLVED is gone because its reason is.",
    ),
    "Promise": (
        promises.NEXT,  # type: ignore[dict-item]
        "What a caller was told that would happen, and by when. An open one has an armed deadline, and its incident is"
        " not closed.",
    ),
    "Task": (
        records.TASK_NEXT,  # type: ignore[dict-item]
        "What somebody was given to do for an incident, and by when. An open one has an armed deadline, and its"
        " incident is not closed; handed on, somebody outside the room sees to it.",
    ),
    "Transfer": (
        transfers.NEXT,  # type: ignore[dict-item]
        "An incident offered to a partner agency. ACCEPTED and REFUSED carry the words of a person there; until then it"
        " is ours.",
    ),
    "Proposal": (
        proposals.NEXT,  # type: ignore[dict-item]
        "What somebody without the right asks of somebody who has it. Unanswered it moves up; VOID is what it becomes"
        " when its incident is closed.",
    ),
}


def page() -> str:
    """Return the guide's page."""
    parts = ["# States", "Drawn from the tables in `dispatcher/domain` by `python -m tests.helpers.diagrams`."]
    for title, (table, words) in TABLES.items():
        parts += [f"## {title}", words, f"```mermaid\n{mermaid(table)}```"]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    GUIDE.write_text(page(), encoding="utf-8")
