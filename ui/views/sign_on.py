"""Who sits here: one line inside the window, never a dialog."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QWidget

from dispatcher.domain.authority import Role
from ui.presenters.sign_on import SignOnPresenter
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text
from ui.wording import role_word, tr


class SignOnView(QFrame):
    """Operator, role, sign on. Visible while nobody sits here and when asked for (F9)."""

    def __init__(self, presenter: SignOnPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("sign_on")
        self.setAccessibleName(tr("sign on"))
        set_panel(self, "raised")
        self._question = label(theme, "sign_on_question", "strong")
        self._people = QComboBox()
        self._roles = QComboBox()
        self._button = QPushButton(tr("Sign on"))
        self._why = ElidedLabel(theme, "sign_on_why", "body", "warning")
        self._known: tuple[str, ...] = ()
        self._build()
        self._people.currentIndexChanged.connect(self._fill_roles)
        self._button.clicked.connect(self._sign_on)
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw the line as it stands now."""
        presenter = self._presenter
        self.setVisible(presenter.opened)
        self._fill_people()
        set_text(self._question, tr("Who sits at {seat}?", seat=presenter.seat))
        self._button.setEnabled(bool(presenter.operators) and not presenter.asking)
        if presenter.problem:
            why = presenter.problem
        elif presenter.signed_on() is None:
            why = tr("Until somebody signs on, this screen only shows.")
        else:
            why = tr("F9 leaves it as it is.")
        set_text(self._why, tr("signing on …") if presenter.asking else why)

    def take_focus(self) -> None:
        """Start at the operator's name."""
        self._people.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, wherever the caret stands on the line, signs on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._button.isEnabled():
            self._sign_on()
        else:
            super().keyPressEvent(event)

    def _fill_people(self) -> None:
        names = tuple(row.operator_id for row in self._presenter.operators)
        if names == self._known:
            return
        self._known = names
        self._people.clear()
        for row in self._presenter.operators:
            self._people.addItem(row.name, row.operator_id)

    def _fill_roles(self, place: int) -> None:
        self._roles.clear()
        if 0 <= place < len(self._presenter.operators):
            for role in self._presenter.operators[place].roles:
                self._roles.addItem(role_word(role), role.value)

    def _sign_on(self) -> None:
        place, role = self._people.currentIndex(), self._roles.currentIndex()
        if place >= 0 and role >= 0:
            operator = self._presenter.operators[place]
            self._presenter.sign_on(operator.operator_id, Role(operator.roles[role]))

    def _build(self) -> None:
        row = QHBoxLayout(self)
        dress(row, self._theme, margins=(3, 2, 3, 2))
        dress(row, self._theme, spacing=3)
        for widget, name in (
            (self._people, tr("operator")),
            (self._roles, tr("role")),
            (self._button, tr("sign on")),
        ):
            widget.setAccessibleName(name)
            dress(widget, self._theme, font="body")
        self._people.setObjectName("operator")
        self._roles.setObjectName("role")
        self._button.setObjectName("sign_on_button")
        self._button.setProperty("tone", "accent")
        dress(self._people, self._theme, least_width=45)
        dress(self._roles, self._theme, least_width=35)
        for widget in (self._question, self._people, self._roles, self._button):
            row.addWidget(widget)
        row.addWidget(self._why, 1)
