"""The views of one desk, made once; the window places them."""

from PySide6.QtWidgets import QWidget

from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.attention import AttentionView
from ui.views.call_entry import CallEntryView
from ui.views.card import CardView
from ui.views.command_line import CommandLineView
from ui.views.map import MapView
from ui.views.pending import PendingView
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
        self.sentinel = SentinelView(desk.sentinel, theme)
        self.attention = AttentionView(desk.attention, theme)
        self.question = QuestionBar(theme, "leave_question")
        self.sign_on = SignOnView(desk.sign_on, theme)
        self.queue = QueueView(desk.queue, show, theme)
        self.map = MapView(desk.map, desk.session, theme, world)
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
        return (*above, self.queue, self.map, self.call_entry, self.card, self.units, self.pending, self.command_line)

    def tick(self) -> None:
        """Let a second pass on every panel that counts."""
        self.sentinel.render_now()
        for panel in (self.attention, self.queue, self.card, self.units, self.pending, self.call_entry):
            panel.tick()
