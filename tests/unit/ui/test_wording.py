"""Words of the screen: total, safe for colour-blind eyes, green only for a person's acknowledgement."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.units import Availability
from dispatcher.domain.worlds import World
from tests.helpers.fake_room import START
from ui import wording
from ui.presenters.refresh import CONCERNS
from ui.widgets import shapes
from ui.wording import Badge, duration, next_due, tr

BADGES: list[tuple[Callable[..., Badge], Iterable[object]]] = [
    (wording.assignment_badge, AssignmentState),
    (wording.availability_badge, Availability),
    (wording.phase_badge, Phase),
    (wording.transmission_badge, TransmissionState),
    (wording.attention_badge, AttentionKind),
    (wording.channel_badge, ("up", "open", "probing", "degraded", "down", "failed")),
]


@pytest.mark.parametrize(("badge", "states"), BADGES)
def test_every_state_is_told_apart_by_its_letter_and_its_word(badge: Callable[..., Badge], states: Iterable[object]):
    made = [badge(state) for state in states]
    for what in ("letter", "word"):
        doubled = [word for word, count in Counter(getattr(one, what) for one in made).items() if count > 1]
        assert doubled == []
    assert all(one.shape in shapes.NAMES for one in made)


@pytest.mark.parametrize(("badge", "states"), BADGES)
def test_states_of_one_colour_differ_in_shape(badge: Callable[..., Badge], states: Iterable[object]):
    seen: dict[tuple[str, str], object] = {}
    for state in states:
        one = badge(state)
        key = (one.shape, one.tone)
        if str(state) not in {"recalled", "probing"}:
            assert key not in seen, f"{state} and {seen.get(key)} look alike but for the letter"
        seen[key] = state


def test_green_means_that_a_person_acknowledged_and_nothing_else():
    green = {"good", "unit_acknowledged", "plate_good"}
    for badge, states in BADGES:
        found = {str(state) for state in states if badge(state).tone in green}
        assert found <= {"acknowledged"}


@pytest.mark.parametrize(
    ("word", "members"),
    [
        (wording.kind_word, Kind),
        (wording.role_word, Role),
        (wording.world_word, World),
        (wording.mark_word, Mark),
        (wording.purpose_word, Purpose),
        (wording.attempt_word, AttemptState),
        (wording.attention_state_word, AttentionState),
        (wording.entry_word, EntryKind),
    ],
)
def test_every_member_has_a_word(word: Callable[..., str], members: Iterable[object]):
    assert all(word(member) for member in members)


def test_no_word_says_sent():
    said = [badge(state).word for badge, states in BADGES for state in states]
    said += [wording.entry_word(kind) for kind in EntryKind] + [wording.attempt_word(state) for state in AttemptState]
    assert not [word for word in said if "sent" in word.split()]


def test_every_kind_of_entry_has_its_concerns():
    assert set(CONCERNS) == set(EntryKind)


@pytest.mark.parametrize(
    ("seconds", "words"), [(7, "0:07"), (125, "2:05"), (4320, "1 h 12"), (273_600, "3 d 4 h"), (-3, "0:00")]
)
def test_durations(seconds: float, words: str):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("step", "seconds", "words"),
    [
        ("repeat_page", 12, "re-page in 12 s"),
        ("voice_task", 41, "voice task in 0:41"),
        ("supervisor", 80, "supervisor in 1:20"),
        ("guard_waiting", 240, "guard in 4:00"),
        ("guard_watch", -5, "watch guard overdue 0:05"),
        ("some_new_step", 5, "some new step in 0:05"),
    ],
)
def test_what_fires_next(step: str, seconds: float, words: str):
    assert next_due(step, START + timedelta(seconds=seconds), START) == words


def test_nothing_armed_is_said():
    assert next_due(None, None, START) == "nothing armed"


def test_an_unknown_word_is_shown_as_it_came():
    assert wording.channel_badge("warming").word == "warming"
    assert wording.entry_word("something_else") == "something else"


def test_local_time_names_its_zone():
    local = wording.zone("Europe/Monaco")
    assert wording.clock_time(START, local) == "04:04:05"
    assert wording.clock_zone(START, local) == "CET +01:00"


def test_a_translator_is_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wording, "_translator", [])
    wording.install_translator(lambda text: text.replace("in", "dans"))
    assert tr("{step} in {time}", step="x", time="1") == "x dans 1"
