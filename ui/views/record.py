"""The record of the shown incident, as a panel with five pages: log, plan, tasks, people, outcome."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.presenters.record import RecordPresenter
from ui.presenters.record_parts import RecordOutcome, RecordPeople, RecordTasks
from ui.presenters.record_plans import RecordPlans
from ui.theme import Theme
from ui.views.record_log import RecordLogView
from ui.views.record_outcome import RecordOutcomeView
from ui.views.record_people import RecordPeopleView
from ui.views.record_plans import RecordPlansView
from ui.views.record_tasks import RecordTasksView
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.wording import tr

BATCH_MS = 50
_TURNS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class RecordView(QWidget):
    """Buttons and Ctrl+PgDown, Ctrl+PgUp turn the page, and the caret goes to where one writes on it."""

    def __init__(self, presenter: RecordPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("record")
        self.setAccessibleName(tr("incident record"))
        set_panel(self, "raised")
        self.log = RecordLogView(presenter, theme)
        self._plan_words = RecordPlans(presenter)
        self.plans = RecordPlansView(self._plan_words, theme)
        self.tasks = RecordTasksView(RecordTasks(presenter), theme)
        self.people = RecordPeopleView(RecordPeople(presenter), theme)
        self.outcome = RecordOutcomeView(RecordOutcome(presenter), theme)
        self.pages = (self.log, self.plans, self.tasks, self.people, self.outcome)
        titles = (tr("Log"), tr("Plan"), tr("Tasks"), tr("People"), tr("Outcome"))
        self._buttons = tuple(QPushButton(title) for title in titles)
        self._title = ElidedLabel(theme, "record_title", "heading")
        self._message = ElidedLabel(theme, "record_message", "strong", "muted")
        self._stack = QStackedWidget()
        self._pacer = Pacer(BATCH_MS, self.render_now, self)
        self._build()
        presenter.watch(self._pacer.ring)
        self.turn_to(0)

    def turn_to(self, place: int) -> None:
        """Show a page."""
        self._stack.setCurrentIndex(place)
        for at, button in enumerate(self._buttons):
            set_tone(button, "accent" if at == place else "")
        self.render_now()

    def take_focus(self) -> None:
        """Give the keyboard to the page that is shown, where one writes."""
        self.pages[self._stack.currentIndex()].take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn to the page behind or before, round and round."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in _TURNS:
            self._turn((self._stack.currentIndex() + _TURNS[Qt.Key(event.key())]) % len(self.pages))
        else:
            super().keyPressEvent(event)

    def render_now(self) -> None:
        """Draw the page that is shown."""
        set_text(self._title, self._presenter.title)
        progress = self._plan_words.progress
        self._buttons[1].setText(tr("Plan {progress}", progress=progress) if progress else tr("Plan"))
        set_text(self._message, self._presenter.message)
        set_tone(self._message, self._presenter.tone)
        self.pages[self._stack.currentIndex()].render_now()

    def tick(self) -> None:
        """Let due times tick."""
        if self.isVisible() and self._stack.currentWidget() in (self.plans, self.tasks):
            self.pages[self._stack.currentIndex()].render_now()

    def _turn(self, place: int) -> None:
        self.turn_to(place)
        self.take_focus()

    def _build(self) -> None:
        turns = QHBoxLayout()
        dress(turns, self._theme, spacing=1)
        turns.addWidget(self._title, 1)
        for place, button in enumerate(self._buttons):
            button.setObjectName(f"record_page_{place}")
            button.setAccessibleName(tr("page of the record: {page}", page=button.text()))
            button.setProperty("tight", "true")
            button.clicked.connect(partial(self._turn, place))
            turns.addWidget(button)
        for page in self.pages:
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(3, 2, 3, 2), spacing=1)
        column.addLayout(turns)
        column.addWidget(self._stack, 1)
        column.addWidget(self._message)
        self._message.setAccessibleName(tr("what became of it"))
        dress(self._message, self._theme, least_height=5)
        dress(self, self._theme, least_width=90)
