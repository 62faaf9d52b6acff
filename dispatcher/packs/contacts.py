"""How contacts are guarded where a pack says nothing of it: what reaches the room is never silent."""

from typing import Any, cast

from dispatcher.domain.escalation import Subject

_STANDARD: dict[str, Any] = {
    "name": "contact",
    "version": 1,
    "step": [
        {
            "name": "look", "action": "notify", "to": "dispatcher",
            "after_s": {"P1": 15, "P2": 60, "P3": 120, "P4": 300, "P5": 900},
            "every_s": {"P1": 30, "P2": 60, "P3": 180, "P4": 600, "P5": 1800},
        },
        {
            "name": "supervisor", "action": "acknowledge", "to": "supervisor",
            "after_s": {"P1": 60, "P2": 180, "P3": 480, "P4": 1800, "P5": 3600},
            "every_s": {"P1": 60, "P2": 300, "P3": 600, "P4": 1800, "P5": 3600},
        },
        {
            "name": "duty_manager", "action": "raise",
            "after_s": {"P1": 180, "P2": 600, "P3": 1500, "P4": 5400, "P5": 10800},
            "every_s": {"P1": 120, "P2": 600, "P3": 1200, "P4": 3600, "P5": 7200},
        },
    ],
}  # fmt: skip


def settle_contact_policy(merged: dict[str, Any]) -> None:
    """Give a pack without a policy for contacts the standard one: packs from before there were contacts have none."""
    given = merged.get("policy")
    if not isinstance(given, list):
        return
    rows = cast("list[dict[str, Any]]", given)
    if not any(row.get("subject", row.get("name")) == Subject.CONTACT.value for row in rows):
        merged["policy"] = [*rows, _STANDARD]
