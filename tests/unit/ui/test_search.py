"""Looking through all incidents, without a screen: what is typed, the page for it, and the pages around it."""

from typing import Any

from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.search_words import SearchField
from dispatcher.queries.search_rows import AskSearch, SearchMatch, SearchPage
from tests.helpers.fake_room import START, FakeClock, FakeRoom
from tests.helpers.search_rows import search_row
from ui.presenters.search import SearchPresenter, spoken


def match(field: SearchField | None, word: str, said: str = "", *, alike: bool = False) -> SearchMatch:
    return SearchMatch(field=field, word=word, alike=alike, said=said)


def answer(query: AskSearch) -> SearchPage:
    """Three pages of two rows."""
    first = int(query.cursor or 0)
    rows = tuple(search_row(number) for number in (first + 1, first + 2))
    return SearchPage(text=query.text, rows=rows, total=6, next=str(first + 2) if first < 4 else None)


def over(canned: Any = answer) -> tuple[SearchPresenter, FakeRoom, list[str]]:
    room, shown = FakeRoom(), list[str]()
    room.canned[AskSearch] = canned
    presenter = SearchPresenter(room, lambda call: call(), FakeClock(), shown.append, lambda _key, _text: None)
    return presenter, room, shown


def numbers(presenter: SearchPresenter) -> list[str]:
    return [row.number[-1] for row in presenter.rows]


def test_s4_each_letter_asks_and_pages_go_forth_and_back():
    presenter, room, shown = over()
    presenter.open(opened=True)
    presenter.type("quay")
    assert room.asked[-1] == AskSearch("quay", None)
    assert (numbers(presenter), presenter.has_next, presenter.has_former) == (["1", "2"], True, False)
    assert presenter.summary() == "6 found, page 1"
    presenter.next()
    presenter.next()
    assert (numbers(presenter), presenter.has_next, presenter.summary()) == (["5", "6"], False, "6 found, page 3")
    presenter.next()
    presenter.former()
    assert numbers(presenter) == ["3", "4"]
    presenter.show(presenter.rows[0])
    assert shown == ["i3"]
    presenter.type("quay 2")
    assert room.asked[-1] == AskSearch("quay 2", None), "another text begins at its first page"


def test_an_answer_to_an_older_text_is_dropped():
    presenter, room, _ = over()
    room.hold = True
    presenter.open(opened=True)
    presenter.type("qu")
    presenter.type("quay")
    room.resolve()
    assert (presenter.rows, presenter.waiting) == ((), True)
    room.resolve()
    assert (numbers(presenter), presenter.waiting) == (["1", "2"], False)


def test_nothing_is_asked_while_nobody_looks():
    presenter, room, _ = over()
    presenter.refresh()
    assert room.asked == []
    presenter.open(opened=True, text="smoke")
    presenter.refresh()
    assert room.asked == [AskSearch("smoke"), AskSearch("smoke")]


def test_s37_a_line_says_where_it_was_found_and_how_sure():
    row = search_row(
        1, match(SearchField.PLACE, "quay"), match(SearchField.NARRATIVE, "smoke", "… smoke from the …"),
        match(SearchField.CALLER, "maier", "Ann Maier", alike=True), match(SearchField.UNIT, "e12"), match(None, ""),
        state=IncidentState.CLOSED, outcome="false_alarm", closed_at=START,
    )  # fmt: skip
    presenter, _, _ = over(
        lambda query: SearchPage(text=query.text, rows=(row,), total=1, next=None, notes=("a note",))
    )
    presenter.open(opened=True, text="x")
    line = presenter.line(presenter.rows[0])
    assert (line.state, line.is_open, line.alike, line.priority) == ("false alarm", False, True, "P2")
    assert line.found == "told: … smoke from the … · caller: Ann Maier (alike) · unit: e12"
    assert spoken(line).startswith("2026-000001, false alarm, P2, Fire, Quay 1, 2026-03-14 03:04")
    assert presenter.summary() == "1 found, page 1 · a note"


def test_nothing_found_is_said():
    presenter, _, _ = over(lambda query: SearchPage(text=query.text, rows=(), total=0, next=None))
    presenter.open(opened=True, text="x")
    assert presenter.summary() == "Nothing is found by these words."
