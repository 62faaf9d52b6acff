"""The search over all incidents: a line that answers while it is typed, and a page of what was found."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.models.search_model import SearchModel
from ui.presenters.search import HINT, SearchPresenter
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text
from ui.widgets.row_table import RowTable
from ui.widgets.search_delegate import SearchDelegate
from ui.wording import tr

NEXT_KEY, FORMER_KEY = "Alt+PgDown", "Alt+PgUp"


class SearchLineEdit(QLineEdit):
    """Down goes to what was found."""

    def __init__(self, below: RowTable) -> None:
        super().__init__()
        self._below = below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the list with Down."""
        if event.key() == Qt.Key.Key_Down and self._below.model().rowCount():
            self._below.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self._below.currentIndex().isValid():
                self._below.setCurrentIndex(self._below.model().index(0, 0))
            return
        super().keyPressEvent(event)


class SearchView(QFrame):
    """Stands in the map's place while somebody looks; Enter or a click on a row shows its card."""

    def __init__(self, presenter: SearchPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("search_panel")
        self.setAccessibleName(tr("search in all incidents"))
        set_panel(self, "raised")
        self.model = SearchModel(presenter, self)
        self.table = RowTable(theme, "search_board", tr("what was found"))
        self.line = SearchLineEdit(self.table)
        self.back = QPushButton(tr("Map  Ctrl+F"))
        self.former = QPushButton(tr("Former page  Alt+PgUp"))
        self.next = QPushButton(tr("Next page  Alt+PgDn"))
        self._summary = label(theme, "search_summary", "body", "muted")
        self._hint = label(theme, "search_hint", "small", "muted")
        self._delegate = SearchDelegate(theme, self.model.line_at, self.table)
        self._build()
        self.restyle()
        self._wire()
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Give the keyboard to the line, with what was typed chosen."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def restyle(self) -> None:
        """Take the height of a row from the present fonts."""
        self.table.set_row_height(self._delegate.row_height)

    def render_now(self) -> None:
        """Show what was found."""
        if self.isHidden() and not self._presenter.opened:
            return
        if self.line.text() != self._presenter.text:
            self.line.setText(self._presenter.text)
        self.model.apply()
        self.table.viewport().update()
        set_text(self._summary, self._presenter.summary())
        self.next.setEnabled(self._presenter.has_next)
        self.former.setEnabled(self._presenter.has_former)
        self.next.setToolTip("" if self._presenter.has_next else tr("this is the last page"))
        self.former.setToolTip("" if self._presenter.has_former else tr("this is the first page"))

    def _on_chosen(self, index: QModelIndex) -> None:
        self._presenter.show(self.model.row_at(index.row()))

    def _on_enter(self) -> None:
        if self.model.rowCount() and not self._presenter.waiting:
            self._presenter.show(self.model.row_at(0))

    def _turn(self, *, forward: bool) -> None:
        if forward:
            self._presenter.next()
        else:
            self._presenter.former()
        self.table.scrollToTop()

    def _wire(self) -> None:
        self.line.textEdited.connect(self._presenter.type)
        self.line.returnPressed.connect(self._on_enter)
        self.table.clicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.next.clicked.connect(lambda: self._turn(forward=True))
        self.former.clicked.connect(lambda: self._turn(forward=False))
        for key, forward in ((NEXT_KEY, True), (FORMER_KEY, False)):
            turn = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            turn.activated.connect(lambda forward=forward: self._turn(forward=forward))

    def _build(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            dress(row, self._theme, spacing=2)
        head.addWidget(self.line, 1)
        head.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.former)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 1, 2, 1), spacing=1)
        column.addLayout(head)
        column.addWidget(self._hint)
        column.addWidget(self._summary)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        set_text(self._hint, HINT)
        self._summary.setWordWrap(True)
        self._hint.setWordWrap(True)
        for button, name in ((self.back, "search_back"), (self.former, "search_former"), (self.next, "search_next")):
            button.setObjectName(name)
            button.setAccessibleName(button.text())
        self.line.setObjectName("search_line")
        self.line.setAccessibleName(tr("words to look for in all incidents"))
        self.line.setPlaceholderText(tr("place, name, number, words, unit …"))
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
