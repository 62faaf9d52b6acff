"""The library: a search, a list, and the words of the chosen document, in the map's place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.presenters.documents import DocumentsPresenter
from ui.theme import Theme
from ui.views.policies import PolicyList
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text
from ui.widgets.reading_area import ReadingArea
from ui.wording import tr

_LIST_STEPS = 25
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class DocumentsView(QFrame):
    """Stands in the map's place while somebody reads. `left` says that Escape was pressed."""

    left = Signal()

    def __init__(self, presenter: DocumentsPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("documents_panel")
        self.setAccessibleName(tr("library"))
        set_panel(self, "raised")
        self.sought = CommandEdit(theme, self._key, "body")
        self.names = PolicyList()
        self.cite = QPushButton(tr("Cite in a note"))
        self.back = QPushButton(tr("Back"))
        self._title = label(theme, "documents_title", "heading")
        self._about = label(theme, "documents_about", "small", "muted")
        self._text = label(theme, "documents_text", "body")
        self._showing = False
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Give the keyboard to the search."""
        self.sought.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw what was found."""
        shown = self._presenter.shown()
        self._showing = True
        if [self.names.item(place).text() for place in range(self.names.count())] != list(shown.names):
            self.names.clear()
            self.names.addItems(shown.names)
        self.names.setCurrentRow(shown.chosen)
        self._showing = False
        set_text(self._title, shown.title)
        set_text(self._about, shown.about)
        set_text(self._text, shown.text)
        self.cite.setEnabled(bool(shown.cite))
        self.cite.setToolTip(shown.cite)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        """Arrows choose while somebody searches; Enter cites."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._presenter.move(step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._presenter.cite()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _on_row(self, place: int) -> None:
        if not self._showing:
            self._presenter.choose(place)

    def _build(self) -> None:
        head = QHBoxLayout()
        dress(head, self._theme, spacing=2)
        head.addWidget(self.sought, 1)
        head.addWidget(self.cite)
        head.addWidget(self.back)
        inside = QWidget()
        set_panel(inside, "raised")
        words = QVBoxLayout(inside)
        dress(words, self._theme, margins=(1, 1, 1, 1), spacing=1)
        for part in (self._title, self._about, self._text):
            part.setWordWrap(True)
            words.addWidget(part)
        words.addStretch(1)
        self._text.setTextFormat(Qt.TextFormat.MarkdownText)
        area = ReadingArea(self._theme, "documents_area", inside)
        area.setAccessibleName(tr("words of the document"))
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 1, 2, 1), spacing=1)
        column.addLayout(head)
        column.addWidget(self.names)
        column.addWidget(area, 1)
        self.sought.setObjectName("documents_sought")
        self.sought.setPlaceholderText(tr("search scripts, action cards and policies"))
        self.sought.setAccessibleName(tr("search the library"))
        self.names.setObjectName("documents")
        self.names.setAccessibleName(tr("documents"))
        self.cite.setObjectName("documents_cite")
        self.back.setObjectName("documents_back")
        for button, name in ((self.cite, tr("cite in a note")), (self.back, tr("back to the map"))):
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="small")
        dress(self.names, self._theme, font="body", height=_LIST_STEPS)
        self.sought.textChanged.connect(self._presenter.search)
        self.names.currentRowChanged.connect(self._on_row)
        self.cite.clicked.connect(self._presenter.cite)
