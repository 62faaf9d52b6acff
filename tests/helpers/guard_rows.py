"""The small room of `command_rows` with more on its strip: a decision, a proposal, a task; people on call."""

from dataclasses import replace
from datetime import timedelta

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.owed_rows import PromiseRow, TransferRow
from dispatcher.queries.pack_rows import OperatorRow, PartnerRow
from tests.helpers import scenes
from tests.helpers.command_rows import VOCABULARY, an_attention_item
from tests.helpers.fake_room import START
from ui.presenters.command_line_vocabulary import Vocabulary

OMAR = Actor(operator=OperatorId("omar"), seat=Seat("D2"), role=Role.DISPATCHER)
CHIEF = Actor(operator=OperatorId("helene"), seat=Seat("M1"), role=Role.DUTY_MANAGER)

HELENE = OperatorRow(
    operator_id="helene", name="Hélène Marquet", roles=(Role.DUTY_MANAGER, Role.SUPERVISOR), phone="555 0199"
)
OPERATORS = (
    OperatorRow(operator_id="op1", name="Sol Marchetti", roles=(Role.SUPERVISOR, Role.DISPATCHER)),
    OperatorRow(operator_id="omar", name="Omar Lindqvist", roles=(Role.DISPATCHER,)),
    HELENE,
)


def an_item(attention_id: str, kind: AttentionKind, text: str, **values: object) -> AttentionRow:
    """An open item about 2026-000009 that asks a supervisor, unless `values` say otherwise."""
    row = replace(an_attention_item(attention_id, text), kind=kind, least_role=Role.SUPERVISOR)
    return replace(row, **values)  # pyright: ignore[reportArgumentType]


AUTHORITY = an_item("a1", AttentionKind.AUTHORITY, "M4 has not acknowledged")
DECISION = an_item("a2", AttentionKind.DECISION, "who goes to Quay 9?", least_role=Role.DUTY_MANAGER)
PROPOSAL = an_item("a3", AttentionKind.APPROVAL, "D2 proposes to stop what runs for M4: met", proposal_id="p3")
TASK = an_item("a4", AttentionKind.TASK, "ring the caller", least_role=None, for_role=Role.DISPATCHER)
TAKEN = an_item("a5", AttentionKind.DECISION, "an old question", state=AttentionState.TAKEN, owner="Sol Marchetti")

POLICE = PartnerRow(name="police", title="Police control room", phone="555 0117")
COAST = PartnerRow(name="coastguard", title="Coastguard rescue centre", phone="555 0118")


def a_promise(
    promise_id: str, about: PromiseAbout, minutes: int, state: PromiseState = PromiseState.OPEN
) -> PromiseRow:
    due_at = START + timedelta(minutes=minutes)
    return PromiseRow(promise_id=promise_id, about=about, state=state, due_at=due_at, words=f"words of {promise_id}")


def a_transfer(transfer_id: str, to: PartnerRow, state: TransferState = TransferState.PENDING) -> TransferRow:
    return TransferRow(
        transfer_id=transfer_id,
        partner=to.name,
        title=to.title,
        phone=to.phone,
        state=state,
        offered_at=START,
        words="",
    )


def a_card(incident_id: str = "i9", **changes: object) -> IncidentCard:
    """A card of which only what is owed and who is silent matters."""
    return scenes.card(incident_id=incident_id, number="2026-000009", **changes)


STRIP = (AUTHORITY, DECISION, PROPOSAL, TASK, TAKEN)
GUARDED: Vocabulary = replace(VOCABULARY, attention=STRIP, operators=OPERATORS, partners=(POLICE, COAST),
                              timezone="Europe/Monaco")  # fmt: skip
