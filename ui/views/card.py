"""The incident card: head, units, what fires next, transmissions as ladders, log with the newest at the bottom."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.presenters.card import CardPresenter
from ui.presenters.card_words import CardShown, TransmissionShown, UnitPart
from ui.theme import Theme
from ui.widgets.calls_panel import CallsPanel
from ui.widgets.chip_flow import Chip, ChipFlow
from ui.widgets.dressing import dress
from ui.widgets.first_keys import FirstKeys
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.log_pane import LogPane
from ui.widgets.reading_area import ReadingArea
from ui.widgets.running_panel import RunningPanel
from ui.widgets.transmission_panel import TransmissionPanel, step_chip
from ui.wording import tr


class CardView(QFrame):
    """Shows the incident that the seat has selected."""

    def __init__(self, presenter: CardPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("card")
        self.setAccessibleName(tr("incident card"))
        set_panel(self, "raised")
        self._empty = FirstKeys(theme, "card_empty")
        self._whole = QWidget()
        self._priority = LampWidget(theme, "card_priority", "heading")
        self._number = label(theme, "card_number", "heading")
        self._phase = LampWidget(theme, "card_phase", "loud")
        self._age = label(theme, "card_age", "heading")
        self._type = ElidedLabel(theme, "card_type", "heading")
        self._place = ElidedLabel(theme, "card_place", "title")
        self._located = label(theme, "card_located", "small", "muted")
        self._facts = ChipFlow(theme, "card_facts", tight=True)
        self._narrative = label(theme, "card_narrative", "body")
        self._units = ChipFlow(theme, "card_units")
        self._flags = ChipFlow(theme, "card_flags")
        self._plans = ChipFlow(theme, "card_plans")
        self._running = RunningPanel(theme, lambda text: presenter.compose(text))
        self._calls = CallsPanel(theme, presenter.look_at_facts)
        self._next = label(theme, "card_next", "strong", "warning")
        self._transmissions: dict[str, TransmissionPanel] = {}
        self._log = LogPane(theme, "card_log")
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw the card as it stands now."""
        shown = self._presenter.shown()
        self._whole.setVisible(shown is not None)
        self._empty.setVisible(shown is None)
        if shown is None:
            taught = tr("Choose an incident in the queue, or take a call with F3.")
            self._empty.say(tr("opening …") if self._presenter.opening else taught)
            return
        self._show_head(shown)
        units = tuple(map(_unit_chip, shown.units)) or (Chip(tr("no unit yet"), tone="warning", ground="frame"),)
        self._units.show_chips(units + tuple(map(step_chip, shown.guards)))
        set_text(self._next, shown.next)
        set_tone(self._next, shown.next_tone)
        self._plans.show_chips(
            tuple(Chip(plan.count, plan.next, plan.badge.shape, plan.badge.tone) for plan in shown.plans)
        )
        self._plans.setVisible(bool(shown.plans))
        self._calls.show_calls(shown.calls)
        self._running.show_running(shown.incident_id, shown.running)
        self._show_transmissions(shown.transmissions)
        self._log.show_lines(shown.incident_id, shown.log)

    def tick(self) -> None:
        """Let ages and due times tick."""
        if self.isVisible():
            self.render_now()

    def _show_head(self, shown: CardShown) -> None:
        self._priority.show_lamp(shown.priority, shown.priority.lower())
        set_text(self._number, shown.number)
        self._phase.show_lamp(f"{shown.phase.letter} {shown.phase.word}", shown.phase.tone, shown.phase.shape)
        set_text(self._age, shown.age)
        set_tone(self._age, "muted" if shown.closed else "text")
        self._flags.show_chips(tuple(Chip(flag.word, "", flag.shape, ground=flag.tone) for flag in shown.flags))
        self._flags.setVisible(bool(shown.flags))
        set_text(self._type, shown.type_name)
        set_text(self._place, shown.place)
        set_text(self._located, shown.located)
        set_tone(self._located, shown.located_tone)
        facts = tuple(Chip(f"{name}:", value, tone="text_muted", role="body") for name, value in shown.facts)
        self._facts.show_chips(facts)
        set_text(self._narrative, shown.narrative)
        self._narrative.setVisible(bool(shown.narrative))

    def _show_transmissions(self, shown: tuple[TransmissionShown, ...]) -> None:
        known = {row.transmission_id for row in shown}
        for gone in [key for key in self._transmissions if key not in known]:
            panel = self._transmissions.pop(gone)
            self._column.removeWidget(panel)
            panel.deleteLater()
        for place, row in enumerate(shown):
            if row.transmission_id not in self._transmissions:
                self._transmissions[row.transmission_id] = TransmissionPanel(self._theme)
            panel = self._transmissions[row.transmission_id]
            if self._column.indexOf(panel) != self._first_panel + place:
                self._column.insertWidget(self._first_panel + place, panel)
            panel.show_transmission(row)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._empty)
        outer.addWidget(self._whole)
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._scroll(), 4)
        column.addWidget(self._log, 1)

    def _head(self) -> QVBoxLayout:
        first = QHBoxLayout()
        dress(first, self._theme, spacing=3)
        for widget in (self._priority, self._number, self._phase):
            first.addWidget(widget)
        first.addStretch(1)
        first.addWidget(self._age)
        second = QHBoxLayout()
        dress(second, self._theme, spacing=3)
        second.addWidget(self._type, 1)
        second.addWidget(self._next)
        head = QVBoxLayout()
        dress(head, self._theme, margins=(3, 2, 3, 2))
        dress(head, self._theme, spacing=1)
        head.addLayout(first)
        head.addWidget(self._flags)
        head.addLayout(second)
        third = QHBoxLayout()
        dress(third, self._theme, spacing=3)
        third.addWidget(self._place, 1)
        third.addWidget(self._located)
        head.addLayout(third)
        return head

    def _scroll(self) -> ReadingArea:
        inside = QWidget()
        set_panel(inside, "raised")
        self._column = QVBoxLayout(inside)
        dress(self._column, self._theme, margins=(3, 0, 3, 2))
        dress(self._column, self._theme, spacing=2)
        self._narrative.setWordWrap(True)
        for widget in (self._narrative, self._plans, self._calls, self._units, self._running):
            self._column.addWidget(widget)
        self._first_panel = self._column.count()  # pages stand above the facts: whether they were heard is looked for
        self._column.addWidget(self._facts)
        self._column.addStretch(1)
        scroll = ReadingArea(self._theme, "card_scroll", inside)
        scroll.setAccessibleName(tr("units, steps and transmissions"))
        self.setFocusProxy(scroll)
        return scroll


def _unit_chip(part: UnitPart) -> Chip:
    words = tr("{state} {since}", state=part.badge.word, since=part.since)
    words = tr("{words} · {note}", words=words, note=part.note) if part.note else words
    strong = f"{part.badge.letter} {part.call_sign}"
    return Chip(strong, words, part.badge.shape, part.badge.tone, part.badge.tone, "frame")
