"""Everything that runs for the shown incident, one line each; a line opens to its line of time and stays so."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.presenters.card_running import RunningShown
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_text
from ui.widgets.running_row import RunningRow
from ui.wording import tr

FEW = 3
"""Of so many or fewer the first is opened when an incident is shown; nothing opens or closes by itself later."""


class RunningPanel(QFrame):
    """Keeps rows by their keys, so that words change in place and nothing loses the keyboard."""

    def __init__(self, theme: Theme, begin: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._begin = theme, begin
        self._of = ""
        self.rows: dict[str, RunningRow] = {}
        self.setObjectName("running")
        self.setAccessibleName(tr("what runs"))
        self._title = label(theme, "running_title", "small", "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        dress(self._column, theme, spacing=0.25)
        self._column.addWidget(self._title)

    def show_running(self, incident_id: str, told: tuple[RunningShown, ...]) -> None:
        """Draw what runs for an incident."""
        self.setVisible(bool(told))
        another = incident_id != self._of
        if another or set(self.rows) - {shown.key for shown in told}:
            self._drop(set() if another else {shown.key for shown in told})
        self._of = incident_id
        set_text(self._title, tr("What runs · {count}", count=len(told)))
        for place, shown in enumerate(told):
            self._show_one(place, shown)
        if another and 0 < len(told) <= FEW:
            self.rows[told[0].key].open(opened=True)

    def _show_one(self, place: int, shown: RunningShown) -> None:
        if shown.key not in self.rows:
            self.rows[shown.key] = RunningRow(self._theme, self._begin)
        row = self.rows[shown.key]
        if self._column.indexOf(row) != place + 1:
            self._column.insertWidget(place + 1, row)
        row.show_running(shown)

    def _drop(self, kept: set[str]) -> None:
        for key in [key for key in self.rows if key not in kept]:
            row = self.rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
