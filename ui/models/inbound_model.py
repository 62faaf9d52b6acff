"""The inbound feed as Qt sees it: one column, painted whole by its delegate."""

from PySide6.QtCore import QObject

from dispatcher.queries.inbound_rows import InboundRow
from ui.models.row_list_model import RowListModel
from ui.presenters.inbound import InboundLine, InboundPresenter, spoken
from ui.wording import tr


class InboundModel(RowListModel[InboundRow]):
    """The presenter's rows in its order."""

    def __init__(self, presenter: InboundPresenter, parent: QObject | None = None) -> None:
        super().__init__((tr("what came in"),), parent)
        self._presenter = presenter

    def apply(self, *, hold_order: bool = False) -> None:
        """Take the presenter's rows."""
        self.take(self._presenter.rows, hold_order=hold_order)

    def id_of(self, row: InboundRow) -> str:
        """Name a row."""
        return row.inbound_id

    def spoken(self, row: InboundRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> InboundLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
