"""Looking through all incidents, open and closed: what is typed, the page that answers it, and the pages around it."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.clock import Clock
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.search_words import SearchField
from dispatcher.queries.search_rows import AskSearch, SearchMatch, SearchPage, SearchRow
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import clock_time, priority_word, tr, zone

_FIELDS = {
    SearchField.PLACE: "place", SearchField.TYPE: "type", SearchField.KIND: "kind", SearchField.PRIORITY: "priority",
    SearchField.OUTCOME: "outcome", SearchField.ASSET: "asset", SearchField.CALLER: "caller",
    SearchField.PHONE: "phone", SearchField.NARRATIVE: "told", SearchField.LOG: "log", SearchField.UNIT: "unit",
    SearchField.OPERATOR: "operator", SearchField.DAY: "day",
}  # fmt: skip
_ON_THE_ROW = frozenset({SearchField.PLACE, SearchField.TYPE, SearchField.KIND, SearchField.PRIORITY,
                         SearchField.OUTCOME, SearchField.DAY})  # fmt: skip
HINT = "type:fire suffren yesterday · caller:meyer · phone:4567 · unit:e12 is:closed · words:smoke -dog · number:123"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLine:
    """One incident that was found, in words and shapes."""

    number: str
    priority: str
    type_name: str
    place: str
    when: str
    state: str  # OPEN, or how it ended
    is_open: bool
    found: str  # where the words stand that the row does not show
    alike: bool  # some of the words are only spelt or sounding like those typed


class SearchPresenter(Watched):
    """Asks while somebody looks; an answer to an older text is dropped. Thread: the screen's."""

    def __init__(
        self,
        room: Room,
        post: Post,
        clock: Clock,
        show: Callable[[str], None],
        problem: Callable[[str, str | None], None],
    ) -> None:
        super().__init__()
        self._clock, self._show = clock, show
        self._zone = zone("UTC")
        self._question: Question[SearchPage] = Question(
            room, post, "search", self._taken, lambda text: problem("search_unread", text)
        )
        self._cursors: list[str | None] = [None]  # of the pages up to the one that is shown
        self._page: SearchPage | None = None
        self._wanted: tuple[str, str | None] = ("", None)
        self.text = ""
        self.opened = False

    @property
    def rows(self) -> tuple[SearchRow, ...]:
        """The page that is shown."""
        return self._page.rows if self._page is not None else ()

    @property
    def waiting(self) -> bool:
        """Whether what is shown answers an older text."""
        return self._page is None or self._page.text != self.text

    @property
    def has_next(self) -> bool:
        """Whether there is a page behind this one."""
        return self._page is not None and not self.waiting and self._page.next is not None

    @property
    def has_former(self) -> bool:
        """Whether there is a page before this one."""
        return len(self._cursors) > 1

    def open(self, *, opened: bool, text: str | None = None) -> None:
        """Look, or look away; with a text, look for that."""
        self.opened = opened
        if text is not None:
            self.text = text
        if opened:
            self._begin()
        self.changed()

    def type(self, text: str) -> None:
        """Look for another text, from its first page on."""
        if text != self.text:
            self.text = text
            self._begin()
            self.changed()

    def next(self) -> None:
        """Show the page behind."""
        if self.has_next and self._page is not None:
            self._cursors.append(self._page.next)
            self._ask()

    def former(self) -> None:
        """Show the page before."""
        if self.has_former:
            self._cursors.pop()
            self._ask()

    def show(self, row: SearchRow) -> None:
        """Show an incident's card."""
        self._show(row.incident_id)

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again: something was opened, closed or told."""
        if self.opened:
            self._ask()

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def summary(self) -> str:
        """Say how many were found, which of them are shown, and what of the text was not understood."""
        page = self._page
        if page is None:
            return tr("looking …")
        if not page.rows:
            said = tr("Nothing is found by these words.")
        else:
            pages = len(self._cursors)
            said = tr("{total} found, page {page}", total=f"{page.total:,}", page=pages)
        return " · ".join((said, *page.notes))

    def line(self, row: SearchRow) -> SearchLine:
        """Put a row into words."""
        is_open = row.state is IncidentState.OPEN
        found = (_found(match) for match in row.matches)
        return SearchLine(
            number=row.number,
            priority=priority_word(row.priority),
            type_name=row.type_name,
            place=row.place,
            when=f"{row.contact_at.astimezone(self._zone):%Y-%m-%d} {clock_time(row.contact_at, self._zone)}",
            state=tr("OPEN") if is_open else (row.outcome or tr("closed")).replace("_", " "),
            is_open=is_open,
            found=" · ".join(dict.fromkeys(part for part in found if part)),
            alike=not row.exact,
        )

    def _begin(self) -> None:
        self._cursors = [None]
        self._ask()

    def _ask(self) -> None:
        self._wanted = (self.text, self._cursors[-1])
        self._question.ask(AskSearch(*self._wanted))

    def _taken(self, page: SearchPage) -> None:
        if page.text != self.text:
            return
        self._page = page
        self.changed()


def _found(match: SearchMatch) -> str:
    if match.field is None or (match.field in _ON_THE_ROW and not match.alike):
        return ""
    name = tr(_FIELDS[match.field])
    words = match.said or match.word.lstrip("~@")
    return tr("{field}: {words} (alike)", field=name, words=words) if match.alike else f"{name}: {words}"


def spoken(line: SearchLine) -> str:
    """Say a row in one sentence, for a screen reader and for tooltips."""
    parts = (line.number, line.state, line.priority, line.type_name, line.place, line.when, line.found)
    return ", ".join(part for part in parts if part)
