"""The board of pages without an answer, as Qt sees it: one column, painted whole by its delegate."""

from PySide6.QtCore import QObject

from dispatcher.queries.transmission_rows import PendingRow
from ui.models.row_list_model import RowListModel
from ui.presenters.pending import PendingLine, PendingPresenter, spoken
from ui.wording import tr


class PendingModel(RowListModel[PendingRow]):
    """The presenter's rows in its order."""

    def __init__(self, presenter: PendingPresenter, parent: QObject | None = None) -> None:
        super().__init__((tr("waiting for an answer"),), parent)
        self._presenter = presenter

    def apply(self, *, hold_order: bool = False) -> None:
        """Take the presenter's rows."""
        self.take(self._presenter.rows, hold_order=hold_order)

    def id_of(self, row: PendingRow) -> str:
        """Name a row by its transmission."""
        return row.transmission_id

    def spoken(self, row: PendingRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> PendingLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
