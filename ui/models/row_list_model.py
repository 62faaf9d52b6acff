"""Rows that are told whole and shown without a reset: what left goes, what came is put in, what moved is moved."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
MANY_MOVES = 50
"""More rows than this out of place are moved all at once."""
_NOWHERE = QModelIndex()
_SPOKEN = frozenset({Qt.ItemDataRole.AccessibleTextRole.value, Qt.ItemDataRole.ToolTipRole.value})


class RowListModel(QAbstractTableModel, Generic[Row]):
    """Rows by id, for up to some thousands. Subclasses name a row and put it into words; delegates paint from it."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._ids: list[str] = []
        self._rows: dict[str, Row] = {}

    def id_of(self, row: Row) -> str:
        """Name a row."""
        raise NotImplementedError

    def spoken(self, row: Row) -> str:
        """Say a row, for a screen reader and for tooltips."""
        raise NotImplementedError

    def take(self, rows: Sequence[Row], *, hold_order: bool = False) -> None:
        """Show these rows in this order; with `hold_order` those that were there keep their order."""
        told = {self.id_of(row): row for row in rows}
        if not self._ids:
            self._fill(told)
            return
        for place in reversed([place for place, key in enumerate(self._ids) if key not in told]):
            self._remove(place)
        self._change(told)
        wanted = list(told)
        for place, key in enumerate(wanted):
            if key not in self._rows:
                self._insert(self._place_for(wanted, place), key, told[key])
        if not hold_order:
            self._order(wanted)

    def row_at(self, place: int) -> Row:
        """Return the row at that place."""
        return self._rows[self._ids[place]]

    def place_of(self, key: str) -> int | None:
        """Return where a row stands."""
        return self._ids.index(key) if key in self._rows else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count rows."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count columns."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words for screen readers and tooltips; the delegate paints from the row itself."""
        if not index.isValid() or role not in _SPOKEN:
            return None
        return self.spoken(self.row_at(index.row()))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return self._headings[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _place_for(self, wanted: list[str], place: int) -> int:
        """Behind the last of those before it that is already shown."""
        before = next((key for key in reversed(wanted[:place]) if key in self._rows), None)
        return 0 if before is None else self._ids.index(before) + 1

    def _fill(self, told: dict[str, Row]) -> None:
        if told:
            self.beginInsertRows(QModelIndex(), 0, len(told) - 1)
            self._ids, self._rows = list(told), told
            self.endInsertRows()

    def _insert(self, place: int, key: str, row: Row) -> None:
        self.beginInsertRows(QModelIndex(), place, place)
        self._ids.insert(place, key)
        self._rows[key] = row
        self.endInsertRows()

    def _remove(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._rows[self._ids.pop(place)]
        self.endRemoveRows()

    def _change(self, told: dict[str, Row]) -> None:
        for place, key in enumerate(self._ids):
            if self._rows[key] != told[key]:
                self._rows[key] = told[key]
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._headings) - 1))

    def _order(self, wanted: list[str]) -> None:
        if sum(old != new for old, new in zip(self._ids, wanted, strict=True)) > MANY_MOVES:
            self._reorder(wanted)
            return
        for place, key in enumerate(wanted):
            if self._ids[place] == key:
                continue
            old = self._ids.index(key, place)
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), place)
            self._ids.insert(place, self._ids.pop(old))
            self.endMoveRows()

    def _reorder(self, wanted: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._ids[index.row()] for index in before]
        self._ids = wanted
        places = {key: place for place, key in enumerate(wanted)}
        after = [self.index(places[key], index.column()) for key, index in zip(ids, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
