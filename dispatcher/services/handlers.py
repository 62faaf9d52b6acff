"""The table of contents of the system: which function carries out which command."""

from collections.abc import Callable, Mapping
from typing import Any

from dispatcher.domain import (
    attention_commands,
    call_commands,
    caller_commands,
    channel_commands,
    commands,
    contact_commands,
    crew_commands,
    dispatch_commands,
    draft_commands,
    incident_commands,
    incident_plan_commands,
    knowledge_commands,
    machine,
    owed_commands,
    proposal_commands,
    record_commands,
    same_event_commands,
    seat_commands,
    triage_commands,
)
from dispatcher.services.activating_pack import ActivatePack, activate_pack
from dispatcher.services.amending import amend_call, amend_incident, end_call
from dispatcher.services.answering import record_answer
from dispatcher.services.attending import delegate_attention, take_attention
from dispatcher.services.audits import record_audit
from dispatcher.services.call_taking import add_call, take_call
from dispatcher.services.callers import amend_caller, correct_caller_note, end_caller_note, forget_caller, note_caller
from dispatcher.services.claiming import claim_next
from dispatcher.services.complaining import acknowledge_complaint, answer_complaint, link_complaint, re_kind
from dispatcher.services.concluding import record_impact, record_resolution, reopen_incident, schedule_incident
from dispatcher.services.contacts import (
    dismiss_contact,
    dismiss_contacts,
    enter_batch,
    enter_contact,
    release_contact,
    separate_contact,
    take_contact,
)
from dispatcher.services.contacts_arriving import contact_arrived, contacts_arrived, take_source_health
from dispatcher.services.deciding import accept_unconfirmed, declare_major, stand_down_major, stop_chain_of
from dispatcher.services.dispatching import dispatch_units, reassign_unit
from dispatcher.services.drafting import drop_draft, save_draft
from dispatcher.services.escalating import run_deadline
from dispatcher.services.filing import file_call
from dispatcher.services.grading import regrade, set_priority
from dispatcher.services.holding import hold_unit, release_unit
from dispatcher.services.holding_channels import hold_channel, release_channel
from dispatcher.services.importing_knowledge import ImportKnowledge, ResealSecrets, import_knowledge, reseal_secrets
from dispatcher.services.incident_plans import attach_plan, detach_plan
from dispatcher.services.keeping_apart import keep_apart, look_at_facts
from dispatcher.services.keeping_duties import keep_duties, release_duties
from dispatcher.services.known_places import (
    add_premise_note,
    correct_premise_note,
    end_premise_note,
    keep_asset,
    keep_keyholders,
    keep_premise,
)
from dispatcher.services.linking import link_incidents, unlink_incidents
from dispatcher.services.log_writing import add_note, correct_line
from dispatcher.services.merging import merge_incidents, unmerge_incident
from dispatcher.services.minding_clock import mind_clock
from dispatcher.services.moving_calls import move_call, split_call
from dispatcher.services.owning import hand_over, take_over
from dispatcher.services.pausing import pause_watch, resume_watch
from dispatcher.services.placing import place_incident, report_positions
from dispatcher.services.plan_steps import do_plan_step, skip_plan_step, undo_plan_step
from dispatcher.services.promising import answer_transfer, make_promise, offer_transfer, settle_promise
from dispatcher.services.proposing import decide_proposal, propose
from dispatcher.services.reading_back import record_read_back
from dispatcher.services.recalling import recall_unit
from dispatcher.services.recalling_pages import recall_accepted
from dispatcher.services.reporting_status import report_status
from dispatcher.services.rolls import answer_roll_call, begin_roll_call
from dispatcher.services.running_due import run_due
from dispatcher.services.running_incidents import close_incident
from dispatcher.services.secrets_at_places import end_secret, keep_secret, reveal_secret
from dispatcher.services.signing_on import sign_off, sign_on
from dispatcher.services.stakeholders import add_stakeholder, record_reply, tell_stakeholder
from dispatcher.services.taking_complaints import take_complaint
from dispatcher.services.taking_emergencies import take_emergency
from dispatcher.services.taking_inbound import take_statuses, take_text
from dispatcher.services.taking_positions import take_positions
from dispatcher.services.taking_receipts import take_receipt
from dispatcher.services.tasking import add_task, settle_task
from dispatcher.services.testing_channels import test_channel
from dispatcher.services.triaging import record_triage
from dispatcher.services.watching_channels import take_health
from dispatcher.storage.unit_of_work import UnitOfWork

Handler = Callable[[Any, UnitOfWork], Any]
AnyCommand = commands.Command | machine.MachineCommand | ActivatePack | ImportKnowledge | ResealSecrets

HANDLERS: Mapping[type, Handler] = {
    seat_commands.SignOn: sign_on,
    seat_commands.SignOff: sign_off,
    call_commands.TakeCall: take_call,
    call_commands.FileCall: file_call,
    call_commands.AddCall: add_call,
    call_commands.AmendCall: amend_call,
    call_commands.EndCall: end_call,
    call_commands.AmendIncident: amend_incident,
    draft_commands.SaveDraft: save_draft,
    draft_commands.DropDraft: drop_draft,
    caller_commands.RecordReadBack: record_read_back,
    caller_commands.ReKind: re_kind,
    caller_commands.TakeComplaint: take_complaint,
    caller_commands.LinkComplaint: link_complaint,
    caller_commands.AcknowledgeComplaint: acknowledge_complaint,
    caller_commands.AnswerComplaint: answer_complaint,
    dispatch_commands.DispatchUnits: dispatch_units,
    crew_commands.RecordAnswer: record_answer,
    crew_commands.ReportStatus: report_status,
    dispatch_commands.RecallUnit: recall_unit,
    dispatch_commands.ReassignUnit: reassign_unit,
    triage_commands.SetPriority: set_priority,
    triage_commands.Regrade: regrade,
    triage_commands.RecordTriage: record_triage,
    incident_commands.PlaceIncident: place_incident,
    crew_commands.ReportPositions: report_positions,
    seat_commands.TakeOver: take_over,
    seat_commands.HandOver: hand_over,
    record_commands.AddNote: add_note,
    incident_commands.CloseIncident: close_incident,
    attention_commands.TakeAttention: take_attention,
    attention_commands.DelegateAttention: delegate_attention,
    incident_commands.StopChain: stop_chain_of,
    incident_commands.AcceptUnconfirmed: accept_unconfirmed,
    incident_commands.DeclareMajor: declare_major,
    incident_commands.StandDownMajor: stand_down_major,
    proposal_commands.Propose: propose,
    proposal_commands.DecideProposal: decide_proposal,
    owed_commands.MakePromise: make_promise,
    owed_commands.SettlePromise: settle_promise,
    owed_commands.OfferTransfer: offer_transfer,
    owed_commands.AnswerTransfer: answer_transfer,
    dispatch_commands.HoldUnit: hold_unit,
    dispatch_commands.ReleaseUnit: release_unit,
    crew_commands.BeginRollCall: begin_roll_call,
    crew_commands.AnswerRollCall: answer_roll_call,
    crew_commands.PauseWatch: pause_watch,
    crew_commands.ResumeWatch: resume_watch,
    record_commands.CorrectLine: correct_line,
    record_commands.AddStakeholder: add_stakeholder,
    record_commands.TellStakeholder: tell_stakeholder,
    record_commands.RecordReply: record_reply,
    record_commands.AddTask: add_task,
    record_commands.SettleTask: settle_task,
    record_commands.RecordResolution: record_resolution,
    record_commands.BusinessImpact: record_impact,
    record_commands.ReopenIncident: reopen_incident,
    record_commands.ScheduleIncident: schedule_incident,
    incident_plan_commands.AttachPlan: attach_plan,
    incident_plan_commands.DoPlanStep: do_plan_step,
    incident_plan_commands.SkipPlanStep: skip_plan_step,
    incident_plan_commands.UndoPlanStep: undo_plan_step,
    incident_plan_commands.DetachPlan: detach_plan,
    channel_commands.HoldChannel: hold_channel,
    channel_commands.ReleaseChannel: release_channel,
    channel_commands.TestChannel: test_channel,
    contact_commands.TakeContact: take_contact,
    contact_commands.ReleaseContact: release_contact,
    contact_commands.SeparateContact: separate_contact,
    contact_commands.EnterContact: enter_contact,
    contact_commands.DismissContact: dismiss_contact,
    contact_commands.DismissContacts: dismiss_contacts,
    contact_commands.EnterBatch: enter_batch,
    contact_commands.ContactArrived: contact_arrived,
    contact_commands.ContactsArrived: contacts_arrived,
    contact_commands.TakeSourceHealth: take_source_health,
    same_event_commands.KeepApart: keep_apart,
    same_event_commands.LookAtFacts: look_at_facts,
    same_event_commands.MergeIncidents: merge_incidents,
    same_event_commands.UnmergeIncident: unmerge_incident,
    same_event_commands.MoveCall: move_call,
    same_event_commands.SplitCall: split_call,
    same_event_commands.LinkIncidents: link_incidents,
    same_event_commands.UnlinkIncidents: unlink_incidents,
    knowledge_commands.KeepPremise: keep_premise,
    knowledge_commands.AddPremiseNote: add_premise_note,
    knowledge_commands.EndPremiseNote: end_premise_note,
    knowledge_commands.CorrectPremiseNote: correct_premise_note,
    knowledge_commands.KeepKeyholders: keep_keyholders,
    knowledge_commands.KeepSecret: keep_secret,
    knowledge_commands.EndSecret: end_secret,
    knowledge_commands.RevealSecret: reveal_secret,
    knowledge_commands.KeepAsset: keep_asset,
    knowledge_commands.NoteCaller: note_caller,
    knowledge_commands.EndCallerNote: end_caller_note,
    knowledge_commands.AmendCaller: amend_caller,
    knowledge_commands.CorrectCallerNote: correct_caller_note,
    knowledge_commands.ForgetCaller: forget_caller,
    machine.ClaimNext: claim_next,
    machine.RecallAccepted: recall_accepted,
    machine.TakeReceipt: take_receipt,
    machine.TakeHealth: take_health,
    machine.RunDeadline: run_deadline,
    machine.RunDue: run_due,
    machine.MindClock: mind_clock,
    machine.KeepDuties: keep_duties,
    machine.ReleaseDuties: release_duties,
    machine.RecordAudit: record_audit,
    machine.TakeStatuses: take_statuses,
    machine.TakeText: take_text,
    machine.TakeEmergency: take_emergency,
    machine.TakePositions: take_positions,
    ActivatePack: activate_pack,
    ImportKnowledge: import_knowledge,
    ResealSecrets: reseal_secrets,
}
