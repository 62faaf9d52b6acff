"""Contacts as Qt sees them: one column, painted whole by its delegate."""

from PySide6.QtCore import QObject

from dispatcher.queries.contacts import ContactRow
from ui.models.row_list_model import RowListModel
from ui.presenters.contact_words import ContactLine, key_of, spoken
from ui.presenters.contacts import ContactsPresenter
from ui.wording import tr


class ContactModel(RowListModel[ContactRow]):
    """The presenter's rows in its order."""

    def __init__(self, presenter: ContactsPresenter, parent: QObject | None = None) -> None:
        super().__init__((tr("contacts"),), parent)
        self._presenter = presenter

    def apply(self, *, hold_order: bool = False) -> None:
        """Take the presenter's rows."""
        self.take(self._presenter.rows, hold_order=hold_order)

    def id_of(self, row: ContactRow) -> str:
        """Name a row."""
        return key_of(row)

    def spoken(self, row: ContactRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> ContactLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
