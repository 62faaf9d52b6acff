"""Every item model there is keeps Qt's contract while rows come, go and change places; a new one must join in here."""

import importlib
import pkgutil
import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

import ui
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.triage import Priority
from dispatcher.queries.channels import AskChannels
from dispatcher.queries.contacts import AskContacts
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.requests import AskInboundFeed, AskPending, AskUnits, AskVoiceTasks
from dispatcher.queries.search_rows import AskSearch, SearchPage
from tests.helpers import scenes
from tests.helpers.contact_rows import contact_list, contact_row
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.panel_rows import SIGNS, pending_row
from tests.helpers.radio_rows import channel_row, emergency_row, inbound_row, voice_row
from tests.helpers.scenes import attention_row
from tests.helpers.search_rows import search_row
from ui.models.channel_model import ChannelModel
from ui.models.contact_model import ContactModel
from ui.models.inbound_model import InboundModel
from ui.models.pending_model import PendingModel
from ui.models.queue_model import QueueModel
from ui.models.search_model import SearchModel
from ui.models.unit_model import UnitModel
from ui.models.voice_model import VoiceModel
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.contacts import ContactsPresenter
from ui.presenters.inbound import InboundPresenter
from ui.presenters.pending import PendingPresenter
from ui.presenters.search import SearchPresenter
from ui.presenters.session import Session
from ui.presenters.units import UnitsPresenter
from ui.presenters.voice import VoicePresenter

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
ROUNDS = 40
Change = Callable[[], None]
"""Change the rows of a model at random."""


def change_queue(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    model, known = QueueModel(FakeClock()), set[str]()

    def change() -> None:
        numbers = chance.sample(range(20), 6)
        changes: dict[str, QueueRow | None] = {}
        for number in numbers:
            row = scenes.queue_row(number, priority=chance.choice(list(Priority)))
            goes = row.incident_id in known and chance.random() < 0.4
            changes[row.incident_id] = None if goes else row
        known.update(changes)
        known.difference_update(key for key, row in changes.items() if row is None)
        model.apply(changes, hold_order=chance.random() < 0.3)

    return model, change


def change_units(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = UnitsPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    model, every = UnitModel(presenter), [scenes.unit_row(place) for place in range(len(scenes.CALLS))]

    def change() -> None:
        room.canned[AskUnits] = tuple(chance.sample(every, chance.randrange(len(every))))
        presenter.refresh()
        model.apply(hold_order=chance.random() < 0.3)

    return model, change


def change_pending(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = PendingPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    model = PendingModel(presenter)

    def change() -> None:
        room.canned[AskPending] = tuple(map(pending_row, chance.sample(range(12), chance.randrange(9))))
        presenter.refresh()
        model.apply(hold_order=chance.random() < 0.3)

    return model, change


def change_voice(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = VoicePresenter(room, lambda call: call(), FakeClock(), lambda: None, lambda _key, _text: None)
    model = VoiceModel(presenter)

    def change() -> None:
        room.canned[AskVoiceTasks] = tuple(map(voice_row, chance.sample(range(12), chance.randrange(9))))
        presenter.refresh()
        model.apply(hold_order=chance.random() < 0.3)

    return model, change


def change_channels(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = ChannelsPresenter(room, lambda call: call(), FakeClock(), lambda: None, lambda _key, _text: None)
    model, names = ChannelModel(presenter), ("paging", "sms", "bells", "tetra", "voice")

    def change() -> None:
        chosen = chance.sample(names, chance.randrange(len(names) + 1))
        states = ("up", "down", "degraded")
        room.canned[AskChannels] = tuple(channel_row(name, state=chance.choice(states)) for name in chosen)
        presenter.refresh()
        model.apply(hold_order=chance.random() < 0.3)

    return model, change


def change_inbound(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = InboundPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    model = InboundModel(presenter)

    def change() -> None:
        rows = chance.sample(range(12), chance.randrange(9))
        room.canned[AskInboundFeed] = tuple(emergency_row(n) if n % 3 else inbound_row(n) for n in rows)
        signs = chance.sample(SIGNS, 2)
        items = [attention_row(n, AttentionKind.EMERGENCY, "help", call_sign=sign) for n, sign in enumerate(signs)]
        presenter.know_attention(tuple(items))
        presenter.refresh()
        model.apply(hold_order=chance.random() < 0.3)

    return model, change


def change_contacts(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = ContactsPresenter(
        room, lambda call: call(), FakeClock(), Session(), lambda _key, _text: None, lambda _row: None
    )
    model = ContactModel(presenter)

    def change() -> None:
        rows = chance.sample(range(12), chance.randrange(9))
        room.canned[AskContacts] = contact_list(*(contact_row(n, waiting=chance.randrange(1, 4)) for n in rows))
        presenter.refresh()
        model.apply(hold_order=chance.random() < 0.3)

    return model, change


def change_search(chance: random.Random) -> tuple[QAbstractItemModel, Change]:
    room = FakeRoom()
    presenter = SearchPresenter(
        room, lambda call: call(), FakeClock(), lambda _incident_id: None, lambda _key, _text: None
    )
    model = SearchModel(presenter)

    def change() -> None:
        rows = tuple(map(search_row, chance.sample(range(12), chance.randrange(9))))
        room.canned[AskSearch] = SearchPage(text="", rows=rows, total=len(rows), next=None)
        presenter.open(opened=True)
        model.apply()

    return model, change


WAYS: dict[type[QAbstractItemModel], Callable[[random.Random], tuple[QAbstractItemModel, Change]]] = {
    QueueModel: change_queue,
    UnitModel: change_units,
    PendingModel: change_pending,
    VoiceModel: change_voice,
    ChannelModel: change_channels,
    InboundModel: change_inbound,
    ContactModel: change_contacts,
    SearchModel: change_search,
}


def models() -> set[type[QAbstractItemModel]]:
    """Every model class of `ui` but those that others complete."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if "__main__" not in module.name:
            importlib.import_module(module.name)
    found: set[type[QAbstractItemModel]] = set()
    waiting = [QAbstractItemModel]
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        waiting += subclasses
        found |= {one for one in subclasses if one.__module__.startswith("ui.")}
    return {one for one in found if not any(other in found and issubclass(other, one) for other in found - {one})}


def test_every_model_is_tried_here():
    missing = models() - set(WAYS)
    assert missing == set(), "give each a way to change its rows, in WAYS"
    assert len(models()) >= 3


@pytest.mark.parametrize("model", WAYS, ids=lambda model: model.__name__)
def test_it_keeps_the_contract_of_qt(qtbot: QtBot, model: type[QAbstractItemModel]):
    made, change = WAYS[model](random.Random(model.__name__))
    assert type(made) is model
    tester = QAbstractItemModelTester(made, FATAL)
    counts: set[int] = set()
    for _ in range(ROUNDS):
        kept = [QPersistentModelIndex(made.index(place, 0)) for place in range(made.rowCount())]
        change()
        counts.add(made.rowCount())
        assert all(index.row() < made.rowCount() for index in kept if index.isValid())
        for place in range(made.rowCount()):
            assert made.data(made.index(place, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert len(counts) > 3
    assert tester.model() is made


@pytest.mark.parametrize("model", WAYS, ids=lambda model: model.__name__)
def test_every_column_has_a_name_and_rows_have_no_children(qtbot: QtBot, model: type[QAbstractItemModel]):
    made, change = WAYS[model](random.Random(1))
    while not made.rowCount():
        change()
    columns = range(made.columnCount())
    assert all(made.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) for column in columns)
    assert (made.rowCount(made.index(0, 0)), made.columnCount(made.index(0, 0))) == (0, 0)
    assert made.data(QModelIndex(), Qt.ItemDataRole.DisplayRole) is None
