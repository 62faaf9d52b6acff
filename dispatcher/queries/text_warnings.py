"""What a page would say on a channel that anybody may listen to, told before it is queued."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, func, select

from dispatcher.domain.messages import dispatch_text
from dispatcher.domain.open_channel import warnings_of
from dispatcher.domain.plans import Paged, bearers_for
from dispatcher.domain.rules import Rules
from dispatcher.domain.triage import Priority
from dispatcher.queries.channels import AskTextWarnings, TextWarningRow
from dispatcher.storage import calls
from dispatcher.storage.schema import incidents, recipients, units
from dispatcher.storage.units import bearers_of


def text_warnings(
    query: AskTextWarnings, connection: Connection, _now: datetime, rules: Rules
) -> tuple[TextWarningRow, ...]:
    """Write the page as it would be written, and look for what the pack names; nothing for an unknown incident."""
    incident = connection.execute(select(incidents).where(incidents.c.id == query.incident_id)).one_or_none()
    if incident is None:
        return ()
    over: defaultdict[str, list[str]] = defaultdict(list)
    wanted = [call_sign.strip().upper() for call_sign in query.call_signs]
    rows = connection.execute(
        select(units.c.call_sign, units.c.profile, recipients.c.id)
        .join(recipients, recipients.c.unit_id == units.c.id)
        .where(func.upper(units.c.call_sign).in_(wanted))
        .order_by(units.c.call_sign)
    ).all()
    for row in rows:
        page = Paged(
            priority=Priority(incident.priority), incident_type=incident.incident_type, profile=row.profile,
            call_sign=row.call_sign,
        )  # fmt: skip
        reached = bearers_of(connection, row.id)
        for channel, _ in bearers_for(rules.radio.plans, page, reached, rules.radio.informal)[:1]:
            over[channel].append(row.call_sign)
    text = dispatch_text(
        priority=Priority(incident.priority), number=incident.number, type_name=incident.type_name,
        place=incident.place, units=" ".join(row.call_sign for row in rows), note=query.note,
    )  # fmt: skip
    private = calls.names_and_numbers(connection, query.incident_id)
    found = warnings_of(text, rules.radio.open_rules, private)
    return tuple(
        TextWarningRow(channel=channel, call_signs=tuple(signs), rule=warning.rule, found=warning.found)
        for channel, signs in sorted(over.items())
        if rules.radio.rule(channel).is_open
        for warning in found
    )
