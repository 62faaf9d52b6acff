"""Rows of a read-back: the sentences of Rivermouth, in two languages, and a call about a fire."""

from datetime import timedelta

from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Outcome, ReadBackRules, Standing
from dispatcher.domain.saying import Item
from dispatcher.domain.triage import Priority
from dispatcher.packs.callers import read_back_rules
from dispatcher.packs.loading import load_pack
from dispatcher.queries.caller_rows import OnTheWay, ReadBackRow, ReadBackState, ToldRow
from tests.helpers.fake_room import START
from ui.presenters.call_section import CallFacts


def _rules() -> ReadBackRules:
    english, french = load_pack("rivermouth").read_back, load_pack("monaco").read_back.language[0]
    both = english.model_copy(update={"language": (*english.language, french)})
    return read_back_rules(both, load_pack("rivermouth").complaints)


RULES = _rules()
FACTS = CallFacts(
    draft_id="d1", place="12 Elm St", verified=True, incident_type="alarm", kind=Kind.INCIDENT, persons_involved=2,
    caller_number="01632 960", priority=Priority.P2, incident_id="i1", call_id="c1", contact_at=START,
)  # fmt: skip


def told(incident_id: str, state: ReadBackState | None = None, *units: OnTheWay) -> ToldRow:
    """What can be told: an ambulance and an engine that a crew has acknowledged, there in eight minutes."""
    usual = (OnTheWay(call_sign="E12", type_name="Engine", acknowledged=True, there=False),)
    return ToldRow(
        incident_id=incident_id, number="2026-000001", units=units or usual, arrival_s=440.0,
        state=state or ReadBackState(standing=Standing.WANTED), arrival_from="E12, 2.1 km",
    )  # fmt: skip


def done(
    outcome: Outcome = Outcome.COMPLETE, standing: Standing = Standing.DONE, items: tuple[Item, ...] = tuple(Item)
) -> ReadBackState:
    """It was done by Ann at 03:04:05."""
    row = ReadBackRow(
        call_id="c1", outcome=outcome, confirmed=items, corrected=(), why_not=None, words="", language="en",
        operator="Ann", seat="A1", at=START,
    )  # fmt: skip
    return ReadBackState(standing=standing, rows=(row,))


def owed(for_s: float = 0.0) -> ReadBackState:
    """Units went first."""
    return ReadBackState(standing=Standing.OWED, owed_since=START - timedelta(seconds=for_s))
