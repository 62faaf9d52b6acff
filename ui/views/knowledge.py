"""What is known of the place and the caller: hazards on top, codes hidden, and a line to remember something in."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatcher.domain.knowledge import CallerNoteKind, NoteKind
from dispatcher.queries.knowledge import SecretRow
from ui.presenters.knowledge import KnowledgePresenter
from ui.theme import Theme
from ui.views.knowledge_changes import KnowledgeChangesView
from ui.widgets.dressing import dress
from ui.widgets.known_section import KnownSectionWidget, SecretWidget
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.widgets.reading_area import ReadingArea
from ui.wording import caller_note_badge, note_badge, tr

_PLACE_KINDS = (NoteKind.HAZARD, NoteKind.CAUTION, NoteKind.ACCESS, NoteKind.WATER, NoteKind.OTHER)


class KnowledgeView(QFrame):
    """Read by keys; nothing here takes the keyboard by itself."""

    def __init__(self, presenter: KnowledgePresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("knowledge_panel")
        self.setAccessibleName(tr("what is known of place and caller"))
        set_panel(self, "raised")
        self._title = label(theme, "knowledge_title", "strong")
        self._empty = label(theme, "knowledge_empty", "body", "muted")
        self._message = label(theme, "knowledge_message", "strong", "muted")
        self.kind, self.note, self.change = QComboBox(), QLineEdit(), QPushButton()
        self.changes = KnowledgeChangesView(presenter.changes, theme)
        self._kinds: tuple[NoteKind | CallerNoteKind, ...] = (*_PLACE_KINDS, *CallerNoteKind)
        self._sections: dict[str, KnownSectionWidget] = {}
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self.area = ReadingArea(theme, "knowledge_area", self._inside)
        self._build()
        self.note.returnPressed.connect(self._remember)
        self.change.clicked.connect(self._turn_changing)
        presenter.watch(self.render_now)
        presenter.changes.watch(self._show_changing)
        self.render_now()

    def begin_note(self, kind: NoteKind | CallerNoteKind = NoteKind.HAZARD) -> None:
        """Put the caret where something is remembered: the one key for it comes here."""
        self.kind.setCurrentIndex(self._kinds.index(kind))
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_focus(self) -> None:
        """Give the keyboard to what is read."""
        self.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_changing(self) -> None:
        """Show what can be changed, and give it the keyboard."""
        self._presenter.changes.open(opened=True)
        self.changes.take_focus()

    def second(self) -> None:
        """Let a code come nearer to being hidden."""
        self._presenter.second()

    def render_now(self) -> None:
        """Draw what the presenter says."""
        shown = self._presenter.shown()
        set_text(self._title, shown.title)
        set_text(self._message, shown.message)
        set_tone(self._message, {"text_muted": "muted"}.get(shown.message_tone, shown.message_tone))
        self._message.setVisible(bool(shown.message))
        set_text(self._empty, shown.empty)
        self._empty.setVisible(not shown.sections)
        self.changes.render_now()
        self._show_changing()
        for gone in [key for key in self._sections if key not in {section.key for section in shown.sections}]:
            left = self._sections.pop(gone)
            self._column.removeWidget(left)
            left.hide()
            left.deleteLater()
        for place, section in enumerate(shown.sections):
            widget = self._section_at(place, section.key)
            widget.show_section(section)
            self._show_secrets(widget, section.secrets)

    def _turn_changing(self) -> None:
        if self._presenter.changes.is_open:
            self._presenter.changes.open(opened=False)
        else:
            self.begin_changing()

    def _show_changing(self) -> None:
        changing = self._presenter.changes.is_open
        if changing is not self.changes.isHidden():
            return
        had_keyboard = self.changes.isAncestorOf(QApplication.focusWidget() or self)
        self.area.setVisible(not changing)
        self.changes.setVisible(changing)
        for widget in (self.kind, self.note):
            widget.setVisible(not changing)
        self.change.setText(tr("Back to reading") if changing else tr("Change…"))
        self.change.setAccessibleName(tr("back to what is known") if changing else tr("change what is known"))
        if had_keyboard and not changing:
            self.take_focus()

    def _section_at(self, place: int, key: str) -> KnownSectionWidget:
        """Return the widget of a section, at its place below what is said while there is none."""
        widget = self._sections.get(key)
        if widget is None:
            widget = self._sections[key] = KnownSectionWidget(self._theme, self._new_secret)
        if self._column.indexOf(widget) != place + 1:
            self._column.removeWidget(widget)
            self._column.insertWidget(place + 1, widget)
        return widget

    def _show_secrets(self, widget: KnownSectionWidget, rows: tuple[SecretRow, ...]) -> None:
        for row in rows:
            widget.secrets[row.secret_id].show_secret(self._presenter.secret(row), self._presenter.usual_reason())

    def _new_secret(self, row: SecretRow) -> SecretWidget:
        it = self._presenter
        return SecretWidget(self._theme, row, it.ask_secret, it.reveal, it.hide_secrets)

    def _remember(self) -> None:
        kind = self._kinds[self.kind.currentIndex()]
        text = self.note.text()
        remember: Callable[[], bool] = (
            (lambda: self._presenter.remember_place(kind, text))
            if isinstance(kind, NoteKind)
            else (lambda: self._presenter.remember_caller(kind, text))
        )
        if remember():
            self.note.clear()

    def _build(self) -> None:
        set_panel(self._inside, "raised")
        dress(self._column, self._theme, margins=(0, 0, 2, 0), spacing=2)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self._empty.setWordWrap(True)
        self._message.setWordWrap(True)
        self.area.setAccessibleName(tr("what is known, to read"))
        for kind in self._kinds:
            place = isinstance(kind, NoteKind)
            badge = note_badge(kind) if isinstance(kind, NoteKind) else caller_note_badge(kind)
            shape = tr("place: {kind}") if place else tr("caller: {kind}")
            self.kind.addItem(shape.format(kind=badge.word.lower()))
        self.kind.setObjectName("knowledge_kind")
        self.kind.setAccessibleName(tr("what it is that is remembered"))
        self.note.setObjectName("knowledge_note")
        self.note.setAccessibleName(tr("remember this for the place or the caller; Enter keeps it"))
        self.note.setPlaceholderText(tr("remember this … Enter keeps it"))
        line = QHBoxLayout()
        dress(line, self._theme, spacing=2)
        line.addWidget(self.kind)
        line.addWidget(self.note, 1)
        self.change.setObjectName("knowledge_change")
        self.change.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.change.setText(tr("Change…"))
        self.change.setAccessibleName(tr("change what is known"))
        self.changes.hide()
        for widget in (self.kind, self.note):
            dress(widget, self._theme, font="body")
        dress(self.change, self._theme, font="small")
        head = QHBoxLayout()
        dress(head, self._theme, spacing=2)
        head.addWidget(self._title, 1)
        head.addWidget(self.change)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 1, 2, 1), spacing=1)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        column.addWidget(self.changes, 1)
        column.addWidget(self._message)
        column.addLayout(line)
