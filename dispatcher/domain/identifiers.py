"""The ids that things are known by: sortable text, made by an injected factory."""

from typing import NewType, Protocol

CallId = NewType("CallId", str)
IncidentId = NewType("IncidentId", str)
UnitId = NewType("UnitId", str)
RecipientId = NewType("RecipientId", str)
AssignmentId = NewType("AssignmentId", str)
MessageId = NewType("MessageId", str)
TransmissionId = NewType("TransmissionId", str)
AttemptId = NewType("AttemptId", str)
DeadlineId = NewType("DeadlineId", str)
AttentionId = NewType("AttentionId", str)
PromiseId = NewType("PromiseId", str)
TransferId = NewType("TransferId", str)
ProposalId = NewType("ProposalId", str)
TriageRunId = NewType("TriageRunId", str)
LineId = NewType("LineId", str)
StakeholderId = NewType("StakeholderId", str)
NotificationId = NewType("NotificationId", str)
TaskId = NewType("TaskId", str)
IncidentPlanId = NewType("IncidentPlanId", str)
PlanStepId = NewType("PlanStepId", str)
PersonalValueId = NewType("PersonalValueId", str)
OperatorId = NewType("OperatorId", str)
Seat = NewType("Seat", str)
ChannelName = NewType("ChannelName", str)
ContactId = NewType("ContactId", str)

SYSTEM_OPERATOR = OperatorId("system")
"""Who acts when nobody does."""


class IdFactory(Protocol):
    """Makes ids that sort by the time they were made (UUIDv7 text)."""

    def __call__(self) -> str:
        """Return a new id."""
        ...
