"""An incident with a record, the pack's words for it, and a presenter of it over a room without an engine."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from dispatcher.domain.calls import Medium
from dispatcher.domain.records import LineKind, TaskState
from dispatcher.domain.vocabulary import Abbreviation, Term
from dispatcher.queries.card_rows import IncidentCard, LogLine
from dispatcher.queries.pack_rows import OperatorRow
from dispatcher.queries.record_rows import (
    CorrectionRow,
    ImpactRow,
    NotificationRow,
    OfferedStakeholder,
    RecordRow,
    StakeholderRow,
    TaskRow,
    TeamRow,
)
from dispatcher.queries.requests import AskCard
from tests.helpers import command_rows, scenes
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import START, FakeClock, FakeRoom, Posted
from ui.presenters.card import CardPresenter
from ui.presenters.record import RecordField, RecordPresenter
from ui.presenters.session import Session

FACILITIES = TeamRow(name="facilities", title="Facilities", phone="0151")
IT = TeamRow(name="it", title="IT service desk", phone="0152")
TERMS = (Term(say="en route", informal=("on the way",)),)
OFFERED = (
    OfferedStakeholder(
        name="Press officer", role="press", organisation="Town", internal=True, reach="0161", types=("structure-fire",)
    ),
    OfferedStakeholder(name="Harbour master", role="", organisation="Port", internal=False, reach="", types=("yacht",)),
    OfferedStakeholder(name="Ann Lee", role="", organisation="", internal=False, reach="", types=()),
)
PACK = replace(
    command_rows.PACK,
    timezone="UTC",
    teams=(FACILITIES, IT),
    terms=TERMS,
    stakeholders=OFFERED,
    abbreviations=(Abbreviation(short="pt", text="patient"),),
    operators=(OperatorRow(operator_id="dana", name="Dana Reyes", roles=()),),
)

_LINE = LogLine(at=START, kind="note_added", operator="Dana Reyes", seat="D1", text="")
LOG = (
    replace(
        _LINE,
        line_id="l1",
        line_kind=LineKind.ACTION,
        text="gas is shut off",
        words="gas is shut off",
        source_at=START - timedelta(minutes=14),
        late=True,
    ),
    replace(
        _LINE,
        line_id="l2",
        line_kind=LineKind.NOTE,
        text="two inside",
        words="two inside",
        corrected=CorrectionRow(line_id="l3", at=START, operator="Sol Marchetti", reason="misheard"),
    ),
    replace(
        _LINE,
        kind="line_corrected",
        line_id="l3",
        line_kind=LineKind.NOTE,
        text="one inside (corrected: misheard)",
        words="one inside",
        corrects="l2",
    ),
    replace(_LINE, kind="incident_opened", text="2026-000012 opened, P1"),
)
A_TASK = TaskRow(
    task_id="t1", words="shut the gas off", owner="Facilities", is_team=True, state=TaskState.OPEN,
    due_at=START - timedelta(minutes=5), made_at=START - timedelta(minutes=20), made_by="Dana Reyes", settled_at=None,
    settled_by=None, result="",
)  # fmt: skip
DONE = replace(
    A_TASK, task_id="t2", words="watch the tide", owner="radio_operator", is_team=False, state=TaskState.DONE,
    settled_at=START, settled_by="Ruth Achebe", result="high at nine",
)  # fmt: skip
TOLD = NotificationRow(
    notification_id="n1", medium=Medium.EMAIL, told_at=START, entered_at=START, words="your shop burns",
    answered_at=None, reply="", operator="Dana Reyes", seat="D1",
)  # fmt: skip
ANN = StakeholderRow(
    stakeholder_id="s1", name="Ann Lee", role="owner", organisation="Lee & Sons", internal=False, reach="0100",
    told=(TOLD,),
)  # fmt: skip
A_CARD = scenes.card(
    incident_id="i12",
    number="2026-000012",
    log=LOG,
    record=RecordRow(
        tasks=(A_TASK, DONE),
        stakeholders=(ANN,),
        resolution="burnt out",
        impact=ImpactRow(
            service="Lift", users_affected=40, downtime_min=None, cost=Decimal("10.00"), currency="EUR"
        ),
    ),
)  # fmt: skip


def _card(query: AskCard) -> IncidentCard:
    return A_CARD if query.incident_id == "i12" else scenes.card(incident_id=query.incident_id, log=())


class RecordDesk:
    """A presenter with its fakes; the incident i12 is shown, i9 has an empty record."""

    def __init__(self) -> None:
        self.room, self.post, self.session = FakeRoom(), Posted(), Session()
        self.room.canned[AskCard] = _card
        self.session.set_actor(ACTOR)
        self.card = CardPresenter(self.room, self.post, FakeClock(), lambda _key, _text: None)
        self.record = RecordPresenter(self.room, self.session, self.card, FakeClock(), self.post)
        self.record.set_pack(PACK)
        self.show("i12")

    def show(self, incident_id: str) -> None:
        """Show an incident."""
        self.session.show_incident(incident_id)
        self.card.show(incident_id)
        self.post.run()

    def type(self, **texts: str) -> None:
        """Type into fields, by their names."""
        for name, text in texts.items():
            self.record.edit(RecordField(name), text)

    def settle(self) -> None:
        """Let the room carry out what waits."""
        self.room.settle()
        self.post.run()
