"""Voice tasks as Qt sees them: one column, painted whole by its delegate."""

from PySide6.QtCore import QObject

from dispatcher.queries.voice_rows import VoiceTaskRow
from ui.models.row_list_model import RowListModel
from ui.presenters.pending import PendingLine, spoken
from ui.presenters.voice import VoicePresenter
from ui.wording import tr


class VoiceModel(RowListModel[VoiceTaskRow]):
    """The presenter's rows in its order."""

    def __init__(self, presenter: VoicePresenter, parent: QObject | None = None) -> None:
        super().__init__((tr("voice tasks"),), parent)
        self._presenter = presenter

    def apply(self, *, hold_order: bool = False) -> None:
        """Take the presenter's rows."""
        self.take(self._presenter.rows, hold_order=hold_order)

    def id_of(self, row: VoiceTaskRow) -> str:
        """Name a row by its transmission."""
        return row.transmission_id

    def spoken(self, row: VoiceTaskRow) -> str:
        """Say a row."""
        return spoken(self._presenter.line(row))

    def line_at(self, place: int) -> PendingLine:
        """Return the row at that place in words."""
        return self._presenter.line(self.row_at(place))
