"""The unit board as Qt sees it, in the order that its presenter keeps."""

from PySide6.QtCore import QObject

from dispatcher.queries.unit_rows import UnitRow
from ui.models.row_list_model import RowListModel
from ui.presenters.units import UnitLine, UnitsPresenter, spoken
from ui.wording import tr


class UnitModel(RowListModel[UnitRow]):
    """A changed unit repaints its row, a changed order moves rows; nothing resets."""

    def __init__(self, presenter: UnitsPresenter, parent: QObject | None = None) -> None:
        headings = (tr("unit"), tr("state"), tr("since"), tr("incident"), tr("type"), tr("station"), tr("can"))
        super().__init__(headings, parent)
        self._presenter = presenter

    def apply(self, *, hold_order: bool = False) -> None:
        """Take the presenter's rows."""
        self.take(self._presenter.ordered(), hold_order=hold_order)

    def id_of(self, row: UnitRow) -> str:
        """Name a row by its unit."""
        return row.unit_id

    def spoken(self, row: UnitRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> UnitLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
