"""Puts window and panels where this operator last had them on these monitors, and remembers it for the next time."""

import logging
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from ui.layouts import Box, Layout, LayoutBook, LayoutKey, monitor_set, onto_a_monitor, packed, unpacked
from ui.theme import NAMES, SCALES, Theme
from ui.widgets.arrangements import ARRANGEMENTS
from ui.widgets.workspace import Workspace

logger = logging.getLogger(__name__)


class LayoutKeeper:
    """Keeps one window's layouts in a book. Thread: Qt; the file is written by another."""

    def __init__(self, window: QMainWindow, book: LayoutBook) -> None:
        self._window, self._book = window, book
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="layouts")

    @property
    def trouble(self) -> str:
        """Why nothing is remembered; empty while it is."""
        return self._book.trouble

    def look(self, operator: str = "") -> tuple[str, float] | None:
        """Return the theme and the scale that this operator chose here."""
        kept = self._book.find(self._key(operator))
        known = kept is not None and kept.theme in NAMES and kept.scale in SCALES
        return (kept.theme, kept.scale) if kept is not None and known else None

    def place_window(self) -> None:
        """Put the window where it was, or over the whole first monitor; never where nobody sees it."""
        kept = self._book.find(self._key(""))
        if kept is None:
            # Where no window manager runs (a kiosk), nobody answers the wish to be maximised.
            self._window.setGeometry(QGuiApplication.primaryScreen().availableGeometry())
            self._window.showMaximized()
            return
        self._window.setGeometry(QRect(*onto_a_monitor(kept.window, _boxes())))
        if kept.maximised:
            self._window.showMaximized()
        else:
            self._window.show()

    def restore_panels(self, operator: str, workspace: Workspace) -> bool:
        """Put the panels where this operator had them; False when that is not known."""
        kept = self._book.find(self._key(operator))
        if kept is None or kept.workspace not in ARRANGEMENTS:
            return False
        return workspace.restore(unpacked(kept.panels), ARRANGEMENTS[kept.workspace])

    def keep(self, operator: str, workspace: Workspace, theme: Theme) -> None:
        """Remember how it stands now, for this operator and for whoever comes first the next time."""
        layout = Layout(
            window=_box(self._window.geometry()),
            maximised=self._window.isMaximized(),
            panels=packed(workspace.kept()),
            workspace=workspace.how.name,
            theme=theme.name,
            scale=theme.scale,
        )
        for name in {"", operator}:
            self._book.keep(self._key(name), layout)
        self._writer.submit(self._write)

    def bring_home(self, workspace: Workspace | None) -> None:
        """After a monitor has gone: bring back what stood on it."""
        wanted = onto_a_monitor(_box(self._window.geometry()), _boxes())
        if wanted != _box(self._window.geometry()):
            self._window.setGeometry(QRect(*wanted))
        if workspace is not None:
            workspace.bring_home()

    def _write(self) -> None:
        try:
            self._book.write()
        except OSError as error:
            logger.warning("the layout of the window could not be kept: %s", error)

    def _key(self, operator: str) -> LayoutKey:
        return LayoutKey(operator, monitor_set(_boxes()))


def _boxes() -> list[Box]:
    screens = QGuiApplication.screens()
    primary = QGuiApplication.primaryScreen()
    return [_of(screen) for screen in sorted(screens, key=lambda screen: screen is not primary)]


def _of(screen: QScreen) -> Box:
    return _box(screen.availableGeometry())


def _box(rectangle: QRect) -> Box:
    return rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height()
