"""The escalation policies of the active pack, and what they would do."""

from datetime import datetime

from sqlalchemy import Connection

from dispatcher.domain.foreseen import Timeline
from dispatcher.domain.triage import Priority
from dispatcher.packs.foreseen import foresee_policy
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart
from dispatcher.queries.boards import active_pack
from dispatcher.queries.pack_rows import PolicyRow
from dispatcher.queries.requests import AskForeseen, AskPolicies


def policies_of_pack(_query: AskPolicies, connection: Connection, _now: datetime) -> tuple[PolicyRow, ...]:
    """Read the policies of the pack that is active."""
    pack = active_pack(connection)
    return tuple(_row(part, pack) for part in pack.policy)


def foreseen(query: AskForeseen, connection: Connection, _now: datetime) -> tuple[Timeline, ...]:
    """Play a policy through the usual cases, among the people and channels of the pack."""
    return foresee_policy(active_pack(connection), query.policy, priority=query.priority)


def _row(part: PolicyPart, pack: Pack) -> PolicyRow:
    policy = part.policy()
    titles = {kind.name: kind.title for kind in pack.type}
    return PolicyRow(
        name=policy.name, version=policy.version, subject=policy.subject, profile=policy.profile,
        types=tuple(titles.get(name, name) for name in policy.types),
        kinds=policy.kinds, priorities=tuple(priority for priority in Priority if policy.firsts(priority)),
    )  # fmt: skip
