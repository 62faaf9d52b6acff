"""Calls on the card: what is new in them is marked until somebody has looked; what belongs to the incident is named."""

from dataclasses import replace

from dispatcher.domain.same_event import FactKind, LinkKind
from dispatcher.domain.same_event_commands import LookAtFacts
from dispatcher.queries.requests import AskCard
from dispatcher.queries.same_event_rows import FactRow
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.guard_rows import a_card
from tests.unit.ui.test_command_line_events import LINKED, a_call, merged
from ui.presenters.card import CardPresenter
from ui.presenters.card_calls import MOST, CallsShown, calls_in_words
from ui.wording import zone

UTC = zone("UTC")
NEW = FactRow(kind=FactKind.PERSONS, words="3", is_new=True)
SEEN = FactRow(kind=FactKind.PLACE, words="rear door", is_new=False)


def test_one_call_alone_needs_no_list():
    assert calls_in_words(replace(a_card(), calls=(a_call(1),)), UTC) == CallsShown()


def test_s31_each_call_has_its_number_its_caller_and_what_it_said_anew():
    card = replace(a_card(), calls=(
        a_call(1, caller_name="Ann"), replace(a_call(2, caller_name="Bob"), facts=(NEW, SEEN), narrative="three in it"),
        replace(a_call(3), came_from="2026-000004"),
    ))  # fmt: skip
    shown = calls_in_words(card, UTC)
    assert shown.title == "3 calls · 1 new fact"
    assert shown.news == 1
    assert [call.title for call in shown.calls] == [
        "1 · 03:04:05 · phone · Ann", "2 · 03:04:05 · phone · Bob",
        "3 · 03:04:05 · phone · unnamed · came to 2026-000004",
    ]  # fmt: skip
    second = shown.calls[1]
    assert second.words == "three in it"
    assert [(fact.name, fact.words, fact.is_new) for fact in second.facts] == [
        ("persons", "3", True), ("place", "rear door", False)
    ]  # fmt: skip


def test_s31_of_fifty_calls_those_with_news_are_listed_and_the_others_counted():
    calls = [a_call(number) for number in range(1, 51)]
    calls[2] = replace(calls[2], facts=(NEW,))
    shown = calls_in_words(replace(a_card(), calls=tuple(calls)), UTC)
    assert [call.call_id for call in shown.calls] == ["c3", "c46", "c47", "c48", "c49", "c50"]
    assert len(shown.calls) == MOST
    assert shown.title == "50 calls · 44 not listed · 1 new fact"


def test_s31_what_it_is_part_of_is_loud_and_links_say_how():
    caused = replace(LINKED, kind=LinkKind.CAUSED_BY, is_first=False, is_open=True)
    card = replace(a_card(), calls=(), merged_into=merged(20), merged=(merged(21),), links=(LINKED, caused))
    shown = calls_in_words(card, UTC).beside
    assert [(row.strong, row.loud) for row in shown] == [
        ("MERGED into 2026-000020", True), ("merged: 2026-000021", False), ("related: 2026-000031", False),
        ("caused: 2026-000031", False),
    ]  # fmt: skip
    assert shown[2].words == "Gas, Elm (closed): “one main”"


def test_s31_whoever_has_looked_says_so_once():
    room, problems = FakeRoom(), dict[str, str | None]()
    card = replace(a_card(), calls=(a_call(1), replace(a_call(2), facts=(NEW,))))
    room.canned[AskCard] = card
    presenter = CardPresenter(room, lambda call: call(), FakeClock(), lambda key, text: problems.update({key: text}))
    presenter.look_at_facts()
    presenter.actor = lambda: ACTOR
    presenter.look_at_facts()
    assert room.executed == [], "nobody, or nothing to look at"
    presenter.show(card.incident_id)
    presenter.look_at_facts()
    assert room.executed == [LookAtFacts(actor=ACTOR, incident_id=card.incident_id)]  # type: ignore[arg-type]
    room.refuse(RuntimeError("the store is away"))
    assert problems["facts_unseen"] == "the new facts are still marked: the store is away"
