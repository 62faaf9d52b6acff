"""The views of one desk, made once; the window places them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.actions import ActionId
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.attention import AttentionView
from ui.views.call_entry import CallEntryView
from ui.views.card import CardView
from ui.views.command_line import CommandLineView
from ui.views.map import MapView
from ui.views.pending import PendingView
from ui.views.policies import PoliciesView
from ui.views.queue import QueueView
from ui.views.sentinel import SentinelView
from ui.views.sign_on import SignOnView
from ui.views.simulation import HeardView, SimulationStrip
from ui.views.unit_board import UnitBoardView
from ui.widgets.question_bar import QuestionBar


class Panels:
    """Every panel over its presenter."""

    def __init__(self, desk: Desk, theme: Theme, world: str) -> None:
        show = desk.session.show_incident
        self._policies = desk.policies
        self.sentinel = SentinelView(desk.sentinel, theme)
        self.attention = AttentionView(desk.attention, theme)
        self.question = QuestionBar(theme, "leave_question")
        self.sign_on = SignOnView(desk.sign_on, theme)
        self.queue = QueueView(desk.queue, show, theme)
        self.map = MapView(desk.map, desk.session, theme, world)
        self.policies = PoliciesView(desk.policies, theme)
        self.policies.back.clicked.connect(self.change_policies)
        self.policies.hide()
        self.card = CardView(desk.card, theme)
        self.call_entry = CallEntryView(desk.call_entry, theme)
        self.call_entry.hide()
        self.units = UnitBoardView(desk.units, show, theme, select_unit=desk.session.point_at_unit)
        self.pending = PendingView(desk.pending, show, theme)
        lives = desk.simulation
        self.simulation = SimulationStrip(lives, theme) if lives is not None else None
        self.heard = HeardView(lives, theme) if lives is not None else None
        for lookup in (desk.call_entry.places.lookup, desk.command_line.places):
            lookup.near = self.map.centre
        self.command_line = CommandLineView(desk.command_line, theme)

    def in_reading_order(self) -> tuple[QWidget, ...]:
        """Return them as the eye passes them, and Tab with it."""
        above = (self.attention, self.question, self.sign_on)
        middle = (self.map, self.policies)
        return (*above, self.queue, *middle, self.call_entry, self.card, self.units, self.pending, self.command_line)

    def change_policies(self) -> None:
        """Show the policies in the map's place, or the map again."""
        shows = self.policies.isHidden()
        self.map.setVisible(not shows)
        self.policies.setVisible(shows)
        self._policies.open(opened=shows)
        (self.policies if shows else self.map).take_focus()

    def tick(self) -> None:
        """Let a second pass on every panel that counts."""
        self.sentinel.render_now()
        for panel in (self.attention, self.queue, self.card, self.units, self.pending, self.call_entry):
            panel.tick()


def going(desk: Desk, panels: Panels) -> dict[ActionId, Callable[[], None]]:
    """Return what keys and menus do with the panels of a desk."""
    return {
        ActionId.COMMAND_LINE: panels.command_line.take_focus,
        ActionId.QUEUE: panels.queue.take_focus,
        ActionId.CARD: lambda: panels.card.setFocus(Qt.FocusReason.ShortcutFocusReason),
        ActionId.UNITS: lambda: panels.units.table.setFocus(Qt.FocusReason.ShortcutFocusReason),
        ActionId.MAP: panels.map.take_focus,
        ActionId.PENDING: lambda: panels.pending.take_focus(desk.command_line.tell),
        ActionId.TAKE_ATTENTION: desk.attention.take_top,
        ActionId.ALL_ATTENTION: panels.attention.show_all,
        ActionId.DELEGATE: desk.attention.delegate_top,
        ActionId.NEXT_VOICE_TASK: desk.attention.take_voice,
        ActionId.HELP: desk.command_line.show_help,
        ActionId.PLACE_ON_MAP: desk.placing.begin,
        ActionId.POLICIES: panels.change_policies,
    }
