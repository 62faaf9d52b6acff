"""What the delegates of queue and unit board share: ground, selection, rule; fixed heights, no editor."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import Theme
from ui.widgets.painting import Brush

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Draws the ground of a cell; subclasses draw what stands on it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.brush = Brush(theme)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and content."""
        painter.save()
        whole = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        ground = "surface_selected" if selected else self.ground(index.row())
        if ground:
            painter.fillRect(whole, self.brush.color(ground))
        painter.fillRect(
            QRectF(whole.left(), whole.bottom() - self.theme.space(0.25), whole.width(), self.theme.space(0.25)),
            self.brush.color("line"),
        )
        edge = "focus" if selected else self.edge(index.row())
        if edge and index.column() == 0:
            painter.fillRect(
                QRectF(whole.left(), whole.top(), self.theme.space(1), whole.height()), self.brush.color(edge)
            )
        self.draw(painter, whole.adjusted(self.theme.space(2), 0, -self.theme.space(1), 0), index)
        painter.restore()

    def ground(self, place: int) -> str:
        """Return the ground token of an unselected row; empty for the view's own."""
        return ""

    def edge(self, place: int) -> str:
        """Return the token of the stripe at the left edge of an unselected row; empty for none."""
        return ""

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the content of a cell."""
        raise NotImplementedError
