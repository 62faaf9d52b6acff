"""The standing check in words: a role that escalations ask and nobody can be reached for, before it matters."""

from collections.abc import Iterable

from dispatcher.queries.duty_rows import ReachRow
from ui.presenters.lamps import Lamp
from ui.wording import role_word, tr


def reach_lamp(rows: Iterable[ReachRow]) -> Lamp | None:
    """Return the lamp; None when somebody of every role sits at a seat."""
    told = tuple(rows)
    lost = [row for row in told if not row.reachable and row.stands_in is None]
    stood_in = [row for row in told if not row.reachable and row.stands_in is not None]
    by_phone = [row for row in told if row.reachable and not row.on_duty]
    if not (lost or stood_in or by_phone):
        return None
    why = "\n".join(_explained(row) for row in told)
    if lost:
        return Lamp("reach", _nobody(lost[0]), "plate_alarm", "octagon", why)
    if stood_in:
        words = [_nobody(stood_in[0]), *([_by_phone(by_phone[0])] if by_phone else [])]
        return Lamp("reach", ", ".join(words), "plate_warning", "triangle", why)
    return Lamp("reach", ", ".join(map(_by_phone, by_phone)), "text", "waves", why)


def _nobody(row: ReachRow) -> str:
    return tr("{role}: nobody", role=role_word(row.role))


def _by_phone(row: ReachRow) -> str:
    return tr("{role} by phone", role=role_word(row.role))


def _explained(row: ReachRow) -> str:
    who = ", ".join(row.on_duty) or ", ".join(tr("ring {whom}", whom=phone) for phone in row.phones)
    if not who and row.stands_in is not None:
        who = tr("nobody; a {role} is asked instead", role=role_word(row.stands_in))
    return tr("{role}: {who}", role=role_word(row.role), who=who or tr("nobody, and nobody above"))
