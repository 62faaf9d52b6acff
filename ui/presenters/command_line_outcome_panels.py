"""Commands that panels give: what they do is said where they are given, and the line repeats what it foretold."""

from dispatcher.domain import knowledge_commands as known
from dispatcher.domain.call_commands import AddCall, AmendCall, AmendIncident, EndCall, FileCall
from dispatcher.domain.caller_commands import TakeComplaint
from dispatcher.domain.contact_commands import (
    DismissContact,
    DismissContacts,
    EnterBatch,
    EnterContact,
    ReleaseContact,
    SeparateContact,
    TakeContact,
)
from dispatcher.domain.crew_commands import ReportPositions
from dispatcher.domain.draft_commands import DropDraft, SaveDraft
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    LookAtFacts,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.domain.seat_commands import SignOff, SignOn
from dispatcher.domain.triage_commands import RecordTriage, Regrade

OF_PANELS = (
    ReportPositions, SignOff, SignOn,
    AddCall, AmendCall, AmendIncident, EndCall, FileCall,
    DropDraft, SaveDraft,
    KeepApart, LinkIncidents, LookAtFacts, MergeIncidents, MoveCall, SplitCall, UnlinkIncidents, UnmergeIncident,
    RecordTriage, Regrade,
    DismissContact, DismissContacts, EnterBatch, EnterContact, ReleaseContact, SeparateContact, TakeContact,
    TakeComplaint,
    known.AddPremiseNote, known.AmendCaller, known.EndCallerNote, known.EndPremiseNote, known.EndSecret,
    known.ForgetCaller, known.KeepAsset, known.KeepKeyholders, known.KeepPremise, known.KeepSecret, known.NoteCaller,
    known.RevealSecret,
)  # fmt: skip
