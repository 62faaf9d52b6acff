"""Who called about an incident, what each said that the record did not, and which incidents belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dispatcher.domain.same_event import DIRECTED, FactKind, LinkKind
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.same_event_rows import LinkRow
from ui.wording import clock_time, counted, tr

MOST = 6
"""So many calls are listed: those with something new first, then the newest; the others are counted."""
_FACT: Mapping[FactKind, str] = {
    FactKind.PLACE: "place",
    FactKind.POSITION: "position",
    FactKind.TYPE: "type",
    FactKind.PERSONS: "persons",
    FactKind.ASSET: "asset",
    FactKind.NUMBER: "number",
    FactKind.WORDS: "new",
}
_LINK: Mapping[tuple[LinkKind, bool], str] = {
    (LinkKind.CAUSED_BY, True): "caused by",
    (LinkKind.CAUSED_BY, False): "caused",
    (LinkKind.SPLIT_FROM, True): "split from",
    (LinkKind.SPLIT_FROM, False): "split into",
}
"""By whether this incident is the first of the two."""


@dataclass(frozen=True, slots=True)
class FactShown:
    """Something that a call said and the record did not."""

    name: str
    words: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShown:
    """One call of the card."""

    call_id: str
    title: str
    words: str
    facts: tuple[FactShown, ...]

    @property
    def has_news(self) -> bool:
        """Whether nobody has looked at something that it said."""
        return any(fact.is_new for fact in self.facts)


@dataclass(frozen=True, slots=True)
class BesideShown:
    """Another incident that belongs to this one."""

    strong: str  # how, and its number
    words: str
    loud: bool  # this one is part of the other


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsShown:
    """The calls of a card, and what belongs to it; empty while there is one call and nothing beside it."""

    title: str = ""
    calls: tuple[CallShown, ...] = ()
    news: int = 0  # facts that nobody has looked at
    beside: tuple[BesideShown, ...] = ()


NO_CALLS = CallsShown()


def calls_in_words(card: IncidentCard, local: ZoneInfo) -> CallsShown:
    """Put the calls of a card into words, each with its number on the card."""
    shown = [_call(number, row, local) for number, row in enumerate(card.calls, start=1)]
    several = len(shown) > 1 or any(call.facts for call in shown)
    picked = sorted(range(len(shown)), key=lambda place: (not shown[place].has_news, -place))[:MOST]
    listed = tuple(shown[place] for place in sorted(picked)) if several else ()
    news = sum(fact.is_new for call in shown for fact in call.facts)
    return CallsShown(
        title=_title(len(shown), len(listed), news) if several else "", calls=listed, news=news, beside=_beside(card)
    )


def _title(count: int, listed: int, news: int) -> str:
    parts = [counted(count, tr("call"), tr("calls"))]
    if listed < count:
        parts.append(tr("{count} not listed", count=count - listed))
    if news:
        parts.append(counted(news, tr("new fact"), tr("new facts")))
    return " · ".join(parts)


def _call(number: int, row: CallRow, local: ZoneInfo) -> CallShown:
    who = " ".join(part for part in (row.caller_name, row.caller_number) if part) or tr("unnamed")
    parts = [f"{number}", clock_time(row.contact_at, local), tr(row.medium.value.replace("_", " ")), who]
    parts += [tr(row.caller_relation)] if row.caller_relation else []
    parts += [tr("came to {number}", number=row.came_from)] if row.came_from else []
    facts = tuple(FactShown(tr(_FACT[fact.kind]), fact.words, fact.is_new) for fact in row.facts)
    return CallShown(call_id=row.call_id, title=" · ".join(parts), words=row.narrative, facts=facts)


def _beside(card: IncidentCard) -> tuple[BesideShown, ...]:
    shown: list[BesideShown] = []
    if card.merged_into is not None:
        row = card.merged_into
        where = tr("its calls are shown there: “{reason}”", reason=row.reason)
        shown.append(BesideShown(tr("MERGED into {number}", number=row.number), where, loud=True))
    for row in card.merged:
        words = f"{row.type_name}, {row.place}: “{row.reason}”"
        shown.append(BesideShown(tr("merged: {number}", number=row.number), words, loud=False))
    return (*shown, *(_linked(row) for row in card.links))


def _linked(row: LinkRow) -> BesideShown:
    how = _LINK[row.kind, row.is_first] if row.kind in DIRECTED else row.kind.value.replace("_", " ")
    state = "" if row.is_open else tr(" (closed)")
    words = f"{row.type_name}, {row.place}{state}: “{row.reason}”"
    return BesideShown(tr("{how}: {number}", how=tr(how), number=row.number), words, loud=False)
