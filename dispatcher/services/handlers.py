"""The table of contents of the system: which function carries out which command."""

from collections.abc import Callable, Mapping
from typing import Any

from dispatcher.domain import call_commands, channel_commands, commands, machine, record_commands
from dispatcher.services.activating_pack import ActivatePack, activate_pack
from dispatcher.services.amending import amend_call, amend_incident, end_call
from dispatcher.services.answering import record_answer
from dispatcher.services.attending import delegate_attention, take_attention
from dispatcher.services.audits import record_audit
from dispatcher.services.call_taking import add_call, take_call
from dispatcher.services.claiming import claim_next
from dispatcher.services.concluding import record_impact, record_resolution, reopen_incident, schedule_incident
from dispatcher.services.deciding import accept_unconfirmed, declare_major, stand_down_major, stop_chain_of
from dispatcher.services.dispatching import dispatch_units, reassign_unit
from dispatcher.services.escalating import run_deadline
from dispatcher.services.holding import hold_unit, release_unit
from dispatcher.services.holding_channels import hold_channel, release_channel
from dispatcher.services.keeping_duties import keep_duties, release_duties
from dispatcher.services.log_writing import add_note, correct_line
from dispatcher.services.minding_clock import mind_clock
from dispatcher.services.owning import hand_over, take_over
from dispatcher.services.pausing import pause_watch, resume_watch
from dispatcher.services.placing import place_incident, report_positions
from dispatcher.services.promising import answer_transfer, make_promise, offer_transfer, settle_promise
from dispatcher.services.proposing import decide_proposal, propose
from dispatcher.services.recalling import recall_unit
from dispatcher.services.recalling_pages import recall_accepted
from dispatcher.services.reporting_status import report_status
from dispatcher.services.rolls import answer_roll_call, begin_roll_call
from dispatcher.services.running_due import run_due
from dispatcher.services.running_incidents import close_incident, set_priority
from dispatcher.services.signing_on import sign_off, sign_on
from dispatcher.services.stakeholders import add_stakeholder, record_reply, tell_stakeholder
from dispatcher.services.taking_emergencies import take_emergency
from dispatcher.services.taking_inbound import take_statuses, take_text
from dispatcher.services.taking_positions import take_positions
from dispatcher.services.taking_receipts import take_receipt
from dispatcher.services.tasking import add_task, settle_task
from dispatcher.services.testing_channels import test_channel
from dispatcher.services.watching_channels import take_health
from dispatcher.storage.unit_of_work import UnitOfWork

Handler = Callable[[Any, UnitOfWork], Any]
AnyCommand = commands.Command | machine.MachineCommand | ActivatePack

HANDLERS: Mapping[type, Handler] = {
    commands.SignOn: sign_on,
    commands.SignOff: sign_off,
    call_commands.TakeCall: take_call,
    call_commands.AddCall: add_call,
    call_commands.AmendCall: amend_call,
    call_commands.EndCall: end_call,
    call_commands.AmendIncident: amend_incident,
    commands.DispatchUnits: dispatch_units,
    commands.RecordAnswer: record_answer,
    commands.ReportStatus: report_status,
    commands.RecallUnit: recall_unit,
    commands.ReassignUnit: reassign_unit,
    commands.SetPriority: set_priority,
    commands.PlaceIncident: place_incident,
    commands.ReportPositions: report_positions,
    commands.TakeOver: take_over,
    commands.HandOver: hand_over,
    commands.AddNote: add_note,
    commands.CloseIncident: close_incident,
    commands.TakeAttention: take_attention,
    commands.DelegateAttention: delegate_attention,
    commands.StopChain: stop_chain_of,
    commands.AcceptUnconfirmed: accept_unconfirmed,
    commands.DeclareMajor: declare_major,
    commands.StandDownMajor: stand_down_major,
    commands.Propose: propose,
    commands.DecideProposal: decide_proposal,
    commands.MakePromise: make_promise,
    commands.SettlePromise: settle_promise,
    commands.OfferTransfer: offer_transfer,
    commands.AnswerTransfer: answer_transfer,
    commands.HoldUnit: hold_unit,
    commands.ReleaseUnit: release_unit,
    commands.BeginRollCall: begin_roll_call,
    commands.AnswerRollCall: answer_roll_call,
    commands.PauseWatch: pause_watch,
    commands.ResumeWatch: resume_watch,
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
    channel_commands.HoldChannel: hold_channel,
    channel_commands.ReleaseChannel: release_channel,
    channel_commands.TestChannel: test_channel,
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
}
