"""The table of actions as menus and keys of a window."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from ui.actions import ActionId, Menu, in_menu
from ui.icons import ACTION_ICONS, icon
from ui.presenters.simulation import SimulationPresenter
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.wording import tr

PLACES = range(1, 10)
"""Alt and a digit takes the attention item at that place."""


def hang_actions(window: QMainWindow, theme: Theme, handlers: Mapping[ActionId, Callable[[], None]]) -> None:
    """Hang every action that has a handler on its menu and keys; a menu without any is not shown."""
    bar = window.menuBar()
    dress(bar, theme, font="small")
    for menu in Menu:
        offered = [action for action in in_menu(menu) if action.id in handlers]
        if not offered:
            continue
        hung = bar.addMenu(tr(menu.value))
        hung.setObjectName(f"menu_{menu.name.lower()}")
        for action in offered:
            made = QAction(tr(action.title), window)
            made.setObjectName(action.id.value)
            made.setShortcuts([QKeySequence(key) for key in action.shortcuts])
            if action.id in ACTION_ICONS:
                made.setIcon(icon(ACTION_ICONS[action.id], theme))
            made.setStatusTip(tr(action.help))
            # `triggered` brings a bool, which must not land in a handler's own arguments.
            made.triggered.connect(partial(_run, handlers[action.id]))
            hung.addAction(made)


def hang_places(window: QMainWindow, take: Callable[[int], None]) -> None:
    """Let Alt and a digit take the attention item at that place, counted from 0."""
    for place in PLACES:
        key = QShortcut(QKeySequence(f"Alt+{place}"), window)
        key.activated.connect(partial(take, place - 1))


def steering(people: SimulationPresenter) -> dict[ActionId, Callable[[], None]]:
    """Return what pauses and paces simulated people, by action."""
    return {
        ActionId.SIMULATION_PAUSE: people.pause_or_resume,
        ActionId.SIMULATION_FASTER: people.faster,
        ActionId.SIMULATION_SLOWER: people.slower,
        ActionId.SIMULATION_LOUDER: people.louder,
        ActionId.SIMULATION_CALMER: people.calmer,
    }


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()
