"""Change what is known: what there is, what can be done with it, and in place what is asked before it is done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.presenters.knowledge_changes import DeedShown, KnowledgeChanges
from ui.theme import Theme
from ui.widgets.asked_form import AskedForm
from ui.widgets.dressing import dress
from ui.widgets.known_section import give_way
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.widgets.reading_area import ReadingArea
from ui.widgets.record_list import ListedRow, RecordList
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
MOST_DEEDS = 5
_IN_A_ROW = 3
_FIRST, _LAST = Qt.Key.Key_1, Qt.Key(Qt.Key.Key_1 + MOST_DEEDS - 1)


class _Things(RecordList):
    """A figure begins the deed of that place; letters do not jump about."""

    def __init__(self, theme: Theme, name: str, title: str, begin: Callable[[int], None]) -> None:
        super().__init__(theme, name, title)
        self._begin = begin
        # Rows are measured for the width beside the bar: one that came and went would leave their last words out.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _FIRST <= event.key() <= _LAST:
            self._begin(event.key() - _FIRST)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """What is typed searches nothing."""


class KnowledgeChangesView(QWidget):
    """Arrows choose, Enter or a figure begins, Enter in the form does it, Esc leaves form and list. No dialog."""

    def __init__(self, presenter: KnowledgeChanges, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("knowledge_changes")
        self.setAccessibleName(tr("change what is known"))
        self.things = _Things(theme, "known_things", tr("what is known and can be changed"), self._begin)
        self.buttons = tuple(QPushButton() for _ in range(MOST_DEEDS))
        self._help = label(theme, "known_changes_help", "small", "muted")
        self.form = AskedForm(theme, self._act, self._leave_form)
        self._views = label(theme, "known_views", "body")
        self._views_title = label(theme, "known_views_title", "strong")
        self._views_area = ReadingArea(theme, "known_views_area", self._views_box())
        self._message = label(theme, "known_changes_message", "strong", "muted")
        self._deeds: tuple[DeedShown, ...] = ()
        self._following = False
        self._build()
        self._connect()
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Give the keyboard to the list of what can be changed."""
        self.things.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw what the presenter says."""
        it = self._presenter
        self._following = True
        known = it.things() if it.is_open else ()
        self.things.show_rows([ListedRow(each.key, each.text, each.tone) for each in known])
        chosen = it.chosen if it.is_open else None
        if chosen is not None and self.things.chosen != chosen.key:
            self.things.setCurrentRow([each.key for each in known].index(chosen.key))
        self._following = False
        self._show_deeds()
        had_form = self.form.isVisibleTo(self)
        self.form.show_form(it.form)
        if had_form is not self.form.isVisibleTo(self):
            self._keep_in_sight()
        views = it.views()
        shows_views = views is not None and it.form is None
        for part in (self._views_title, self._views_area):
            part.setVisible(shows_views)
        set_text(self._views_title, views[0] if views else "")
        set_text(self._views, "\n\n".join(views[1] if views else ()))
        set_text(self._message, it.message)
        set_tone(self._message, it.tone)
        self._message.setVisible(bool(it.message))
        if had_form and it.form is None and self.form.had_keyboard:
            self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; Enter on a button presses it."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        for button in self.buttons:
            if event.key() in _ENTER and button.hasFocus():
                button.click()
                return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A code that is being written does not wait behind another panel."""
        super().hideEvent(event)
        if self._presenter.form is not None and self._presenter.form.is_secret:
            self._presenter.leave()

    def _begin(self, place: int) -> None:
        if self._presenter.begin(place):
            self.form.take_focus()

    def _begin_first(self, _key: str) -> None:
        self._begin(0)

    def _act(self) -> None:
        self._presenter.act(self.form.values())

    def _leave_form(self) -> None:
        self._presenter.leave()
        self.take_focus()

    def _leave(self) -> None:
        if self._presenter.form is not None or self._presenter.views() is not None:
            self._leave_form()
        else:
            self._presenter.open(opened=False)

    def _on_current(self, _row: int) -> None:
        if not self._following and self.things.chosen:
            self._presenter.choose(self.things.chosen)

    def _keep_in_sight(self) -> None:
        """The list has become lower, or higher: what is acted on stays in it."""
        QTimer.singleShot(0, self.things, lambda: self.things.scrollToItem(self.things.currentItem()))

    def _show_deeds(self) -> None:
        deeds = self._presenter.deeds() if self._presenter.is_open else ()
        asked = self._presenter.form is not None
        if deeds != self._deeds:
            self._deeds = deeds
            for place, deed in enumerate(deeds):
                _show(self.buttons[place], place, deed)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(deeds) and not asked)
        why = next((f"{deed.words}: {deed.refusal}" for deed in deeds if deed.refusal), "")
        keys = tr("Enter or the figure begins; Esc goes back")
        set_text(self._help, tr("{keys} · {why}", keys=keys, why=why) if why and not asked else keys)
        self._help.setVisible(not asked)

    def _connect(self) -> None:
        self.things.currentRowChanged.connect(self._on_current)
        self.things.acted.connect(self._begin_first)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(partial(_run, partial(self._begin, place)))

    def _views_box(self) -> QWidget:
        inside = QWidget()
        set_panel(inside, "raised")
        column = QVBoxLayout(inside)
        dress(column, self._theme, margins=(0, 0, 2, 0))
        column.addWidget(self._views)
        column.addStretch(1)
        give_way(self._views)
        return inside

    def _build(self) -> None:
        grid = QGridLayout()
        dress(grid, self._theme, horizontal=2, vertical=1)
        for place, button in enumerate(self.buttons):
            button.setObjectName(f"known_deed_{place + 1}")
            button.setAccessibleName(tr("deed {number}", number=place + 1))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setVisible(False)
            dress(button, self._theme, font="body")
            grid.addWidget(button, place // _IN_A_ROW, place % _IN_A_ROW)
        self._views_area.setAccessibleName(tr("who saw which code"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        dress(column, self._theme, spacing=1)
        column.addWidget(self.things, 1)
        column.addLayout(grid)
        column.addWidget(self._help)
        column.addWidget(self.form)
        column.addWidget(self._views_title)
        column.addWidget(self._views_area, 1)
        column.addWidget(self._message)
        for words in (self._help, self._message, self._views_title):
            give_way(words)


def _show(button: QPushButton, place: int, deed: DeedShown) -> None:
    button.setEnabled(not deed.refusal)
    button.setText(f"{place + 1}  {deed.words}")
    button.setAccessibleName(tr("{words}: {why}", words=deed.words, why=deed.refusal) if deed.refusal else deed.words)
    button.setToolTip(deed.refusal)


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()
