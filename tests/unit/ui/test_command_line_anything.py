"""Whatever is typed, the line answers: no text raises, every mistake lies within it, nothing is done before Enter."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.authority import Actor
from tests.helpers.command_rows import ACTOR
from tests.helpers.guard_rows import CHIEF, OMAR
from tests.unit.ui import test_command_line_crews as crews
from tests.unit.ui import test_command_line_owed as owed
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar_help import HELP
from ui.presenters.command_grammar_words import Verb

WORDS = (*Verb, "call", "back", "arrival", "in", "20", "min", "by", "14:30", "09:61", "police", "withdraw", "over",
         "to", "down", "all", "E12", "l11", "9", "12", "#9", "2026-000009", "2", "7", "helene", "sol", "D2", ":", ",",
         "p3", "x", "²", "٣")  # fmt: skip
DESKS: tuple[Callable[[Actor], Desk], ...] = (lambda actor: owed.a_desk(actor=actor), crews.a_desk)


@given(
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    st.sampled_from((ACTOR, OMAR, CHIEF)),
    st.sampled_from(DESKS),
)
def test_no_line_raises_while_it_is_typed(text: str, actor: Actor, made: Callable[[Actor], Desk]) -> None:
    desk = made(actor)
    desk.type(text)
    desk.post.run()
    state = desk.line.state
    if state.mistake is not None:
        assert 0 <= state.mistake.position <= state.mistake.position + state.mistake.length <= len(text)
    assert state.message or not text.strip()
    assert all(0 <= offer.start <= offer.end <= len(text) for offer in state.completions)
    assert desk.room.executed == []


@pytest.mark.parametrize("made", DESKS)
@pytest.mark.parametrize("example", [example for told in HELP.values() for example in told.examples])
def test_every_beginning_of_an_example_is_answered(example: str, made: Callable[[Actor], Desk]) -> None:
    desk = made(ACTOR)
    for end in range(1, len(example) + 1):
        desk.type(example[:end])
        desk.post.run()
        assert desk.line.state.message
    assert desk.room.executed == []


@pytest.mark.parametrize("actor", [ACTOR, OMAR, CHIEF], ids=lambda actor: actor.role)
def test_tab_alone_never_gives_a_command_and_never_goes_in_circles(actor: Actor) -> None:
    for verb in Verb:
        desk = owed.a_desk(actor=actor)
        desk.type(f"{verb} ")
        lines = [desk.line.state.text]
        for _ in range(12):
            if not desk.line.accept():
                break
            desk.post.run()
            lines.append(desk.line.state.text)
        assert all(len(after) > len(before) for before, after in pairwise(lines)), lines
        assert desk.room.executed == []
