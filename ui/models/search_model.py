"""What a search found as Qt sees it: one column, painted whole by its delegate."""

from PySide6.QtCore import QObject

from dispatcher.queries.search_rows import SearchRow
from ui.models.row_list_model import RowListModel
from ui.presenters.search import SearchLine, SearchPresenter, spoken
from ui.wording import tr


class SearchModel(RowListModel[SearchRow]):
    """The presenter's page in its order."""

    def __init__(self, presenter: SearchPresenter, parent: QObject | None = None) -> None:
        super().__init__((tr("what was found"),), parent)
        self._presenter = presenter

    def apply(self) -> None:
        """Take the presenter's page."""
        self.take(self._presenter.rows)

    def id_of(self, row: SearchRow) -> str:
        """Name a row."""
        return row.incident_id

    def spoken(self, row: SearchRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> SearchLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
