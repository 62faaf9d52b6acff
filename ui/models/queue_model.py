"""The queue as Qt sees it: keys and rows in parallel, moved one by one, never reset while somebody works in it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dispatcher.domain.clock import Clock
from dispatcher.queries.queue_rows import QueueRow
from ui.presenters.queue import QueueColumn, QueueKey, QueueLine, line_of, sort_key, spoken
from ui.wording import tr

Index = QModelIndex | QPersistentModelIndex
MANY_MOVES = 50
_NOWHERE = QModelIndex()


class QueueModel(QAbstractTableModel):
    """Rows by sort key. With `hold_order` a row keeps its place until `settle_order`."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._keys: list[QueueKey] = []
        self._key_of: dict[str, QueueKey] = {}
        self._rows: dict[str, QueueRow] = {}
        self._late: set[str] = set()
        self._lines: dict[str, QueueLine] = {}
        self._unguarded: set[str] = set()

    @property
    def keys(self) -> Sequence[QueueKey]:
        """The keys of all rows, as they stand."""
        return self._keys

    @property
    def unguarded(self) -> Sequence[QueueKey]:
        """The keys of the rows that nobody guards, as they stand."""
        return sorted(self._key_of[incident_id] for incident_id in self._unguarded)

    def apply(self, changes: Mapping[str, QueueRow | None], *, hold_order: bool = False) -> None:
        """Take changed rows in; None removes one."""
        for incident_id, row in changes.items():
            if row is None or row.guarded:
                self._unguarded.discard(incident_id)
            else:
                self._unguarded.add(incident_id)
        if not self._rows:
            self._fill(changes)
            return
        for incident_id, row in changes.items():
            self._lines.pop(incident_id, None)
            if row is None:
                self._remove(incident_id)
            elif incident_id in self._rows:
                self._change(row)
            else:
                self._insert(row)
        if not hold_order:
            self.settle_order()

    def settle_order(self) -> None:
        """Put every row whose key has changed where it now belongs."""
        late, self._late = self._late, set()
        if len(late) > MANY_MOVES:
            self._reorder(late)
            return
        for incident_id in late:
            self._move(incident_id)

    def tick(self) -> None:
        """Forget the words of every row: ages have moved on."""
        self._lines.clear()

    def row_at(self, place: int) -> QueueRow:
        """Return the row at that place."""
        return self._rows[self._keys[place][-1]]

    def line_at(self, place: int) -> QueueLine:
        """Return the row at that place in words."""
        incident_id = self._keys[place][-1]
        if incident_id not in self._lines:
            self._lines[incident_id] = line_of(self._rows[incident_id], self._clock.now())
        return self._lines[incident_id]

    def number_of(self, incident_id: str) -> str:
        """Return the incident's number."""
        return self._rows[incident_id].number

    def place_of(self, incident_id: str) -> int | None:
        """Return where a row stands."""
        key = self._key_of.get(incident_id)
        return None if key is None else bisect_left(self._keys, key)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count open incidents."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count columns."""
        return 0 if parent.isValid() else len(QueueColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words for screen readers and tooltips; the delegate paints from the row itself."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(self.line_at(index.row()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (tr("age"), tr("incident"), tr("phase"), tr("units"), tr("fires next · owner"))
        return names[section]

    def _fill(self, changes: Mapping[str, QueueRow | None]) -> None:
        rows = {key: row for key, row in changes.items() if row is not None}
        if rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self._rows = rows
            self._key_of = {key: sort_key(row) for key, row in rows.items()}
            self._keys = sorted(self._key_of.values())
            self.endInsertRows()

    def _insert(self, row: QueueRow) -> None:
        key = sort_key(row)
        place = bisect_left(self._keys, key)
        self.beginInsertRows(QModelIndex(), place, place)
        self._keys.insert(place, key)
        self._key_of[row.incident_id] = key
        self._rows[row.incident_id] = row
        self.endInsertRows()

    def _remove(self, incident_id: str) -> None:
        key = self._key_of.get(incident_id)
        if key is None:
            return
        place = bisect_left(self._keys, key)
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._keys[place], self._key_of[incident_id], self._rows[incident_id]
        self._late.discard(incident_id)
        self.endRemoveRows()

    def _change(self, row: QueueRow) -> None:
        self._rows[row.incident_id] = row
        key = self._key_of[row.incident_id]
        if sort_key(row) != key:
            self._late.add(row.incident_id)
        place = bisect_left(self._keys, key)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(QueueColumn) - 1))

    def _move(self, incident_id: str) -> None:
        old_key, new_key = self._key_of[incident_id], sort_key(self._rows[incident_id])
        old = bisect_left(self._keys, old_key)
        target = bisect_left(self._keys, new_key)  # counted while the old key is still in the list
        moves = target not in (old, old + 1)
        if moves:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), target)
        del self._keys[old]
        self._keys.insert(bisect_left(self._keys, new_key), new_key)
        self._key_of[incident_id] = new_key
        if moves:
            self.endMoveRows()

    def _reorder(self, late: set[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._keys[index.row()][-1] for index in before]
        for incident_id in late:
            self._key_of[incident_id] = sort_key(self._rows[incident_id])
        self._keys = sorted(self._key_of.values())
        after = [
            self.index(bisect_left(self._keys, self._key_of[incident_id]), index.column())
            for incident_id, index in zip(ids, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
