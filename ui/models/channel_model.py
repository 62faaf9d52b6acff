"""The channels as Qt sees them: one column, painted whole by its delegate."""

from PySide6.QtCore import QObject

from dispatcher.queries.channels import ChannelDetailRow
from ui.models.row_list_model import RowListModel
from ui.presenters.channel_words import ChannelLine, spoken
from ui.presenters.channels import ChannelsPresenter
from ui.wording import tr


class ChannelModel(RowListModel[ChannelDetailRow]):
    """The presenter's rows in its order."""

    def __init__(self, presenter: ChannelsPresenter, parent: QObject | None = None) -> None:
        super().__init__((tr("channels"),), parent)
        self._presenter = presenter

    def apply(self, *, hold_order: bool = False) -> None:
        """Take the presenter's rows."""
        self.take(self._presenter.rows, hold_order=hold_order)

    def id_of(self, row: ChannelDetailRow) -> str:
        """Name a row by its channel."""
        return row.name

    def spoken(self, row: ChannelDetailRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> ChannelLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
