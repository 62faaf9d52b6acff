"""What is owed to others from the command line: promises to callers, offers to partner agencies."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import IncidentId, OperatorId, PromiseId, Seat, TransferId
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import START
from tests.helpers.guard_rows import COAST, GUARDED, POLICE, a_card, a_promise, a_transfer
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents_guards import (
    PromiseIntent,
    SettleIntent,
    TransferAnswerIntent,
    TransferIntent,
)
from ui.presenters.command_grammar_scan import Mistake, Word
from ui.presenters.command_line_times import next_time
from ui.wording import zone

A = PromiseAbout
MONACO = zone("Europe/Monaco")
NOW = START + timedelta(minutes=5)  # 04:09:05 in Monaco
CARD = a_card(
    promises=(
        a_promise("p1", A.UPDATE, 4, PromiseState.KEPT),
        a_promise("p2", A.ARRIVAL, 40),
        a_promise("p3", A.CALL_BACK, 25),
    ),
    transfers=(a_transfer("t1", POLICE), a_transfer("t2", COAST, TransferState.REFUSED)),
)


def a_desk(card: IncidentCard | None = CARD, actor: Actor = ACTOR) -> Desk:
    made = Desk(actor, "i9")
    made.line.now = lambda: NOW
    made.room.canned[AskCard] = lambda query: card if query.incident_id == "i9" else a_card(query.incident_id)
    made.line.set_vocabulary(GUARDED)
    return made


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def typed(desk: Desk, text: str) -> str:
    desk.type(text)
    desk.post.run()
    return desk.line.state.message


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (
            "promise call back in 20: we ring",
            PromiseIntent(Word("", 7), A.CALL_BACK, Word("20", 21), 20, None, "we ring"),
        ),
        (
            "promise 12 arr by 14:30: at 15:00",
            PromiseIntent(Word("12", 8), A.ARRIVAL, Word("14:30", 18), None, (14, 30), "at 15:00"),
        ),
        ("prom upd in 5 min: x", PromiseIntent(Word("", 4), A.UPDATE, Word("5", 12), 5, None, "x")),
        ("promise c b in 5m: x", PromiseIntent(Word("", 7), A.CALL_BACK, Word("5m", 15), 5, None, "x")),
        ("promise update by 0930: x", PromiseIntent(Word("", 7), A.UPDATE, Word("0930", 18), None, (9, 30), "x")),
        ("kept: told her", SettleIntent(Word("", 4), True, None, "told her")),
        ("withdraw 12 call back: no", SettleIntent(Word("12", 9), False, A.CALL_BACK, "no")),
        ("transfer police", TransferIntent(Word("", 8), Word("police", 9), "")),
        ("transfer 12 rescue centre: boat", TransferIntent(Word("12", 9), Word("rescue centre", 12), "boat")),
        (
            "transfer withdraw 12 police: ours",
            TransferAnswerIntent(Word("12", 18), Word("police", 21), TransferState.WITHDRAWN, "ours"),
        ),
        (
            "accepted police: Roy takes it",
            TransferAnswerIntent(Word("", 8), Word("police", 9), TransferState.ACCEPTED, "Roy takes it"),
        ),
        (
            "transfer refused police: no",
            TransferAnswerIntent(Word("", 16), Word("police", 17), TransferState.REFUSED, "no"),
        ),
    ],
)
def test_the_words_are_read(text: str, intent: object) -> None:
    assert parse(text) == intent


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("promise", 7, 0),
        ("promise tomorrow in 5: x", 8, 8),
        ("promise call back", 17, 0),
        ("promise call back 20: x", 8, 12),
        ("promise call back in", 20, 0),
        ("promise call back in 0: x", 21, 1),
        ("promise call back in 1441: x", 21, 4),
        ("promise call back by 24:00: x", 21, 5),
        ("promise call back by 14: x", 21, 3),
        ("promise call back by 14", 21, 2),
        ("promise call back in 20", 23, 0),
        ("promise call back in 20 hours: x", 24, 5),
        ("kept soon: x", 5, 4),
        ("kept", 4, 0),
        ("transfer", 8, 0),
        ("transfer 12", 11, 0),
        ("accepted 12: yes", 11, 0),
        ("accepted police", 15, 0),
        ("transfer withdraw police", 24, 0),
    ],
)
def test_mistakes_stand_where_they_are(text: str, position: int, length: int) -> None:
    found = parse(text)
    assert isinstance(found, Mistake), found
    assert (found.position, found.length) == (position, length)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "promise call back in 20: we ring",
            "Promise on 2026-000009 Fall, Quay 9: call back by 04:29 (in 20 min): “we ring”",
        ),
        ("promise 12 arrival by 04:30: engine",
         "Promise on 2026-000012 Structure fire, 12 Elm St: arrival by 04:30 (in 21 min): “engine”"),
        (
            "promise update by 16:00: x",
            "Promise on 2026-000009 Fall, Quay 9: update by 16:00 (in 711 min): “x”",
        ),
        ("kept: rang", "Kept for 2026-000009: call back by 04:29, words of p3: “rang”"),
        ("kept arrival: there", "Kept for 2026-000009: arrival by 04:44, words of p2: “there”"),
        ("withdraw: not needed", "Withdraw from 2026-000009: call back by 04:29, words of p3: “not needed”"),
        ("transfer coast: boat", "Offer 2026-000009 Fall, Quay 9 to Coastguard rescue centre; ring 555 0118: “boat”"),
        ("accepted pol: Roy", "Police control room accepts 2026-000009 Fall, Quay 9, heard by you: “Roy”"),
        (
            "refused police: full",
            "Police control room refuses 2026-000009 Fall, Quay 9, heard by you; it is still yours: “full”",
        ),
        ("transfer withdraw police: x", "Withdraw the offer of 2026-000009 Fall, Quay 9 to Police control room: “x”"),
    ],
)  # fmt: skip
def test_effects_are_told_before_enter(desk: Desk, text: str, message: str) -> None:
    assert typed(desk, text) == message
    assert desk.line.state.mistake is None
    assert not desk.room.executed


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("kept: x", "this is the next due; also promised: arrival"),
        ("kept arrival: x", ""),
        ("transfer police", "Police control room has been offered it already"),
        ("transfer coastguard", ""),
    ],
)
def test_what_may_be_overlooked_is_told(desk: Desk, text: str, warning: str) -> None:
    typed(desk, text)
    assert desk.line.state.warning == warning


def test_what_is_owed_keeps_an_incident_open(desk: Desk) -> None:
    typed(desk, "close: handed")
    owed = "promised and not settled: call back, arrival; Police control room has not answered: record it or withdraw"
    assert owed in desk.line.state.warning
    desk.line.enter()
    assert len(desk.room.executed) == 1, "the room decides"


def test_a_radio_operator_promises_nothing() -> None:
    desk = a_desk(actor=Actor(operator=OperatorId("ruth"), seat=Seat("R1"), role=Role.RADIO_OPERATOR))
    typed(desk, "promise update in 5: x")
    assert "ask a dispatcher" in desk.line.state.warning


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("kept update: x", "2026-000009 owes no update; promised: call back, arrival"),
        ("kept 12: x", "Nothing is promised on 2026-000012"),
        ("transfer army: x", "No partner is called army; expected police, coastguard"),
        ("accepted coastguard: x", "2026-000009 waits for no answer of coastguard; it waits for police"),
        ("accepted 12 police: x", "2026-000012 waits for no answer of police; it waits for nobody"),
        ("promise update by 03:00: x", "03:00 is past"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake_at_its_place(desk: Desk, text: str, part: str) -> None:
    assert part in typed(desk, text)
    assert desk.line.state.tone == "alarm"


I9 = IncidentId("i9")


@pytest.mark.parametrize(
    ("text", "command", "outcome"),
    [
        (
            "promise call back in 20: we ring",
            MakePromise(actor=ACTOR, incident_id=I9, about=A.CALL_BACK, due_at=NOW + timedelta(minutes=20),
                        words="we ring"),
            "Noted and guarded: Promise on 2026-000009 Fall, Quay 9: call back by 04:29 (in 20 min): “we ring”",
        ),
        (
            "kept: rang",
            SettlePromise(actor=ACTOR, promise_id=PromiseId("p3"), kept=True, words="rang"),
            "A promise of 2026-000009 is kept",
        ),
        (
            "withdraw arrival: no",
            SettlePromise(actor=ACTOR, promise_id=PromiseId("p2"), kept=False, words="no"),
            "A promise of 2026-000009 is withdrawn",
        ),
        (
            "transfer coastguard: boat",
            OfferTransfer(actor=ACTOR, incident_id=I9, partner="coastguard", words="boat"),
            "2026-000009 is offered to coastguard; it stays yours until a person there accepts it",
        ),
        (
            "accepted police: Roy",
            AnswerTransfer(actor=ACTOR, transfer_id=TransferId("t1"), answer=TransferState.ACCEPTED, words_heard="Roy"),
            "2026-000009 is accepted by the partner; words recorded",
        ),
        (
            "transfer withdraw police: x",
            AnswerTransfer(actor=ACTOR, transfer_id=TransferId("t1"), answer=TransferState.WITHDRAWN, words_heard="x"),
            "The offer of 2026-000009 is withdrawn",
        ),
    ],
)  # fmt: skip
def test_what_is_given_and_what_is_told_of_it(desk: Desk, text: str, command: Command, outcome: str) -> None:
    typed(desk, text)
    desk.line.enter()
    assert desk.room.executed == [command]
    desk.room.settle()
    desk.post.run()
    assert desk.line.state.message == outcome


def test_minutes_count_from_enter_and_not_from_the_typing(desk: Desk) -> None:
    typed(desk, "promise call back in 20: we ring")
    desk.line.now = lambda: NOW + timedelta(minutes=3)
    desk.line.enter()
    (given_,) = desk.room.executed
    assert isinstance(given_, MakePromise)
    assert given_.due_at == NOW + timedelta(minutes=23)


def test_enter_before_the_card_has_come_waits_for_it(desk: Desk) -> None:
    desk.room.hold = True
    assert typed(desk, "kept: rang") == "Reading the card…"
    desk.line.enter()
    desk.line.enter()
    assert desk.room.executed == []
    desk.room.resolve()
    desk.post.run()
    assert [type(command) for command in desk.room.executed] == [SettlePromise]


def test_a_line_that_was_changed_meanwhile_is_not_given(desk: Desk) -> None:
    desk.room.hold = True
    typed(desk, "kept: rang")
    desk.line.enter()
    desk.type("kept: rang twi")
    desk.room.resolve()
    desk.post.run()
    assert desk.room.executed == []
    assert desk.line.state.message.startswith("Kept for")


def test_a_card_that_cannot_be_read_says_why(desk: Desk) -> None:
    desk.room.hold = True
    typed(desk, "kept: rang")
    desk.room.questions.pop()[1].set_exception(OSError("disk"))
    desk.post.run()
    assert desk.line.state.message == "The card of 2026-000009 cannot be read: disk"
    desk.line.enter()
    assert desk.room.executed == []


def test_a_card_of_another_incident_is_asked_for_by_its_number(desk: Desk) -> None:
    typed(desk, "kept 12: x")
    assert desk.room.asked[-1] == AskCard("i12")
    typed(desk, "kept 1")
    typed(desk, "note 12: x")
    assert desk.room.asked[-1] == AskCard("i12")


def test_a_late_answer_about_another_incident_is_dropped(desk: Desk) -> None:
    desk.room.hold = True
    typed(desk, "kept 12: x")
    typed(desk, "kept 9: x")
    late, now = (question for question in desk.room.questions if isinstance(question[0], AskCard))
    now[1].set_result(CARD)
    late[1].set_result(a_card("i12"))
    desk.post.run()
    assert desk.line.state.message.startswith("Kept for 2026-000009")


def test_what_happens_meanwhile_is_read_again(desk: Desk) -> None:
    typed(desk, "kept: x")
    desk.room.canned[AskCard] = a_card(promises=())
    desk.line.set_vocabulary(GUARDED)
    desk.post.run()
    assert desk.line.state.message == "Nothing is promised on 2026-000009"


def test_a_line_brought_back_reads_its_card(desk: Desk) -> None:
    typed(desk, "kept: rang")
    desk.line.enter()
    desk.room.settle()
    desk.post.run()
    desk.line.recall(1)
    desk.post.run()
    desk.line.enter()
    assert len(desk.room.executed) == 2


@pytest.mark.parametrize(
    ("text", "labels", "taken"),
    [
        ("promise ", ["call back", "arrival", "update", "12", "9"], "promise call back in "),
        ("promise 12 ", ["call back", "arrival", "update"], "promise 12 call back in "),
        ("promise call b", ["call back"], "promise call back in "),
        ("promise call back ", ["in", "by"], "promise call back in "),
        ("promise update in ", ["10", "15", "20", "30", "60"], "promise update in 10: "),
        ("kept ", ["call back", "arrival", "12", "9"], "kept call back: "),
        ("kept a", ["arrival"], "kept arrival: "),
        ("transfer ", ["police", "coastguard", "withdraw", "12", "9"], "transfer police"),
        ("transfer c", ["coastguard", "police"], "transfer coastguard"),
        ("transfer withdraw ", ["police", "12", "9"], "transfer withdraw police: "),
        ("accepted ", ["police", "12", "9"], "accepted police: "),
        ("accepted 9 ", ["police"], "accepted 9 police: "),
    ],
)
def test_offers(desk: Desk, text: str, labels: list[str], taken: str) -> None:
    typed(desk, text)
    assert [offer.label for offer in desk.line.state.completions] == labels
    desk.line.accept()
    assert desk.line.state.text == taken


def test_minutes_are_offered_with_the_time_that_they_come_to(desk: Desk) -> None:
    typed(desk, "promise update in 2")
    assert [(offer.label, offer.detail) for offer in desk.line.state.completions] == [("20", "by 04:29")]


@pytest.mark.parametrize(
    ("now", "hour", "minute", "then"),
    [
        ("2026-03-14T10:00", 14, 30, "2026-03-14T13:30"),
        ("2026-03-14T22:50", 0, 10, "2026-03-14T23:10"),  # 23:50 in Monaco: ten past midnight
        ("2026-03-14T14:00", 14, 30, None),  # 15:00 there: half past two is past
        ("2026-03-29T00:30", 2, 30, None),  # clocks jump from 02:00 to 03:00
        ("2026-10-25T00:10", 2, 30, "2026-10-25T00:30"),  # it comes twice: the first
        ("2026-10-25T00:40", 2, 30, "2026-10-25T01:30"),  # and then the second
    ],
)
def test_a_time_of_day_is_the_next_one(now: str, hour: int, minute: int, then: str | None) -> None:
    found = next_time(hour, minute, datetime.fromisoformat(now).replace(tzinfo=UTC), MONACO)
    assert found == (datetime.fromisoformat(then).replace(tzinfo=UTC) if then else None)


@given(st.integers(0, 366 * 1440), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_day_is_to_come_within_a_day_and_reads_as_it_was_said(at: int, hour: int, minute: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at)
    found = next_time(hour, minute, now, MONACO)
    if found is not None:
        assert timedelta(0) < found - now <= timedelta(hours=25)
        assert found.astimezone(MONACO).strftime("%H:%M") == f"{hour:02d}:{minute:02d}"
