"""Simulated callers answer the card of their type: wholly, by what they said, within what they rang about."""

import random

import pytest

from dispatcher.domain.simulated import Level
from dispatcher.domain.triage import Impact, Urgency, priority_for
from dispatcher.domain.triage_cards import triage
from dispatcher.packs.loading import load_pack
from dispatcher.packs.triage import book_of
from dispatcher.simulation.answering import answered
from dispatcher.simulation.calls import CallStream
from dispatcher.simulation.whereabouts import Whereabouts

PACK = load_pack("monaco")
BOOK = book_of(PACK.card, PACK.modifier, PACK.name)
TYPES = {part.name: part for part in PACK.type}


@pytest.mark.parametrize("name", sorted(name for card in BOOK.cards for name in card.types))
def test_every_card_of_the_pack_is_gone_through_and_graves_are_kept(name: str) -> None:
    part, card = TYPES[name], BOOK.card_for(name)
    assert card is not None
    base = part.impact, part.urgency
    for seed in range(12):
        found = answered(BOOK, name, base, "There is smoke, and two people shout.", 2, random.Random(seed))
        assert found is not None
        counted = {}
        for question, answer in found.answers:
            asked = card.question(question)
            assert asked is not None
            value = asked.value_of(answer)
            assert value is not None, (question, answer)
            counted[question] = value
        result = triage(BOOK, name, base, counted)
        assert result.complete
        assert result.explanation == found.explanation
        given = priority_for(*base)
        if given.rank <= 2 and found.explanation.computed.rank > given.rank:
            assert not found.regrades(*base), "only a supervisor lowers it"


def test_what_the_caller_said_is_likelier_than_what_nobody_said() -> None:
    card = BOOK.card_for("cardiac")
    assert card is not None
    question = card.questions[0]
    narrative = " ".join(choice.crew for choice in question.choices if choice.value == "no")
    found = [
        answered(BOOK, "cardiac", (Impact.HIGH, Urgency.HIGH), narrative, 1, random.Random(seed)) for seed in range(40)
    ]
    said = [dict(each.answers)[question.name] for each in found if each is not None]
    assert said.count("no") > said.count("yes")


def test_the_stream_of_calls_carries_answers_and_the_same_seed_gives_the_same() -> None:
    def calls() -> list[object]:
        stream = CallStream(7, PACK, Whereabouts(PACK, None))
        return [stream.next(Level.BUSY).call.answered for _ in range(40)]

    first = calls()
    assert first == calls()
    assert sum(each is not None for each in first) > 20
    assert len({each for each in first if each is not None}) > 10
