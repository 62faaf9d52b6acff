"""The board of pages without an answer, in words."""

import pytest

from dispatcher.domain.transmissions import Mark, TransmissionState
from dispatcher.queries.requests import AskPending
from dispatcher.queries.transmission_rows import PendingRow
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.panel_rows import pending_row
from tests.helpers.scenes import ago
from ui.presenters.pending import PendingPresenter, spoken

GREEN = {"good", "unit_acknowledged", "plate_good"}


def presenter_over(room: FakeRoom, clock: FakeClock | None = None) -> tuple[PendingPresenter, list[tuple[str, str]]]:
    said: list[tuple[str, str]] = []
    presenter = PendingPresenter(
        room, lambda call: call(), clock or FakeClock(), lambda key, text: said.append((key, text or ""))
    )
    return presenter, said


def line_of(row: PendingRow):
    return presenter_over(FakeRoom())[0].line(row)


def test_a_page_says_who_how_far_and_what_fires_next():
    line = line_of(pending_row(1, call_sign="E12", marks=frozenset({Mark.REPEAT}), attempts=2))
    assert (line.call_sign, line.badge.letter, line.badge.word) == ("E12", "1", "accepted")
    assert (line.due, line.due_tone) == ("voice task in 0:18", "text_muted")
    assert (line.marks, line.since, line.attempts) == (("REPEAT",), "queued 0:42", "2 attempts")
    assert spoken(line) == (
        "E12, accepted, REPEAT, voice task in 0:18, P1, 2026-000001, pager, 2 attempts, queued 0:42"
    )


def test_an_unconfirmed_incident_is_flagged_here_as_on_every_board():
    line = line_of(pending_row(1, call_sign="E12", unconfirmed=True))
    assert line.flag is not None
    assert line.flag.tone == "plate_alarm"
    assert spoken(line).startswith("E12, UNCONFIRMED, accepted")
    assert line_of(pending_row(1)).flag is None


@pytest.mark.parametrize(
    ("seconds", "tone", "words"),
    [
        (60, "text_muted", "voice task in 1:00"),
        (9, "warning", "voice task in 0:09"),
        (-5, "alarm", "voice task overdue 0:05"),
    ],
)
def test_what_is_soon_or_overdue_is_louder(seconds: float, tone: str, words: str):
    line = line_of(pending_row(1, next_due_at=ago(-seconds)))
    assert (line.due_tone, line.due) == (tone, words)


def test_a_page_with_no_step_of_its_own_is_said_to_wait_for_a_person():
    line = line_of(pending_row(1, next_step=None, next_due_at=None))
    assert (line.due, line.due_tone) == ("waits for a person", "warning")


@pytest.mark.parametrize("state", [state for state in TransmissionState if state is not TransmissionState.ACKNOWLEDGED])
def test_nothing_on_the_board_is_green(state: TransmissionState):
    line = line_of(pending_row(1, state=state))
    assert not {line.badge.tone, line.due_tone} & GREEN


def test_the_title_counts_and_an_unread_board_says_so():
    room = FakeRoom()
    room.canned = {AskPending: (pending_row(1), pending_row(2))}
    presenter, said = presenter_over(room)
    assert not presenter.loaded
    presenter.refresh()
    assert (presenter.loaded, presenter.title) == (True, "Waiting for an answer · 2")
    room.canned = {}
    presenter.refresh()
    room.questions.pop()[1].set_exception(OSError("disk"))
    assert said == [("pending_unread", "cannot read the unanswered pages: disk")]
