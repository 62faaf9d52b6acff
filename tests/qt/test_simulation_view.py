"""The strip of the simulated people: nothing is cut, nothing jumps, and its buttons do what they say."""

import pytest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.simulated import Level
from tests.unit.ui.test_simulation import FakeSimulation, presenter, spoken
from ui.actions import ActionId
from ui.theme import Theme
from ui.views.simulation import MOST_LINES, HeardView, SimulationStrip
from ui.widgets.dressing import rewear

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
NAMES = ("simulation_world", "simulation_level", "simulation_pace", "simulation_state", "simulation_heard_time")


def strip(qtbot: QtBot, simulation: FakeSimulation, theme: Theme | None = None, width: int = 1366) -> SimulationStrip:
    made = SimulationStrip(presenter(simulation), theme or Theme.load())
    qtbot.addWidget(made)
    made.resize(width, made.height())
    made.show()
    return made


def button(view: QWidget, action: ActionId) -> QToolButton:
    found = view.findChild(QToolButton, action.value)
    assert isinstance(found, QToolButton)
    return found


def places(view: QWidget) -> list[int]:
    children = (view.findChild(QWidget, name) for name in NAMES)
    return [child.x() for child in children if child is not None]


def said(view: QWidget, name: str = "simulation_heard") -> str:
    found = view.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut(qtbot: QtBot, scale: float):
    view = strip(qtbot, FakeSimulation(level=Level.STORM, speed=0.5, heard=(spoken(1),)), Theme("night", scale))
    for child in view.findChildren(QWidget):
        if child.objectName() != "simulation_heard" and child.isVisible():
            assert child.width() >= child.minimumSizeHint().width(), child.objectName()
            assert child.y() >= 0, child.objectName()
            assert child.geometry().bottom() <= view.height(), child.objectName()


def test_nothing_jumps_when_it_changes(qtbot: QtBot):
    simulation = FakeSimulation(heard=(spoken(1),))
    view = strip(qtbot, simulation)
    view.grab()  # lays it out
    before = places(view)
    for changes in ({"level": Level.STORM}, {"speed": 0.5}, {"paused": True}, {"speed": 8.0, "level": Level.CALM}):
        simulation.become(**changes)
        view.grab()
        assert places(view) == before, changes


def test_buttons_steer(qtbot: QtBot):
    simulation = FakeSimulation()
    view = strip(qtbot, simulation)
    for action in (ActionId.SIMULATION_PAUSE, ActionId.SIMULATION_FASTER, ActionId.SIMULATION_LOUDER):
        button(view, action).click()
    assert (simulation.now.paused, simulation.now.speed, simulation.now.level) == (True, 2.0, Level.STORM)
    assert not button(view, ActionId.SIMULATION_LOUDER).isEnabled()
    assert said(view) == "Guards keep running while the simulation is paused."


def test_what_lives_elsewhere_cannot_be_steered_here(qtbot: QtBot):
    view = strip(qtbot, FakeSimulation(acting=False))
    assert not any(found.isEnabled() for found in view.findChildren(QToolButton))
    for _ in range(12):
        view.presenter.second()
    assert "Another process" in said(view)


def test_it_follows_the_scale(qtbot: QtBot):
    theme = Theme("night", 1.0)
    view = strip(qtbot, FakeSimulation(), theme)
    height = view.height()
    theme.rescale(1.5)
    rewear(view, theme)
    assert view.height() > height


def test_the_radio_list_keeps_the_newest_on_top(qtbot: QtBot):
    simulation = FakeSimulation()
    view = HeardView(presenter(simulation), Theme.load())
    qtbot.addWidget(view)
    view.show()
    assert "Nothing said yet" in said(view, "heard_nothing")
    view.resize(view.sizeHint())
    simulation.become(heard=tuple(spoken(number, f"M{number} on scene") for number in range(30)))
    assert said(view, "heard_call_sign_0") == "M29"
    assert said(view, f"heard_call_sign_{MOST_LINES - 1}") == f"M{30 - MOST_LINES}"
