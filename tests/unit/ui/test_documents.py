"""The library is searched and read; a typed note cites what it goes by."""

from datetime import UTC, datetime

import pytest

from dispatcher.domain.documents import Citation, DocumentKind
from dispatcher.queries.triage import AskDocuments
from dispatcher.queries.triage_rows import DocumentRow
from tests.helpers.fake_room import FakeRoom, Posted
from ui.presenters.command_line_citing import cited
from ui.presenters.documents import DocumentsPresenter

KNOWN = (Citation(name="gas-leak", version=3), Citation(name="grading", version=1))


def row(name: str, title: str, text: str) -> DocumentRow:
    return DocumentRow(name=name, version=3, title=title, kind=DocumentKind.ACTION_CARD, types=("gas",), text=text,
                       since=datetime(2026, 1, 1, tzinfo=UTC), active=True)  # fmt: skip


GAS, GRADING = row("gas-leak", "Gas leak", "# Gas leak\n\n1. No switch."), row("grading", "Grading", "Impact.")


@pytest.fixture
def library() -> tuple[DocumentsPresenter, FakeRoom, Posted]:
    room, post = FakeRoom(), Posted()
    room.canned[AskDocuments] = lambda query: (
        (GAS, GRADING) if not query.text else tuple(each for each in (GAS, GRADING) if query.text in each.text)
    )
    return DocumentsPresenter(room, post, lambda *_: None), room, post


def test_s42_the_library_is_read_only_while_somebody_looks(library):
    presenter, room, post = library
    presenter.refresh()
    assert room.asked == []
    presenter.open(opened=True)
    post.run()
    shown = presenter.shown()
    assert shown.names == ("Gas leak · action card", "Grading · action card")
    assert (shown.title, shown.text, shown.about) == (
        "Gas leak", "1. No switch.", "action card · gas-leak, version 3 · of gas"
    )  # fmt: skip
    presenter.move(1)
    assert (presenter.shown().title, presenter.shown().text) == ("Grading", "Impact.")
    presenter.move(1)
    assert presenter.shown().chosen == 1
    presenter.search("switch")
    post.run()
    assert presenter.shown().names == ("Gas leak · action card",)
    presenter.search("nowhere")
    post.run()
    assert (presenter.shown().title, presenter.shown().cite) == ("Nothing holds these words", "")


def test_s42_a_note_is_begun_with_the_citation(library):
    presenter, _, post = library
    begun: list[str] = []
    presenter.compose = begun.append
    presenter.cite()
    assert begun == []
    presenter.open(opened=True)
    post.run()
    presenter.cite()
    presenter.incident = lambda: "2026-000012"
    presenter.cite()
    assert begun == ["note: [gas-leak v3] ", "note 2026-000012: [gas-leak v3] "]


@pytest.mark.parametrize(
    ("typed", "text", "cites"),
    [
        ("[gas-leak v2] street closed", "street closed", Citation(name="gas-leak", version=2)),
        ("street closed [Gas-Leak]", "street closed", Citation(name="gas-leak", version=3)),
        ("[tea] street closed", "[tea] street closed", None),
        ("street [gas-leak] closed", "street [gas-leak] closed", None),
        ("[gas-leak]", "", Citation(name="gas-leak", version=3)),
        ("plate [AB 123]", "plate [AB 123]", None),
        ("", "", None),
    ],
)
def test_s42_what_a_note_cites(typed: str, text: str, cites: Citation | None):
    assert cited(typed, KNOWN) == (text, cites)
