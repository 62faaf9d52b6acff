"""The window: it places the panels, hangs the actions on menus and keys, and asks once before it leaves."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from ui.actions import ActionId, Menu, in_menu
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.attention import AttentionView
from ui.views.call_entry import CallEntryView
from ui.views.card import CardView
from ui.views.command_line import CommandLineView
from ui.views.queue import QueueView
from ui.views.sentinel import SentinelView
from ui.views.sign_on import SignOnView
from ui.views.unit_board import UnitBoardView
from ui.widgets.notice_page import NoticePage
from ui.widgets.question_bar import QuestionBar
from ui.widgets.workspace import Workspace
from ui.wording import tr

SMALLEST = (1180, 680)
SHARES: dict[ActionId, tuple[float, dict[str, int]]] = {
    ActionId.WORKSPACE_DISPATCH: (0.53, {"queue": 62, "units": 38}),
    ActionId.WORKSPACE_RADIO: (0.46, {"queue": 50, "units": 50}),
    ActionId.WORKSPACE_SUPERVISION: (0.62, {"queue": 70, "units": 30}),
}
"""Width of the left side, and how queue and units share its height."""
ENTRY_AND_CARD_STEPS = 240
"""A window lower than this shows call entry instead of the card, not above it."""
_THEMES = {ActionId.THEME_NIGHT: "night", ActionId.THEME_DAY: "day", ActionId.THEME_CONTRAST: "contrast"}


class MainWindow(QMainWindow):
    """Shows a notice until a desk is opened in it. `leave` is called once, when it really closes."""

    def __init__(self, theme: Theme, layout_file: Path | None, leave: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._layout_file, self._leave = theme, layout_file, leave
        self._desk: Desk | None = None
        self._asked = self._laid_out = False
        self._signing = True
        self._shown: str | None = None
        self.setObjectName("main_window")
        self.setWindowTitle(tr("Readback"))
        self.setMinimumSize(*SMALLEST)
        self.notice = NoticePage(theme, self._on_quit)
        self.setCentralWidget(self.notice)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)

    def open_desk(self, desk: Desk, mute: Callable[[], None], *, world: str) -> None:
        """Put the panels of a desk in the notice's place."""
        self._desk = desk
        self.setWindowTitle(tr("Readback · {world}", world=world))
        self._make_panels(desk)
        self._fill_menus(self._handlers(desk, mute))
        self.setCentralWidget(self._column())
        desk.open_call_entry = self._on_new_call
        desk.focus_command_line = self.command_line.take_focus
        desk.session.listen(self._on_session)
        desk.queue.watch(self._on_counts)
        desk.sign_on.watch(self._on_signed)
        QTimer.singleShot(0, self, self._lay_out)  # the panels have no size before
        self._second.start()
        self.sign_on.take_focus()

    def tick(self) -> None:
        """Let a second pass on every panel."""
        if self._desk is None:
            return
        self._desk.second()
        self.sentinel.render_now()
        for panel in (self.attention, self.queue, self.card, self.units, self.call_entry):
            panel.tick()

    def close_now(self) -> None:
        """Close without asking."""
        self._asked = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once when something would go unguarded; the second time, go."""
        if self._desk is not None and not self._asked and self._desk.sentinel.open_incidents:
            self._asked = True
            self._ask_before_leaving(self._desk.sentinel.open_incidents)
            event.ignore()
            return
        if self._desk is not None and self._layout_file is not None:
            self._workspace.keep(self._layout_file)
        self._second.stop()
        self._leave()
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Share the room among the panels once its size is known."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._lay_out)

    def _make_panels(self, desk: Desk) -> None:
        theme, show = self._theme, desk.session.show_incident
        self.sentinel = SentinelView(desk.sentinel, theme)
        self.attention = AttentionView(desk.attention, theme)
        self.sign_on = SignOnView(desk.sign_on, theme)
        self.queue = QueueView(desk.queue, show, theme)
        self.units = UnitBoardView(desk.units, show, theme)
        self.card = CardView(desk.card, theme)
        self.call_entry = CallEntryView(desk.call_entry, theme)
        self.call_entry.hide()
        self.call_entry.left.connect(self._on_call_left)
        self.command_line = CommandLineView(desk.command_line, theme)
        self.question = QuestionBar(theme, "leave_question")

    def _column(self) -> QWidget:
        self._workspace = Workspace(self._theme, _stacked(self.call_entry, self.card))
        self._workspace.add_panel("queue", tr("Open incidents · F4"), self.queue)
        self._workspace.add_panel("units", tr("Units · F8"), self.units)
        above = (self.sentinel, self.attention, self.question, self.sign_on)
        return _stacked(*above, self._workspace, self.command_line, giving=self._workspace)

    def _handlers(self, desk: Desk, mute: Callable[[], None]) -> dict[ActionId, Callable[[], None]]:
        handlers: dict[ActionId, Callable[[], None]] = {
            ActionId.COMMAND_LINE: self.command_line.take_focus,
            ActionId.QUEUE: lambda: _focus(self.queue.table),
            ActionId.CARD: lambda: _focus(self.card),
            ActionId.UNITS: lambda: _focus(self.units.table),
            ActionId.TAKE_ATTENTION: desk.attention.take_top,
            ActionId.NEXT_VOICE_TASK: desk.attention.take_voice,
            ActionId.SIGN_ON: self._on_sign_on,
            ActionId.MUTE: mute,
            ActionId.HELP: desk.command_line.show_help,
            ActionId.QUIT: self._on_quit,
            ActionId.NEW_CALL: self._on_new_call,
        }
        for action, (width, heights) in SHARES.items():
            handlers[action] = lambda width=width, heights=heights: self._workspace.share(width, heights)
        for action, name in _THEMES.items():
            handlers[action] = lambda name=name: self._wear(name)
        return handlers

    def _fill_menus(self, handlers: dict[ActionId, Callable[[], None]]) -> None:
        bar = self.menuBar()
        bar.setFont(self._theme.font("small"))
        for menu in Menu:
            hung = bar.addMenu(tr(menu.value))
            hung.setObjectName(f"menu_{menu.name.lower()}")
            for action in in_menu(menu):
                made = QAction(tr(action.title), self)
                made.setObjectName(action.id.value)
                made.setShortcuts([QKeySequence(key) for key in action.shortcuts])
                made.setStatusTip(tr(action.help))
                # `triggered` brings a bool, which must not land in a handler's own arguments.
                made.triggered.connect(partial(_run, handlers[action.id]))
                hung.addAction(made)
        for place in range(1, 10):
            key = QShortcut(QKeySequence(f"Alt+{place}"), self)
            key.activated.connect(lambda place=place: self._take(place - 1))

    def _take(self, place: int) -> None:
        if self._desk is not None:
            self._desk.attention.take(place)

    def _lay_out(self) -> None:
        if self._desk is None or not self.isVisible() or self._laid_out:
            return
        self._laid_out = True
        if self._layout_file is None or not self._workspace.restore(self._layout_file):
            self._workspace.share(*SHARES[ActionId.WORKSPACE_DISPATCH])

    def _on_session(self) -> None:
        if self._desk is None:
            return
        shown, self._shown = self._shown, self._desk.session.incident_id
        self.queue.show_incident(self._shown)
        written = any(self._desk.call_entry.state.texts.values())
        if self._shown != shown and self.call_entry.isVisible() and not written:
            self._end_call_entry()
            self.command_line.take_focus()

    def _on_counts(self) -> None:
        if self._desk is not None:
            count = len(self._desk.queue.rows)
            self._workspace.set_title("queue", tr("Open incidents · {count} · F4", count=count))

    def _on_new_call(self) -> None:
        self.call_entry.show()
        self.card.setVisible(self.height() >= self._theme.space(ENTRY_AND_CARD_STEPS))
        self.call_entry.take_focus()

    def _on_call_left(self) -> None:
        self._end_call_entry()
        _focus(self.queue.table)

    def _end_call_entry(self) -> None:
        self.call_entry.hide()
        self.card.show()

    def _on_sign_on(self) -> None:
        if self._desk is not None:
            self._desk.sign_on.toggle()
            if self._desk.sign_on.opened:
                self.sign_on.take_focus()

    def _on_quit(self) -> None:
        self.close()

    def _on_signed(self) -> None:
        if self._desk is None:
            return
        before, self._signing = self._signing, self._desk.sign_on.opened
        hands = QApplication.focusWidget()
        writing = bool(hands) and self.call_entry.isAncestorOf(hands)
        if before and not self._signing and not writing:
            self.command_line.take_focus()

    def _ask_before_leaving(self, count: int) -> None:
        what = tr("1 incident is open.") if count == 1 else tr("{count} incidents are open.", count=count)
        words = tr(
            "{what} When the last process that guards closes, pages are not repeated and nobody is alarmed."
            " Close again to leave.",
            what=what,
        )
        answers = ((tr("Stay"), self._stay), (tr("Leave"), self.close_now))
        self.question.ask(words, answers)

    def _stay(self) -> None:
        self._asked = False
        self.question.hide()

    def _wear(self, name: str) -> None:
        self._theme.switch(name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(self._theme.palette())
            app.setStyleSheet(self._theme.stylesheet())


def _stacked(*panels: QWidget, giving: QWidget | None = None) -> QWidget:
    """Put panels above each other; `giving`, else the last, takes what room is left."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in panels:
        column.addWidget(panel, 1 if panel is (giving or panels[-1]) else 0)
    return whole


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()


def _focus(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
