"""What fires next."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, Connection, func, select

from dispatcher.domain.escalation import DeadlineState
from dispatcher.queries.policies import step_codes
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import deadlines

NextDue = tuple[datetime, str]
"""When, and what: the code of a step (`domain.escalation.step_code`), or the name of a guard without a policy."""


def next_due(connection: Connection, of: Column[str], ids: Collection[str] | None = None) -> dict[str, NextDue]:
    """Return the first armed deadline of each value of a column of `deadlines`; of those `ids` only, if given."""
    # The database picks the first of each: thousands are armed, and only hundreds are shown.
    place = func.row_number().over(partition_by=of, order_by=(deadlines.c.due_at, deadlines.c.name)).label("place")
    armed = select(
        of.label("subject"), deadlines.c.due_at, deadlines.c.name, deadlines.c.step, deadlines.c.policy_id, place
    ).where(in_states(deadlines.c.state, (DeadlineState.ARMED,)))
    if ids is not None:
        armed = armed.where(of.in_(ids))
    ranked = armed.subquery("ranked")
    codes = step_codes(connection)
    return {
        row.subject: (row.due_at, codes.get((row.policy_id, row.step)) or row.name)
        for row in connection.execute(select(ranked).where(ranked.c.place == 1))
    }
