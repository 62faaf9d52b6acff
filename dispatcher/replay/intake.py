"""Make the command that enters a row. A place is made to fit the pager by rule; the desk says so on the incident."""

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.errors import TextNotCarried
from dispatcher.domain.messages import ChannelLimits, carried_text, dispatch_text, order_number, stand_down_text
from dispatcher.domain.triage import Priority
from dispatcher.replay.calls import CallRow
from dispatcher.replay.territory import Territory
from dispatcher.simulation.strip import RECALL_REASON

_NUMBER = order_number("2000-0000000", 99)  # room for ten million incidents a year, and many orders to one unit
_NOTHING_LEFT = "SEE NOTES"


def line_mark(line: int) -> str:
    """Return what stands before words that came from a row, so that rows can be counted in the store."""
    return f"[line {line}]"


class Intake:
    """Knows the territory's types and what its pager carries."""

    def __init__(self, territory: Territory, actor: Actor, limits: ChannelLimits) -> None:
        self.actor = actor
        self._type_of = territory.type_of
        self._types = {part.name: part for part in territory.pack.type}
        self._longest = max((unit.call_sign for unit in territory.pack.unit), key=len)
        self._limits = limits

    def command_for(self, row: CallRow) -> TakeCall:
        """Return the command that enters the row's call."""
        part = self._types[self._type_of[row.title]]
        return TakeCall(
            actor=self.actor, place=fitting_place(row.place, part.title, self._longest, self._limits),
            incident_type=part.name, impact=part.impact, urgency=part.urgency,
            narrative=f"{line_mark(row.line)} {row.description}", latitude=row.latitude, longitude=row.longitude,
            contact_at=row.contact_at,
        )  # fmt: skip


def fitting_place(place: str, type_name: str, longest_call_sign: str, limits: ChannelLimits) -> str:
    """Return the place as every page of its incident can carry it; the same words when they fit."""
    if _fits(place, type_name, longest_call_sign, limits):
        return place
    carriable = " ".join("".join(letter if _carries(letter, limits) else " " for letter in place).split())
    while carriable and not _fits(carriable, type_name, longest_call_sign, limits):
        carriable = carriable[:-1].rstrip(" ,")
    return carriable or _NOTHING_LEFT


def _fits(place: str, type_name: str, call_sign: str, limits: ChannelLimits) -> bool:
    dispatch = dispatch_text(
        priority=Priority.P1, number=_NUMBER, type_name=type_name, place=place, units=call_sign, note=""
    )
    stand_down = stand_down_text(number=_NUMBER, call_sign=call_sign, place=place, reason=RECALL_REASON)
    return _carries(dispatch, limits) and _carries(stand_down, limits)


def _carries(text: str, limits: ChannelLimits) -> bool:
    try:
        carried_text(text, limits)
    except TextNotCarried:
        return False
    return True
