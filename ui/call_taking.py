"""Where calls are taken in the window: call entry and the quick log come and go, the keyboard with them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from dispatcher.domain.saying import Item
from ui.actions import ActionId
from ui.panels import Panels
from ui.presenters.call_entry_draft import CallField
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.wording import tr

ENTRY_AND_CARD_STEPS = 300
"""A window lower than this shows call entry instead of the card, not above it."""

_FIELDS = {
    Item.PLACE: CallField.PLACE, Item.TYPE: CallField.TYPE, Item.PERSONS: CallField.PERSONS,
    Item.NUMBER: CallField.CALLER_NUMBER,
}  # fmt: skip
"""Where what is said back comes from; the grade and what happens next are nobody's words."""


class CallTaking:
    """Brings call entry into sight for whoever asks; nothing here takes the keyboard by itself."""

    def __init__(self, window: QWidget, desk: Desk, panels: Panels, theme: Theme) -> None:
        self._window, self._desk, self._panels, self._theme = window, desk, panels, theme
        self._before_quick: QWidget | None = None
        self._shown: str | None = None
        desk.open_call_entry = self.new_call
        desk.correct_call = self._correct
        panels.call_entry.left.connect(self._left)
        panels.quick_log.left.connect(self._quick_left)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Return what keys and menus do with calls."""
        return {
            ActionId.NEW_CALL: self.new_call,
            ActionId.QUICK_LOG: self._quick_log,
            ActionId.TAKE_RINGING: self._take_ringing,
            ActionId.NEXT_CALL: self._next_call,
            ActionId.HOLD_CALL: self._desk.call_entry.hold,
            ActionId.ABANDONED_CALLS: self._abandoned,
        }

    def new_call(self) -> None:
        """From within call entry one more call; from elsewhere the one that is being typed, if there is one."""
        entry = self._panels.call_entry
        if entry.isVisible() and _has_hands(entry):
            self._desk.call_entry.another()
            return
        self._show()
        entry.take_focus()

    def shown(self) -> None:
        """Another incident is shown: an empty call entry makes room for its card."""
        shown, self._shown = self._shown, self._desk.session.incident_id
        if self._shown != shown and self._panels.call_entry.isVisible() and not self._desk.call_entry.holds_a_call:
            if _has_hands(self._panels.call_entry):  # before the panel goes, or the keyboard falls to whoever is next
                self._panels.command_line.take_focus()
            self._hide()

    def _show(self) -> None:
        self._panels.workspace.reveal("card")
        self._panels.call_entry.show()
        self._panels.card.setVisible(self._window.height() >= self._theme.space(ENTRY_AND_CARD_STEPS))

    def _hide(self) -> None:
        self._panels.call_entry.hide()
        self._panels.card.show()

    def _left(self) -> None:
        self._hide()
        self._panels.queue.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_call(self) -> None:
        self._show()
        self._desk.call_entry.next_call()
        self._panels.call_entry.go_on()

    def _take_ringing(self) -> None:
        """Take the call that rings; why it is not taken is said where somebody looks."""
        if self._desk.ringing.take():
            self._show()
            self._panels.call_entry.go_on()
        elif self._desk.ringing.words:
            self._show()
        else:
            self._desk.command_line.tell(tr("Nobody rings"))

    def _correct(self, item: Item) -> None:
        """Put the caret where the caller's correction is written down."""
        field = _FIELDS.get(item)
        if field is not None:
            self._show()
            self._panels.call_entry.go_to(field)

    def _abandoned(self) -> None:
        if self._desk.call_entry.abandoned:
            self._show()
            self._panels.call_entry.show_abandoned()
        else:
            self._desk.command_line.tell(tr("No call was abandoned"))

    def _quick_log(self) -> None:
        if not _has_hands(self._panels.quick_log):
            self._before_quick = QApplication.focusWidget()
        self._panels.workspace.reveal("card")
        self._panels.quick_log.take_focus()

    def _quick_left(self) -> None:
        """The keyboard goes back to where it was, if that can still be seen, and nobody has gone elsewhere since."""
        before, self._before_quick = self._before_quick, None
        if not _has_hands(self._panels.quick_log):
            pass
        elif before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._panels.command_line.take_focus()
        if self._desk.quick_log.filed:
            self._desk.command_line.tell(self._desk.quick_log.filed)


def _has_hands(panel: QWidget) -> bool:
    """Tell whether the keyboard is within a panel."""
    hands = QApplication.focusWidget()
    return hands is not None and panel.isAncestorOf(hands)
