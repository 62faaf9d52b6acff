"""Who may do what: one function, one table (domain.md §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.errors import NotAuthorised
from dispatcher.domain.identifiers import OperatorId, Seat


class Role(StrEnum):
    """The hats of a control room. SYSTEM is the program itself: policies and recovery, never a person."""

    DISPATCHER = "dispatcher"
    RADIO_OPERATOR = "radio_operator"
    SUPERVISOR = "supervisor"
    DUTY_MANAGER = "duty_manager"
    SYSTEM = "system"


class Act(StrEnum):
    """What the table decides about."""

    TAKE_CALL = "take_call"
    DISPATCH = "dispatch"
    RECORD_ANSWER = "record_answer"
    SET_STATUS = "set_status"
    NOTE = "note"
    SET_PRIORITY = "set_priority"
    PLACE = "place"
    REPORT_POSITIONS = "report_positions"
    DOWNGRADE_URGENT = "downgrade_urgent"
    RECALL = "recall"
    REASSIGN = "reassign"
    CLOSE = "close"
    REOPEN = "reopen"
    ATTEND = "attend"
    DELEGATE = "delegate"
    STOP_CHAIN = "stop_chain"
    ACCEPT_UNCONFIRMED = "accept_unconfirmed"
    DECLARE_MAJOR = "declare_major"
    STAND_DOWN_MAJOR = "stand_down_major"
    PROPOSE = "propose"
    PROMISE = "promise"
    TRANSFER = "transfer"
    HOLD = "hold"
    ROLL_CALL = "roll_call"
    PAUSE_WATCH = "pause_watch"
    HOLD_CHANNEL = "hold_channel"  # and release
    TEST_CHANNEL = "test_channel"
    KEEP_KNOWLEDGE = "keep_knowledge"  # of places, things and callers
    SHOW_SECRET = "show_secret"  # noqa: S105  # a dispatcher within an incident at its place alone
    SHOW_ANY_SECRET = "show_any_secret"  # noqa: S105  # a word, no password
    FORGET_CALLER = "forget_caller"
    TAKE_OVER = "take_over"  # and own
    HAND_OVER_FOR_OTHERS = "hand_over_for_others"
    READ_BACK = "read_back"
    RE_KIND = "re_kind"
    HANDLE_COMPLAINT = "handle_complaint"
    LEAVE_UNOWNED = "leave_unowned"
    MERGE = "merge"  # and unmerge, split, move a call
    LINK = "link"  # and keep apart
    WAIVE_PLAN = "waive_plan"  # go on without a step that a plan requires, or without the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who gives a command, from which seat, in which role."""

    operator: OperatorId
    seat: Seat
    role: Role


_EVERYBODY = frozenset({Role.DISPATCHER, Role.RADIO_OPERATOR, Role.SUPERVISOR, Role.DUTY_MANAGER})
_DESK = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.DUTY_MANAGER})
_ABOVE = frozenset({Role.SUPERVISOR, Role.DUTY_MANAGER})
_RADIO_DESK = frozenset({Role.RADIO_OPERATOR, Role.SUPERVISOR, Role.DUTY_MANAGER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.TAKE_CALL: _DESK,
    Act.DISPATCH: _DESK,
    Act.RECORD_ANSWER: _EVERYBODY,
    Act.SET_STATUS: _EVERYBODY,
    Act.NOTE: _EVERYBODY,
    Act.SET_PRIORITY: _DESK,
    Act.PLACE: _EVERYBODY,
    Act.REPORT_POSITIONS: _EVERYBODY,
    Act.DOWNGRADE_URGENT: _ABOVE,
    Act.RECALL: _DESK,
    Act.REASSIGN: _ABOVE,
    Act.CLOSE: _DESK,
    Act.REOPEN: _DESK,
    Act.ATTEND: _EVERYBODY,
    Act.DELEGATE: _EVERYBODY,
    Act.STOP_CHAIN: _ABOVE,
    Act.ACCEPT_UNCONFIRMED: _ABOVE,
    Act.DECLARE_MAJOR: _ABOVE,
    Act.STAND_DOWN_MAJOR: frozenset({Role.DUTY_MANAGER}),
    Act.PROPOSE: _EVERYBODY,
    Act.PROMISE: _DESK,
    Act.TRANSFER: _DESK,
    Act.HOLD: _DESK,
    Act.ROLL_CALL: _EVERYBODY,
    Act.PAUSE_WATCH: _ABOVE,
    Act.HOLD_CHANNEL: _RADIO_DESK,
    Act.TEST_CHANNEL: _EVERYBODY,
    Act.KEEP_KNOWLEDGE: _DESK,
    Act.SHOW_SECRET: _DESK,
    Act.SHOW_ANY_SECRET: _ABOVE,
    Act.FORGET_CALLER: _ABOVE,
    Act.TAKE_OVER: _DESK,
    Act.HAND_OVER_FOR_OTHERS: _ABOVE,
    Act.READ_BACK: _EVERYBODY,
    Act.RE_KIND: _DESK,
    Act.HANDLE_COMPLAINT: _DESK,
    Act.LEAVE_UNOWNED: _ABOVE,
    Act.MERGE: _DESK,
    Act.LINK: _DESK,
    Act.WAIVE_PLAN: _ABOVE,
}


ANSWERS_FOR: Mapping[Role, frozenset[Role]] = {
    Role.RADIO_OPERATOR: _EVERYBODY,
    Role.DISPATCHER: _DESK,
    Role.SUPERVISOR: _ABOVE,
    Role.DUTY_MANAGER: frozenset({Role.DUTY_MANAGER}),
    Role.SYSTEM: frozenset(),
}
"""Whose acknowledgement counts when a role is asked: its own and those above it."""


def require(actor: Actor, act: Act) -> None:
    """Let the actor pass when its role may do `act`.

    Raises:
        NotAuthorised: it may not; the text names the roles that may.
    """
    if actor.role is Role.SYSTEM or actor.role in MAY[act]:
        return
    allowed = " or ".join(sorted(role.value.replace("_", " ") for role in MAY[act]))
    doing = act.value.replace("_", " ")
    raise NotAuthorised(f"a {actor.role.value.replace('_', ' ')} may not {doing}; ask a {allowed}")
