"""The unit board as Qt sees it, by call sign."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dispatcher.queries.rows import UnitRow
from ui.presenters.units import UnitColumn, UnitLine, UnitsPresenter
from ui.wording import tr

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class UnitModel(QAbstractTableModel):
    """Rows in the presenter's order; a changed unit repaints its row, a changed set of units resets."""

    def __init__(self, presenter: UnitsPresenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._rows: tuple[UnitRow, ...] = ()

    def apply(self) -> None:
        """Take the presenter's rows."""
        new, old = self._presenter.rows, self._rows
        if [row.unit_id for row in new] != [row.unit_id for row in old]:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        self._rows = new
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(UnitColumn) - 1))

    def row_at(self, place: int) -> UnitRow:
        """Return the row at that place."""
        return self._rows[place]

    def line_at(self, place: int) -> UnitLine:
        """Return the row at that place in words."""
        return self._presenter.line(self._rows[place])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count units."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count columns."""
        return 0 if parent.isValid() else len(UnitColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words for screen readers and tooltips; the delegate paints from the row itself."""
        if not index.isValid() or role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.line_at(index.row())
        parts = (line.call_sign, line.badge.word, line.since, line.incident, line.type_name, line.station,
                 line.capabilities, line.reason)  # fmt: skip
        return ", ".join(part for part in parts if part)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (tr("unit"), tr("state"), tr("since"), tr("incident"), tr("type"), tr("station"), tr("can"))
        return names[section]
