"""The pure rules: tables, matrix, authority, texts, times."""

from datetime import datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.assignments import ACTIVE, CREW_STATUSES, AssignmentState, after_status
from dispatcher.domain.assignments import NEXT as ASSIGNMENT_NEXT
from dispatcher.domain.authority import MAY, Act, Role, require
from dispatcher.domain.calls import CallTimes
from dispatcher.domain.errors import InvalidTransition, NotAuthorised, Rejected, TextNotCarried
from dispatcher.domain.incidents import IncidentState, Phase, phase_of
from dispatcher.domain.messages import ChannelLimits, carried_text, dispatch_text, stand_down_text, voice_script
from dispatcher.domain.transitions import advance, mermaid
from dispatcher.domain.transmissions import (
    LADDER,
    NEXT,
    OUTSTANDING,
    WENT_OUT,
    AttemptState,
    TransmissionState,
    rises,
)
from dispatcher.domain.triage import Impact, Priority, Urgency, priority_for
from dispatcher.domain.units import Availability, shown_state
from tests.helpers.builders import actor
from tests.helpers.clock import START

A, T = AssignmentState, TransmissionState
PAGER = ChannelLimits(channel="paging", max_text=100, charset="ascii-printable")


@pytest.mark.parametrize(("old", "new"), [*product(A, A)], ids=str)
def test_a_status_is_taken_or_refused_never_forced(old: A, new: A) -> None:
    allowed = new in CREW_STATUSES and (new is old or new in ASSIGNMENT_NEXT[old])
    if not allowed:
        with pytest.raises(InvalidTransition):
            after_status(old, new)
        return
    state, inferred = after_status(old, new)
    assert state is new
    skipped_travel = old in {A.ALERTED, A.ACKNOWLEDGED} and new in {A.STAGED, A.ON_SCENE}
    assert inferred is skipped_travel


def test_what_is_over_stays_over() -> None:
    for state in (A.CLEARED, A.DECLINED, A.RECALLED):
        assert ASSIGNMENT_NEXT[state] == frozenset()
        assert state not in ACTIVE
    assert A.PLANNED not in ACTIVE


@pytest.mark.parametrize(("old", "new"), [*product(LADDER, LADDER)], ids=str)
def test_a_rung_only_rises(old: T, new: T) -> None:
    assert rises(old, new) is (LADDER.index(new) > LADDER.index(old))
    if LADDER.index(new) <= LADDER.index(old):
        assert new not in NEXT[old]


def test_bad_news_moves_only_what_was_not_accepted() -> None:
    for bad in (T.FAILED, T.REJECTED, T.UNCERTAIN):
        assert rises(T.QUEUED, bad)
        assert not any(rises(rung, bad) for rung in LADDER[1:])
    assert not rises(T.CANCELLED, T.ACCEPTED)
    assert rises(T.UNCERTAIN, T.ACCEPTED)


def test_what_may_have_been_heard() -> None:
    assert T.UNCERTAIN in WENT_OUT
    assert not {T.QUEUED, T.CANCELLED, T.FAILED, T.REJECTED} & WENT_OUT
    assert {AttemptState.WAITING, AttemptState.CLAIMED} == OUTSTANDING


def test_advance_names_the_thing_and_both_states() -> None:
    with pytest.raises(InvalidTransition, match="E12 is cleared and cannot become alerted"):
        advance(ASSIGNMENT_NEXT, "E12", A.CLEARED, A.ALERTED)
    assert advance(ASSIGNMENT_NEXT, "E12", A.ALERTED, A.DECLINED) is A.DECLINED
    assert "    cleared --> [*]" in mermaid(ASSIGNMENT_NEXT)


@pytest.mark.parametrize(
    ("states", "phase"),
    [
        ((), Phase.WAITING),
        ((A.PLANNED,), Phase.WAITING),
        ((A.DECLINED, A.RECALLED), Phase.WAITING),
        ((A.ALERTED, A.DECLINED), Phase.ALERTED),
        ((A.ALERTED, A.ACKNOWLEDGED), Phase.ALERTED),
        ((A.ACKNOWLEDGED, A.STAGED), Phase.EN_ROUTE),
        ((A.EN_ROUTE, A.TRANSPORTING), Phase.ON_SCENE),
        ((A.CLEARING, A.ALERTED), Phase.ALERTED),
        ((A.CLEARING, A.CLEARED), Phase.CLEARING),
        ((A.CLEARED, A.RECALLED), Phase.CLEARED),
    ],
)
def test_the_phase_hides_no_unanswered_unit(states: tuple[A, ...], phase: Phase) -> None:
    assert phase_of(IncidentState.OPEN, states) is phase
    assert phase_of(IncidentState.CLOSED, states) is Phase.CLOSED


@pytest.mark.parametrize(("availability", "assignment"), [*product(Availability, [*A, None])], ids=str)
def test_the_state_shown_is_derived(availability: Availability, assignment: A | None) -> None:
    shown = shown_state(availability, assignment)
    assert shown is (assignment if assignment in ACTIVE else availability)


def test_the_matrix() -> None:
    table = [[priority_for(impact, urgency).value for urgency in Urgency] for impact in Impact]
    assert table == [["P1", "P2", "P3"], ["P2", "P3", "P4"], ["P3", "P4", "P5"]]
    assert [priority.rank for priority in Priority] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("act", "role"), [*product(Act, Role)], ids=str)
def test_who_may_do_what(act: Act, role: Role) -> None:
    who = actor("somebody", role, "D1")
    if role is Role.SYSTEM or role in MAY[act]:
        require(who, act)
        return
    with pytest.raises(NotAuthorised, match=f"a {role.value.replace('_', ' ')} may not .*; ask a "):
        require(who, act)


def test_the_times_of_a_call_are_in_order() -> None:
    minute = timedelta(minutes=1)
    CallTimes(contact_at=START, answered_at=START, ended_at=START + minute, entered_at=START)
    for wrong in (
        {"contact_at": START + minute},
        {"contact_at": START, "answered_at": START - minute},
        {"contact_at": START - minute, "answered_at": START, "ended_at": START - minute},
    ):
        with pytest.raises(Rejected):
            CallTimes(**{"entered_at": START, **wrong})


# -- texts ---------------------------------------------------------------------------------------------------------


def test_what_a_crew_reads_first() -> None:
    text = dispatch_text(
        priority=Priority.P1, number="2026-000001", type_name="Building fire", place=" 12  Elm\nSt ", units="E12 L11",
        note="  ",
    )  # fmt: skip
    assert text == "P1 / BUILDING FIRE / 12 Elm St / E12 L11 / 2026-000001"
    stood = stand_down_text(number="2026-000001", call_sign="E12", place="12 Elm St", reason="")
    assert stood == "STAND DOWN / E12 / 12 Elm St / 2026-000001"
    assert voice_script(call_sign="E12", text=text) == f"E12 from Control: {text}. Read back."


@given(st.text())
def test_what_is_carried_fits_and_is_carried_whole_or_refused(text: str) -> None:
    try:
        carried = carried_text(text, PAGER)
    except TextNotCarried:
        return
    assert len("REPEAT " + carried) <= PAGER.max_text
    assert all(" " <= character <= "~" for character in carried)
    assert carried_text(carried, PAGER) == carried


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=93))
def test_plain_text_is_not_touched(text: str) -> None:
    assert carried_text(text, PAGER) == text


def test_other_character_sets() -> None:
    latin = ChannelLimits(channel="sms", max_text=50, charset="latin-1")
    assert carried_text("Straße é", latin) == "Straße é"
    assert carried_text("Pawł’s – 5 €\n", latin) == "Pawl's - 5 EUR "
    with pytest.raises(TextNotCarried, match=r"cannot carry '火' .* at character 4, '水' .* at character 6; write"):
        carried_text("Paw火火水", latin)
    wide = ChannelLimits(channel="tetra", max_text=50, charset="utf-16")
    assert carried_text("火", wide) == "火"
    with pytest.raises(TextNotCarried, match="character 1"):
        carried_text("\x07", wide)
    voice = ChannelLimits(channel="voice", max_text=1, charset="voice")
    assert carried_text("as long as it takes 火", voice) == "as long as it takes 火"


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    east = timezone(timedelta(hours=5))
    assert CallTimes(contact_at=START.astimezone(east), entered_at=START).contact_at == START
    assert isinstance(START, datetime)
