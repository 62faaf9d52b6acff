"""How simulated crews answer: by key, by text, by voice, late or never; the same dice fall the same way."""

import dataclasses
from collections import Counter

import pytest

from dispatcher.domain.crew_commands import Answer
from dispatcher.simulation.crews import LIVING, By, Crew, Heard, Reply, Temper, temper_of

JOBS = [f"2026-{number:06}/1" for number in range(1, 401)]
CREWS = [f"X{number}" for number in range(400)]


def replies(temper: Temper, by: By, *, how: Heard = Heard.PAGE, turn: int = 1) -> list[Reply]:
    crew = Crew(1, "E11", temper)
    found = (crew.reply(job, turn, how, by) for job in JOBS)
    return [reply for reply in found if reply is not None]


def share(count: int, of: int) -> float:
    return count / of


def test_a_radio_answers_by_a_key_mostly_a_telephone_by_text_a_pager_by_nothing_but_its_crews_voice() -> None:
    temper = Temper(answers_first_page=1.0)
    by_key = Counter(reply.by for reply in replies(temper, By.STATUS))
    assert by_key.keys() == {By.STATUS, By.VOICE}
    assert share(by_key[By.STATUS], len(JOBS)) == pytest.approx(temper.presses_keys, abs=0.06)
    assert {reply.by for reply in replies(temper, By.TEXT)} == {By.TEXT}
    assert {reply.by for reply in replies(temper, By.VOICE)} == {By.VOICE}


def test_who_is_called_by_voice_answers_by_voice_whatever_it_has() -> None:
    heard = replies(Temper(), By.STATUS, how=Heard.VOICE)
    assert {reply.by for reply in heard} == {By.VOICE}
    assert not any(reply.twice or reply.odd for reply in heard)


def test_what_is_answered_and_when_does_not_hang_on_the_bearer() -> None:
    decided = [
        [(reply.after_s, reply.answer) for reply in replies(Temper(), by)] for by in (By.VOICE, By.STATUS, By.TEXT)
    ]
    assert decided[0] == decided[1] == decided[2]


def test_some_keys_are_pressed_twice_and_some_texts_answer_nothing() -> None:
    temper = Temper(answers_first_page=1.0)
    pressed = [reply for reply in replies(temper, By.STATUS) if reply.by is By.STATUS]
    assert share(sum(reply.twice for reply in pressed), len(pressed)) == pytest.approx(temper.presses_twice, abs=0.05)
    written = replies(temper, By.TEXT)
    assert share(sum(reply.odd for reply in written), len(written)) == pytest.approx(temper.odd_words, abs=0.06)
    assert Answer.DECLINES in {reply.answer for reply in written}


def test_late_is_later_than_anybody_else_and_nobody_is_late_unless_the_temper_says_so() -> None:
    assert max(reply.after_s for reply in replies(Temper(), By.STATUS)) <= Temper().answer_s[1]
    late = replies(dataclasses.replace(Temper(), late=1.0), By.STATUS)
    assert min(reply.after_s for reply in late) >= Temper().late_s[0]


def test_a_message_is_looked_at_before_it_is_answered_and_sometimes_without_an_answer() -> None:
    crew = Crew(1, "E11", Temper())
    unanswered = 0
    for job in JOBS:
        reply = crew.reply(job, 1, Heard.PAGE, By.STATUS)
        looks_s = crew.looks_after_s(job, 1, reply)
        if reply is not None:
            assert looks_s is not None
            assert 0 < looks_s < reply.after_s
        else:
            unanswered += looks_s is not None
    assert unanswered > 0, "read and not answered is a thing of its own"


def test_in_a_living_room_crews_are_of_several_kinds_and_on_the_whole_seven_in_ten_answer_at_once() -> None:
    tempers = [temper_of(LIVING, 1, crew) for crew in CREWS]
    chances = [temper.answers_first_page for temper in tempers]
    assert len(set(chances)) == 4
    assert sum(chances) / len(chances) == pytest.approx(0.74, abs=0.05)
    assert temper_of(LIVING, 1, "E11") == temper_of(LIVING, 1, "E11")
    assert temper_of(Temper(), 1, "E11") == Temper(), "crews of a replay are all alike"


def test_an_emergency_is_rare_and_falls_within_the_work() -> None:
    crew = Crew(1, "E11", dataclasses.replace(Temper(), presses_emergency=0.05))
    pressed = [crew.emergency_after_s(job, 100.0) for job in JOBS]
    times = [seconds for seconds in pressed if seconds is not None]
    assert 5 < len(times) < 40
    assert all(0 < seconds < 100 for seconds in times)
    assert all(Crew(1, "E11", Temper()).emergency_after_s(job, 100.0) is None for job in JOBS)
