"""The small room of `command_rows` with more on its strip: a decision, a proposal, a task; people on call."""

from dataclasses import replace

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.queries.rows import AttentionRow, OperatorRow
from tests.helpers.command_rows import VOCABULARY, an_attention_item
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

STRIP = (AUTHORITY, DECISION, PROPOSAL, TASK, TAKEN)
GUARDED: Vocabulary = replace(VOCABULARY, attention=STRIP, operators=OPERATORS)
