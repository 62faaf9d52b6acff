"""The window: it places the panels, hangs the actions on menus and keys, and asks once before it leaves."""

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from dispatcher.domain.authority import Role
from ui.actions import ActionId
from ui.call_taking import CallTaking
from ui.layout_keeper import LayoutKeeper
from ui.layouts import LayoutBook
from ui.menus import hang_actions, hang_places, steering
from ui.panel_keys import going
from ui.panels import Panels
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.map import MapView
from ui.wardrobe import Wardrobe
from ui.widgets.arrangements import DISPATCH, RADIO, SUPERVISION, Arrangement
from ui.widgets.notice_page import NoticePage
from ui.widgets.tab_order import pass_focus
from ui.widgets.workspace import Workspace, stacked
from ui.wording import tr

_WORKSPACES = {
    ActionId.WORKSPACE_DISPATCH: DISPATCH,
    ActionId.WORKSPACE_RADIO: RADIO,
    ActionId.WORKSPACE_SUPERVISION: SUPERVISION,
}
_THEMES = {ActionId.THEME_NIGHT: "night", ActionId.THEME_DAY: "day", ActionId.THEME_CONTRAST: "contrast"}


class MainWindow(QMainWindow):
    """Shows a notice until a desk is opened in it. `leave` is called once, when it really closes."""

    def __init__(self, theme: Theme, layouts: LayoutBook, leave: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._leave = theme, leave
        self._layouts = LayoutKeeper(self, layouts)
        self._desk: Desk | None = None
        self._panels: Panels | None = None
        self._workspace: Workspace | None = None
        self._operator = ""
        self._asked = self._laid_out = False
        self._signing = True
        self._taking: CallTaking | None = None
        self.setObjectName("main_window")
        self.setWindowTitle(tr("Readback"))
        self._wardrobe = Wardrobe(theme, self)
        self._wardrobe.bound_window()
        self.notice = NoticePage(theme, self._on_quit)
        self.setCentralWidget(self.notice)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)

    @property
    def panels(self) -> Panels:
        """The panels of the open desk; RuntimeError while there is none."""
        if self._panels is None:
            raise RuntimeError("no desk is open in this window")
        return self._panels

    def open_desk(self, desk: Desk, mute: Callable[[], None], *, world: str) -> None:
        """Put the panels of a desk in the notice's place."""
        self._desk = desk
        self.setWindowTitle(tr("Readback · {world}", world=world))
        panels = self._panels = Panels(desk, self._theme, world)
        taking = self._taking = CallTaking(self, desk, panels, self._theme)
        hang_actions(self, self._theme, self._handlers(desk, panels, mute) | taking.handlers())
        hang_places(self, desk.attention.take)
        self.setCentralWidget(self._column(panels))
        desk.focus_command_line = panels.command_line.take_focus
        desk.session.listen(self._on_session)
        desk.queue.watch(self._on_counts)
        for board in (desk.pending, desk.radio.channels, desk.radio.inbound, desk.contacts):
            board.watch(self._on_counts)
        desk.sign_on.watch(self._on_signed)
        self._link_map(desk, panels.map)
        QTimer.singleShot(0, self, self._lay_out)  # the panels have no size before
        self._second.start()
        panels.sign_on.take_focus()
        desk.attention.say("layout", self._layouts.trouble or None)

    def place(self, *, as_before: bool) -> None:
        """Show the window where it last was on these monitors; `as_before`: in the colours and size it had."""
        if as_before:
            self._wear_as_kept("")
        self._layouts.place_window()

    def bring_home(self) -> None:
        """After a monitor has gone: stand where somebody sees it."""
        self._layouts.bring_home(self._workspace)

    def restyle(self) -> None:
        """Take the bounds of the present letters."""
        self._wardrobe.bound_window()

    def tick(self) -> None:
        """Let a second pass on every panel."""
        if self._desk is not None:
            self._desk.second()
            self.panels.tick()

    def close_now(self) -> None:
        """Close without asking."""
        self._asked = True
        self.close()

    def sizeHint(self) -> QSize:
        """Ask for the smallest monitor we promise."""
        return QSize(self._theme.space(340), self._theme.space(190))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once when something would go unguarded; the second time, go."""
        if self._desk is not None and not self._asked and self._desk.sentinel.open_incidents:
            self._asked = True
            self._ask_before_leaving(self._desk.sentinel.open_incidents)
            event.ignore()
            return
        if self._workspace is not None and self._laid_out:
            self._layouts.keep(self._operator, self._workspace, self._theme)
        if self._panels is not None:
            self._panels.map.shut()
        if self._desk is not None:
            self._desk.close()
        self._second.stop()
        self._leave()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab pass the panels as the eye does."""
        if self._panels is None:
            return super().focusNextPrevChild(forward)
        return pass_focus(self._panels.in_reading_order(), forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        """Share the room among the panels once its size is known."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._lay_out)

    def _column(self, panels: Panels) -> QWidget:
        workspace = self._workspace = panels.workspace
        self._on_counts()
        above = (panels.sentinel, panels.attention, panels.question, panels.sign_on)
        below = (panels.command_line, *((panels.simulation,) if panels.simulation is not None else ()))
        return stacked(*above, workspace, *below, giving=workspace)

    def _handlers(self, desk: Desk, panels: Panels, mute: Callable[[], None]) -> dict[ActionId, Callable[[], None]]:
        handlers: dict[ActionId, Callable[[], None]] = {
            **going(desk, panels),
            ActionId.SIGN_ON: self._on_sign_on,
            ActionId.MUTE: mute,
            ActionId.QUIT: self._on_quit,
            ActionId.LARGE_MAP: self._on_large_map,
        }
        if desk.simulation is not None:
            handlers |= steering(desk.simulation)
        for action, how in _WORKSPACES.items():
            handlers[action] = lambda how=how: self._share(how)
        for action, name in _THEMES.items():
            handlers[action] = lambda name=name: self._wardrobe.put_on(name, self._theme.scale)
        for action, step in ((ActionId.TEXT_LARGER, 1), (ActionId.TEXT_SMALLER, -1)):
            handlers[action] = lambda step=step: desk.command_line.tell(self._wardrobe.change_letters(step))
        return handlers

    def _link_map(self, desk: Desk, shown: MapView) -> None:
        desk.command_line.search_all = self.panels.change_search
        desk.placing.ask_map = shown.begin_placing
        desk.command_line.show_place = lambda latitude, longitude, _words: shown.go_to(latitude, longitude)
        shown.position_placed.connect(desk.placing.placed)
        shown.placing_ended.connect(self._on_placing_ended)
        shown.position_clicked.connect(self._on_position_clicked)
        desk.call_entry.watch(lambda: shown.pin(desk.call_entry.pin))

    def _on_position_clicked(self, latitude: float, longitude: float) -> None:
        if self._desk is not None and self.panels.call_entry.isVisible():
            self._desk.call_entry.place_at(latitude, longitude)

    def _on_placing_ended(self) -> None:
        if self._desk is not None:
            self._desk.placing.ended()
            self.panels.command_line.take_focus()

    def _lay_out(self) -> None:
        if self._desk is None or self._workspace is None or not self.isVisible() or self._laid_out:
            return
        self._laid_out = True
        if not self._layouts.restore_panels("", self._workspace):
            self._share(DISPATCH)
        self._change_operator(self._desk)

    def _share(self, how: Arrangement) -> None:
        if self._workspace is not None:
            self._workspace.share(how)

    def _on_large_map(self) -> None:
        if self._workspace is not None:
            self._workspace.enlarge_middle(not self._workspace.middle_is_large)
            self.panels.show_map()

    def _on_session(self) -> None:
        if self._desk is None:
            return
        self.panels.queue.show_incident(self._desk.session.incident_id)
        self.panels.units.show_unit(self._desk.session.unit_id)
        if self._taking is not None:
            self._taking.shown()

    def _on_counts(self) -> None:
        if self._desk is not None and self._workspace is not None:
            count = len(self._desk.queue.rows)
            self._workspace.set_title("queue", tr("Open incidents · {count} · F4", count=count))
            radio = self._desk.radio
            for name, title, key in (
                ("pending", self._desk.pending.title, "F12"), ("channels", radio.channels.title, "Shift+F8"),
                ("inbound", radio.inbound.title, "Shift+F4"), ("contacts", self._desk.contacts.title, "Shift+F2"),
            ):  # fmt: skip
                self._workspace.set_title(name, tr("{title} · {key}", title=title, key=key))

    def _on_sign_on(self) -> None:
        if self._desk is not None:
            self._desk.sign_on.toggle()
            if self._desk.sign_on.opened:
                self.panels.sign_on.take_focus()

    def _on_signed(self) -> None:
        if self._desk is None:
            return
        self._change_operator(self._desk)
        before, self._signing = self._signing, self._desk.sign_on.opened
        hands = QApplication.focusWidget()
        writing = bool(hands) and self.panels.call_entry.isAncestorOf(hands)
        if before and not self._signing and not writing:
            self.panels.command_line.take_focus()

    def _change_operator(self, desk: Desk) -> None:
        operator = desk.session.actor.operator if desk.session.actor else ""
        if self._workspace is None or not self._laid_out or operator in ("", self._operator):
            return
        if self._operator:
            self._layouts.keep(self._operator, self._workspace, self._theme)
        self._operator = operator
        self._wear_as_kept(operator)
        kept = self._layouts.restore_panels(operator, self._workspace)
        if not kept and desk.session.actor is not None and desk.session.actor.role is Role.RADIO_OPERATOR:
            self._share(RADIO)

    def _on_quit(self) -> None:
        self.close()

    def _ask_before_leaving(self, count: int) -> None:
        what = tr("1 incident is open.") if count == 1 else tr("{count} incidents are open.", count=count)
        words = tr(
            "{what} When the last process that guards closes, pages are not repeated and nobody is alarmed."
            " Close again to leave.",
            what=what,
        )
        self.panels.question.ask(words, ((tr("Stay"), self._stay), (tr("Leave"), self.close_now)))

    def _stay(self) -> None:
        self._asked = False
        self.panels.question.hide()

    def _wear_as_kept(self, operator: str) -> None:
        look = self._layouts.look(operator)
        if look is not None and look != (self._theme.name, self._theme.scale):
            self._wardrobe.put_on(*look)
